//! `functools.cache` and `functools.lru_cache`: results kept by argument.
//! A function's cache lives as long as the function: the program's for a module's, one run of the outer one's for a nested.

use super::{InstId, Lowerer};
use crate::scope::FuncId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, Number};
use rustpython_ruff_python_ast as ruff_python_ast;
use std::collections::HashSet;

impl<'a> Lowerer<'a> {
    /// The decorator that keeps results by argument.
    fn cache_decorator(&self, func: FuncId) -> Option<&'a Expr> {
        self.program.funcs[func].decorators.iter().map(|d| &d.expression).find(|e| {
            let e = if let Expr::Call(c) = e { &*c.func } else { e };
            let name = match e {
                Expr::Name(n) => n.id.as_str(),
                Expr::Attribute(a) => a.attr.as_str(),
                _ => return false,
            };
            matches!(name, "lru_cache" | "cache")
        })
    }

    /// Whether results are kept by argument.
    pub(crate) fn is_cached(&self, func: FuncId) -> bool {
        self.cache_decorator(func).is_some()
    }

    /// Notes how a cached function is called: Python keys results by the call as it is written.
    pub(crate) fn cached_call(&mut self, func: FuncId, args: &super::call::Args) {
        let names = args.kw.iter().map(|(name, _)| name.clone()).collect();
        self.cache_shapes.entry(func).or_default().insert((args.pos.len(), names));
    }

    /// How many results are kept, as Rust text.
    fn cache_size(&mut self, func: FuncId) -> Option<String> {
        let name = |e: &Expr| match e {
            Expr::Name(n) => n.id.to_string(),
            Expr::Attribute(a) => a.attr.to_string(),
            _ => String::new(),
        };
        match self.cache_decorator(func)? {
            Expr::Call(c) => {
                let given = c.arguments.args.first().or_else(|| {
                    c.arguments
                        .keywords
                        .iter()
                        .find(|k| k.arg.as_ref().is_some_and(|a| a == "maxsize"))
                        .map(|k| &k.value)
                });
                if c.arguments.keywords.iter().any(|k| k.arg.as_ref().is_none_or(|a| a != "maxsize")) {
                    return None;
                }
                match given {
                    None => Some("Some(128)".into()),
                    Some(Expr::NoneLiteral(_)) => Some("None".into()),
                    Some(Expr::NumberLiteral(n)) => match &n.value {
                        Number::Int(i) => i.as_u64().map(|i| format!("Some({i})")),
                        _ => None,
                    },
                    Some(_) => None,
                }
            }
            e if name(e) == "cache" => Some("None".into()),
            _ => Some("Some(128)".into()),
        }
    }

    /// A body that looks its arguments up before it runs.
    pub(crate) fn cached_body(&mut self, id: InstId, inner: &str, result: &str, raises: bool) -> String {
        let func = self.insts[id].func;
        let f = &self.program.funcs[func];
        let range = f.range;
        let Some(size) = self.cache_size(func) else {
            self.refuse("P0421", range, "a cache with these arguments is not translated");
            return String::new();
        };
        if f.params.is_some_and(|p| p.kwarg.is_some()) || f.is_generator {
            self.refuse("P0421", range, "a cache on this function is not translated");
            return String::new();
        }
        let nested = self.insts[id].parent;
        if let Some(parent) = nested
            && (f.escapes
                || self.behind_values(parent)
                || self.is_recursive(parent)
                || self.program.funcs[self.insts[parent].func].is_generator)
        {
            self.refuse_with(
                "P0421",
                range,
                "a cache on a nested function of which several may live at once is not translated",
                Some("keep the results in a dictionary"),
            );
        }
        let names: Vec<String> = f.params.map_or(Vec::new(), |p| p.iter().map(|p| p.name().to_string()).collect());
        let kind = self.method_kind(func);
        let mut keys = Vec::new();
        let mut types = Vec::new();
        for (i, name) in names.iter().enumerate() {
            let own = i == 0 && f.class.is_some();
            if own && kind == super::class::Kind::Class {
                continue;
            }
            let ty: Ty = self.cells.ty(self.insts[id].params[i]);
            self.need_hash(&ty, range);
            types.push(self.rty_text(&ty));
            let rust = if own && kind == super::class::Kind::Instance {
                "self".to_string()
            } else {
                crate::names::value_name(name)
            };
            keys.push(format!("{rust}.clone()"));
        }
        let shapes = self.cache_shapes.get(&func).cloned().unwrap_or_default();
        if shapes.len() > 1 {
            self.refuse_with(
                "P0421",
                range,
                "a cache on a function that is called in several ways, each with results of its own, is not translated",
                Some("give the same arguments by position in each call"),
            );
        }
        let lone = self.insts[id].params.len() == 1 || shapes.contains(&(1, Vec::new()));
        if let Some(own) = self.insts[id].params.first().filter(|_| lone) {
            // Python keys a lone int by itself and any other number by a tuple, so that f(1) and f(1.0) are two.
            let ty = self.cells.ty(*own);
            let numbers = ty.0.iter().filter(|a| matches!(a, Atom::Int(_) | Atom::Float | Atom::Bool)).count();
            if numbers > 1 && ty.0.iter().any(|a| matches!(a, Atom::Int(_))) {
                self.refuse_with(
                    "P0421",
                    range,
                    "a cache on a function of one number that is sometimes an int is not translated",
                    Some("call it with one kind of number"),
                );
            }
        }
        let comma = if keys.len() == 1 { "," } else { "" };
        let key = format!("({}{comma})", keys.join(", "));
        let key_type = format!("({}{comma})", types.join(", "));
        let value_type =
            result.strip_prefix("Result<").and_then(|r| r.strip_suffix('>')).filter(|_| raises).unwrap_or(result);
        let (ok, q) = if raises { (["Ok(", ")"], "?") } else { (["", ""], "") };
        let renew = if nested.is_some() {
            format!("CACHE.with(|cache| cache.renew({}.with(std::cell::Cell::get)));\n", self.generation_name(func))
        } else {
            String::new()
        };
        format!(
            "thread_local! {{ static CACHE: py::functools::Cache<{key_type}, {value_type}> = py::functools::Cache::new({size}); }}\n\
             {renew}let key = {key};\n\
             if let Some(value) = CACHE.with(|cache| cache.get(&key)) {{ return {}value{}; }}\n\
             let value = (move || -> {result} {{\n{inner}}})(){q};\n\
             CACHE.with(|cache| cache.set(key, value.clone()));\n\
             {}value{}\n",
            ok[0], ok[1], ok[0], ok[1]
        )
    }

    /// Whether a function may be called through a value, so that it may run again before it has ended.
    fn behind_values(&self, id: InstId) -> bool {
        let mut seen: HashSet<InstId> = (0..self.insts.len()).filter(|i| self.insts[*i].as_value).collect();
        let mut todo: Vec<InstId> = seen.iter().copied().collect();
        while let Some(at) = todo.pop() {
            todo.extend(self.callees(at).filter(|to| seen.insert(*to)).collect::<Vec<_>>());
        }
        seen.contains(&id)
    }

    fn generation_name(&self, func: FuncId) -> String {
        format!("{}_DEFINED", crate::names::value_name(&self.program.funcs[func].name).to_uppercase())
    }

    /// At a nested `def`: each run of it starts an empty cache.
    pub(crate) fn cache_generation(&self, func: FuncId) -> String {
        if !self.is_cached(func) {
            return String::new();
        }
        let name = self.generation_name(func);
        format!(
            "thread_local! {{ static {name}: std::cell::Cell<u64> = const {{ std::cell::Cell::new(0) }}; }}\n\
             {name}.with(|defined| defined.set(defined.get() + 1));\n"
        )
    }
}
