//! A checkpoint's tensors by name, from one safetensors file or several: headers checked, contents mapped. It must not
//! know what the tensors mean.

use super::fields::read_object;
use super::mapped::Mapped;
use super::{CheckpointError, Dtype};
use half::{bf16, f16};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The file of a checkpoint in one piece.
const SINGLE: &str = "model.safetensors";
/// The file that says which shard has which tensor.
const INDEX: &str = "model.safetensors.index.json";
/// Headers are some hundred bytes a tensor; this is the format's own limit.
const LARGEST_HEADER: u64 = 100_000_000;

/// One tensor in its file.
#[derive(Debug, Clone, Copy)]
pub struct TensorView<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its element type.
    pub dtype: Dtype,
    /// Its shape, outermost dimension first.
    pub shape: &'a [usize],
    /// Its elements, little endian, in row-major order; not necessarily aligned.
    pub bytes: &'a [u8],
}

/// All tensors of a checkpoint.
#[derive(Debug)]
pub struct Tensors {
    files: Vec<Mapped>,
    file_names: Vec<String>,
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug)]
struct Entry {
    file: usize,
    dtype: Result<Dtype, String>,
    shape: Vec<usize>,
    begin: usize,
    end: usize,
}

impl Tensors {
    /// Maps the checkpoint's files and checks their headers.
    pub fn open(directory: &Path) -> Result<Tensors, CheckpointError> {
        let mut tensors = Tensors { files: Vec::new(), file_names: Vec::new(), entries: BTreeMap::new() };
        if directory.join(INDEX).exists() {
            let mut shards: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (tensor, shard) in weight_map(directory)? {
                shards.entry(shard).or_default().push(tensor);
            }
            tensors.file_names.push(INDEX.into());
            for (shard, names) in shards {
                tensors.add(directory, &shard)?;
                if let Some(name) = names.iter().find(|name| !tensors.entries.contains_key(*name)) {
                    return Err(CheckpointError::malformed(
                        shard,
                        format!("has no tensor `{name}`, which {INDEX} says"),
                    ));
                }
            }
        } else if directory.join(SINGLE).exists() {
            tensors.add(directory, SINGLE)?;
        } else {
            return Err(CheckpointError::Read {
                path: directory.into(),
                reason: format!("it has neither {SINGLE} nor {INDEX}; other formats must be converted to safetensors"),
            });
        }
        Ok(tensors)
    }

    /// A tensor, or an error that names it.
    pub fn get<'a>(&'a self, name: &str) -> Result<TensorView<'a>, CheckpointError> {
        self.find(name)?.ok_or_else(|| CheckpointError::MissingTensor { name: name.into() })
    }

    /// A tensor, if it is there.
    pub fn find<'a>(&'a self, name: &str) -> Result<Option<TensorView<'a>>, CheckpointError> {
        let Some((name, entry)) = self.entries.get_key_value(name) else { return Ok(None) };
        let dtype = entry.dtype.clone().map_err(|found| {
            CheckpointError::tensor(name, format!("has the element type {found}, which this engine does not read"))
        })?;
        Ok(Some(TensorView {
            name,
            dtype,
            shape: &entry.shape,
            bytes: &self.files[entry.file][entry.begin..entry.end],
        }))
    }

    /// The names of all tensors.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The files that hold them, with that which lists the shards.
    pub fn file_names(&self) -> &[String] {
        &self.file_names
    }

    /// The bytes of all tensors.
    pub fn bytes(&self) -> u64 {
        self.entries.values().map(|entry| (entry.end - entry.begin) as u64).sum()
    }

    fn add(&mut self, directory: &Path, file: &str) -> Result<(), CheckpointError> {
        let mapped = Mapped::open(&directory.join(file))?;
        for (name, entry) in read_header(file, &mapped, self.files.len())? {
            if self.entries.insert(name.clone(), entry).is_some() {
                return Err(CheckpointError::malformed(
                    file,
                    format!("has the tensor `{name}`, and so has another file"),
                ));
            }
        }
        self.files.push(mapped);
        self.file_names.push(file.into());
        Ok(())
    }
}

fn weight_map(directory: &Path) -> Result<Vec<(String, String)>, CheckpointError> {
    let index = read_object(directory, INDEX)?;
    let Some(Value::Object(map)) = index.get("weight_map") else {
        return Err(CheckpointError::malformed(INDEX, "has no object `weight_map`"));
    };
    map.iter()
        .map(|(tensor, shard)| match shard.as_str() {
            // A plain name, so that an index cannot reach outside of its folder.
            Some(shard) if !shard.contains(['/', '\\']) && shard != ".." => Ok((tensor.clone(), shard.to_string())),
            _ => Err(CheckpointError::malformed(INDEX, format!("`weight_map.{tensor}` is not the name of a file"))),
        })
        .collect()
}

/// The entries of a file, with offsets into the whole of it.
fn read_header(file: &str, bytes: &[u8], number: usize) -> Result<Vec<(String, Entry)>, CheckpointError> {
    let bad = |reason: String| CheckpointError::malformed(file, reason);
    let Some((length, rest)) = bytes.split_first_chunk::<8>() else {
        return Err(bad(format!("is truncated: {} bytes do not hold a header", bytes.len())));
    };
    let length = u64::from_le_bytes(*length);
    if length > LARGEST_HEADER {
        return Err(bad("does not start with a safetensors header".into()));
    }
    let length = length as usize;
    let Some(header) = rest.get(..length) else {
        return Err(bad(format!("is truncated: its header takes {length} bytes, and {} follow", rest.len())));
    };
    let header: Value =
        serde_json::from_slice(header).map_err(|error| bad(format!("its header is not JSON: {error}")))?;
    let Value::Object(header) = header else { return Err(bad("its header is not an object".into())) };

    let data = &rest[length..];
    let mut entries = Vec::with_capacity(header.len());
    for (name, description) in header {
        if name == "__metadata__" {
            continue;
        }
        let entry = read_entry(&description, number, 8 + length)
            .map_err(|reason| bad(format!("its header describes the tensor `{name}` wrongly: {reason}")))?;
        entries.push((name, entry));
    }
    entries.sort_by_key(|(_, entry)| (entry.begin, entry.end));
    let mut expected = 8 + length;
    for (name, entry) in &entries {
        if entry.begin != expected {
            return Err(bad(format!("the tensor `{name}` does not start where the one before it ends")));
        }
        expected = entry.end;
    }
    let promised = expected - 8 - length;
    match data.len() {
        have if have < promised => {
            Err(bad(format!("is truncated: its tensors take {promised} bytes, and {have} are there")))
        }
        have if have > promised => Err(bad(format!("has {} bytes after its last tensor", have - promised))),
        _ => Ok(entries),
    }
}

fn read_entry(description: &Value, file: usize, base: usize) -> Result<Entry, String> {
    let dtype = description["dtype"].as_str().ok_or("no `dtype`")?;
    let numbers = |key: &str| -> Option<Vec<usize>> {
        let list = description[key].as_array()?;
        list.iter().map(|n| n.as_u64().and_then(|n| usize::try_from(n).ok())).collect()
    };
    let shape = numbers("shape").ok_or("`shape` is not a list of sizes")?;
    let offsets = numbers("data_offsets").ok_or("`data_offsets` is not a list of offsets")?;
    let &[begin, end] = offsets.as_slice() else { return Err("`data_offsets` are not two".into()) };
    let elements =
        shape.iter().try_fold(1usize, |product, size| product.checked_mul(*size)).ok_or("`shape` overflows")?;
    let parsed = Dtype::parse(dtype).ok_or_else(|| dtype.to_string());
    if begin > end || end.checked_add(base).is_none() {
        return Err(format!("`data_offsets` {begin}..{end} are no range"));
    }
    if let Ok(known) = parsed
        && elements.checked_mul(known.size()) != Some(end - begin)
    {
        return Err(format!("{shape:?} of {known} do not fill {} bytes", end - begin));
    }
    Ok(Entry { file, dtype: parsed, shape, begin: base + begin, end: base + end })
}

impl<'a> TensorView<'a> {
    /// How many elements it has.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// Checks its shape.
    pub fn shaped(self, shape: &[usize]) -> Result<TensorView<'a>, CheckpointError> {
        if self.shape == shape {
            return Ok(self);
        }
        let reason = format!("has the shape {:?}, and config.json asks for {shape:?}", self.shape);
        Err(CheckpointError::tensor(self.name, reason))
    }

    /// Checks that its elements are floats.
    pub fn float(self) -> Result<TensorView<'a>, CheckpointError> {
        if self.dtype.is_float() { Ok(self) } else { Err(self.wrong_type("F32, F16 or BF16")) }
    }

    /// Its elements as 32-bit floats; an error where one is not finite.
    pub fn to_f32(&self) -> Result<Vec<f32>, CheckpointError> {
        let values: Vec<f32> = match self.dtype {
            Dtype::F32 => self.bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
            Dtype::F16 => self.bytes.as_chunks().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect(),
            Dtype::Bf16 => self.bytes.as_chunks().0.iter().map(|bytes| bf16::from_le_bytes(*bytes).to_f32()).collect(),
            _ => return Err(self.wrong_type("F32, F16 or BF16")),
        };
        match values.iter().position(|value| !value.is_finite()) {
            None => Ok(values),
            Some(at) => Err(self.not_finite(at, &values[at].to_string())),
        }
    }

    /// Its elements as 32-bit integers.
    pub fn to_i32(&self) -> Result<Vec<i32>, CheckpointError> {
        match self.dtype {
            Dtype::I32 => Ok(self.bytes.as_chunks().0.iter().map(|bytes| i32::from_le_bytes(*bytes)).collect()),
            _ => Err(self.wrong_type("I32")),
        }
    }

    /// An error where an element is not finite. Cheaper than converting: it only looks at exponents.
    pub fn check_finite(&self) -> Result<(), CheckpointError> {
        let find16 = |exponent: u16| {
            let full = |bytes: &[u8; 2]| u16::from_le_bytes(*bytes) & exponent == exponent;
            // First without a way out of the loop, so that it runs at the speed of memory.
            let (pairs, _) = self.bytes.as_chunks::<2>();
            let any = pairs.chunks(4096).position(|chunk| chunk.iter().fold(false, |any, bytes| any | full(bytes)));
            any.and_then(|chunk| pairs[chunk * 4096..].iter().position(full).map(|at| chunk * 4096 + at))
        };
        let found = match self.dtype {
            Dtype::F16 => find16(0x7C00),
            Dtype::Bf16 => find16(0x7F80),
            Dtype::F32 => self.bytes.as_chunks().0.iter().position(|bytes| !f32::from_le_bytes(*bytes).is_finite()),
            _ => None,
        };
        found.map_or(Ok(()), |at| Err(self.not_finite(at, "not finite")))
    }

    fn not_finite(&self, at: usize, shown: &str) -> CheckpointError {
        let mut index = Vec::new();
        let mut rest = at;
        for size in self.shape.iter().rev() {
            index.insert(0, rest % size);
            rest /= size;
        }
        CheckpointError::tensor(self.name, format!("is {shown} at {index:?}: the checkpoint is damaged"))
    }

    fn wrong_type(&self, expected: &str) -> CheckpointError {
        CheckpointError::tensor(self.name, format!("has elements of type {}; {expected} is expected", self.dtype))
    }
}

#[cfg(test)]
#[path = "tensors_tests.rs"]
mod tests;
