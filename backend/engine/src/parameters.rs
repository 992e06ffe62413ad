//! Typed model parameters. A setting is a newtype with its own key, parsing, range and documentation; a model's
//! parameters are checked against the settings that its engine declares, and all mistakes are reported at once. It must
//! not know where the text comes from.

use crate::nearest;
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// One setting: `Default` is its default, `Display` its text form.
pub trait Setting: Clone + Default + fmt::Display + Send + Sync + 'static {
    /// The key in a model's configuration.
    const KEY: &'static str;
    /// What it does, its unit and range, in a line.
    const HELP: &'static str;
    /// Parses and checks; the error says what would be right, as a lowercase fragment.
    fn parse(text: &str) -> Result<Self, String>;
}

/// A setting as an engine declares it.
#[derive(Clone)]
pub struct ParameterSpec {
    /// The key in a model's configuration.
    pub key: &'static str,
    /// What it does.
    pub help: &'static str,
    /// Its default, as text.
    pub default: String,
    parse: fn(&str) -> Result<Box<dyn Any + Send + Sync>, String>,
}

impl ParameterSpec {
    /// The declaration of a setting.
    pub fn of<S: Setting>() -> ParameterSpec {
        ParameterSpec {
            key: S::KEY,
            help: S::HELP,
            default: S::default().to_string(),
            parse: |text| S::parse(text).map(|value| Box::new(value) as Box<dyn Any + Send + Sync>),
        }
    }
}

/// One mistake in a model's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParameterError {
    /// No setting has this key.
    #[error("unknown parameter `{key}`{}; allowed: {}", did_you_mean(.nearest), .allowed.join(", "))]
    Unknown {
        /// The key as given.
        key: String,
        /// The key that was probably meant.
        nearest: Option<&'static str>,
        /// All keys.
        allowed: Vec<&'static str>,
    },
    /// The value does not fit.
    #[error("parameter `{key}` is `{value}`: {reason}")]
    Invalid {
        /// The key.
        key: String,
        /// The value as given.
        value: String,
        /// What would be right.
        reason: String,
    },
}

/// Every mistake in a model's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct ParameterErrors(pub Vec<ParameterError>);

fn did_you_mean(nearest: &Option<&'static str>) -> String {
    nearest.map(|key| format!(", did you mean `{key}`?")).unwrap_or_default()
}

/// Parameters that passed their settings' checks.
#[derive(Default)]
pub struct Parameters {
    values: BTreeMap<&'static str, Box<dyn Any + Send + Sync>>,
}

impl Parameters {
    /// Checks what a configuration gives against what the engine declares.
    pub fn parse(specs: &[ParameterSpec], given: &BTreeMap<String, String>) -> Result<Parameters, ParameterErrors> {
        let mut values = BTreeMap::new();
        let mut errors = Vec::new();
        for (key, text) in given {
            match specs.iter().find(|spec| spec.key == key) {
                None => errors.push(ParameterError::Unknown {
                    key: key.clone(),
                    nearest: nearest(key, specs.iter().map(|spec| spec.key)),
                    allowed: specs.iter().map(|spec| spec.key).collect(),
                }),
                Some(spec) => match (spec.parse)(text) {
                    Ok(value) => {
                        values.insert(spec.key, value);
                    }
                    Err(reason) => {
                        errors.push(ParameterError::Invalid { key: key.clone(), value: text.clone(), reason });
                    }
                },
            }
        }
        if errors.is_empty() { Ok(Parameters { values }) } else { Err(ParameterErrors(errors)) }
    }

    /// The setting's value, or its default.
    pub fn get<S: Setting>(&self) -> S {
        self.values.get(S::KEY).and_then(|value| value.downcast_ref::<S>()).cloned().unwrap_or_default()
    }
}

/// Parses a number within bounds; the building block of most settings.
pub fn bounded<N: FromStr + PartialOrd + fmt::Display>(text: &str, min: N, max: N) -> Result<N, String> {
    match text.trim().parse::<N>() {
        Ok(value) if value >= min && value <= max => Ok(value),
        _ => Err(format!("give a whole number from {min} to {max}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Limit(u32);

    impl Default for Limit {
        fn default() -> Self {
            Limit(7)
        }
    }

    impl fmt::Display for Limit {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }

    impl Setting for Limit {
        const KEY: &'static str = "limit";
        const HELP: &'static str = "a limit";
        fn parse(text: &str) -> Result<Self, String> {
            bounded(text, 1, 100).map(Limit)
        }
    }

    fn parse(pairs: &[(&str, &str)]) -> Result<Parameters, ParameterErrors> {
        let given = pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        Parameters::parse(&[ParameterSpec::of::<Limit>()], &given)
    }

    #[test]
    fn given_and_default_values() {
        assert_eq!(parse(&[("limit", " 12 ")]).unwrap().get::<Limit>(), Limit(12));
        assert_eq!(parse(&[]).unwrap().get::<Limit>(), Limit(7));
        assert_eq!(ParameterSpec::of::<Limit>().default, "7");
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let Err(errors) = parse(&[("limt", "1"), ("limit", "0"), ("colour", "red")]) else {
            panic!("accepted");
        };
        assert_eq!(
            errors.to_string(),
            "unknown parameter `colour`; allowed: limit; parameter `limit` is `0`: give a whole number from 1 to 100; \
             unknown parameter `limt`, did you mean `limit`?; allowed: limit"
        );
    }
}
