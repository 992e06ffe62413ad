//! Import statements: which modules run, and which names they give.
//! Knows nothing of what the names mean.

use crate::lower::Lowerer;
use ruff_python_ast::Stmt;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// Modules with at least one translated name.
const MODULES: [&str; 25] = [
    "__future__",
    "abc",
    "bisect",
    "collections",
    "collections.abc",
    "contextlib",
    "copy",
    "dataclasses",
    "functools",
    "heapq",
    "itertools",
    "math",
    "numbers",
    "operator",
    "random",
    "re",
    "statistics",
    "string",
    "sys",
    "time",
    "types",
    "typing",
    "typing_extensions",
    "enum",
    "doctest",
];

impl<'a> Lowerer<'a> {
    /// An import statement: runs the modules of the program that have not run, and checks what it names.
    pub(crate) fn import(&mut self, s: &'a Stmt) -> String {
        let (module, range) = (self.cx.module, s.range());
        let names = self.program.imported_names(module, s);
        let mut own = false;
        for (dotted, at, alias) in &names {
            let at = *at;
            let part = alias.map(|a| format!("{dotted}.{}", a.name)).filter(|d| self.program.is_own(d));
            if part.is_none() {
                self.check_import(dotted, at);
            }
            own |= self.program.is_own(dotted);
            let (Some(m), Some(a)) = (self.program.own_module(dotted), alias) else { continue };
            let name = a.name.as_str();
            match self.program.funcs[self.program.modules[m].1].bindings.get(name) {
                Some(crate::scope::Binding::Var) if !self.program.bound_once(m, name) => {
                    let message = format!("'{name}' is bound again in '{dotted}': a copy of it would not change");
                    self.refuse_with(
                        "P0404",
                        at,
                        message,
                        Some("import the module, and read the name as its attribute"),
                    );
                }
                None if part.is_none() => {
                    self.refuse("P0401", at, format!("cannot import name '{name}' from '{dotted}'"));
                }
                _ => {}
            }
        }
        if !own {
            return String::new();
        }
        if !self.program.imports.placed.contains(&(module, range)) {
            let message = "a module of the program is imported inside a function or a block";
            self.refuse_with("P0402", range, message, Some("import it among the module's first statements"));
        }
        if self.program.imports.circular.contains(&(module, range)) {
            let message = "modules import each other: one of them is not whole when it is needed";
            self.refuse_with("P0403", range, message, Some("move what both need into a module of its own"));
        }
        let runs = self.program.imports.runs.get(&(module, range)).cloned().unwrap_or_default();
        runs.into_iter().map(|m| format!("{}()?;\n", self.module_function(m))).collect()
    }

    /// Refuses imports of what is not there.
    pub(crate) fn check_import(&mut self, module: &str, range: TextRange) {
        if !self.program.is_own(module) && !MODULES.contains(&module) {
            self.refuse_with(
                "P0400",
                range,
                format!("the module '{module}' is not translated"),
                Some("remove the import if it is not needed, or write the part that is used"),
            );
        }
    }
}

/// Whether the standard library has a module, as far as it is translated.
pub(crate) fn knows_module(name: &str) -> bool {
    MODULES.contains(&name)
}
