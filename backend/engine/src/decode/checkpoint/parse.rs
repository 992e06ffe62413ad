//! `config.json` to [`ModelConfig`]: what is not supported is refused by name. It must not know tensors.

use super::fields::{Fields, read_object};
use super::{Architecture, CheckpointError, Dtype, ModelConfig, QuantMethod, Quantization, Rope, RopeScaling};
use std::path::Path;

/// The file that this module reads.
pub(super) const FILE: &str = "config.json";

/// Far beyond any model: what is kept per layer must not be sized by a damaged file.
const MOST_LAYERS: usize = 1024;

impl ModelConfig {
    /// Reads and checks the configuration of a checkpoint.
    pub fn open(directory: &Path) -> Result<ModelConfig, CheckpointError> {
        let object = read_object(directory, FILE)?;
        parse(Fields::new(FILE, &object))
    }
}

fn parse(fields: Fields<'_>) -> Result<ModelConfig, CheckpointError> {
    let architecture = architecture(fields)?;
    refuse_variants(fields)?;
    let hidden = fields.need_count("hidden_size")?;
    let layers = fields.need_count("num_hidden_layers")?;
    if layers > MOST_LAYERS {
        return Err(fields.error("num_hidden_layers", &format!("is {layers}; at most {MOST_LAYERS} are supported")));
    }
    let heads = fields.need_count("num_attention_heads")?;
    let kv_heads = fields.count("num_key_value_heads")?.unwrap_or(heads);
    if heads % kv_heads != 0 {
        return Err(fields.error("num_key_value_heads", &format!("is {kv_heads}, which does not divide {heads} heads")));
    }
    let head_dim = match fields.count("head_dim")? {
        Some(width) => width,
        None if architecture == Architecture::Qwen3 => 128,
        None if hidden % heads == 0 => hidden / heads,
        None => return Err(fields.error("hidden_size", &format!("is {hidden}, which {heads} heads do not divide"))),
    };
    if head_dim % 2 != 0 {
        return Err(fields.error("head_dim", &format!("is {head_dim}; rotary embedding needs an even one")));
    }
    let positions = fields.need_count("max_position_embeddings")?;
    let rope = rope(fields, positions)?;
    Ok(ModelConfig {
        architecture,
        hidden,
        layers,
        heads,
        kv_heads,
        head_dim,
        intermediate: fields.need_count("intermediate_size")?,
        vocab: fields.need_count("vocab_size")?,
        context: context(&rope, positions),
        rms_eps: fields.positive("rms_norm_eps")?.unwrap_or(1e-6) as f32,
        rope,
        tied: fields.flag("tie_word_embeddings")?.unwrap_or(false),
        qkv_bias: architecture == Architecture::Qwen2,
        qk_norm: architecture == Architecture::Qwen3,
        windows: windows(fields, architecture, layers)?,
        dtype: dtype(fields)?,
        quantization: quantization(fields)?,
    })
}

fn architecture(fields: Fields<'_>) -> Result<Architecture, CheckpointError> {
    let known = || {
        let names: Vec<&str> = Architecture::ALL.iter().map(|known| known.name()).collect();
        format!("supported are {}", names.join(", "))
    };
    let Some(names) = fields.get("architectures").and_then(|value| value.as_array()) else {
        return Err(fields.error("architectures", &format!("is missing or not a list; {}", known())));
    };
    let names: Vec<&str> = names.iter().filter_map(|name| name.as_str()).collect();
    Architecture::ALL
        .into_iter()
        .find(|known| names.contains(&known.name()))
        .ok_or_else(|| CheckpointError::unsupported(format!("the architecture `{}`", names.join("`, `")), known()))
}

/// Options that change the computation and that this engine does not have.
fn refuse_variants(fields: Fields<'_>) -> Result<(), CheckpointError> {
    if let Some(activation) = fields.text("hidden_act")?
        && !matches!(activation, "silu" | "swish")
    {
        return Err(CheckpointError::unsupported(format!("the activation `{activation}`"), "supported is silu"));
    }
    for key in ["attention_bias", "mlp_bias"] {
        if fields.flag(key)?.unwrap_or(false) {
            return Err(CheckpointError::unsupported(format!("`{key}`: true"), "supported are models without it"));
        }
    }
    let partial = fields.number("partial_rotary_factor")?;
    if partial.is_some_and(|factor| factor != 1.0) {
        return Err(CheckpointError::unsupported("a partial rotary embedding", "supported is that of the whole head"));
    }
    Ok(())
}

/// `rope_theta` and `rope_scaling`, or newer files' `rope_parameters` that has both.
fn rope(fields: Fields<'_>, positions: usize) -> Result<Rope, CheckpointError> {
    let nested = fields.object("rope_parameters")?;
    if nested.is_some_and(|nested| nested.get("full_attention").or(nested.get("sliding_attention")).is_some()) {
        return Err(CheckpointError::unsupported(
            "a rotary embedding for each type of layer",
            "supported is one for all",
        ));
    }
    let theta = match nested.map(|nested| nested.positive("rope_theta")).transpose()?.flatten() {
        Some(theta) => theta,
        None => fields.positive("rope_theta")?.unwrap_or(10_000.0),
    };
    let scaling = match fields.object("rope_scaling")?.or(nested) {
        None => RopeScaling::None,
        Some(scaling) => rope_scaling(scaling, positions)?,
    };
    Ok(Rope { theta, scaling })
}

fn rope_scaling(fields: Fields<'_>, positions: usize) -> Result<RopeScaling, CheckpointError> {
    let original = || fields.count("original_max_position_embeddings");
    let factor = || fields.need_positive("factor");
    if fields.number("partial_rotary_factor")?.is_some_and(|factor| factor != 1.0) {
        return Err(CheckpointError::unsupported("a partial rotary embedding", "supported is that of the whole head"));
    }
    let kind = match fields.text("rope_type")? {
        Some(kind) => Some(kind),
        None => fields.text("type")?,
    };
    Ok(match kind {
        None | Some("default") => RopeScaling::None,
        Some("linear") => RopeScaling::Linear { factor: factor()? },
        Some("dynamic") => {
            // transformers takes `max_position_embeddings` here, whatever else the file says.
            RopeScaling::Dynamic { factor: factor()?, original_context: positions }
        }
        Some("llama3") => {
            let (low, high) = (fields.need_positive("low_freq_factor")?, fields.need_positive("high_freq_factor")?);
            if high <= low {
                return Err(fields.error("high_freq_factor", &format!("is {high}, and must be above low_freq_factor")));
            }
            RopeScaling::Llama3 {
                factor: factor()?,
                low_freq_factor: low,
                high_freq_factor: high,
                original_context: fields.need_count("original_max_position_embeddings")?,
            }
        }
        Some("yarn") => yarn(fields, factor()?, original()?.unwrap_or(positions))?,
        Some(other) => {
            return Err(CheckpointError::unsupported(
                format!("the rope scaling `{other}`"),
                "supported are default, linear, dynamic, llama3 and yarn",
            ));
        }
    })
}

fn yarn(fields: Fields<'_>, factor: f64, original_context: usize) -> Result<RopeScaling, CheckpointError> {
    let magnitude = |scale: f64| if factor <= 1.0 { 1.0 } else { 0.1 * scale * factor.ln() + 1.0 };
    let attention_factor = match (fields.positive("attention_factor")?, fields.number("mscale")?) {
        (Some(given), _) => given,
        (None, Some(scale)) if scale != 0.0 => match fields.number("mscale_all_dim")? {
            Some(all) if all != 0.0 => magnitude(scale) / magnitude(all),
            _ => magnitude(1.0),
        },
        (None, _) => magnitude(1.0),
    };
    Ok(RopeScaling::Yarn {
        factor,
        original_context,
        beta_fast: fields.positive("beta_fast")?.unwrap_or(32.0),
        beta_slow: fields.positive("beta_slow")?.unwrap_or(1.0),
        attention_factor,
        truncate: fields.flag("truncate")?.unwrap_or(true),
    })
}

/// `max_position_embeddings` is the trained context in files with a linear, dynamic or YaRN scaling, and (mostly) the
/// scaled one in those with Llama 3.1's.
fn context(rope: &Rope, positions: usize) -> usize {
    let scaled = |context: usize, factor: f64| (context as f64 * factor.max(1.0)) as usize;
    match rope.scaling {
        RopeScaling::None | RopeScaling::Llama3 { .. } => positions,
        RopeScaling::Linear { factor } => scaled(positions, factor),
        RopeScaling::Dynamic { factor, original_context } | RopeScaling::Yarn { factor, original_context, .. } => {
            scaled(original_context, factor).max(positions)
        }
    }
}

/// Each layer's sliding window. `layer_types` says it where it is given; else each architecture has its own rule.
fn windows(
    fields: Fields<'_>,
    architecture: Architecture,
    layers: usize,
) -> Result<Vec<Option<usize>>, CheckpointError> {
    let width = fields.count("sliding_window")?;
    let switched_on = match architecture {
        Architecture::Llama => false,
        Architecture::Mistral => true,
        Architecture::Qwen2 | Architecture::Qwen3 => fields.flag("use_sliding_window")?.unwrap_or(false),
    };
    if !switched_on || fields.is_null("sliding_window") {
        return Ok(vec![None; layers]);
    }
    // The library's own defaults for a file that does not say.
    let width = Some(width.unwrap_or(4096));
    if architecture == Architecture::Mistral {
        return Ok(vec![width; layers]);
    }
    if let Some(types) = fields.get("layer_types") {
        let types: Vec<&str> = types.as_array().into_iter().flatten().filter_map(|kind| kind.as_str()).collect();
        if types.len() != layers {
            return Err(fields.error("layer_types", &format!("does not name {layers} layers")));
        }
        return types
            .into_iter()
            .map(|kind| match kind {
                "full_attention" => Ok(None),
                "sliding_attention" => Ok(width),
                other => Err(CheckpointError::unsupported(
                    format!("the layer type `{other}`"),
                    "supported are full_attention and sliding_attention",
                )),
            })
            .collect();
    }
    let full = fields.number("max_window_layers")?.map_or(28, |full| full as usize);
    Ok((0..layers).map(|layer| if layer >= full { width } else { None }).collect())
}

fn dtype(fields: Fields<'_>) -> Result<Dtype, CheckpointError> {
    let named = match fields.text("torch_dtype")? {
        Some(name) => Some(name),
        None => fields.text("dtype")?,
    };
    match named {
        None | Some("float32") => Ok(Dtype::F32),
        Some("float16") => Ok(Dtype::F16),
        Some("bfloat16") => Ok(Dtype::Bf16),
        Some(other) => Err(CheckpointError::unsupported(
            format!("the element type `{other}`"),
            "supported are float32, float16 and bfloat16",
        )),
    }
}

fn quantization(fields: Fields<'_>) -> Result<Option<Quantization>, CheckpointError> {
    let Some(fields) = fields.object("quantization_config")? else { return Ok(None) };
    let method = match fields.text("quant_method")? {
        Some("gptq") => QuantMethod::Gptq {
            desc_act: fields.flag("desc_act")?.unwrap_or(false),
            true_zeros: fields.text("checkpoint_format")? == Some("gptq_v2"),
        },
        Some("awq") => match fields.text("version")?.map(str::to_lowercase).as_deref() {
            None | Some("gemm") => QuantMethod::Awq,
            Some(other) => {
                return Err(CheckpointError::unsupported(format!("AWQ's layout `{other}`"), "supported is GEMM"));
            }
        },
        other => {
            return Err(CheckpointError::unsupported(
                format!("the quantisation `{}`", other.unwrap_or("without a `quant_method`")),
                "supported are gptq and awq, and int8 and int4 made at load from unquantised weights",
            ));
        }
    };
    let bits = match fields.count("bits")? {
        Some(bits @ (4 | 8)) if method != QuantMethod::Awq || bits == 4 => bits as u32,
        Some(bits) => {
            return Err(CheckpointError::unsupported(
                format!("quantisation to {bits} bits"),
                "supported are 4 and 8 for gptq, 4 for awq",
            ));
        }
        None => return Err(fields.error("bits", "is missing")),
    };
    let group = match fields.number("group_size")? {
        None | Some(-1.0) => 0,
        Some(_) => fields.need_count("group_size")?,
    };
    Ok(Some(Quantization { method, bits, group }))
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
