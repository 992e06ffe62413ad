//! `finally`: the way a block is left, kept until the final block has run.

use super::{Exit, Lowerer};
use ruff_python_ast::StmtTry;
use rustpython_ruff_python_ast as ruff_python_ast;

/// An enclosing `try ... finally`: how `return`, `break` and `continue` pass through it.
#[derive(Debug, Clone)]
pub(crate) struct Returning {
    /// The label of the block that the `finally` follows.
    pub label: String,
    /// The variable that says how the block was left.
    pub way: String,
}

impl<'a> Lowerer<'a> {
    /// `try ... finally`: the way that the block was left is kept, the final block runs, and then it is taken.
    pub(crate) fn try_finally(&mut self, t: &'a StmtTry) -> (String, bool) {
        let n = self.next_label();
        let label = format!("'finally_{n}");
        let way = format!("way__{n}");
        let exit = std::mem::replace(&mut self.cx.exit, Exit::Label(label.clone()));
        self.cx.returns.push(Returning { label: label.clone(), way: way.clone() });
        let (body, ends) = if t.handlers.is_empty() { self.block(&t.body) } else { self.try_except(t) };
        self.cx.returns.pop();
        self.cx.exit = exit;
        self.forget(&[&t.body]);
        let (last, last_ends) = self.inner_block(&t.finalbody);
        self.forget(&[&t.finalbody]);
        let raises = self.cx.left.contains(&label);
        let returns = body.contains(&format!("{way} = Way::Return"));
        let jumps = body.contains(&format!("{way} = Way::Break")) || body.contains(&format!("{way} = Way::Continue"));
        let mut code = String::new();
        let value = if ends { "" } else { "Ok(())" };
        if returns || jumps {
            let t = self.way_type();
            code.push_str(&format!("let mut {way}: py::Way<{t}> = py::Way::Through;\n"));
        }
        let body = body.replace(&format!("{way} = Way::"), &format!("{way} = py::Way::"));
        if !raises && !returns && !jumps {
            return (format!("{body}{last}"), ends || last_ends);
        }
        code.push_str(&format!("let outcome__{n}: Result<()> = {label}: {{\n{body}{value}\n}};\n{last}"));
        if last_ends {
            return (code, true);
        }
        if raises {
            let leave = self.leave_with("error");
            code.push_str(&format!("if let Err(error) = outcome__{n} {{ {leave} }}\n"));
        } else {
            code.push_str(&format!("let _ = outcome__{n};\n"));
        }
        if returns || jumps {
            let mut arms = Vec::new();
            if returns {
                let r = self.return_code("value".into());
                arms.push(format!("py::Way::Return(value) => {{ {r} }}"));
            }
            if jumps && let Some(l) = self.cx.loops.last().cloned() {
                if body.contains("Way::Break") {
                    let c = self.leave_loop(&l, true);
                    arms.push(format!("py::Way::Break => {{ {c} }}"));
                }
                if body.contains("Way::Continue") {
                    let c = self.leave_loop(&l, false);
                    arms.push(format!("py::Way::Continue => {{ {c} }}"));
                }
            }
            arms.push("_ => {}".into());
            code.push_str(&format!("match {way} {{ {} }}\n", arms.join("\n")));
        }
        (code, ends && !jumps)
    }

    /// The type of what `return` carries through a `finally`.
    pub(crate) fn way_type(&mut self) -> String {
        if self.cx.generator {
            return "Result<()>".to_string();
        }
        let ret = self.cells.ty(self.insts[self.cx.inst].ret);
        self.rty_text(&ret)
    }

    pub(crate) fn leave_through_finally(&mut self, word: &str) -> String {
        let Some(r) = self.cx.returns.last().cloned() else { return String::new() };
        let way = if word == "break" { "Break" } else { "Continue" };
        format!("{} = Way::{way};\nbreak {} Ok(());\n", r.way, r.label)
    }

    pub(crate) fn return_through_finally(&mut self, r: &Returning, code: &str) -> String {
        format!("{} = Way::Return({code});\nbreak {} Ok(());\n", r.way, r.label)
    }
}
