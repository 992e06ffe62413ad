//! A model's lifecycle: configuration, parameters and engine in; a loaded model out. It must not execute anything.

use crate::backend::Backend;
use crate::config;
use crate::error::{Error, ask, ask_text, check};
use crate::log;
use crate::message::Message;
use crate::metrics::ModelMetrics;
use crate::registry::engines;
use crate::slot::{Getter, Setter, Slot};
use portalis_engine::parameters::{ParameterSpec, Parameters, Setting};
use portalis_engine::{Engine, MemoryUse, ModelSource, Placement, TensorSpec, nearest};
use portalis_triton_sys as sys;
use serde_json::Value;
use std::fmt;
use std::path::PathBuf;
use std::ptr;
use std::sync::Arc;

/// A loaded model, as its instances and requests share it.
pub struct Model {
    /// What the engine loaded.
    pub engine: Arc<dyn portalis_engine::Model>,
    /// The model's series.
    pub metrics: Arc<ModelMetrics>,
    /// Whether requests may have any number of responses.
    pub decoupled: bool,
    /// Whether tensors have a batch dimension.
    pub batched: bool,
    /// An output of the model, where Triton caches its responses; see [`crate::response::Response::spoil`].
    pub cached: Option<TensorSpec>,
    name: String,
}

/// The state that Triton keeps: shared, because requests in flight outlive no model but do outlive a borrow.
pub struct ModelState(pub Arc<Model>);

impl Slot for ModelState {
    type Raw = sys::TRITONBACKEND_Model;
    const GET: Getter<Self::Raw> = sys::TRITONBACKEND_ModelState;
    const SET: Setter<Self::Raw> = sys::TRITONBACKEND_ModelSetState;
}

/// # Safety
/// `raw` is a valid model without state, of an initialized backend.
pub unsafe fn initialize(raw: *mut sys::TRITONBACKEND_Model) -> Result<(), Error> {
    // SAFETY: the caller vouches for `raw`; names live as long as the model, and a configuration is the caller's.
    unsafe {
        let name = ask_text(|out| sys::TRITONBACKEND_ModelName(raw, out))?;
        let version = ask(0, |out| sys::TRITONBACKEND_ModelVersion(raw, out))?;
        let backend = Backend::of(ask(ptr::null_mut(), |out| sys::TRITONBACKEND_ModelBackend(raw, out))?)?;
        let config = configuration(raw)?;
        let (engine, parameters) = chosen(&config)?;
        let contract = engine.contract();
        let config = completed(raw, config, engine)?;
        let mistakes = config::check(&config, &contract);
        if !mistakes.is_empty() {
            return Err(Error::InvalidArg(format!(
                "the configuration does not fit the engine `{}`: {}",
                engine.name(),
                mistakes.join("; ")
            )));
        }
        let metrics = Arc::new(ModelMetrics::of(&backend.families, engine, &name, version));
        let loaded = engine.load(ModelSource {
            name: name.clone(),
            version,
            directory: repository(raw)?.join(version.to_string()),
            parameters,
            max_batch_size: config::max_batch_size(&config),
            metrics: Arc::clone(&metrics) as _,
        })?;
        report_memory(&loaded.memory(), |usage, count| sys::TRITONBACKEND_ModelReportMemoryUsage(raw, usage, count))?;
        log::info(&format!("model `{name}` version {version}: engine `{}` loaded", engine.name()));
        ModelState(Arc::new(Model {
            engine: loaded,
            metrics,
            decoupled: contract.decoupled,
            batched: config::max_batch_size(&config) > 0,
            cached: contract.outputs.into_iter().next().filter(|_| config::is_cached(&config)),
            name,
        }))
        .put(raw)
    }
}

/// # Safety
/// `raw` is a valid model, and none of its instances and requests is left.
pub unsafe fn finalize(raw: *mut sys::TRITONBACKEND_Model) -> Result<(), Error> {
    // SAFETY: the caller vouches for `raw`. A model whose load failed has no state.
    if let Some(state) = unsafe { ModelState::take(raw) }? {
        log::info(&format!("model `{}` unloaded", state.0.name));
    }
    Ok(())
}

/// The engine that a configuration names, and the parameters that it checked.
fn chosen(config: &Value) -> Result<(&'static dyn Engine, Parameters), Error> {
    let given = config::parameters(config);
    let Some(wanted) = given.get(EngineName::KEY) else {
        return Err(Error::InvalidArg(format!(
            "parameter `{}` is missing: set it to one of {}",
            EngineName::KEY,
            engine_names()
        )));
    };
    let Some(engine) = engines().into_iter().find(|engine| engine.name() == wanted) else {
        let near = nearest(wanted, engines().iter().map(|engine| engine.name()));
        return Err(Error::InvalidArg(format!(
            "parameter `{}` is `{wanted}`{}: set it to one of {}",
            EngineName::KEY,
            near.map(|name| format!(", did you mean `{name}`?")).unwrap_or_default(),
            engine_names()
        )));
    };
    let mut specs = engine.parameters();
    specs.push(ParameterSpec::of::<EngineName>());
    let parameters = Parameters::parse(&specs, &given).map_err(|errors| Error::InvalidArg(errors.to_string()))?;
    Ok((engine, parameters))
}

fn engine_names() -> String {
    engines().iter().map(|engine| engine.name()).collect::<Vec<_>>().join(", ")
}

/// Which engine serves the model; every model has it, beside its engine's own parameters.
#[derive(Clone, Default)]
struct EngineName(String);

impl fmt::Display for EngineName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Setting for EngineName {
    const KEY: &'static str = "engine";
    const HELP: &'static str = "the engine that serves the model";
    fn parse(text: &str) -> Result<Self, String> {
        Ok(EngineName(text.to_string()))
    }
}

/// # Safety
/// `raw` is a valid model.
unsafe fn configuration(raw: *mut sys::TRITONBACKEND_Model) -> Result<Value, Error> {
    // SAFETY: the caller vouches for `raw`; the message is ours to delete.
    unsafe { Message::from_raw(ask(ptr::null_mut(), |out| sys::TRITONBACKEND_ModelConfig(raw, 1, out))?) }.value()
}

/// The configuration with what its author left out, told to Triton where the server allows it.
///
/// # Safety
/// `raw` is a valid model that is being initialized.
unsafe fn completed(
    raw: *mut sys::TRITONBACKEND_Model,
    mut config: Value,
    engine: &dyn Engine,
) -> Result<Value, Error> {
    // SAFETY: the caller vouches for `raw`.
    let allowed = ask(false, |out| unsafe { sys::TRITONBACKEND_ModelAutoCompleteConfig(raw, out) })?;
    if allowed && config::complete(&mut config, &engine.contract()) {
        let message = Message::from_value(&config)?;
        // SAFETY: as above; Triton reads the message during the call.
        check(unsafe { sys::TRITONBACKEND_ModelSetConfig(raw, 1, message.as_raw()) })?;
        // Triton fills in defaults of its own, which the check should see.
        // SAFETY: as above.
        return unsafe { configuration(raw) };
    }
    Ok(config)
}

/// The model's folder.
///
/// # Safety
/// `raw` is a valid model.
unsafe fn repository(raw: *mut sys::TRITONBACKEND_Model) -> Result<PathBuf, Error> {
    let mut kind = sys::TRITONBACKEND_ARTIFACT_FILESYSTEM;
    // SAFETY: the caller vouches for `raw`; the path lives as long as the model.
    let path = ask_text(|out| unsafe { sys::TRITONBACKEND_ModelRepository(raw, &raw mut kind, out) })?;
    if kind != sys::TRITONBACKEND_ARTIFACT_FILESYSTEM {
        return Err(Error::Unsupported(format!("the model repository is of kind {kind}: use a file system")));
    }
    Ok(PathBuf::from(path))
}

/// Tells Triton what is held, for its own accounting.
pub fn report_memory(
    uses: &[MemoryUse],
    report: impl FnOnce(*mut *mut sys::TRITONSERVER_BufferAttributes, u32) -> *mut sys::TRITONSERVER_Error,
) -> Result<(), Error> {
    if uses.is_empty() {
        return Ok(());
    }
    let attributes = uses.iter().map(Attributes::of).collect::<Result<Vec<_>, Error>>()?;
    let mut raw: Vec<_> = attributes.iter().map(|one| one.0).collect();
    check(report(raw.as_mut_ptr(), raw.len() as u32))
}

struct Attributes(*mut sys::TRITONSERVER_BufferAttributes);

impl Attributes {
    fn of(held: &MemoryUse) -> Result<Attributes, Error> {
        let (kind, id) = match held.placement {
            Placement::Cpu => (sys::TRITONSERVER_MEMORY_CPU, 0),
            Placement::Gpu(device) => (sys::TRITONSERVER_MEMORY_GPU, i64::from(device)),
        };
        // SAFETY: the out-parameter is a local; the object is valid until it is dropped.
        unsafe {
            let made = Attributes(ask(ptr::null_mut(), |out| sys::TRITONSERVER_BufferAttributesNew(out))?);
            check(sys::TRITONSERVER_BufferAttributesSetMemoryType(made.0, kind))?;
            check(sys::TRITONSERVER_BufferAttributesSetMemoryTypeId(made.0, id))?;
            check(sys::TRITONSERVER_BufferAttributesSetByteSize(made.0, held.bytes as usize))?;
            Ok(made)
        }
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: made by BufferAttributesNew and deleted here only.
        drop(check(unsafe { sys::TRITONSERVER_BufferAttributesDelete(self.0) }));
    }
}
