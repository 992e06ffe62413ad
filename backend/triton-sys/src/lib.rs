//! Triton's backend C API as Rust sees it: bindgen's output and nothing else. It must not hold a helper, a type or a
//! decision of ours; `portalis-triton` wraps what it uses.
#![allow(non_camel_case_types, non_snake_case, non_upper_case_globals, missing_docs)]
#![allow(clippy::all, clippy::pedantic, clippy::undocumented_unsafe_blocks)]

include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
