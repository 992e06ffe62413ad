//! Every kernel against its reference, on fresh random inputs, over its launch shapes.
//!
//! Without a GPU the tests say so and pass; `PORTALIS_REQUIRE_GPU=1` makes that a failure.

#![allow(clippy::unwrap_used, reason = "a test ends where something fails, helpers included")]

mod codes;
mod decode_attention;
mod elementwise;
mod matmul;
mod norm;
mod prefill;
mod rope;
mod sample;
mod skinny;
mod support;
