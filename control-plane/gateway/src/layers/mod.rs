//! The layers of the stack, one file each. None knows which route it stands before.

pub(crate) mod access;
pub(crate) mod admission;
pub(crate) mod body_limit;
pub(crate) mod deadline;
mod held;
pub(crate) mod panics;
pub(crate) mod request_id;

pub(crate) use admission::Admission;
pub(crate) use deadline::Deadline;
pub(crate) use request_id::RequestId;
