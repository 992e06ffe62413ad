//! Which function captures what, and which captured variables must be shared because they change.

use super::uses::Uses;
use super::{Binding, Body, FuncId, Program};
use ruff_python_ast::visitor::Visitor;
use rustpython_ruff_python_ast as ruff_python_ast;

impl<'a> Program<'a> {
    /// After every module is in: who captures what.
    pub(crate) fn resolve(&mut self) {
        for id in 0..self.funcs.len() {
            let mut names = Uses::default();
            match self.funcs[id].body {
                Body::Stmts(body) => names.visit_body(body),
                Body::Expr(e) => names.visit_expr(e),
            }
            for (name, called) in names.names {
                let Some(owner) = self.owner(id, &name) else { continue };
                let binding = self.funcs[owner].bindings.get(&name).cloned();
                if let Some(Binding::Func(f)) = binding
                    && !called
                {
                    self.funcs[f].escapes = true;
                }
                if owner == id {
                    continue;
                }
                if self.funcs[owner].parent.is_none() && self.funcs[owner].params.is_none() && self.is_module(owner) {
                    if binding == Some(Binding::Var) {
                        self.global_uses.insert((self.funcs[owner].module, name));
                    }
                    continue;
                }
                match binding {
                    Some(Binding::Var) => {
                        self.funcs[id].captures.insert((owner, name.clone()));
                        self.funcs[owner].captured.insert(name.clone());
                        if self.funcs[id].nonlocals.contains(&name) {
                            self.funcs[owner].shared.insert(name);
                        }
                    }
                    Some(Binding::Func(f)) => {
                        // Calling a sibling passes on what the sibling captures: recorded as a pseudo capture.
                        self.funcs[id].captures.insert((f, "()".to_string()));
                    }
                    _ => {}
                }
            }
        }
        self.close_captures();
        self.share_what_escapes();
    }

    fn close_captures(&mut self) {
        let mut children: Vec<Vec<FuncId>> = vec![Vec::new(); self.funcs.len()];
        for (id, f) in self.funcs.iter().enumerate() {
            if let Some(p) = f.parent {
                children[p].push(id);
            }
        }
        loop {
            let mut changed = false;
            for (id, inner) in children.iter().enumerate() {
                let mut add = Vec::new();
                for (owner, name) in &self.funcs[id].captures {
                    if name == "()" {
                        add.extend(self.funcs[*owner].captures.iter().filter(|(o, _)| *o != id).cloned());
                    }
                }
                // A nested function's captures from beyond its parent are its parent's captures too.
                for &child in inner {
                    add.extend(self.funcs[child].captures.iter().filter(|(o, n)| *o != id && n != "()").cloned());
                }
                for c in add {
                    // What belongs to `id` itself or to a function inside it is no capture of `id`.
                    let mut at = Some(c.0);
                    let mut inside = false;
                    while let Some(o) = at {
                        inside |= o == id && c.1 != "()";
                        at = self.funcs[o].parent;
                    }
                    if !inside && self.funcs[id].captures.insert(c) {
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        for f in &mut self.funcs {
            f.captures.retain(|(_, n)| n != "()");
        }
    }

    fn share_what_escapes(&mut self) {
        for id in 0..self.funcs.len() {
            let lambda = matches!(self.funcs[id].body, Body::Expr(_));
            let escaping = if lambda { !self.funcs[id].immediate } else { self.funcs[id].escapes };
            let generator = self.funcs[id].is_generator;
            if !escaping && !generator {
                continue;
            }
            for (owner, name) in self.funcs[id].captures.clone() {
                let o = &self.funcs[owner];
                let (count, in_loop) = o.binds.get(&name).copied().unwrap_or((0, false));
                let is_param = o.params.is_some_and(|p| p.iter().any(|p| p.name().as_str() == name));
                let final_ = if is_param { count == 0 } else { count == 1 && !in_loop };
                if !final_ {
                    self.funcs[owner].shared.insert(name);
                }
            }
        }
    }
}
