//! The GPU executor beside the CPU one, through the seam. Without a GPU these say so and pass; `PORTALIS_REQUIRE_GPU=1`
//! makes that a failure.

use super::{GpuOptions, load};
use crate::decode::checkpoint::{Checkpoint, RoundToNearest};
use crate::decode::cpu::{CpuExecutor, CpuOptions};
use crate::decode::sampling::Sampling;
use crate::decode::testing::checkpoint_folder;
use crate::decode::{Choice, Executor, Work};
use portalis_kernels::Device;
use serde_json::{Value, json};

const SLOTS: u32 = 70;

fn options() -> GpuOptions {
    GpuOptions {
        ordinal: 0,
        page_size: Some(16),
        slots: SLOTS,
        max_tokens: 512,
        context: None,
        memory_fraction: 0.5,
        cache_bytes: Some(64 << 20),
        quantize: None,
        graphs: true,
    }
}

fn has_gpu() -> bool {
    match Device::open(0) {
        Ok(_) => true,
        Err(error) if std::env::var_os("PORTALIS_REQUIRE_GPU").is_none() => {
            eprintln!("skipped: {error}");
            false
        }
        Err(error) => panic!("a GPU is required: {error}"),
    }
}

fn config(architecture: &str, changes: Value) -> Value {
    let mut config = json!({
        "architectures": [architecture], "hidden_size": 256, "num_hidden_layers": 3, "num_attention_heads": 4,
        "num_key_value_heads": 2, "head_dim": 64, "intermediate_size": 424, "vocab_size": 1003,
        "max_position_embeddings": 640, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "tie_word_embeddings": false,
        "torch_dtype": "bfloat16",
    });
    for (key, value) in changes.as_object().unwrap() {
        config[key] = value.clone();
    }
    config
}

/// A sequence with pages of its own, far from the others'.
struct Sequence {
    slot: u32,
    prompt: usize,
    context: Vec<u32>,
    pages: Vec<u32>,
    sampling: Sampling,
}

impl Sequence {
    fn new(slot: u32, prompt: usize, limits: &crate::decode::Limits) -> Sequence {
        let context = (0..prompt).map(|at| (at as u32 * 7919 + slot * 31 + 5) % limits.vocab).collect();
        let many = limits.context.div_ceil(limits.page_size) as u32;
        // Backwards, so that pages are not where positions are.
        let pages = (0..many).map(|page| (slot * many + many - 1 - page) % limits.pages).collect();
        Sequence { slot, prompt, context, pages, sampling: Sampling { logprobs: Some(20), ..Sampling::greedy() } }
    }

    fn work(&self, start: usize, end: usize, outputs: usize) -> Work<'_> {
        let Sequence { slot, prompt, context, pages, sampling } = self;
        Work { slot: *slot, fresh: start == 0, context, prompt: *prompt, start, end, pages, outputs, sampling }
    }
}

/// Runs a prompt in chunks and then `count` tokens one by one; what was chosen each time.
fn generate(executor: &mut dyn Executor, sequence: &mut Sequence, chunk: usize, count: usize) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut start = 0;
    while choices.len() < count {
        let end = (start + chunk).min(sequence.context.len());
        let outputs = usize::from(end == sequence.context.len());
        let mut answer = executor.step(&[sequence.work(start, end, outputs)]).unwrap();
        start = end;
        if let Some(choice) = answer.remove(0).pop() {
            sequence.context.push(choice.token);
            choices.push(choice);
        }
    }
    choices
}

/// What the executor says at each of the given tokens of a context that is already known.
fn follow(executor: &mut dyn Executor, sequence: &Sequence, chunk: usize) -> Vec<Choice> {
    let mut choices = Vec::new();
    for start in (0..sequence.context.len() - 1).step_by(chunk) {
        let end = (start + chunk).min(sequence.context.len() - 1);
        let outputs = end - start.max(sequence.prompt - 1).min(end);
        choices.extend(executor.step(&[sequence.work(start, end, outputs)]).unwrap().remove(0));
    }
    choices
}

/// The same log probabilities, up to the rounding of 16-bit activations.
#[track_caller]
fn assert_close(what: &str, found: &[Choice], expected: &[Choice], bound: f32) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let best = expected.top[0].1;
        let of = |choice: &Choice, token: u32| choice.top.iter().find(|(other, _)| *other == token).map(|(_, p)| *p);
        let chosen = of(expected, found.token);
        assert!(
            chosen.is_some_and(|chosen| chosen >= best - bound),
            "{what}, token {at}: {} has {chosen:?}, the best is {:?}",
            found.token,
            expected.top[0]
        );
        for (token, theirs) in &expected.top[..5] {
            let ours = of(found, *token);
            assert!(
                ours.is_some_and(|ours| (ours - theirs).abs() <= bound),
                "{what}, token {at}: {token} has {ours:?}, not {theirs}"
            );
        }
    }
}

#[test]
fn says_what_the_cpu_says_for_every_architecture() {
    if !has_gpu() {
        return;
    }
    let yarn = json!({"rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 320});
    let llama = json!({
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 128,
    });
    let cases = [
        config("Qwen2ForCausalLM", json!({})),
        config(
            "Qwen2ForCausalLM",
            json!({"tie_word_embeddings": true, "torch_dtype": "float16", "rope_scaling": yarn}),
        ),
        config("LlamaForCausalLM", json!({"num_attention_heads": 16, "num_key_value_heads": 1, "rope_scaling": llama})),
        config("LlamaForCausalLM", json!({"head_dim": 128, "num_key_value_heads": 4, "hidden_size": 136})),
        config("Qwen3ForCausalLM", json!({"head_dim": 128, "num_attention_heads": 6})),
        config("MistralForCausalLM", json!({"sliding_window": 33, "vocab_size": 4099, "torch_dtype": "float32"})),
    ];
    for (seed, case) in cases.iter().enumerate() {
        let folder = checkpoint_folder(case, seed as u32 + 3, 1);
        let checkpoint = Checkpoint::open(folder.path()).unwrap();
        let mut gpu = load(&checkpoint, options(), &|_, _| {}).unwrap();
        let cpu_options =
            CpuOptions { page_size: 16, pages: 100, slots: 2, max_tokens: 512, context: None, quantize: None };
        let mut cpu = CpuExecutor::load(&checkpoint, cpu_options, &|_, _| {}).unwrap();
        let mut sequence = Sequence::new(0, 150, &cpu.limits());
        let expected = generate(&mut cpu, &mut sequence, 512, 30);
        let bound = 0.12;
        for chunk in [512, 100, 64, 9, 1] {
            let found = follow(gpu.as_mut(), &sequence, chunk);
            assert_close(&format!("{case}, chunks of {chunk}"), &found, &expected, bound);
        }
    }
}

#[test]
fn codes_say_what_the_cpu_says_of_the_same_codes() {
    if !has_gpu() {
        return;
    }
    let case = config("Qwen2ForCausalLM", json!({"intermediate_size": 512}));
    let folder = checkpoint_folder(&case, 21, 1);
    let checkpoint = Checkpoint::open(folder.path()).unwrap();
    for scheme in [RoundToNearest::Int8, RoundToNearest::Int4] {
        let quantize = Some(scheme);
        let cpu_options = CpuOptions { page_size: 16, pages: 100, slots: 2, max_tokens: 512, context: None, quantize };
        let mut cpu = CpuExecutor::load(&checkpoint, cpu_options, &|_, _| {}).unwrap();
        let mut sequence = Sequence::new(0, 150, &cpu.limits());
        let expected = generate(&mut cpu, &mut sequence, 512, 20);
        let mut gpu = load(&checkpoint, GpuOptions { quantize, ..options() }, &|_, _| {}).unwrap();
        for chunk in [512, 64, 9, 1] {
            let found = follow(gpu.as_mut(), &sequence, chunk);
            assert_close(&format!("{scheme:?}, chunks of {chunk}"), &found, &expected, 0.12);
        }
    }
}

fn qwen() -> (tempfile::TempDir, Checkpoint) {
    let folder = checkpoint_folder(&config("Qwen2ForCausalLM", json!({})), 11, 1);
    let checkpoint = Checkpoint::open(folder.path()).unwrap();
    (folder, checkpoint)
}

#[test]
fn graphs_change_nothing() {
    if !has_gpu() {
        return;
    }
    let (_folder, checkpoint) = qwen();
    let tokens = |graphs: bool| {
        let mut gpu = load(&checkpoint, GpuOptions { graphs, ..options() }, &|_, _| {}).unwrap();
        let mut sequence = Sequence::new(3, 40, &gpu.limits());
        generate(gpu.as_mut(), &mut sequence, 64, 100)
    };
    assert_eq!(tokens(true), tokens(false));
}

#[test]
fn a_sequence_depends_on_itself_alone() {
    if !has_gpu() {
        return;
    }
    let (_folder, checkpoint) = qwen();
    let mut gpu = load(&checkpoint, options(), &|_, _| {}).unwrap();
    let limits = gpu.limits();
    let alone: Vec<Vec<Choice>> = (0..64)
        .map(|slot| generate(gpu.as_mut(), &mut Sequence::new(slot, 20 + slot as usize, &limits), 64, 12))
        .collect();
    for together in [2, 8, 13, 31, 64] {
        let mut sequences: Vec<Sequence> =
            (0..together).map(|slot| Sequence::new(slot, 20 + slot as usize, &limits)).collect();
        for sequence in &mut sequences {
            let end = sequence.context.len() - 1;
            gpu.step(&[sequence.work(0, end, 0)]).unwrap();
        }
        for _ in 0..12 {
            let batch: Vec<Work<'_>> =
                sequences.iter().map(|s| s.work(s.context.len() - 1, s.context.len(), 1)).collect();
            let answers = gpu.step(&batch).unwrap();
            for (sequence, answer) in sequences.iter_mut().zip(answers) {
                let expected = &alone[sequence.slot as usize][sequence.context.len() - sequence.prompt];
                assert_close(&format!("{together} together"), &answer, std::slice::from_ref(expected), 0.08);
                // The others' way from here on, whatever a near tie chose.
                sequence.context.push(expected.token);
            }
        }
    }
}

#[test]
fn prompts_tokens_and_drafts_share_a_step() {
    if !has_gpu() {
        return;
    }
    let (_folder, checkpoint) = qwen();
    let mut gpu = load(&checkpoint, options(), &|_, _| {}).unwrap();
    let limits = gpu.limits();
    let mut first = Sequence::new(0, 30, &limits);
    let mut second = Sequence::new(1, 200, &limits);
    let (alone, other) = (generate(gpu.as_mut(), &mut first, 64, 9), generate(gpu.as_mut(), &mut second, 512, 1));
    // Of `first`, 8 drafts are verified beside the prompt of `second` from its 50th token on.
    let mut again = Sequence::new(2, 200, &limits);
    again.context.clone_from(&second.context[..200].to_vec());
    gpu.step(&[again.work(0, 50, 0)]).unwrap();
    let known = first.context.len() - 1;
    let answers = gpu.step(&[again.work(50, 200, 1), first.work(known - 9, known, 9)]).unwrap();
    assert_close("the prompt", &answers[0], &other, 0.08);
    assert_close("the drafts", &answers[1], &alone, 0.08);
}

#[test]
fn sampling_does_not_depend_on_the_batch() {
    if !has_gpu() {
        return;
    }
    let (_folder, checkpoint) = qwen();
    let mut gpu = load(&checkpoint, options(), &|_, _| {}).unwrap();
    let limits = gpu.limits();
    let sampling = Sampling {
        temperature: 0.8,
        top_k: 40,
        top_p: 0.9,
        repetition_penalty: 1.1,
        bias: vec![(5, 3.0), (17, -100.0)],
        seed: 99,
        ..Sampling::default()
    };
    let tokens = |gpu: &mut dyn Executor, graphs_of: usize| -> Vec<u32> {
        let mut sequence = Sequence::new(1, 25, &limits);
        sequence.sampling = sampling.clone();
        let others: Vec<Sequence> = (2..2 + graphs_of as u32).map(|slot| Sequence::new(slot, 7, &limits)).collect();
        let end = sequence.context.len() - 1;
        gpu.step(&[sequence.work(0, end, 0)]).unwrap();
        for _ in 0..40 {
            let mut batch = vec![sequence.work(sequence.context.len() - 1, sequence.context.len(), 1)];
            batch.extend(others.iter().map(|other| other.work(0, 7, 1)).take(graphs_of));
            let token = gpu.step(&batch).unwrap()[0][0].token;
            sequence.context.push(token);
        }
        sequence.context.split_off(25)
    };
    let alone = tokens(gpu.as_mut(), 0);
    assert!(alone.iter().any(|token| *token != alone[0]), "{alone:?}");
    assert_eq!(alone, tokens(gpu.as_mut(), 0));
    assert!(!alone.contains(&17));
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    if !has_gpu() {
        return;
    }
    let (_folder, checkpoint) = qwen();
    let refused = |options: GpuOptions| load(&checkpoint, options, &|_, _| {}).err().unwrap().to_string();
    assert!(refused(GpuOptions { context: Some(10_000), ..options() }).contains("10000"));
    assert!(refused(GpuOptions { page_size: Some(24), ..options() }).contains("powers of two"));
    assert!(refused(GpuOptions { cache_bytes: Some(1000), ..options() }).contains("left for the cache"));
    let missing = refused(GpuOptions { ordinal: 99, ..options() });
    assert!(missing.contains("99"), "{missing}");
    let folder = checkpoint_folder(&config("LlamaForCausalLM", json!({"head_dim": 32})), 1, 1);
    let odd = Checkpoint::open(folder.path()).unwrap();
    let error = load(&odd, options(), &|_, _| {}).err().unwrap().to_string();
    assert!(error.contains("heads of 32"), "{error}");
}

#[test]
fn a_work_that_does_not_fit_leaves_the_executor_usable() {
    if !has_gpu() {
        return;
    }
    let (_folder, checkpoint) = qwen();
    let mut gpu = load(&checkpoint, options(), &|_, _| {}).unwrap();
    let limits = gpu.limits();
    let sequence = Sequence::new(SLOTS, 5, &limits);
    assert!(gpu.step(&[sequence.work(0, 5, 1)]).unwrap_err().to_string().contains("slots"));
    assert!(gpu.health().is_ok());
    assert_eq!(generate(gpu.as_mut(), &mut Sequence::new(0, 5, &limits), 64, 3).len(), 3);
    assert!(gpu.memory()[0].bytes > 64 << 20);
}
