//! A diagnostic as JSON has it: what the model answers, what clients of the gateway read, what `--json` prints.
//! The one place that names these fields. Reading one back takes nothing on trust.

use crate::{Diagnostic, Severity};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The fields, in their order.
#[derive(Serialize, Deserialize)]
struct Fields<'a> {
    code: Cow<'a, str>,
    severity: Cow<'a, str>,
    path: Cow<'a, str>,
    line: usize,
    column: usize,
    width: usize,
    source_line: Cow<'a, str>,
    message: Cow<'a, str>,
    help: Option<Cow<'a, str>>,
    /// The whole as a person reads it; made from the others, so nothing reads it back.
    #[serde(skip_deserializing)]
    rendered: String,
}

impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        Fields {
            code: self.code.into(),
            severity: severity.into(),
            path: (&self.path).into(),
            line: self.line,
            column: self.column,
            width: self.width,
            source_line: (&self.source_line).into(),
            message: (&self.message).into(),
            help: self.help.as_ref().map(Into::into),
            rendered: self.render(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Diagnostic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        Ok(Diagnostic {
            code: code(&fields.code),
            severity: if fields.severity == "warning" { Severity::Warning } else { Severity::Error },
            path: fields.path.into_owned(),
            line: fields.line.max(1),
            column: fields.column.max(1),
            width: fields.width.max(1),
            source_line: fields.source_line.into_owned(),
            message: fields.message.into_owned(),
            help: fields.help.map(Cow::into_owned),
        })
    }
}

/// The code as the static text that diagnostics hold. Codes are `P` and four digits, so that at most 10,000 short
/// strings are ever kept, whatever is read.
fn code(text: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let well_formed = text.len() == 5 && text.starts_with('P') && text[1..].bytes().all(|b| b.is_ascii_digit());
    if !well_formed {
        return "P0000";
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(code) = known.get(text) {
        return code;
    }
    let kept: &'static str = Box::leak(text.to_string().into_boxed_str());
    known.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let text = "é = \"\\\"\"\nx\n";
        let written = Diagnostic::at("P0101", Severity::Warning, "a.py", text, 0, 2, "a \"reason\"").with_help("b");
        let json = serde_json::to_value(&written).expect("it has a JSON form");
        assert_eq!(json["severity"], "warning");
        assert_eq!(json["rendered"], written.render());
        assert_eq!(serde_json::from_value::<Diagnostic>(json).expect("it is one"), written);
    }

    #[test]
    fn codes_are_kept_once_and_only_well_formed() {
        assert!(std::ptr::eq(code("P0101"), code(&String::from("P0101"))));
        for text in ["", "P12", "X0101", "P010é", "P01014"] {
            assert_eq!(code(text), "P0000", "{text}");
        }
    }

    #[test]
    fn what_others_write_is_made_safe() {
        let mut json = serde_json::to_value(Diagnostic::at("P0001", Severity::Error, "a.py", "", 0, 0, "no"))
            .expect("it has a JSON form");
        for (key, value) in [("code", "X".into()), ("line", 0.into()), ("column", 0.into()), ("severity", "?".into())] {
            json[key] = value;
        }
        let read: Diagnostic = serde_json::from_value(json.clone()).expect("it is one");
        assert_eq!((read.code, read.line, read.column, read.severity), ("P0000", 1, 1, Severity::Error));
        json["width"] = "wide".into();
        serde_json::from_value::<Diagnostic>(json).expect_err("a width is a number");
    }
}
