//! Literals and displays: numbers, tuples, lists, sets, dictionaries.

use super::{Ex, Lit, Lowerer};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, Number};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    pub(crate) fn number(&mut self, n: &Number, range: TextRange) -> Ex {
        match n {
            Number::Int(i) => match i.as_i64() {
                Some(v) => Ex::literal(Lit::Int(v), v.to_string(), Ty::nat()),
                None => {
                    let digits = self.text(range).replace('_', "");
                    if digits.len() > 4300 && digits.bytes().all(|b| b.is_ascii_digit()) {
                        return self.refuse(
                            "P0209",
                            range,
                            "an integer literal of more than 4300 digits is an error in Python",
                        );
                    }
                    Ex::owned(format!("Int::parse_literal(\"{digits}\")"), Ty::nat())
                }
            },
            Number::Float(f) => Ex::owned(float_text(*f), Ty::one(Atom::Float)),
            Number::Complex { .. } => self.refuse("P0206", range, "complex numbers are not translated"),
        }
    }

    /// `[a, b]`, `{a, b}`: elements into `cell`; starred ones extend.
    pub(crate) fn display(&mut self, elts: &'a [Expr], cell: Cell, kind: &str, ty: Ty) -> Ex {
        if elts.iter().any(|e| matches!(e, Expr::Starred(_))) {
            let (new, add, extend) = match kind {
                "list" => ("List::new()", "append", "extend"),
                _ => ("Set::new()", "add", "update"),
            };
            let items = self.temp("items");
            let mut body = String::new();
            for e in elts {
                match e {
                    Expr::Starred(s) => {
                        let it = self.iterate(&s.value);
                        self.cells.flow(&it.elem, cell);
                        let code = self.iterator_of(it, cell);
                        body.push_str(&format!("{items}.{extend}({code});\n"));
                    }
                    e => {
                        let x = self.expr(e);
                        let x = self.store(x, cell);
                        body.push_str(&format!("{items}.{add}({x});\n"));
                    }
                }
            }
            let t = self.rty_text(&ty);
            return Ex::owned(format!("{{ let {items}: {t} = {new};\n{body}{items} }}"), ty);
        }
        let exprs: Vec<Ex> = elts.iter().map(|e| self.expr(e)).collect();
        for x in &exprs {
            self.cells.flow(&x.ty, cell);
        }
        if let (Some(first), "set") = (elts.first(), kind) {
            let t = self.cells.ty(cell);
            self.need_hash(&t, first.range());
        }
        let vague = exprs.iter().all(|x| x.vague || x.lit == Some(Lit::None));
        let parts: Vec<String> = exprs.into_iter().map(|x| self.coerce_to(x, cell)).collect();
        let mut ex = Ex::owned(format!("{kind}![{}]", parts.join(", ")), ty);
        if kind == "set" {
            ex.code = format!("set!{{{}}}", parts.join(", "));
        }
        ex.vague = vague;
        ex
    }

    /// `(a, b)`.
    pub(crate) fn tuple(&mut self, elts: &'a [Expr], range: TextRange) -> Ex {
        if elts.iter().any(|e| matches!(e, Expr::Starred(_))) {
            let cell = self.node(range, 0);
            let list = self.display(elts, cell, "list", Ty::one(Atom::List(cell)));
            return Ex::owned(format!("{}.to_tuple()", list.code), Ty::one(Atom::VarTuple(cell)));
        }
        let exprs: Vec<Ex> = elts.iter().map(|e| self.expr(e)).collect();
        self.tuple_of(exprs, range)
    }

    /// A tuple of lowered values.
    pub(crate) fn tuple_of(&mut self, exprs: Vec<Ex>, range: TextRange) -> Ex {
        let mut cells = Vec::new();
        for (i, x) in exprs.iter().enumerate() {
            let cell = self.node(range, 100u8.saturating_add(u8::try_from(i).unwrap_or(200)));
            self.cells.flow(&x.ty, cell);
            cells.push(cell);
        }
        if exprs.len() > 12 {
            // Rust's traits reach to tuples of twelve; longer ones are of one element type.
            let c = self.node(range, 99);
            for x in &exprs {
                self.cells.flow(&x.ty, c);
            }
            let parts: Vec<String> = exprs.into_iter().map(|x| self.coerce_to(x, c)).collect();
            return Ex::owned(format!("Tuple::from(vec![{}])", parts.join(", ")), Ty::one(Atom::VarTuple(c)));
        }
        if exprs.is_empty() {
            let c = self.node(range, 99);
            return Ex::owned("Tuple::new()", Ty::one(Atom::VarTuple(c))).vague();
        }
        let vague = exprs.iter().any(|x| x.vague || x.lit == Some(Lit::None));
        let parts: Vec<String> = exprs.into_iter().zip(&cells).map(|(x, c)| self.coerce_to(x, *c)).collect();
        let comma = if parts.len() == 1 { "," } else { "" };
        let mut ex = Ex::owned(format!("({}{comma})", parts.join(", ")), Ty::one(Atom::Tuple(cells)));
        ex.vague = vague;
        ex
    }

    pub(crate) fn dict_display(&mut self, d: &'a ruff_python_ast::ExprDict) -> Ex {
        let (k, v) = (self.node(d.range, 0), self.node(d.range, 1));
        let ty = Ty::one(Atom::Dict(k, v));
        let mut items = Vec::new();
        if d.items.iter().any(|i| i.key.is_none()) {
            let name = self.temp("items");
            let mut body = String::new();
            for item in &d.items {
                let value = self.expr(&item.value);
                match &item.key {
                    Some(key) => {
                        let key = self.expr(key);
                        let (key, value) = (self.store(key, k), self.store(value, v));
                        body.push_str(&format!("{name}.set({key}, {value});\n"));
                    }
                    None => {
                        let c = self.node(d.range, 2);
                        self.cells.flow(&ty, c);
                        self.cells.flow(&value.ty, c);
                        let other = self.borrowed(&value);
                        body.push_str(&format!("{name}.update_from({other});\n"));
                    }
                }
            }
            let t = self.rty_text(&ty);
            return Ex::owned(format!("{{ let {name}: {t} = Dict::new();\n{body}{name} }}"), ty);
        }
        for item in &d.items {
            if let Some(key) = &item.key {
                let key = self.expr(key);
                let value = self.expr(&item.value);
                self.cells.flow(&key.ty, k);
                self.cells.flow(&value.ty, v);
                items.push((key, value));
            }
        }
        let key_type = self.cells.ty(k);
        self.need_hash(&key_type, d.range);
        let vague = items.iter().all(|(k, v)| k.vague || v.vague || v.lit == Some(Lit::None));
        let parts: Vec<String> = items
            .into_iter()
            .map(|(key, value)| format!("{} => {}", self.coerce_to(key, k), self.coerce_to(value, v)))
            .collect();
        let mut ex = Ex::owned(format!("dict!{{{}}}", parts.join(", ")), ty);
        ex.vague = vague;
        ex
    }
}

/// A float as a Rust literal with the same value.
pub(crate) fn float_text(f: f64) -> String {
    if f.is_infinite() {
        return "f64::INFINITY".to_string();
    }
    format!("{f:?}")
}

/// What CPython's compiler folds into a constant.
pub(crate) fn constant(e: &Expr) -> bool {
    match e {
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_) => true,
        Expr::UnaryOp(u) => constant(&u.operand),
        Expr::Tuple(t) => t.elts.iter().all(constant),
        Expr::BinOp(b) => constant(&b.left) && constant(&b.right),
        _ => false,
    }
}

/// Whether source text escapes a code point that is half of a pair: Rust's strings cannot hold one.
pub(crate) fn surrogate(source: &str) -> bool {
    source.match_indices("\\u").chain(source.match_indices("\\U0000")).any(|(at, found)| {
        let digits = &source.as_bytes()[at + found.len()..];
        matches!(digits, [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
    })
}
