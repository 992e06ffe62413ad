//! A program's own exception classes: the static that stands for each, and exceptions made of them.

use crate::lower::{Ex, Lowerer, quote};
use crate::scope::ClassId;
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// The Rust name of the static that stands for a user exception class.
    pub(crate) fn user_exception(&mut self, c: ClassId) -> Option<String> {
        let chain = self.lineage(c);
        let root = *chain.last()?;
        let def = self.program.classes[root].def;
        let first = def.arguments.as_ref()?.args.first()?;
        let Expr::Name(n) = first else { return None };
        let base = crate::lower::try_::builtin_exception(n.id.as_str())?;
        for k in chain.iter().rev() {
            let parent = match self.base(*k) {
                Some(b) => screaming(&self.classes[b].rust_name),
                None => base.clone(),
            };
            self.exception_classes.insert(*k, parent);
        }
        Some(screaming(&self.classes[c].rust_name))
    }

    /// An exception of a class with the given arguments.
    pub(crate) fn exception_of(&mut self, class: &str, args: Vec<Ex>, range: TextRange) -> String {
        for x in &args {
            self.need_calm_show(&x.ty.clone(), range);
        }
        // What one of these is raised with can be had back from it.
        let value = match class {
            "py::SYSTEM_EXIT" => Some(self.exit_value),
            "py::STOP_ITERATION" => Some(self.stop_value),
            _ => None,
        };
        if let (Some(cell), [x]) = (value, args.as_slice()) {
            let kept = self.store(x.clone(), cell);
            return format!("Exc::with_args(&{class}, vec![py::ExcArg::keep(&({kept}))])");
        }
        match args.as_slice() {
            [] => format!("Exc::bare(&{class})"),
            [x] if x.ty.is_str() => {
                let x = x.clone();
                let text = match x.str_lit() {
                    Some(s) => quote(s),
                    None => self.owned(x),
                };
                format!("Exc::new(&{class}, {text})")
            }
            many => {
                let parts: Vec<String> =
                    many.iter().map(|x| format!("py::ExcArg::keep({})", self.borrowed(x))).collect();
                format!("Exc::with_args(&{class}, vec![{}])", parts.join(", "))
            }
        }
    }
}

/// `MyError` as `MY_ERROR`.
fn screaming(name: &str) -> String {
    let mut out = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (i, ch) in chars.iter().enumerate() {
        if ch.is_uppercase()
            && i > 0
            && (chars[i - 1].is_lowercase() || chars.get(i + 1).is_some_and(|n| n.is_lowercase()))
            && !out.ends_with('_')
        {
            out.push('_');
        }
        out.extend(ch.to_uppercase());
    }
    format!("{out}_CLASS")
}
