//! Against what transformers computes: models in float32, tokenizers, chat templates (tests/decode/make_golden.py).

use super::checkpoint::{ChatTemplate, Checkpoint, Rotary, RoundToNearest, Tokenizer};
use super::cpu::{CpuExecutor, CpuOptions};
use super::sampling::Sampling;
use super::serve::{Detokenizer, Language};
use super::testing::{checkpoint_folder, pack_as_gptq};
use super::{Choice, Executor, Work};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of log probabilities in float32, which sum in other orders here and there.
const TOLERANCE: f32 = 2e-4;
const PAGE: usize = 16;

fn golden() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/decode/golden.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn tokens(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|token| token.as_u64().unwrap() as u32).collect()
}

/// A case of the golden file with its executor.
struct Case {
    name: String,
    prompt: Vec<u32>,
    tokens: Vec<u32>,
    logprobs: BTreeMap<usize, Vec<f32>>,
    executor: CpuExecutor,
}

fn cases() -> impl Iterator<Item = Case> {
    let Value::Array(models) = golden()["models"].take() else { panic!("no models") };
    models.into_iter().enumerate().map(|(number, model)| {
        let folder = checkpoint_folder(&model["config"], model["seed"].as_u64().unwrap() as u32, 1 + number % 3);
        let checkpoint = Checkpoint::open(folder.path()).unwrap();
        let options =
            CpuOptions { page_size: PAGE, pages: 64, slots: 4, max_tokens: 512, context: None, quantize: None };
        let row = |values: &Value| values.as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect();
        Case {
            name: model["name"].as_str().unwrap().into(),
            prompt: tokens(&model["prompt"]),
            tokens: tokens(&model["tokens"]),
            logprobs: model["logprobs"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(at, v)| (at.parse().unwrap(), row(v)))
                .collect(),
            executor: CpuExecutor::load(&checkpoint, options, &|_, _| {}).unwrap(),
        }
    })
}

/// Every log probability of the next token.
fn everything(case: &Case) -> Sampling {
    Sampling { logprobs: Some(case.executor.limits().vocab), ..Sampling::greedy() }
}

fn work<'a>(context: &'a [u32], prompt: usize, start: usize, pages: &'a [u32], sampling: &'a Sampling) -> Work<'a> {
    Work { slot: 0, fresh: start == 0, context, prompt, start, end: context.len(), pages, outputs: 1, sampling }
}

fn compare(name: &str, at: usize, choice: &Choice, expected: &[f32]) {
    let mut found = vec![f32::NAN; expected.len()];
    for (token, logprob) in &choice.top {
        found[*token as usize] = *logprob;
    }
    for (token, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() < TOLERANCE, "{name}, step {at}, token {token}: {found} is not {expected}");
    }
}

#[test]
fn every_architecture_says_what_transformers_says() {
    for mut case in cases() {
        let sampling = everything(&case);
        let pages: Vec<u32> = (0..64).rev().collect();
        let mut context = case.prompt.clone();
        for step in 0..case.tokens.len() {
            let start = if step == 0 { 0 } else { context.len() - 1 };
            let work = work(&context, case.prompt.len(), start, &pages, &sampling);
            let choice = case.executor.step(&[work]).unwrap().remove(0).remove(0);
            if let Some(expected) = case.logprobs.get(&step) {
                compare(&case.name, step, &choice, expected);
            }
            assert_eq!(choice.token, case.tokens[step], "{}, step {step}", case.name);
            context.push(choice.token);
        }
    }
}

/// The last choice of each sequence, bit for bit, however the work is cut: three sequences of other lengths in one
/// batch, prompts in chunks, pages in any order, several rows verified at once.
#[test]
fn batches_chunks_pages_and_drafts_change_nothing() {
    for mut case in cases() {
        let sampling = everything(&case);
        let text: Vec<u32> = case.prompt.iter().chain(&case.tokens).copied().collect();
        let lengths = [61, 150, 293];
        let plain: Vec<u32> = (0..19).collect();
        let alone: Vec<Vec<Choice>> = lengths
            .iter()
            .map(|length| {
                let work = Work { outputs: 5, ..work(&text[..*length], 37, 0, &plain, &sampling) };
                case.executor.step(&[work]).unwrap().remove(0)
            })
            .collect();
        let tables: Vec<Vec<u32>> = (0..3).map(|slot| (0..19).map(|page| 63 - (page * 3 + slot)).collect()).collect();
        let mut done = [0; 3];
        let mut last = vec![Vec::new(); 3];
        while done != lengths {
            let mut batch = Vec::new();
            for slot in 0..3 {
                let (start, length) = (done[slot], lengths[slot]);
                // The five last rows at once, as drafts are verified.
                let end = if start == length - 5 { length } else { (start + 7 + 4 * slot).min(length - 5) };
                if start < end {
                    let outputs = if end == length { 5 } else { 0 };
                    let pages = &tables[slot];
                    let work = work(&text[..length], 37, start, pages, &sampling);
                    batch.push(Work { slot: slot as u32, end, outputs, ..work });
                    done[slot] = end;
                }
            }
            for (work, choices) in batch.iter().zip(case.executor.step(&batch).unwrap()) {
                assert_eq!(choices.len(), work.outputs);
                if work.outputs > 0 {
                    last[work.slot as usize] = choices;
                }
            }
        }
        assert_eq!(last, alone, "{}", case.name);
        let drafts: Vec<u32> = alone[2].iter().map(|choice| choice.token).collect();
        assert_eq!(drafts[..4], text[289..293], "{}", case.name);
    }
}

/// Rounding to nearest moves each token's distribution a little: by mean divergence over the rows of a text, in bits.
#[test]
fn quantised_weights_say_nearly_the_same() {
    let golden = golden();
    let model = golden["models"].as_array().unwrap().iter().find(|model| model["name"] == "qwen2-bf16").unwrap();
    let folder = checkpoint_folder(&model["config"], model["seed"].as_u64().unwrap() as u32, 1);
    let checkpoint = Checkpoint::open(folder.path()).unwrap();
    let text: Vec<u32> = [tokens(&model["prompt"]), tokens(&model["tokens"])].concat();
    let pages: Vec<u32> = (0..64).collect();
    let rows = |quantize| {
        let options = CpuOptions { page_size: PAGE, pages: 64, slots: 4, max_tokens: 512, context: None, quantize };
        let mut executor = CpuExecutor::load(&checkpoint, options, &|_, _| {}).unwrap();
        let sampling = Sampling { logprobs: Some(executor.limits().vocab), ..Sampling::greedy() };
        let work = Work { outputs: text.len(), ..work(&text, 37, 0, &pages, &sampling) };
        let choices = executor.step(&[work]).unwrap().remove(0);
        choices.into_iter().map(|choice| choice.top.into_iter().collect::<BTreeMap<u32, f32>>()).collect::<Vec<_>>()
    };
    let exact = rows(None);
    let divergence = |quantize| {
        let bits = exact.iter().zip(rows(Some(quantize))).map(|(exact, rounded)| {
            exact.iter().map(|(token, p)| f64::from(p.exp() * (p - rounded[token]))).sum::<f64>() / 2f64.ln()
        });
        bits.sum::<f64>() / exact.len() as f64
    };
    let (int8, int4) = (divergence(RoundToNearest::Int8), divergence(RoundToNearest::Int4));
    assert!((0.0..2e-4).contains(&int8), "{int8}");
    assert!((10.0 * int8..0.05).contains(&int4), "{int4}");
}

#[test]
fn a_quantised_checkpoint_runs_as_its_weights_say() {
    let config = json!({
        "architectures": ["LlamaForCausalLM"], "hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2,
        "intermediate_size": 256, "vocab_size": 67, "max_position_embeddings": 64, "tie_word_embeddings": true,
        "torch_dtype": "float32",
    });
    let folder = checkpoint_folder(&config, 3, 1);
    let packed = pack_as_gptq(folder.path(), &config);
    let run = |folder: &std::path::Path, quantize| {
        let checkpoint = Checkpoint::open(folder).unwrap();
        let options = CpuOptions { page_size: PAGE, pages: 4, slots: 1, max_tokens: 64, context: None, quantize };
        let mut executor = CpuExecutor::load(&checkpoint, options, &|_, _| {}).unwrap();
        let sampling = Sampling { logprobs: Some(67), ..Sampling::greedy() };
        executor.step(&[work(&[1, 2, 3, 4, 5, 6, 7], 7, 0, &[2], &sampling)]).unwrap()
    };
    assert_eq!(run(packed.path(), None), run(folder.path(), Some(RoundToNearest::Int4)));
    assert_ne!(run(packed.path(), None), run(folder.path(), None));
}

#[test]
fn work_that_contradicts_itself_is_refused() {
    let mut case = cases().next().unwrap();
    let (sampling, pages) = (Sampling::greedy(), [0, 1, 2]);
    let context = case.prompt.clone();
    let good = work(&context, 37, 0, &pages, &sampling);
    let mut said = |work: Work<'_>| case.executor.step(&[work]).unwrap_err().to_string();
    for (bad, reason) in [
        (Work { slot: 4, ..good }, "there are 4 slots"),
        (Work { start: 37, ..good }, "its rows 37..37 are not within its 37 tokens"),
        (Work { end: 38, ..good }, "its rows 0..38"),
        (Work { prompt: 38, ..good }, "a prompt of 38 tokens"),
        (Work { outputs: 38, ..good }, "38 outputs of 37 rows"),
        (Work { pages: &pages[..2], ..good }, "2 pages do not cover 37 tokens"),
        (Work { pages: &[0, 1, 64], ..good }, "page 64 of 64 pages"),
        (Work { context: &[151; 37], ..good }, "token 151 is outside the vocabulary of 151"),
    ] {
        let error = said(bad);
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn dynamic_scaling_begins_beyond_the_trained_context() {
    let golden = golden();
    let model = golden["models"].as_array().unwrap().iter().find(|model| model["name"] == "llama-dynamic").unwrap();
    let folder = checkpoint_folder(&model["config"], 1, 1);
    let config = Checkpoint::open(folder.path()).unwrap().config;
    let turns = |config, position| Rotary::new(config).at(position).collect::<Vec<_>>();
    let mut plain = config.clone();
    plain.rope.scaling = super::checkpoint::RopeScaling::None;
    assert_eq!(turns(&config, 127), turns(&plain, 127));
    assert_ne!(turns(&config, 128), turns(&plain, 128));
}

/// A tokenizer that only decodes, with special tokens or without.
struct Streamed(Arc<Tokenizer>, bool);

impl Language for Streamed {
    fn encode(&self, _text: &str) -> Result<Vec<u32>, String> {
        Err("only decodes".to_string())
    }
    fn encode_chat(&self, _messages: &Value) -> Result<Vec<u32>, String> {
        Err("only decodes".to_string())
    }
    fn decode(&self, tokens: &[u32]) -> String {
        self.0.decode(tokens, self.1)
    }
}

#[test]
fn tokenizers_agree() {
    for golden in golden()["tokenizers"].as_array().unwrap() {
        let tokenizer = Arc::new(Tokenizer::parse(&golden["file"].to_string(), 500).unwrap());
        for text in golden["texts"].as_array().unwrap() {
            let (name, given) = (&golden["name"], text["text"].as_str().unwrap());
            let plain = tokens(&text["plain"]);
            assert_eq!(tokenizer.encode(given, false).unwrap(), plain, "{name}: {given:?}");
            assert_eq!(tokenizer.encode(given, true).unwrap(), tokens(&text["special"]), "{name}: {given:?}");
            for (skip, decoded) in [(false, &text["decoded"][0]), (true, &text["decoded"][1])] {
                assert_eq!(tokenizer.decode(&plain, skip), decoded.as_str().unwrap(), "{name}: {given:?}");
                let (language, mut stream) = (Streamed(tokenizer.clone(), skip), Detokenizer::new(&[]));
                let mut streamed: String = plain.iter().map(|token| stream.push(*token, &language)).collect();
                streamed += &stream.finish(&language);
                assert_eq!(streamed, decoded.as_str().unwrap(), "{name}, streamed: {given:?}");
            }
        }
        let said = Tokenizer::parse(&golden["file"].to_string(), tokenizer.size() - 1).unwrap_err().to_string();
        assert!(said.contains("is outside the model's vocabulary of"), "{said}");
    }
}

#[test]
fn chat_templates_agree() {
    let golden = golden();
    let variables = BTreeMap::from([("bos_token".to_string(), minijinja::Value::from("<s>"))]);
    for chat in golden["chats"].as_array().unwrap() {
        let source = golden["templates"][chat["template"].as_str().unwrap()].as_str().unwrap();
        let template = ChatTemplate::compile(source, variables.clone()).unwrap();
        let text = template.render(chat["conversation"].as_str().unwrap()).unwrap();
        assert_eq!(text, chat["text"].as_str().unwrap(), "{}", chat["template"]);
    }
}
