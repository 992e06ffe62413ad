//! A model's weights by their place in the model, each checked for presence, type and shape. It must not copy them.

use super::{CheckpointError, Dtype, ModelConfig, QuantMethod, Quantization, TensorView, Tensors};

/// All weights of a model.
#[derive(Debug)]
pub struct ModelWeights<'a> {
    /// Token embedding: vocab x hidden.
    pub embedding: TensorView<'a>,
    /// The layers.
    pub layers: Vec<LayerWeights<'a>>,
    /// The last norm: hidden.
    pub norm: TensorView<'a>,
    /// The output projection: vocab x hidden; `None` where it is the embedding.
    pub head: Option<TensorView<'a>>,
}

/// The weights of a layer.
#[derive(Debug)]
pub struct LayerWeights<'a> {
    /// The norm before attention: hidden.
    pub attention_norm: TensorView<'a>,
    /// Queries: q_width x hidden.
    pub q: Linear<'a>,
    /// Keys: kv_width x hidden.
    pub k: Linear<'a>,
    /// Values: kv_width x hidden.
    pub v: Linear<'a>,
    /// Attention's output: hidden x q_width.
    pub o: Linear<'a>,
    /// The norm of a query head, where the model has it: head_dim.
    pub q_norm: Option<TensorView<'a>>,
    /// The norm of a key head, where the model has it: head_dim.
    pub k_norm: Option<TensorView<'a>>,
    /// The norm before the feed-forward part: hidden.
    pub mlp_norm: TensorView<'a>,
    /// Gate: intermediate x hidden.
    pub gate: Linear<'a>,
    /// Up: intermediate x hidden.
    pub up: Linear<'a>,
    /// Down: hidden x intermediate.
    pub down: Linear<'a>,
}

/// A linear layer: `y = W x + b`.
#[derive(Debug)]
pub struct Linear<'a> {
    /// Its name in the checkpoint, for messages.
    pub name: String,
    /// Outputs: rows of W.
    pub rows: usize,
    /// Inputs: columns of W.
    pub cols: usize,
    /// W.
    pub matrix: Matrix<'a>,
    /// b.
    pub bias: Option<TensorView<'a>>,
}

/// A linear layer's matrix as the file has it.
#[derive(Debug)]
pub enum Matrix<'a> {
    /// rows x cols floats.
    Dense(TensorView<'a>),
    /// Packed integer codes.
    Packed {
        /// The format.
        method: QuantMethod,
        /// Bits of a code.
        bits: u32,
        /// Input columns that share a scale.
        group: usize,
        /// GPTQ: (cols * bits / 32) x rows, packed along the columns; AWQ: cols x (rows * bits / 32).
        qweight: TensorView<'a>,
        /// groups x (rows * bits / 32).
        qzeros: TensorView<'a>,
        /// groups x rows.
        scales: TensorView<'a>,
        /// The group of each input column (GPTQ).
        g_idx: Option<TensorView<'a>>,
    },
}

impl<'a> ModelWeights<'a> {
    /// Finds and checks all weights that the configuration asks for.
    pub fn find(config: &ModelConfig, tensors: &'a Tensors) -> Result<ModelWeights<'a>, CheckpointError> {
        let embedding = floats(tensors, "model.embed_tokens.weight", &[config.vocab, config.hidden])?;
        let layers = (0..config.layers).map(|layer| find_layer(config, tensors, layer)).collect::<Result<_, _>>()?;
        let norm = floats(tensors, "model.norm.weight", &[config.hidden])?;
        // Some tools write the tied matrix a second time; the configuration decides.
        let head = match config.tied {
            true => None,
            false => Some(floats(tensors, "lm_head.weight", &[config.vocab, config.hidden])?),
        };
        Ok(ModelWeights { embedding, layers, norm, head })
    }
}

fn find_layer<'a>(
    config: &ModelConfig,
    tensors: &'a Tensors,
    layer: usize,
) -> Result<LayerWeights<'a>, CheckpointError> {
    let (hidden, intermediate) = (config.hidden, config.intermediate);
    let name = |part: &str| format!("model.layers.{layer}.{part}");
    let norm = |part: &str, width: usize| floats(tensors, &name(part), &[width]);
    let linear = |part: &str, rows: usize, cols: usize, bias: bool| {
        find_linear(config.quantization.as_ref(), tensors, name(part), rows, cols, bias)
    };
    let bias = config.qkv_bias;
    let head_norm = |part: &str| config.qk_norm.then(|| norm(part, config.head_dim)).transpose();
    Ok(LayerWeights {
        attention_norm: norm("input_layernorm.weight", hidden)?,
        q: linear("self_attn.q_proj", config.q_width(), hidden, bias)?,
        k: linear("self_attn.k_proj", config.kv_width(), hidden, bias)?,
        v: linear("self_attn.v_proj", config.kv_width(), hidden, bias)?,
        o: linear("self_attn.o_proj", hidden, config.q_width(), false)?,
        q_norm: head_norm("self_attn.q_norm.weight")?,
        k_norm: head_norm("self_attn.k_norm.weight")?,
        mlp_norm: norm("post_attention_layernorm.weight", hidden)?,
        gate: linear("mlp.gate_proj", intermediate, hidden, false)?,
        up: linear("mlp.up_proj", intermediate, hidden, false)?,
        down: linear("mlp.down_proj", hidden, intermediate, false)?,
    })
}

fn floats<'a>(tensors: &'a Tensors, name: &str, shape: &[usize]) -> Result<TensorView<'a>, CheckpointError> {
    tensors.get(name)?.float()?.shaped(shape)
}

pub(super) fn find_linear<'a>(
    quantization: Option<&Quantization>,
    tensors: &'a Tensors,
    name: String,
    rows: usize,
    cols: usize,
    bias: bool,
) -> Result<Linear<'a>, CheckpointError> {
    let matrix = match quantization {
        None => Matrix::Dense(floats(tensors, &format!("{name}.weight"), &[rows, cols])?),
        Some(quantization) => find_packed(quantization, tensors, &name, rows, cols)?,
    };
    let bias_name = format!("{name}.bias");
    let bias = match tensors.find(&bias_name)? {
        Some(_) if bias => Some(floats(tensors, &bias_name, &[rows])?),
        None if !bias => None,
        None => return Err(CheckpointError::MissingTensor { name: bias_name }),
        // Quantisers write biases of zeros where the model has none.
        Some(found) if quantization.is_some() && found.to_f32()?.iter().all(|value| *value == 0.0) => None,
        Some(_) => return Err(CheckpointError::tensor(bias_name, "is there, and this architecture has no such bias")),
    };
    Ok(Linear { name, rows, cols, matrix, bias })
}

fn find_packed<'a>(
    quantization: &Quantization,
    tensors: &'a Tensors,
    name: &str,
    rows: usize,
    cols: usize,
) -> Result<Matrix<'a>, CheckpointError> {
    let Quantization { method, bits, group } = *quantization;
    let group = if group == 0 { cols } else { group };
    let per_word = 32 / bits as usize;
    if !rows.is_multiple_of(per_word) || !cols.is_multiple_of(per_word) || !cols.is_multiple_of(group) {
        let what = format!("a {rows} x {cols} matrix (`{name}`) in groups of {group} at {bits} bits");
        return Err(CheckpointError::unsupported(what, "rows and columns must fill words and groups"));
    }
    let groups = cols / group;
    let packed = |part: &str, shape: [usize; 2]| -> Result<TensorView<'a>, CheckpointError> {
        let view = tensors.get(&format!("{name}.{part}"))?;
        match view.dtype {
            Dtype::I32 => view.shaped(&shape),
            other => Err(CheckpointError::tensor(view.name, format!("has elements of type {other}; I32 is expected"))),
        }
    };
    let shape = match method {
        QuantMethod::Gptq { .. } => [cols / per_word, rows],
        QuantMethod::Awq => [cols, rows / per_word],
    };
    let g_idx = match method {
        QuantMethod::Gptq { .. } => {
            tensors.find(&format!("{name}.g_idx"))?.map(|view| view.shaped(&[cols])).transpose()?
        }
        QuantMethod::Awq => None,
    };
    if let (QuantMethod::Gptq { desc_act: true, .. }, None) = (method, g_idx) {
        return Err(CheckpointError::MissingTensor { name: format!("{name}.g_idx") });
    }
    Ok(Matrix::Packed {
        method,
        bits,
        group,
        qweight: packed("qweight", shape)?,
        qzeros: packed("qzeros", [groups, rows / per_word])?,
        scales: floats(tensors, &format!("{name}.scales"), &[groups, rows])?,
        g_idx,
    })
}
