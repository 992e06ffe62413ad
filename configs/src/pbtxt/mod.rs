//! config.pbtxt: the text form of protobuf, parsed with positions and checked against the descriptors of ModelConfig.
//! Knows protobuf; must not know what Triton makes of a field.

mod lexer;
mod parser;
mod schema;
mod view;

pub(crate) use parser::{Field, Node, Scalar, parse};
pub(crate) use schema::{Schema, integer};
pub(crate) use view::View;

/// A finding about one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub line: usize,
    pub key: Option<String>,
    pub message: String,
}
