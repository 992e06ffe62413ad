//! Private names: `__x` inside a class is `_Class__x`, which tells the classes' names apart. Written out only where two
//! classes, or a class and the rest, use one such name: elsewhere nothing can tell.

use super::edit::Edit;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ModModule, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;
use std::collections::{HashMap, HashSet};

/// The edits that write private names out.
pub(super) fn edits(text: &str, module: &ModModule) -> Vec<Edit> {
    if !text.contains("__") {
        return Vec::new();
    }
    let mut find = Find { classes: Vec::new(), found: Vec::new() };
    find.visit_body(&module.body);
    let mut users: HashMap<&str, HashSet<Option<&str>>> = HashMap::new();
    for (name, class, _) in &find.found {
        users.entry(name).or_default().insert(class.as_deref());
    }
    let shared =
        |name: &str, class: &str| users.get(name).is_some_and(|u| u.len() > 1) || text.contains(&mangled(class, name));
    let edit = |(name, class, range): &(String, Option<String>, TextRange)| {
        let class = class.as_deref().filter(|c| shared(name, c))?;
        Some(Edit::of(*range, mangled(class, name)))
    };
    find.found.iter().filter_map(edit).collect()
}

fn mangled(class: &str, name: &str) -> String {
    format!("_{}{name}", class.trim_start_matches('_'))
}

struct Find {
    classes: Vec<String>,
    found: Vec<(String, Option<String>, TextRange)>,
}

impl Find {
    fn see(&mut self, name: &str, range: TextRange) {
        if name.starts_with("__") && !name.ends_with("__") {
            self.found.push((name.to_string(), self.classes.last().cloned(), range));
        }
    }
}

impl<'a> Visitor<'a> for Find {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        match s {
            Stmt::ClassDef(c) => {
                self.see(c.name.as_str(), c.name.range);
                self.classes.push(c.name.to_string());
                c.body.iter().for_each(|s| self.visit_stmt(s));
                self.classes.pop();
                return;
            }
            Stmt::FunctionDef(f) => {
                self.see(f.name.as_str(), f.name.range);
                for p in f.parameters.iter() {
                    self.see(p.name().as_str(), p.name().range);
                }
            }
            Stmt::Global(g) => g.names.iter().for_each(|n| self.see(n.as_str(), n.range)),
            Stmt::Nonlocal(g) => g.names.iter().for_each(|n| self.see(n.as_str(), n.range)),
            _ => {}
        }
        walk_stmt(self, s);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(n) => self.see(n.id.as_str(), n.range),
            Expr::Attribute(a) => self.see(a.attr.as_str(), a.attr.range),
            Expr::Call(c) => {
                for k in &c.arguments.keywords {
                    if let Some(n) = &k.arg {
                        self.see(n.as_str(), n.range);
                    }
                }
            }
            _ => {}
        }
        walk_expr(self, e);
    }
}
