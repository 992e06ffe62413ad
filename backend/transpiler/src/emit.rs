//! The emitted crate's files: items put in order, imports listed, text formatted, runtime modules added.
//! Takes no decision about semantics: those are settled in the text that it is given.

use crate::lower::Lowered;
use crate::runtime;
use crate::rust;
use std::collections::BTreeMap;

/// The files of the crate `name`.
pub(crate) fn files(name: &str, doc: Option<&str>, lowered: &Lowered) -> Result<BTreeMap<String, String>, String> {
    let main = main_file(name, doc, lowered)?;
    let mut files = runtime::modules_for(&main);
    files.insert("src/main.rs".to_string(), main);
    files.insert(
        "Cargo.toml".to_string(),
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\npublish = false\n\n[profile.release]\npanic = \"abort\"\nstrip = true\n\n[workspace]\n"
        ),
    );
    Ok(files)
}

fn main_file(name: &str, doc: Option<&str>, l: &Lowered) -> Result<String, String> {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(l.exceptions.iter().cloned());
    parts.extend(l.unions.iter().cloned());
    if !l.globals.is_empty() {
        let body: String = l
            .globals
            .iter()
            .map(|(n, t)| format!("static {n}: Global<{t}> = const {{ Global::new(\"{}\") }};\n", n.to_lowercase()))
            .collect();
        parts.push(format!("thread_local! {{\n{body}}}"));
    }
    parts.extend(l.classes.iter().cloned());
    parts.extend(l.items.iter().cloned());
    parts.push(format!("/// The module's own statements, in order.\nfn run() -> Result<()> {{\n{}\nOk(())\n}}", l.run));
    let run = if l.handles { "run_handling" } else { "run_main" };
    parts.push(format!("fn main() -> std::process::ExitCode {{\npy::{run}(run)\n}}"));
    // Text that is no Rust is a defect of the translator.
    let mut items = Vec::new();
    for p in parts {
        items.extend(rust::read(&p).map_err(|e| e.to_string())?);
    }
    rust::tidy(&mut items, &runtime::has_method);
    let body = format!("\n{}", rust::print(&items));
    let mut out = String::new();
    let title = match doc {
        Some(d) => crate::lower::module_docs(d),
        None => format!("//! Translated from `{name}.py`.\n"),
    };
    out.push_str(if title.is_empty() { "//! Translated from Python.\n" } else { &title });
    // Names are Python's; what a program leaves unused or unreachable is its own affair.
    out.push_str("#![allow(nonstandard_style, unused, clippy::all)]\n\n");
    out.push_str("mod py;\n\n");
    out.push_str(&imports(&body));
    out.push_str(&body);
    Ok(out)
}

/// The names of the runtime that the text uses bare.
fn imports(body: &str) -> String {
    const TYPES: [&str; 53] = [
        "Bytes",
        "Counter",
        "DefaultDict",
        "Deque",
        "Dict",
        "DictItems",
        "DictKeys",
        "DictValues",
        "Exc",
        "ExcClass",
        "Field",
        "FrozenSet",
        "Func0",
        "Func1",
        "Func2",
        "Func3",
        "Func4",
        "Func5",
        "Func6",
        "Global",
        "GlobalExt",
        "Int",
        "Iter",
        "List",
        "Never",
        "Num",
        "OptionExt",
        "OrderedDict",
        "PyEq",
        "PyHash",
        "PyTryOrd",
        "Range",
        "Result",
        "Set",
        "Shared",
        "Show",
        "Str",
        "Truthy",
        "Tuple",
        "TypeName",
        "dict",
        "eprint",
        "eprintln",
        "list",
        "print",
        "println",
        "set",
        "tuple",
        "union",
        "Format",
        "Late",
        "OptionMethods",
        "Identity",
    ];
    let mut used: Vec<&str> = TYPES
        .iter()
        .copied()
        .filter(|t| {
            let macro_name = t.chars().next().is_some_and(char::is_lowercase);
            if macro_name { word(body, &format!("{t}!")) } else { word(body, t) }
        })
        .collect();
    // Traits whose methods the text calls.
    for (method, name) in [
        (".truthy()", "Truthy"),
        (".type_name()", "TypeName"),
        (".some()", "OptionExt"),
        (".attr(", "OptionExt"),
        (".bound(", "OptionExt"),
        (".or_type_error(", "OptionExt"),
        (".or_attribute_error(", "OptionExt"),
        (".write_repr(", "Show"),
        (".py_hash()", "PyHash"),
        (".try_order(", "PyTryOrd"),
        (".store(", "GlobalExt"),
        (".value()", "GlobalExt"),
        (".load()", "GlobalExt"),
    ] {
        if body.contains(method) && !used.contains(&name) {
            used.push(name);
        }
    }
    // As rustfmt sorts them: functions and macros first.
    used.sort_unstable_by_key(|n| (n.starts_with(char::is_uppercase), *n));
    let mut out = String::new();
    if !used.is_empty() {
        out.push_str(&use_line("py", &used));
    }
    if word(body, "Rc") {
        out.push_str("use std::rc::Rc;\n");
    }
    out
}

/// `use path::{names};`, over several lines where it is long.
fn use_line(path: &str, names: &[&str]) -> String {
    let line = match names {
        [one] => format!("use {path}::{one};\n"),
        _ => format!("use {path}::{{{}}};\n", names.join(", ")),
    };
    if line.len() <= 101 {
        return line;
    }
    let mut out = format!("use {path}::{{\n");
    let mut at = String::new();
    for n in names {
        if !at.is_empty() && 4 + at.len() + n.len() + 2 > 100 {
            out.push_str(&format!("    {at}\n"));
            at.clear();
        }
        if !at.is_empty() {
            at.push(' ');
        }
        at.push_str(&format!("{n},"));
    }
    out.push_str(&format!("    {at}\n}};\n"));
    out
}

/// Whether text has `name` as a word of its own, not as a path's or method's end.
fn word(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let mut from = 0;
    while let Some(at) = text[from..].find(name) {
        let (start, end) = (from + at, from + at + name.len());
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        if !before.is_some_and(|c| part(c) || c == ':' || c == '.') && (name.ends_with('!') || !after.is_some_and(part))
        {
            return true;
        }
        from = end;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_what_the_text_names_bare() {
        assert_eq!(imports("let x = Int::from(1);"), "use py::Int;\n");
        assert_eq!(imports("println!(); List::of([1]); py::Dict; x.Set; Listing"), "use py::{println, List};\n");
        assert_eq!(imports("fn f() -> u8 {}"), "");
        assert!(imports("Rc::new(1)").contains("use std::rc::Rc;"));
    }

    #[test]
    fn long_imports_fill_their_lines() {
        let names: Vec<String> = (0..12).map(|i| format!("ALongNameOfAType{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let text = use_line("py", &names);
        assert!(text.lines().all(|l| l.len() <= 100) && text.lines().count() < 6, "{text}");
        assert!(text.starts_with("use py::{\n    ALong") && text.ends_with(",\n};\n"), "{text}");
    }
}
