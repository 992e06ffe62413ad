//! Pins names, field numbers and types to the protocol: `triton-2.51.txt` was read off the descriptors of the PyPI
//! package tritonclient 2.51.0, one line a field, enum value or call.
#![allow(clippy::unwrap_used)]

use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorSet};
use std::collections::BTreeSet;

fn fields(message: &DescriptorProto, path: &str, lines: &mut BTreeSet<String>) {
    for field in &message.field {
        let many = if field.label() == Label::Repeated { "repeated" } else { "one" };
        let kind = match field.type_name() {
            "" => Type::as_str_name(&field.r#type())[5..].to_lowercase(),
            name => name.to_string(),
        };
        let oneof = field.oneof_index.map_or("-", |i| message.oneof_decl[i as usize].name());
        lines.insert(format!("{path} {} {} {many} {kind} {oneof}", field.number(), field.name()));
    }
    message.enum_type.iter().for_each(|e| values(e, path, lines));
    message.nested_type.iter().for_each(|m| fields(m, &format!("{path}.{}", m.name()), lines));
}

fn values(choice: &EnumDescriptorProto, path: &str, lines: &mut BTreeSet<String>) {
    for value in &choice.value {
        lines.insert(format!("{path}.{} {} {} enum - -", choice.name(), value.number(), value.name()));
    }
}

fn ours() -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for file in FileDescriptorSet::decode(portalis_proto::DESCRIPTORS).unwrap().file {
        file.enum_type.iter().for_each(|e| values(e, ".inference", &mut lines));
        file.message_type.iter().for_each(|m| fields(m, &format!(".inference.{}", m.name()), &mut lines));
        for service in &file.service {
            for call in &service.method {
                let star = |yes: bool| if yes { "*" } else { "" };
                lines.insert(format!(
                    ".inference.{} 0 {} rpc {}{} {}{}",
                    service.name(),
                    call.name(),
                    call.input_type(),
                    star(call.client_streaming()),
                    call.output_type(),
                    star(call.server_streaming()),
                ));
            }
        }
    }
    lines
}

#[test]
fn every_field_of_triton_2_51_is_here_with_its_number() {
    let theirs: BTreeSet<String> = include_str!("triton-2.51.txt").lines().map(str::to_string).collect();
    let ours = ours();
    assert!(theirs.len() > 400, "the reference table is not cut off");
    let missing: Vec<_> = theirs.difference(&ours).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    // Newer than 2.51 and known here, so that `portalis check` accepts the configs of newer servers.
    let newer = ["ModelMetrics", "model_metrics", "max_inflight_requests"];
    let unknown: Vec<_> = ours.difference(&theirs).filter(|l| !newer.iter().any(|n| l.contains(n))).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}
