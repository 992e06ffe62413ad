//! Checks a parsed file against protobuf descriptors: field names, types, ranges, repetition, oneofs.
//! Must not know what a field means.

use super::{Field, Finding, Node, Scalar};
use crate::nearest::advice;
use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet};
use std::collections::{BTreeMap, HashMap};

/// The messages and enums of the protocol, by full name.
pub(crate) struct Schema {
    messages: HashMap<String, DescriptorProto>,
    enums: HashMap<String, EnumDescriptorProto>,
}

impl Schema {
    /// Reads the protocol's descriptors.
    pub fn of_protocol() -> Result<Schema, prost::DecodeError> {
        let mut schema = Schema { messages: HashMap::new(), enums: HashMap::new() };
        for file in FileDescriptorSet::decode(portalis_proto::DESCRIPTORS)?.file {
            let package = format!(".{}", file.package());
            file.enum_type.into_iter().for_each(|e| schema.add_enum(&package, e));
            file.message_type.into_iter().for_each(|m| schema.add_message(&package, m));
        }
        Ok(schema)
    }

    fn add_enum(&mut self, scope: &str, choice: EnumDescriptorProto) {
        self.enums.insert(format!("{scope}.{}", choice.name()), choice);
    }

    fn add_message(&mut self, scope: &str, message: DescriptorProto) {
        let name = format!("{scope}.{}", message.name());
        message.enum_type.iter().for_each(|e| self.add_enum(&name, e.clone()));
        message.nested_type.iter().for_each(|m| self.add_message(&name, m.clone()));
        self.messages.insert(name, message);
    }

    /// Everything in `fields` that `message` (its full name, with the leading dot) does not allow.
    pub fn check(&self, message: &str, fields: &[Field]) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.message(message, "", fields, &mut findings);
        findings
    }

    fn message(&self, name: &str, path: &str, fields: &[Field], findings: &mut Vec<Finding>) {
        let Some(message) = self.messages.get(name) else { return };
        // Names and oneofs that are taken, with the line that took them.
        let mut taken: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        for field in fields {
            let key = if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
            let mut report = |message| findings.push(Finding { line: field.line, key: Some(key.clone()), message });
            let Some(known) = message.field.iter().find(|f| f.name() == field.name) else {
                report(advice("field", &field.name, message.field.iter().map(FieldDescriptorProto::name)));
                continue;
            };
            if known.label() != Label::Repeated {
                let slot = match known.oneof_index {
                    Some(index) => format!("oneof {index}"),
                    None => field.name.clone(),
                };
                if let Some((line, other)) = taken.get(&slot) {
                    report(match *other == field.name {
                        true => format!("stands twice, first in line {line}; give it once"),
                        false => format!("excludes '{other}' of line {line}; keep one of them"),
                    });
                }
                taken.insert(slot, (field.line, &field.name));
            }
            match &field.value {
                Node::List(_) if known.label() != Label::Repeated => report("takes one value, not a list".into()),
                Node::List(items) => {
                    for (item, line) in items {
                        self.value(known, &key, item, *line, findings);
                    }
                }
                value => self.value(known, &key, value, field.line, findings),
            }
        }
    }

    fn value(&self, known: &FieldDescriptorProto, key: &str, value: &Node, line: usize, findings: &mut Vec<Finding>) {
        let mut report = |message| findings.push(Finding { line, key: Some(key.to_string()), message });
        match (known.r#type(), value) {
            (Type::Message, Node::Message(fields)) => self.message(known.type_name(), key, fields, findings),
            (Type::Message, _) => report("takes a block in braces: { ... }".into()),
            (_, Node::Message(_)) => report(format!("takes {}, not a block", expects(known.r#type()))),
            (_, Node::List(_)) => report("a list stands in a list; give plain values".into()),
            (Type::Enum, Node::Scalar(scalar)) => {
                if let Some(choice) = self.enums.get(known.type_name())
                    && let Err(message) = enum_value(choice, scalar)
                {
                    report(message);
                }
            }
            (kind, Node::Scalar(scalar)) => {
                if !fits(kind, scalar) {
                    report(format!("takes {}, not {}", expects(kind), show(scalar)));
                }
            }
        }
    }
}

fn enum_value(choice: &EnumDescriptorProto, scalar: &Scalar) -> Result<(), String> {
    match scalar {
        Scalar::Word(word) if choice.value.iter().any(|v| v.name() == word) => Ok(()),
        Scalar::Word(word) => Err(advice("value", word, choice.value.iter().map(|v| v.name()))),
        Scalar::Number(n) if choice.value.iter().any(|v| v.number().to_string() == *n) => Ok(()),
        other => Err(format!(
            "takes one of {}, not {}",
            choice.value.iter().map(|v| v.name()).collect::<Vec<_>>().join(", "),
            show(other)
        )),
    }
}

fn fits(kind: Type, scalar: &Scalar) -> bool {
    let in_range = |n: &str, min: i128, max: i128| integer(n).is_some_and(|v| (min..=max).contains(&v));
    match (kind, scalar) {
        (Type::String, Scalar::Text(text)) => std::str::from_utf8(text).is_ok(),
        (Type::Bytes, Scalar::Text(_)) => true,
        (Type::Bool, Scalar::Word(word)) => ["true", "false", "True", "False", "t", "f"].contains(&word.as_str()),
        (Type::Bool, Scalar::Number(n)) => in_range(n, 0, 1),
        (Type::Int32, Scalar::Number(n)) => in_range(n, i32::MIN.into(), i32::MAX.into()),
        (Type::Int64, Scalar::Number(n)) => in_range(n, i64::MIN.into(), i64::MAX.into()),
        (Type::Uint32, Scalar::Number(n)) => in_range(n, 0, u32::MAX.into()),
        (Type::Uint64, Scalar::Number(n)) => in_range(n, 0, u64::MAX.into()),
        (Type::Float | Type::Double, Scalar::Number(n)) => {
            n.trim_end_matches(['f', 'F']).parse::<f64>().is_ok() || integer(n).is_some()
        }
        (Type::Float | Type::Double, Scalar::Word(word)) => {
            ["inf", "infinity", "nan"].contains(&word.to_lowercase().as_str())
        }
        _ => false,
    }
}

/// A decimal, hexadecimal or octal integer as the text form writes it.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let value = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => i128::from_str_radix(&digits[2..], 16),
        [b'0', _, ..] => i128::from_str_radix(&digits[1..], 8),
        _ => digits.parse(),
    };
    value.ok().map(|v| sign * v)
}

fn expects(kind: Type) -> &'static str {
    match kind {
        Type::String | Type::Bytes => "a quoted string",
        Type::Bool => "true or false",
        Type::Int32 => "a whole number of 32 bits",
        Type::Int64 => "a whole number of 64 bits",
        Type::Uint32 => "a whole number of 32 bits that is not negative",
        Type::Uint64 => "a whole number of 64 bits that is not negative",
        Type::Float | Type::Double => "a number",
        _ => "another kind of value",
    }
}

fn show(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Number(n) => n.clone(),
        Scalar::Word(word) => format!("'{word}' without quotes"),
        Scalar::Text(text) => format!("the string \"{}\"", String::from_utf8_lossy(text).escape_debug()),
    }
}
