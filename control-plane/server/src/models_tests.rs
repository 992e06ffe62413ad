//! What is written, for checkpoints that are good and for some that are not.

use super::*;
use crate::check;
use serde_json::json;
use tempfile::TempDir;

/// A checkpoint of one layer, all zeros.
fn checkpoint(vocab: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    let config = json!({
        "architectures": ["LlamaForCausalLM"], "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
        "intermediate_size": 16, "vocab_size": vocab, "max_position_embeddings": 64, "tie_word_embeddings": true,
        "torch_dtype": "float32",
    });
    let tokenizer = json!({
        "version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null,
        "decoder": null, "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]},
    });
    let mut header = serde_json::Map::new();
    let mut end = 0;
    let layer = "model.layers.0";
    for (name, shape) in [
        ("model.embed_tokens.weight".to_string(), vec![vocab, 16]),
        ("model.norm.weight".to_string(), vec![16]),
        (format!("{layer}.input_layernorm.weight"), vec![16]),
        (format!("{layer}.post_attention_layernorm.weight"), vec![16]),
        (format!("{layer}.self_attn.q_proj.weight"), vec![16, 16]),
        (format!("{layer}.self_attn.k_proj.weight"), vec![16, 16]),
        (format!("{layer}.self_attn.v_proj.weight"), vec![16, 16]),
        (format!("{layer}.self_attn.o_proj.weight"), vec![16, 16]),
        (format!("{layer}.mlp.gate_proj.weight"), vec![16, 16]),
        (format!("{layer}.mlp.up_proj.weight"), vec![16, 16]),
        (format!("{layer}.mlp.down_proj.weight"), vec![16, 16]),
    ] {
        let begin = end;
        end += 4 * shape.iter().product::<usize>();
        header.insert(name, json!({"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}));
    }
    let header = serde_json::Value::Object(header).to_string();
    let tensors = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &vec![0; end]].concat();
    fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    fs::write(folder.path().join("tokenizer.json"), tokenizer.to_string()).unwrap();
    fs::write(folder.path().join("model.safetensors"), tensors).unwrap();
    fs::write(folder.path().join("README.md"), "not needed").unwrap();
    folder
}

fn options(checkpoint: &TempDir, repository: &TempDir) -> AddModel {
    AddModel {
        name: "m".into(),
        checkpoint: checkpoint.path().into(),
        repository: repository.path().into(),
        quantize: Some(RoundToNearest::Int4),
        max_batch: Some(7),
    }
}

fn said(options: &AddModel) -> String {
    match add(options) {
        Ok(_) => panic!("accepted"),
        Err(error) => format!("{error:#}"),
    }
}

#[test]
fn a_model_folder_is_written_whole() {
    let (from, repository) = (checkpoint(3), TempDir::new().unwrap());
    add(&options(&from, &repository)).unwrap();
    let model = repository.path().join("m");
    let mut files: Vec<_> = fs::read_dir(model.join("1")).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["config.json", "model.safetensors", "tokenizer.json"]);
    Checkpoint::open(&model.join("1")).unwrap().weights().unwrap();
    let problems: Vec<String> = check::repository(repository.path()).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let config = fs::read_to_string(model.join("config.pbtxt")).unwrap();
    assert!(config.contains("name: \"m\"") && config.contains("\"int4\"") && config.contains("\"7\""));
    assert!(!config.contains("{name}") && !config.contains("{quantize}") && !config.contains("{max_batch}"));
    assert_eq!(fs::read_dir(repository.path()).unwrap().count(), 1, "nothing partial is left");
    assert!(said(&options(&from, &repository)).contains("has a checkpoint; remove it or take another name"));
}

#[test]
fn a_model_without_a_checkpoint_gets_one_and_keeps_its_configuration() {
    let (from, repository) = (checkpoint(3), TempDir::new().unwrap());
    let model = repository.path().join("m");
    fs::create_dir_all(model.join("1")).unwrap();
    fs::write(model.join("config.pbtxt"), "name: \"m\"").unwrap();
    assert!(said(&options(&from, &repository)).contains("set `quantize` and `max_batch` in it"));
    let plain = AddModel { quantize: None, max_batch: None, ..options(&from, &repository) };
    // What an interrupted run left: a link to the checkpoint's own file, which must not be written to.
    let weights = from.path().join("model.safetensors");
    fs::hard_link(&weights, model.join("1/model.safetensors")).unwrap();
    assert!(said(&plain).contains("model.safetensors is there already; remove it first"));
    assert!(fs::metadata(&weights).unwrap().len() > 0);
    fs::remove_file(model.join("1/model.safetensors")).unwrap();
    add(&plain).unwrap();
    assert_eq!(fs::read_to_string(model.join("config.pbtxt")).unwrap(), "name: \"m\"");
    Checkpoint::open(&model.join("1")).unwrap();
}

#[test]
fn what_cannot_be_served_is_not_added() {
    let repository = TempDir::new().unwrap();
    let from = checkpoint(2);
    let small = said(&options(&from, &repository));
    assert!(small.contains("its token 2 (`ab`) is outside the model's vocabulary of 2"), "{small}");
    let from = checkpoint(3);
    fs::remove_file(from.path().join("tokenizer.json")).unwrap();
    assert!(said(&options(&from, &repository)).contains("tokenizer.json"));
    fs::remove_file(from.path().join("model.safetensors")).unwrap();
    assert!(said(&options(&from, &repository)).contains("it has neither model.safetensors nor"));
    let from = checkpoint(3);
    let nowhere = AddModel { repository: "/nowhere".into(), ..options(&from, &repository) };
    assert!(said(&nowhere).contains("/nowhere is no folder"));
    assert_eq!(fs::read_dir(repository.path()).unwrap().count(), 0);
}

#[test]
fn amounts_are_of_three_digits() {
    assert_eq!(bytes(28_672), "28.7 kB");
    assert_eq!(bytes(999), "999 bytes");
    assert_eq!(bytes(3_087_467_520), "3.09 GB");
    assert_eq!(amount(1_543_714_304, ["", " thousand", " million", " billion"]), "1.54 billion");
}
