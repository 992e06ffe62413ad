//! Configurations as models ship them, and what is refused.

use super::*;
use crate::decode::testing::tiny_config;
use serde_json::{Value, json};

fn parsed(config: &Value) -> Result<ModelConfig, String> {
    parse(Fields::new(FILE, config.as_object().unwrap())).map_err(|error| error.to_string())
}

fn with(changes: Value) -> Value {
    let mut config = tiny_config();
    for (key, value) in changes.as_object().unwrap() {
        config[key] = value.clone();
    }
    config
}

#[test]
fn qwen2_as_shipped() {
    let config = parsed(&json!({
        "architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643, "hidden_act": "silu",
        "hidden_size": 1536, "intermediate_size": 8960, "max_position_embeddings": 32768, "max_window_layers": 21,
        "num_attention_heads": 12, "num_hidden_layers": 28, "num_key_value_heads": 2, "rms_norm_eps": 1e-06,
        "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
        "use_sliding_window": false, "vocab_size": 151936,
    }))
    .unwrap();
    assert_eq!(
        (config.architecture, config.head_dim, config.q_width(), config.kv_width()),
        (Architecture::Qwen2, 128, 1536, 256)
    );
    assert_eq!((config.qkv_bias, config.qk_norm, config.tied, config.dtype), (true, false, true, Dtype::Bf16));
    assert_eq!(config.windows, vec![None; 28]);
    assert_eq!(config.rope, Rope { theta: 1e6, scaling: RopeScaling::None });
    assert_eq!(config.cache_bytes_per_token(2), 28 * 1024);
}

#[test]
fn llama_3_1_and_newer_spelling_agree() {
    let scaling = json!({"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "rope_type": "llama3",
        "original_max_position_embeddings": 8192});
    let old = with(json!({"architectures": ["LlamaForCausalLM"], "rope_theta": 5e5, "rope_scaling": scaling,
        "max_position_embeddings": 131072, "attention_bias": false, "mlp_bias": false}));
    let mut nested = scaling;
    nested["rope_theta"] = json!(5e5);
    let new = with(json!({"architectures": ["LlamaForCausalLM"], "rope_theta": null, "rope_parameters": nested,
        "max_position_embeddings": 131072, "torch_dtype": null, "dtype": "float32"}));
    let config = parsed(&old).unwrap();
    assert_eq!(config, parsed(&new).unwrap());
    assert_eq!(config.context, 131_072);
    assert!(!config.qkv_bias);
}

#[test]
fn contexts_grow_with_their_scalings() {
    for (scaling, context) in [
        (json!({"type": "linear", "factor": 4.0}), 1024),
        (json!({"type": "dynamic", "factor": 2.0}), 512),
        (json!({"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 128}), 512),
        (json!({"rope_type": "default"}), 256),
    ] {
        assert_eq!(parsed(&with(json!({"rope_scaling": scaling}))).unwrap().context, context, "{scaling}");
    }
}

#[test]
fn windows_follow_each_architectures_rule() {
    let windows = |changes: Value| parsed(&with(changes)).unwrap().windows;
    let mistral = "MistralForCausalLM";
    assert_eq!(windows(json!({"architectures": [mistral], "sliding_window": 8})), [Some(8), Some(8)]);
    assert_eq!(windows(json!({"architectures": [mistral], "sliding_window": null})), [None, None]);
    assert_eq!(windows(json!({"sliding_window": 8})), [None, None]);
    assert_eq!(
        windows(json!({"sliding_window": 8, "use_sliding_window": true, "max_window_layers": 1})),
        [None, Some(8)]
    );
    let types = json!({"sliding_window": 8, "use_sliding_window": true, "layer_types": ["sliding_attention", "full_attention"]});
    assert_eq!(windows(types), [Some(8), None]);
}

#[test]
fn what_is_not_supported_is_refused_by_name() {
    for (changes, said) in [
        (
            json!({"architectures": ["GemmaForCausalLM"]}),
            "the architecture `GemmaForCausalLM` is not supported; supported are LlamaForCausalLM",
        ),
        (json!({"architectures": null}), "`architectures` is missing"),
        (json!({"hidden_act": "gelu"}), "the activation `gelu`"),
        (json!({"attention_bias": true}), "`attention_bias`: true"),
        (json!({"rope_scaling": {"type": "longrope", "factor": 2.0}}), "the rope scaling `longrope`"),
        (json!({"rope_scaling": {"type": "yarn"}}), "`rope_scaling.factor` is missing"),
        (json!({"rope_parameters": {"full_attention": {"rope_theta": 1.0}}}), "for each type of layer"),
        (json!({"partial_rotary_factor": 0.5}), "a partial rotary embedding"),
        (json!({"hidden_size": null}), "`hidden_size` is missing"),
        (json!({"hidden_size": "32"}), "`hidden_size` is \"32\"; a whole number"),
        (json!({"hidden_size": 30}), "`hidden_size` is 30, which 4 heads do not divide"),
        (json!({"num_key_value_heads": 3}), "`num_key_value_heads` is 3, which does not divide 4 heads"),
        (json!({"head_dim": 7}), "`head_dim` is 7"),
        (json!({"num_hidden_layers": 1 << 30}), "`num_hidden_layers` is 1073741824; at most 1024"),
        (json!({"torch_dtype": "float64"}), "the element type `float64`"),
        (json!({"quantization_config": {"quant_method": "bitsandbytes"}}), "the quantisation `bitsandbytes`"),
        (json!({"quantization_config": {"quant_method": "gptq", "bits": 3}}), "quantisation to 3 bits"),
        (json!({"quantization_config": {"quant_method": "awq", "bits": 4, "version": "gemv"}}), "AWQ's layout `gemv`"),
        (
            json!({"layer_types": ["full_attention"], "use_sliding_window": true, "sliding_window": 4}),
            "does not name 2 layers",
        ),
    ] {
        let error = parsed(&with(changes.clone())).expect_err(&changes.to_string());
        assert!(error.contains(said), "{changes}: {error}");
    }
}
