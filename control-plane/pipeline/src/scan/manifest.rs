//! What may stand in an emitted `Cargo.toml`: a name, an edition, profiles; no dependency, script or macro crate.

use crate::compile::EDITION;

/// Keys that start nothing while building. A path ending in `.*` allows everything below it.
const ALLOWED: &[&str] = &[
    "package.name",
    "package.version",
    "package.edition",
    "package.rust-version",
    "package.description",
    "package.license",
    "package.publish",
    "package.authors",
    "package.readme",
    "package.metadata.*",
    "workspace",
    "bin",
    "bin.name",
    "bin.path",
    "lints.*",
    "profile.*",
    "package",
    "lints",
    "profile",
    // An empty table says that there are none.
    "dependencies",
];

/// Of a profile, these would reach outside.
const PROFILE: &[&str] = &[
    "opt-level",
    "debug",
    "strip",
    "lto",
    "codegen-units",
    "panic",
    "overflow-checks",
    "debug-assertions",
    "incremental",
];

/// Reports every key that has no place in a translation.
pub(crate) fn scan(text: &str, report: &mut impl FnMut(usize, String)) {
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(e) => {
            let at = e.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            return report(line, format!("no TOML: {}", e.message()));
        }
    };
    // A key's line is looked up in the text: the first that has it is near enough for a message.
    let line = |key: &str| text.lines().position(|line| line.contains(key)).unwrap_or_default() + 1;
    let mut waiting: Vec<(String, &toml::Value)> = table.iter().map(|(k, v)| (k.clone(), v)).collect();
    while let Some((path, value)) = waiting.pop() {
        let key = path.rsplit('.').next().unwrap_or_default();
        if !is_allowed(&path) {
            report(line(key), format!("the key `{path}`"));
            continue;
        }
        match value {
            toml::Value::Table(inside) => {
                waiting.extend(inside.iter().map(|(k, v)| (format!("{path}.{k}"), v)));
            }
            _ if path.starts_with("profile.") && !PROFILE.contains(&key) => {
                report(line(key), format!("the key `{path}`"));
            }
            toml::Value::Array(items) => {
                let tables = items.iter().filter_map(toml::Value::as_table).flatten();
                waiting.extend(tables.map(|(k, v)| (format!("{path}.{k}"), v)));
            }
            // The runtime's copies are compiled in this one; another could change what they mean.
            _ if path == "package.edition" && value.as_str() != Some(EDITION) => {
                report(line(key), format!("an edition that is not {EDITION}"));
            }
            _ if path == "bin.path" && value.as_str() != Some("src/main.rs") => {
                report(line(key), "a program that is not `src/main.rs`".into());
            }
            _ => {}
        }
    }
}

fn is_allowed(path: &str) -> bool {
    ALLOWED.iter().any(|allowed| match allowed.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None => path == *allowed,
    })
}
