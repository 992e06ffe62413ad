//! CUDA kernels of the decode engine, and the safe, checked launches of each.
//!
//! `cuda/` holds the device code, one family of operations a file; a module here of the same name checks shapes and
//! builds the launch. `reference` computes the same on the CPU, in higher precision. Knows no requests and no models.

pub mod activation;
pub mod buffer;
pub mod codes;
pub mod decode_attention;
pub mod device;
pub mod element;
pub mod embed;
pub mod error;
pub mod graph;
pub mod images;
pub mod launch;
pub mod matmul;
pub mod norm;
pub mod prefill;
pub mod probe;
pub mod reference;
pub mod rope;
pub mod rows;
pub mod sample;
pub mod skinny;

pub use buffer::{DeviceBuffer, PinnedBuffer, Pod, View, ViewMut};
pub use codes::{CodeRows, Codes};
pub use decode_attention::Splits;
pub use device::{Device, Properties};
pub use element::Element;
pub use error::Error;
pub use graph::{Event, Graph};
pub use matmul::Blas;
pub use prefill::{Attention, Span, Spans};
pub use rope::{Cache, NO_SLOT, Rope};
pub use rows::{Row, RowLimits, Rows};
pub use sample::{Adjustment, Drawing, Logit, Sampled, Sampler};
pub use skinny::{Output, Product, Rotation, Weight};
