//! The backend with two more engines for its tests: one that misbehaves on request, one that streams. It is no part of
//! `libtriton_portalis.so`.

use portalis_engine::metrics::MetricSpec;
use portalis_engine::parameters::ParameterSpec;
use portalis_engine::{
    Contract, DataType, Engine, EngineError, Instance, Item, MemoryUse, Model, ModelSource, Placement, Tensor,
    TensorSpec,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Does what its input `action` says: `echo`, `panic`, `drop`, `wait` (until cancelled), `fail`.
pub struct Fault;

/// Streams the numbers from zero up to its input `count`, which may be `count@milliseconds` for a pause after each.
pub struct Count;

/// Runs when the server opens the library, before it calls anything.
// SAFETY: the section holds pointers to functions of this signature; the function neither panics nor unwinds.
#[used]
#[unsafe(link_section = ".init_array")]
static REGISTER: extern "C" fn() = {
    extern "C" fn register() {
        triton_portalis::registry::add(&Fault);
        triton_portalis::registry::add(&Count);
    }
    register
};

fn bytes(name: &'static str) -> TensorSpec {
    TensorSpec { name, datatype: DataType::Bytes, dims: &[1], optional: false }
}

impl Engine for Fault {
    fn name(&self) -> &'static str {
        "fault"
    }
    fn contract(&self) -> Contract {
        Contract { inputs: vec![bytes("action")], outputs: vec![bytes("result")], max_batch_size: 8, decoupled: false }
    }
    fn parameters(&self) -> Vec<ParameterSpec> {
        Vec::new()
    }
    fn metrics(&self) -> &'static [&'static MetricSpec] {
        &[]
    }
    fn load(&self, source: ModelSource) -> Result<Arc<dyn Model>, EngineError> {
        assert!(!source.name.contains("panics_at_load"), "the test wants the load to panic");
        Ok(Arc::new(FaultModel))
    }
}

impl Engine for Count {
    fn name(&self) -> &'static str {
        "count"
    }
    fn contract(&self) -> Contract {
        Contract { inputs: vec![bytes("count")], outputs: vec![bytes("number")], max_batch_size: 0, decoupled: true }
    }
    fn parameters(&self) -> Vec<ParameterSpec> {
        Vec::new()
    }
    fn metrics(&self) -> &'static [&'static MetricSpec] {
        &[]
    }
    fn load(&self, _source: ModelSource) -> Result<Arc<dyn Model>, EngineError> {
        Ok(Arc::new(CountModel))
    }
}

struct FaultModel;
struct CountModel;

impl Model for FaultModel {
    fn instance(&self, _placement: Placement) -> Result<Box<dyn Instance>, EngineError> {
        Ok(Box::new(FaultModel))
    }
    fn memory(&self) -> Vec<MemoryUse> {
        vec![MemoryUse { placement: Placement::Cpu, bytes: 4096 }]
    }
}

impl Model for CountModel {
    fn instance(&self, _placement: Placement) -> Result<Box<dyn Instance>, EngineError> {
        Ok(Box::new(CountModel))
    }
}

fn text(item: &Item, name: &str) -> Result<String, EngineError> {
    let input = item.required_input(name)?;
    let elements = input.byte_strings(name)?;
    let first = elements.first().ok_or_else(|| EngineError::InvalidInput(format!("`{name}` is empty")))?;
    Ok(String::from_utf8_lossy(first).into_owned())
}

impl Instance for FaultModel {
    fn execute(&self, batch: Vec<Item>) {
        for item in batch {
            match text(&item, "action").as_deref() {
                Ok("panic") => panic!("the test wants a panic"),
                Ok("drop") => drop(item),
                Ok("fail") => item.fail(EngineError::NotFound("the test wants an error".to_string())),
                Ok("wait") => {
                    let end = Instant::now() + Duration::from_secs(60);
                    while !item.is_cancelled() && Instant::now() < end {
                        std::thread::sleep(Duration::from_millis(5));
                    }
                    item.fail(EngineError::Cancelled);
                }
                Ok(other) => match Tensor::byte_strings("result", vec![1, 1], &[other]) {
                    Ok(tensor) => item.reply(vec![tensor]),
                    Err(error) => item.fail(error),
                },
                Err(error) => item.fail(error.clone()),
            }
        }
    }
}

impl Instance for CountModel {
    /// Answers from a thread of its own, as an engine with continuous batching does.
    fn execute(&self, batch: Vec<Item>) {
        for mut item in batch {
            std::thread::spawn(move || {
                let wanted = match text(&item, "count") {
                    Ok(wanted) => wanted,
                    Err(error) => return item.fail(error),
                };
                let (count, pause) = wanted.split_once('@').unwrap_or((&wanted, "0"));
                let (Ok(count), Ok(pause)) = (count.parse::<u32>(), pause.parse()) else {
                    return item.fail(EngineError::InvalidInput("`count` is no number".to_string()));
                };
                for number in 0..count {
                    if item.is_cancelled() {
                        return item.fail(EngineError::Cancelled);
                    }
                    let sent = Tensor::byte_strings("number", vec![1], &[number.to_string()])
                        .and_then(|tensor| item.stream(vec![tensor]));
                    if let Err(error) = sent {
                        return item.fail(error);
                    }
                    std::thread::sleep(Duration::from_millis(pause));
                }
                item.finish();
            });
        }
    }
}
