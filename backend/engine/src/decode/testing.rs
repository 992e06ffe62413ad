//! Checkpoints for tests: weights from a seed, files written as tools write them.

use super::checkpoint::{Checkpoint, Codes, Dtype, ModelConfig, RoundToNearest};
use super::sampling::philox::philox;
use half::{bf16, f16};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Numbers from -1 to 1.
pub(crate) fn noise(seed: u64, count: usize) -> Vec<f32> {
    let key = [seed as u32, (seed >> 32) as u32];
    let words = (0..count.div_ceil(4)).flat_map(|at| philox(key, [at as u32, 0, 0, 0]));
    words.take(count).map(|word| (word >> 8) as f32 * (2.0 / (1 << 24) as f32) - 1.0).collect()
}

/// A tensor to write.
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) dtype: Dtype,
    pub(crate) shape: Vec<usize>,
    pub(crate) bytes: Vec<u8>,
}

impl Stored {
    pub(crate) fn floats(name: &str, dtype: Dtype, shape: &[usize], values: &[f32]) -> Stored {
        let bytes = match dtype {
            Dtype::F32 => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Dtype::F16 => values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect(),
            Dtype::Bf16 => values.iter().flat_map(|value| bf16::from_f32(*value).to_le_bytes()).collect(),
            other => panic!("{other} is no float"),
        };
        Stored { name: name.into(), dtype, shape: shape.into(), bytes }
    }

    pub(crate) fn words(name: &str, shape: &[usize], values: &[i32]) -> Stored {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Stored { name: name.into(), dtype: Dtype::I32, shape: shape.into(), bytes }
    }
}

/// Writes a safetensors file.
pub(crate) fn write_safetensors(path: &Path, tensors: &[Stored]) {
    let mut header = Map::new();
    header.insert("__metadata__".into(), json!({"format": "pt"}));
    let mut data = Vec::new();
    for tensor in tensors {
        let begin = data.len();
        data.extend_from_slice(&tensor.bytes);
        let entry = json!({
            "dtype": tensor.dtype.to_string(), "shape": tensor.shape, "data_offsets": [begin, data.len()],
        });
        header.insert(tensor.name.clone(), entry);
    }
    let header = Value::Object(header).to_string();
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.extend_from_slice(&data);
    fs::write(path, file).unwrap();
}

/// The weights that a configuration asks for, from a seed. `tests/decode/make_golden.py` makes the same ones: each
/// tensor's numbers are keyed by the seed and the FNV-1a hash of its name; matrices are scaled by the root of their
/// inputs, norms are near one, biases small.
pub(crate) fn weights(config: &ModelConfig, seed: u32) -> Vec<Stored> {
    let mut tensors = Vec::new();
    let mut add = |name: String, shape: &[usize]| {
        let hash = name.bytes().fold(0x811C_9DC5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let numbers = noise(u64::from(seed) << 32 | u64::from(hash), shape.iter().product());
        let values: Vec<f32> = numbers
            .into_iter()
            .map(|number| match shape {
                [_, cols] => number * (3.0 / *cols as f32).sqrt(),
                _ if name.ends_with("norm.weight") => 1.0 + 0.25 * number,
                _ => 0.25 * number,
            })
            .collect();
        tensors.push(Stored::floats(&name, config.dtype, shape, &values));
    };
    let (hidden, q, kv) = (config.hidden, config.q_width(), config.kv_width());
    add("model.embed_tokens.weight".into(), &[config.vocab, hidden]);
    for layer in 0..config.layers {
        let mut add = |part: &str, shape: &[usize]| add(format!("model.layers.{layer}.{part}"), shape);
        add("input_layernorm.weight", &[hidden]);
        for (part, rows) in [("q", q), ("k", kv), ("v", kv)] {
            add(&format!("self_attn.{part}_proj.weight"), &[rows, hidden]);
            if config.qkv_bias {
                add(&format!("self_attn.{part}_proj.bias"), &[rows]);
            }
        }
        if config.qk_norm {
            add("self_attn.q_norm.weight", &[config.head_dim]);
            add("self_attn.k_norm.weight", &[config.head_dim]);
        }
        add("self_attn.o_proj.weight", &[hidden, q]);
        add("post_attention_layernorm.weight", &[hidden]);
        add("mlp.gate_proj.weight", &[config.intermediate, hidden]);
        add("mlp.up_proj.weight", &[config.intermediate, hidden]);
        add("mlp.down_proj.weight", &[hidden, config.intermediate]);
    }
    add("model.norm.weight".into(), &[hidden]);
    if !config.tied {
        add("lm_head.weight".into(), &[config.vocab, hidden]);
    }
    tensors
}

/// A folder with a `config.json` and the weights that it asks for.
pub(crate) fn checkpoint_folder(config: &Value, seed: u32, shards: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    let tensors = weights(&ModelConfig::open(folder.path()).unwrap(), seed);
    if shards == 1 {
        write_safetensors(&folder.path().join("model.safetensors"), &tensors);
        return folder;
    }
    let mut map = Map::new();
    for (number, shard) in tensors.chunks(tensors.len().div_ceil(shards)).enumerate() {
        let file = format!("model-{:05}-of-{shards:05}.safetensors", number + 1);
        write_safetensors(&folder.path().join(&file), shard);
        map.extend(shard.iter().map(|tensor| (tensor.name.clone(), json!(file))));
    }
    let index = json!({"metadata": {}, "weight_map": map});
    fs::write(folder.path().join("model.safetensors.index.json"), index.to_string()).unwrap();
    folder
}

/// A configuration small enough for any test.
pub(crate) fn tiny_config() -> Value {
    json!({
        "architectures": ["Qwen2ForCausalLM"], "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 2, "intermediate_size": 48, "vocab_size": 67, "max_position_embeddings": 256,
        "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "tie_word_embeddings": true, "torch_dtype": "float32",
    })
}

/// The tiny checkpoint, opened; its folder lives as long as the first value.
pub(crate) fn tiny_checkpoint() -> (TempDir, Checkpoint) {
    let folder = checkpoint_folder(&tiny_config(), 1, 1);
    let checkpoint = Checkpoint::open(folder.path()).unwrap();
    (folder, checkpoint)
}

/// A checkpoint's linear layers rounded to four bits and written as GPTQ files have them; the rest as it is.
pub(crate) fn pack_as_gptq(folder: &Path, config: &Value) -> TempDir {
    let plain = Checkpoint::open(folder).unwrap();
    let packed = TempDir::new().unwrap();
    let mut tensors = Vec::new();
    for name in plain.tensors.names() {
        let view = plain.tensors.get(name).unwrap();
        let Some(linear) = name.strip_suffix("_proj.weight") else {
            tensors.push(Stored {
                name: name.into(),
                dtype: view.dtype,
                shape: view.shape.into(),
                bytes: view.bytes.into(),
            });
            continue;
        };
        let codes = Codes::round(&view, RoundToNearest::Int4).unwrap();
        let (rows, cols, groups) = (codes.rows, codes.cols, codes.cols / codes.group);
        let word = |codes: &mut dyn Iterator<Item = u8>| {
            (0u32..).zip(codes).fold(0, |word, (i, c)| word | i32::from(c) << (4 * i))
        };
        let weight = |i: usize| word(&mut (0..8).map(|k| codes.codes[i % rows * cols + i / rows * 8 + k]));
        // Zeros are stored less one; uniform weights have none at zero.
        let zero =
            |i: usize| word(&mut (0..8).map(|k| codes.zeros[(i % (rows / 8) * 8 + k) * groups + i / (rows / 8)] - 1));
        let scales: Vec<f32> = (0..groups * rows).map(|i| codes.scales[i % rows * groups + i / rows]).collect();
        let part = |part: &str| format!("{linear}_proj.{part}");
        tensors.push(Stored::words(
            &part("qweight"),
            &[cols / 8, rows],
            &(0..cols / 8 * rows).map(weight).collect::<Vec<_>>(),
        ));
        tensors.push(Stored::words(
            &part("qzeros"),
            &[groups, rows / 8],
            &(0..groups * rows / 8).map(zero).collect::<Vec<_>>(),
        ));
        tensors.push(Stored::floats(&part("scales"), Dtype::F16, &[groups, rows], &scales));
    }
    write_safetensors(&packed.path().join("model.safetensors"), &tensors);
    let mut config = config.clone();
    config["quantization_config"] = json!({"quant_method": "gptq", "bits": 4, "group_size": 128, "desc_act": false});
    fs::write(packed.path().join("config.json"), config.to_string()).unwrap();
    packed
}
