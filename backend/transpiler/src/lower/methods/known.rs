//! Which methods Python's builtin types have, translated or not: what is not here is an AttributeError.
//! Knows nothing of what they do.

use crate::types::Atom;

const STR: [&str; 47] = [
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "maketrans",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
];
const BYTES: [&str; 42] = [
    "capitalize",
    "center",
    "count",
    "decode",
    "endswith",
    "expandtabs",
    "find",
    "fromhex",
    "hex",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdigit",
    "islower",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "maketrans",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
];
const LIST: [&str; 11] =
    ["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];
const DICT: [&str; 11] =
    ["clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"];
const COUNTER: [&str; 15] = [
    "clear",
    "copy",
    "elements",
    "fromkeys",
    "get",
    "items",
    "keys",
    "most_common",
    "pop",
    "popitem",
    "setdefault",
    "subtract",
    "total",
    "update",
    "values",
];
const SET: [&str; 17] = [
    "add",
    "clear",
    "copy",
    "difference",
    "difference_update",
    "discard",
    "intersection",
    "intersection_update",
    "isdisjoint",
    "issubset",
    "issuperset",
    "pop",
    "remove",
    "symmetric_difference",
    "symmetric_difference_update",
    "union",
    "update",
];
const FROZEN_SET: [&str; 8] =
    ["copy", "difference", "intersection", "isdisjoint", "issubset", "issuperset", "symmetric_difference", "union"];
const TUPLE: [&str; 2] = ["count", "index"];
const DEQUE: [&str; 14] = [
    "append",
    "appendleft",
    "clear",
    "copy",
    "count",
    "extend",
    "extendleft",
    "index",
    "insert",
    "pop",
    "popleft",
    "remove",
    "reverse",
    "rotate",
];
const INT: [&str; 6] = ["as_integer_ratio", "bit_count", "bit_length", "conjugate", "from_bytes", "to_bytes"];
const FLOAT: [&str; 5] = ["as_integer_ratio", "conjugate", "fromhex", "hex", "is_integer"];

/// Whether Python's type has the method, translated or not.
pub(super) fn has_method(kind: &Atom, name: &str) -> bool {
    let names: &[&str] = match kind {
        Atom::Str => &STR,
        Atom::Bytes => &BYTES,
        Atom::List(_) => &LIST,
        Atom::Dict(..) | Atom::DefaultDict(..) => &DICT,
        Atom::Counter(_) => &COUNTER,
        Atom::Set(_) => &SET,
        Atom::FrozenSet(_) => &FROZEN_SET,
        Atom::Tuple(_) | Atom::VarTuple(_) | Atom::Range => &TUPLE,
        Atom::Deque(_) => &DEQUE,
        Atom::Int(_) | Atom::Bool => &INT,
        Atom::Float => &FLOAT,
        _ => return true,
    };
    names.contains(&name)
}

/// Whether any builtin type has a method of this name.
pub(crate) fn is_known(name: &str) -> bool {
    [&STR[..], &BYTES, &LIST, &COUNTER, &SET, &DEQUE, &INT, &FLOAT].iter().any(|names| names.contains(&name))
}
