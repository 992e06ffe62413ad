//! Which sequences run when, and where their keys and values lie: pages, shared prefixes, guesses, and the scheduler
//! that puts them together. Plain data structures: nothing here runs a model, reads a clock or knows a client.

mod lookup;
mod pace;
mod pages;
mod prefix;
mod scheduler;
mod sequence;
#[cfg(test)]
mod tests;

pub use pages::{Pages, Prefix};
pub use scheduler::{Plan, Policy, Produced, Scheduler, Tally};
pub use sequence::{Sequence, SequenceId};
