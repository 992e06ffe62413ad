//! Builtins as values, and which names are builtins.
//! Knows nothing of their calls.

use crate::lower::{Ex, Lowerer};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// A builtin function or class used as a value.
    pub(crate) fn builtin_value(&mut self, name: &str, range: TextRange) -> Ex {
        match name {
            "NotImplemented" => self.refuse("P0343", range, "NotImplemented is not translated"),
            "__file__" | "__doc__" => self.refuse("P0344", range, format!("'{name}' is not translated")),
            "str" | "int" | "float" | "len" | "abs" | "repr" | "ord" | "chr" | "bool" | "round" | "list" | "tuple"
            | "set" | "sorted" | "sum" | "hex" | "bin" | "max" | "min" | "any" | "all" => {
                let f = self.callable_value(1, range, |l, args| l.builtin_with(name, args, range));
                Ex { code: self.named(f.code.clone(), name), ..f }
            }
            _ if crate::lower::try_::builtin_exception(name).is_some() => {
                let class = crate::lower::try_::builtin_exception(name).unwrap_or_default();
                Ex::owned(format!("py::ExcType(&{class})"), Ty::one(Atom::ExcClass))
            }
            _ if is_builtin(name) => self.refuse_with(
                "P0345",
                range,
                format!("the builtin '{name}' as a value is not translated here"),
                Some("wrap it in a lambda"),
            ),
            _ => self.refuse_with(
                "P0101",
                range,
                format!("the name '{name}' is not defined"),
                Some("define it, or import it"),
            ),
        }
    }
}

/// The builtins that programs may name.
pub(crate) fn is_builtin(name: &str) -> bool {
    const NAMES: [&str; 66] = [
        "abs",
        "all",
        "any",
        "ascii",
        "bin",
        "bool",
        "bytearray",
        "bytes",
        "callable",
        "chr",
        "classmethod",
        "complex",
        "dict",
        "divmod",
        "enumerate",
        "exit",
        "filter",
        "float",
        "format",
        "frozenset",
        "hash",
        "hex",
        "input",
        "int",
        "isinstance",
        "issubclass",
        "iter",
        "len",
        "list",
        "map",
        "max",
        "min",
        "next",
        "object",
        "oct",
        "open",
        "ord",
        "pow",
        "print",
        "property",
        "quit",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "slice",
        "sorted",
        "staticmethod",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "zip",
        "id",
        "eval",
        "exec",
        "compile",
        "globals",
        "locals",
        "vars",
        "getattr",
        "setattr",
        "delattr",
        "hasattr",
    ];
    NAMES.contains(&name) || crate::lower::try_::builtin_exception(name).is_some()
}
