//! The settings: each a type with its own parsing, range, default and documentation, so that a value that exists is
//! a value that is allowed. Knows neither files nor sections; the same text comes from YAML and from the environment.

mod amount;
mod name;

pub use amount::*;
pub use name::*;

/// A value that a person writes in a configuration file or an environment variable.
pub trait Setting: Sized {
    /// What the text must be, for error messages: "a duration from 1s to 1h, such as 30s".
    fn expects() -> String;

    /// Reads the trimmed text; an error may carry a reason that is closer than [`Setting::expects`].
    fn parse(text: &str) -> Result<Self, Option<String>>;
}
