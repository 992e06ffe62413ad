//! The engines that do the work behind the Triton backend, and the seam that a batch goes through: [`Engine`] describes
//! and loads, [`Model`] is what an engine keeps for one loaded model, [`Instance`] executes batches of [`Item`]s. It
//! must not know Triton: a test, a benchmark or another server drives an engine through the same traits.
//!
//! An item carries its inputs and the way back, so that an engine answers each request when it is ready: at once, from
//! another thread, or as a stream. An item that is dropped unanswered answers with an error by itself.

pub mod decode;
mod engine;
mod error;
mod item;
pub mod metrics;
mod nearest;
pub mod parameters;
mod tensor;
#[cfg(test)]
mod test_port;
pub mod transpile;

pub use engine::{Contract, Engine, Instance, MemoryUse, Model, ModelSource, Placement};
pub use error::EngineError;
pub use item::{Item, Port};
pub use nearest::nearest;
pub use tensor::{DataType, InputTensor, Tensor, TensorSpec};

/// Every engine of this build, in the order in which error messages list them.
pub fn engines() -> &'static [&'static dyn Engine] {
    &[&transpile::Transpile, &decode::serve::Decode]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backends_readme_has_every_parameter_metric_and_tensor() {
        let readme = include_str!("../../triton/README.md");
        for engine in engines() {
            for spec in engine.parameters() {
                let row = format!("| `{}` | {} | {} |", spec.key, spec.default, spec.help);
                assert!(readme.contains(&row), "not in the README: {row}");
            }
            for spec in engine.metrics().iter().chain(metrics::COMMON) {
                assert!(readme.contains(spec.name), "not in the README: {}", spec.name);
            }
            let contract = engine.contract();
            for (spec, way) in
                contract.inputs.iter().map(|spec| (spec, "in")).chain(contract.outputs.iter().map(|spec| (spec, "out")))
            {
                let row = format!("| `{}` ({way}) | {} |", spec.name, spec.datatype.name());
                assert!(readme.contains(&row), "not in the README: {row}");
            }
        }
    }

    #[test]
    fn a_setting_means_the_same_in_every_engine() {
        let mut known = std::collections::BTreeMap::new();
        for spec in engines().iter().flat_map(|engine| engine.parameters()) {
            let before = known.insert(spec.key, spec.help);
            assert!(before.is_none_or(|help| help == spec.help), "`{}` has two meanings", spec.key);
        }
    }
}
