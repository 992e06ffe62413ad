//! `portalis models add`: a checkpoint into a model repository. Knows which files a model folder has; what they mean is
//! the engine's to say.

use crate::Outcome;
use crate::args::AddModel;
use anyhow::{Context, bail};
use portalis_engine::decode::checkpoint::{
    ChatTemplate, Checkpoint, Footprint, ModelConfig, RoundToNearest, Tokenizer,
};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a checkpoint beside its tensors.
const SIDE_FILES: [&str; 5] =
    ["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];
const DEFAULT_MAX_BATCH: u32 = 64;

/// Checks the checkpoint, writes the model folder, and says what memory the model takes.
pub fn add(options: &AddModel) -> anyhow::Result<Outcome> {
    let checkpoint = Checkpoint::open(&options.checkpoint)?;
    checkpoint.weights()?;
    Tokenizer::open(&options.checkpoint, &checkpoint.config)?;
    let chat = ChatTemplate::open(&options.checkpoint)?;
    if checkpoint.config.quantization.is_some() && options.quantize.is_some() {
        bail!("the checkpoint is quantised already; leave out --quantize");
    }
    if !options.repository.is_dir() {
        bail!("{} is no folder; give the model repository by --repository", options.repository.display());
    }

    let model = options.repository.join(&options.name);
    let files = needed(&options.checkpoint, &checkpoint);
    let (linked, config) = match model.join("config.pbtxt").exists() {
        true => (complete(&model, &files, options)?, "kept its config.pbtxt"),
        false => (create(&model, &files, options)?, "wrote config.pbtxt"),
    };
    let how = if linked { "linked" } else { "copied" };
    println!("{}: {config}, {how} {} files into 1/", model.display(), files.len());
    print!("{}", describe(&checkpoint.config, options.quantize, options.max_batch.unwrap_or(DEFAULT_MAX_BATCH)));
    if chat.is_none() {
        println!("it has no chat template: it continues `text_input`, and takes no `messages`");
    }
    Ok(Outcome::Done)
}

/// The files that the engine reads.
fn needed(folder: &Path, checkpoint: &Checkpoint) -> Vec<PathBuf> {
    let side = SIDE_FILES.iter().map(|name| folder.join(name)).filter(|path| path.exists());
    side.chain(checkpoint.tensors.file_names().iter().map(|name| folder.join(name))).collect()
}

/// A model folder that was not there: made beside its place and moved there when it is whole.
fn create(model: &Path, files: &[PathBuf], options: &AddModel) -> anyhow::Result<bool> {
    if model.exists() {
        bail!("{} is there and has no config.pbtxt; remove it or take another name", model.display());
    }
    let partial = options.repository.join(format!(".{}.partial-{}", options.name, std::process::id()));
    let made = fill(&partial.join("1"), files).and_then(|linked| {
        let config = pbtxt(&options.name, options.quantize, options.max_batch.unwrap_or(DEFAULT_MAX_BATCH));
        fs::write(partial.join("config.pbtxt"), config).context("cannot write config.pbtxt")?;
        fs::rename(&partial, model).with_context(|| format!("cannot make {}", model.display()))?;
        Ok(linked)
    });
    if made.is_err() {
        // What failed is told; that the remains cannot be removed either would hide it.
        let _ = fs::remove_dir_all(&partial);
    }
    made
}

/// A model folder that lacks nothing but the checkpoint.
fn complete(model: &Path, files: &[PathBuf], options: &AddModel) -> anyhow::Result<bool> {
    let version = model.join("1");
    if version.join("config.json").exists() {
        bail!("{} has a checkpoint; remove it or take another name", version.display());
    }
    if options.quantize.is_some() || options.max_batch.is_some() {
        let config = model.join("config.pbtxt");
        bail!("{} is there and is kept: set `quantize` and `max_batch` in it", config.display());
    }
    fill(&version, files)
}

/// Links the files into a folder, or copies them where they cannot be linked; whether all were linked.
fn fill(folder: &Path, files: &[PathBuf]) -> anyhow::Result<bool> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let taken = files.iter().map(|from| folder.join(from.file_name().unwrap_or_default())).find(|to| to.exists());
    if let Some(taken) = taken {
        // It may be a link to the very file that would be copied over it, and emptied first.
        bail!("{} is there already; remove it first", taken.display());
    }
    let mut linked = true;
    // What makes a folder a checkpoint comes last: a server that looks meanwhile sees none.
    for from in files.iter().rev() {
        let to = folder.join(from.file_name().unwrap_or_default());
        // The hub's cache has links to files elsewhere; the link here is to the file.
        let from = fs::canonicalize(from).with_context(|| format!("cannot read {}", from.display()))?;
        if fs::hard_link(&from, &to).is_err() {
            linked = false;
            fs::copy(&from, &to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
        }
    }
    Ok(linked)
}

/// What the model is and takes, in lines.
fn describe(config: &ModelConfig, quantize: Option<RoundToNearest>, max_batch: u32) -> String {
    let (gpu, host) = (Footprint::of(config, quantize, 2), Footprint::on_host(config, quantize));
    let sequence = gpu.cache_per_token * config.context as u64;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}: {} parameters in {} layers, a context of {} tokens\n\
         weights: {} on a GPU, {} on the host's processors\n\
         KV cache on a GPU: {} a token, {} for a sequence of {} tokens, {} for {max_batch} such",
        config.architecture,
        amount(gpu.parameters, ["", " thousand", " million", " billion"]),
        config.layers,
        config.context,
        bytes(gpu.weights),
        bytes(host.weights),
        bytes(gpu.cache_per_token),
        bytes(sequence),
        config.context,
        bytes(sequence * u64::from(max_batch)),
    );
    text.push_str(
        "the cache takes what `gpu_memory_fraction` leaves, and sequences share it by need, not by their limit\n",
    );
    text
}

fn bytes(count: u64) -> String {
    amount(count, [" bytes", " kB", " MB", " GB"])
}

/// A count in the largest unit that it reaches, of three digits.
fn amount(count: u64, units: [&str; 4]) -> String {
    let unit = (1..4).rev().find(|unit| count >= 1000u64.pow(*unit));
    match unit {
        None => format!("{count}{}", units[0]),
        Some(unit) => {
            let value = count as f64 / 1000f64.powi(unit as i32);
            let digits = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
            format!("{value:.digits$}{}", units[unit as usize])
        }
    }
}

fn pbtxt(name: &str, quantize: Option<RoundToNearest>, max_batch: u32) -> String {
    let quantize = match quantize {
        None => "none",
        Some(RoundToNearest::Int8) => "int8",
        Some(RoundToNearest::Int4) => "int4",
    };
    include_str!("models.pbtxt")
        .replace("{name}", name)
        .replace("{quantize}", quantize)
        .replace("{max_batch}", &max_batch.to_string())
}

#[cfg(test)]
#[path = "models_tests.rs"]
mod tests;
