//! Files as they should be, and each way in which they are not.

use super::*;
use crate::decode::checkpoint::Checkpoint;
use crate::decode::testing::{Stored, checkpoint_folder, tiny_checkpoint, tiny_config, write_safetensors};
use std::fs;

#[test]
fn one_file_and_shards_hold_the_same() {
    let (_folder, one) = tiny_checkpoint();
    let folder = checkpoint_folder(&tiny_config(), 1, 3);
    let shards = Checkpoint::open(folder.path()).unwrap();
    assert_eq!(one.tensors.bytes(), shards.tensors.bytes());
    assert!(one.tensors.names().eq(shards.tensors.names()));
    for name in one.tensors.names() {
        let (a, b) = (one.tensors.get(name).unwrap(), shards.tensors.get(name).unwrap());
        assert_eq!((a.shape, a.bytes), (b.shape, b.bytes));
    }
    assert_eq!(shards.weights().unwrap().layers.len(), 2);
}

/// What opening the tiny checkpoint and finding its weights says after its file or files have been changed.
fn said(shards: usize, file: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let folder = checkpoint_folder(&tiny_config(), 1, shards);
    let path = folder.path().join(file);
    let mut bytes = fs::read(&path).unwrap_or_default();
    change(&mut bytes);
    fs::write(&path, bytes).unwrap();
    match Checkpoint::open(folder.path()) {
        Err(error) => error.to_string(),
        Ok(checkpoint) => checkpoint.weights().map(|_| ()).unwrap_err().to_string(),
    }
}

fn replace(bytes: &mut Vec<u8>, from: &str, to: &str) {
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(from));
    *bytes = text.replacen(from, to, 1).into_bytes();
}

#[test]
fn damage_is_named() {
    let single = "model.safetensors";
    assert_eq!(said(1, single, Vec::clear), "model.safetensors: is truncated: 0 bytes do not hold a header");
    assert!(said(1, single, |b| b.truncate(100)).contains("is truncated: its header takes"));
    assert!(said(1, single, |b| b.truncate(b.len() - 1)).contains("is truncated: its tensors take"));
    assert!(said(1, single, |b| b.push(0)).contains("has 1 bytes after its last tensor"));
    assert!(said(1, single, |b| b[7] = 1).contains("does not start with a safetensors header"));
    assert!(said(1, single, |b| b[8] = b'x').contains("its header is not JSON"));
    let shard = "model-00002-of-00003.safetensors";
    assert!(said(3, shard, |b| b.truncate(b.len() - 9)).starts_with("model-00002-of-00003.safetensors: is truncated"));
    let index = "model.safetensors.index.json";
    let elsewhere = said(3, index, |b| replace(b, "model-00002-of", "../../model-00002-of"));
    assert!(elsewhere.contains("is not the name of a file"), "{elsewhere}");
    let moved = said(3, index, |b| replace(b, "model-00003-of", "model-00001-of"));
    assert!(moved.contains("model-00001-of-00003.safetensors: has no tensor `"), "{moved}");
    let missing = said(3, index, |b| replace(b, "model-00002-of", "model-00009-of"));
    assert!(missing.starts_with("cannot read ") && missing.contains("model-00009-of"), "{missing}");
}

#[test]
fn tensors_that_do_not_fit_the_configuration_are_named() {
    let with = |from: &str, to: &str| said(1, "config.json", |bytes| replace(bytes, from, to));
    assert_eq!(
        with("\"num_hidden_layers\":2", "\"num_hidden_layers\":3"),
        "tensor `model.layers.2.input_layernorm.weight` is missing: config.json asks for it and none of the safetensors \
         files has it"
    );
    assert_eq!(
        with("\"intermediate_size\":48", "\"intermediate_size\":49"),
        "tensor `model.layers.0.mlp.gate_proj.weight` has the shape [48, 32], and config.json asks for [49, 32]"
    );
    assert_eq!(
        with("Qwen2ForCausalLM", "LlamaForCausalLM"),
        "tensor `model.layers.0.self_attn.q_proj.bias` is there, and this architecture has no such bias"
    );
}

fn file(dtype: Dtype, values: &[f32]) -> (tempfile::TempDir, Tensors) {
    let folder = tempfile::TempDir::new().unwrap();
    let stored = Stored::floats("a.b", dtype, &[2, values.len() / 2], values);
    write_safetensors(&folder.path().join("model.safetensors"), &[stored]);
    let tensors = Tensors::open(folder.path()).unwrap();
    (folder, tensors)
}

#[test]
fn what_is_not_finite_is_found_in_every_type() {
    for dtype in [Dtype::F32, Dtype::F16, Dtype::Bf16] {
        let mut values = vec![0.5; 10_000];
        let (_folder, tensors) = file(dtype, &values);
        assert_eq!(tensors.get("a.b").unwrap().to_f32().unwrap(), values);
        tensors.get("a.b").unwrap().check_finite().unwrap();
        for bad in [f32::NAN, f32::NEG_INFINITY] {
            values[6_123] = bad;
            let (_folder, tensors) = file(dtype, &values);
            let view = tensors.get("a.b").unwrap();
            for error in [view.check_finite().unwrap_err(), view.to_f32().map(|_| ()).unwrap_err()] {
                assert!(error.to_string().contains("at [1, 1123]: the checkpoint is damaged"), "{error}");
            }
        }
    }
}

#[test]
fn headers_are_not_believed() {
    let folder = tempfile::TempDir::new().unwrap();
    let write = |entry: &str| {
        let header = format!("{{\"t\":{entry}}}");
        let length = (header.len() as u64).to_le_bytes();
        let bytes = [&length, header.as_bytes(), &[0; 8]].concat();
        fs::write(folder.path().join("model.safetensors"), bytes).unwrap();
    };
    for (entry, reason) in [
        (r#"{"shape":[1],"data_offsets":[0,4]}"#, "no `dtype`"),
        (r#"{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}"#, "`shape` is not"),
        (r#"{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}"#, "`shape` overflows"),
        (r#"{"dtype":"F32","shape":[1],"data_offsets":[4,0]}"#, "are no range"),
        (r#"{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}"#, "are no range"),
        (r#"{"dtype":"F32","shape":[2],"data_offsets":[0,4]}"#, "do not fill 4 bytes"),
        (r#"{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#, "does not start where the one before it ends"),
    ] {
        write(entry);
        let error = Tensors::open(folder.path()).expect_err(entry).to_string();
        assert!(error.contains(reason), "{entry}: {error}");
    }
    write(r#"{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}"#);
    let tensors = Tensors::open(folder.path()).unwrap();
    let error = tensors.get("t").unwrap_err().to_string();
    assert_eq!(error, "tensor `t` has the element type F8_E4M3, which this engine does not read");
}
