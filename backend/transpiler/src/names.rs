//! Python's names as Rust identifiers: kept where they can be, with a suffix where Rust or the runtime owns the word.

/// Rust's keywords, and what an emitted crate's own scaffolding is called.
const VALUES: [&str; 60] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while", "abstract", "become", "box", "do",
    "final", "gen", "macro", "override", "priv", "try", "typeof", "unsized", "virtual", "yield", "union", "py", "main",
    "run", "Ok", "Err", "Some", "None", "Self",
];

/// Type names that emitted code uses for its own.
const TYPES: [&str; 42] = [
    "Int",
    "Num",
    "Str",
    "List",
    "Dict",
    "Set",
    "FrozenSet",
    "Tuple",
    "Counter",
    "DefaultDict",
    "OrderedDict",
    "DictKeys",
    "DictValues",
    "DictItems",
    "Deque",
    "Range",
    "Iter",
    "Exc",
    "ExcClass",
    "Bytes",
    "Rc",
    "Result",
    "Option",
    "Some",
    "Ok",
    "Err",
    "Never",
    "Self",
    "Field",
    "Shared",
    "Late",
    "Global",
    "Vec",
    "String",
    "Match",
    "Pattern",
    "Box",
    "Gen",
    "Show",
    "Any",
    "Truthy",
    "Format",
];

/// A variable, function, method or field.
pub(crate) fn value_name(name: &str) -> String {
    if name == "_" {
        return "_unused".to_string();
    }
    if VALUES.contains(&name) || TYPES.contains(&name) { format!("{name}_") } else { ascii(name) }
}

/// A class.
pub(crate) fn class_name(name: &str) -> String {
    if TYPES.contains(&name) || VALUES.contains(&name) || name.starts_with("Func") {
        format!("{name}Class")
    } else {
        ascii(name)
    }
}

/// Rust allows the same Unicode identifiers as Python, but for a few compatibility characters.
fn ascii(name: &str) -> String {
    if name.is_ascii() {
        return name.to_string();
    }
    name.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("u{:x}", c as u32) }).collect()
}

/// A Cargo package and file name from a source's stem.
pub(crate) fn package_name(stem: &str) -> String {
    let mut out: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).collect();
    if out.is_empty() || !out.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        out.insert(0, '_');
    }
    // Cargo refuses keywords and a few names of its own.
    if VALUES.contains(&out.as_str())
        || ["test", "core", "std", "alloc", "proc_macro", "build", "deps", "examples", "incremental"]
            .contains(&out.as_str())
    {
        out.push('_');
    }
    out
}
