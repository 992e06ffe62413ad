//! The module `collections`.
//! Knows nothing of the containers' methods.

use crate::lower::vars::Name;
use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// A container of the module, made.
    pub(super) fn collections(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let starred = args.iter().any(|a| matches!(a, Expr::Starred(_)));
        if starred || c.arguments.keywords.iter().any(|k| k.arg.is_none()) {
            return self.refuse("P0301", c.range, format!("a starred argument for {name}() is not translated"));
        }
        match (name, args.len()) {
            ("defaultdict", 1 | 2) => self.defaultdict(c),
            ("defaultdict", 0) => self.no_factory(c.range),
            ("Counter", 0 | 1) => self.counter(c),
            ("OrderedDict", 0 | 1) => self.ordered_dict(c),
            ("deque", 0..=2) => self.deque(c),
            _ => self.refuse("P0407", c.range, format!("collections.{name}() with these arguments is not translated")),
        }
    }

    fn no_factory(&mut self, range: TextRange) -> Ex {
        self.refuse_with("P0409", range, "defaultdict() without a factory is not translated", Some("use a plain dict"))
    }

    /// The items that keywords give: `key => value, ...` for `dict!`.
    fn keyword_items(&mut self, c: &'a ExprCall, k: u32, v: u32) -> Vec<String> {
        let mut items = Vec::new();
        for kw in &c.arguments.keywords {
            let Some(n) = &kw.arg else { continue };
            let key = self.text_literal(n.as_str());
            let key = self.store(key, k);
            let x = self.expr(&kw.value);
            let x = self.store(x, v);
            items.push(format!("{key} => {x}"));
        }
        items
    }

    fn text_literal(&mut self, s: &str) -> Ex {
        Ex::literal(crate::lower::Lit::Str(s.to_string()), crate::lower::quote(s), Ty::one(Atom::Str))
    }

    /// `Counter(items, **counts)`.
    fn counter(&mut self, c: &'a ExprCall) -> Ex {
        let k = self.node(c.range, 0);
        let ty = Ty::one(Atom::Counter(k));
        if !c.arguments.keywords.is_empty() {
            if !c.arguments.args.is_empty() {
                return self.refuse("P0336", c.range, "items and keywords of Counter() together are not translated");
            }
            let v = self.node(c.range, 1);
            self.cells.flow(&Ty::int(), v);
            let items = self.keyword_items(c, k, v);
            if self.last_round && !self.cells.ty(v).is_int() {
                return self.refuse("P0336", c.range, "a count that is no integer is not translated");
            }
            return Ex::owned(format!("Counter::from_counts(&dict!{{{}}})", items.join(", ")), ty);
        }
        let Some(e) = c.arguments.args.first() else { return Ex::owned("Counter::new()", ty).vague() };
        if let Expr::Name(_) | Expr::Dict(_) | Expr::DictComp(_) | Expr::Attribute(_) = e {
            let x = self.expr(e);
            match x.ty.single().cloned() {
                Some(Atom::Dict(kk, v)) => {
                    self.cells.unify(kk, k);
                    let counts = self.cells.ty(v);
                    if !counts.is_int() && !counts.is_empty() {
                        return self.refuse("P0336", c.range, "a count that is no integer is not translated");
                    }
                    let b = self.borrowed(&x);
                    return Ex::owned(format!("Counter::from_counts({b})"), ty);
                }
                Some(Atom::Counter(kk)) => {
                    self.cells.unify(kk, k);
                    return Ex::owned(format!("{}.copy()", x.at(Prec::Atom)), ty);
                }
                Some(Atom::DefaultDict(..) | Atom::OrderedDict(..)) => {
                    return self.refuse("P0351", c.range, "Counter() of this mapping is not translated");
                }
                _ => {}
            }
            let it = self.iterate_value(x, e.range());
            let code = self.iterator_of(it, k);
            return self.counted(code, k, c.range);
        }
        let it = self.iterate(e);
        let code = self.iterator_of(it, k);
        self.counted(code, k, c.range)
    }

    fn counted(&mut self, code: String, k: u32, range: TextRange) -> Ex {
        let keys = self.cells.ty(k);
        self.need_hash(&keys, range);
        Ex::owned(format!("{code}.collect::<Counter<_>>()"), Ty::one(Atom::Counter(k)))
    }

    /// `OrderedDict(items, **more)`.
    fn ordered_dict(&mut self, c: &'a ExprCall) -> Ex {
        let (k, v) = (self.node(c.range, 0), self.node(c.range, 1));
        let ty = Ty::one(Atom::OrderedDict(k, v));
        let items = self.keyword_items(c, k, v);
        let Some(e) = c.arguments.args.first() else {
            if items.is_empty() {
                return Ex::owned("OrderedDict::new()", ty).vague();
            }
            return Ex::owned(format!("OrderedDict::from_dict(dict!{{{}}})", items.join(", ")), ty);
        };
        if !items.is_empty() {
            return self.refuse("P0336", c.range, "items and keywords of OrderedDict() together are not translated");
        }
        let x = self.mapping_from(e, c.range);
        if x.ty.is_empty() {
            return x;
        }
        if let Some(Atom::Dict(a, b)) = x.ty.single().cloned() {
            self.cells.unify(a, k);
            self.cells.unify(b, v);
        }
        Ex::owned(format!("OrderedDict::from_dict({})", x.code), ty)
    }

    /// `dict(e)`: a fresh dictionary.
    fn mapping_from(&mut self, e: &'a Expr, range: TextRange) -> Ex {
        if let Expr::Generator(_) | Expr::Call(_) | Expr::List(_) | Expr::ListComp(_) = e {
            let it = self.iterate(e);
            return self.dict_from(it, range);
        }
        let x = self.expr(e);
        let x = self.builtin_with("dict", vec![x], range);
        let code = self.owned(x.clone());
        Ex::owned(code, x.ty)
    }

    /// `deque(items, maxlen)`.
    fn deque(&mut self, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        if c.arguments.keywords.iter().any(|k| k.arg.as_ref().is_none_or(|a| a != "maxlen")) {
            return self.refuse("P0336", c.range, "this keyword of deque() is not translated");
        }
        let cell = self.node(c.range, 0);
        let ty = Ty::one(Atom::Deque(cell));
        let maxlen = args.get(1).or(c.arguments.keywords.first().map(|k| &k.value));
        let maxlen = maxlen.filter(|e| !matches!(e, Expr::NoneLiteral(_)));
        let items = match args.first() {
            None => "std::iter::empty()".to_string(),
            Some(e) => {
                let it = self.iterate(e);
                self.iterator_of(it, cell)
            }
        };
        if let Some(m) = maxlen {
            let m = self.expr(m);
            let m = self.as_int(m, c.range);
            let m = self.borrowed(&m);
            let code = format!("Deque::bounded({items}, {m})");
            let mut ex = Ex::owned(self.try_(code), ty);
            ex.vague = args.is_empty();
            return ex;
        }
        if args.is_empty() {
            return Ex::owned("Deque::new()", ty).vague();
        }
        Ex::owned(format!("{items}.collect::<Deque<_>>()"), ty)
    }

    /// `defaultdict(factory, items)`.
    fn defaultdict(&mut self, c: &'a ExprCall) -> Ex {
        let range = c.range;
        let (k, v) = (self.node(range, 0), self.node(range, 1));
        let ty = Ty::one(Atom::DefaultDict(k, v));
        let f = &c.arguments.args[0];
        if matches!(f, Expr::NoneLiteral(_)) {
            return self.no_factory(range);
        }
        if !c.arguments.keywords.is_empty() {
            return self.refuse("P0336", range, "keywords of defaultdict() are not translated");
        }
        let (made, raises) = self.in_closure(|l| {
            let x = match f {
                Expr::Lambda(l2) if l2.parameters.is_none() => l.expr(&l2.body),
                e => l.call_with(e, Vec::new(), range),
            };
            l.store(x, v)
        });
        if raises {
            return self.refuse("P0409", range, "this defaultdict factory may raise");
        }
        let shown = match f {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Builtin => format!("<class '{}'>", n.id),
                Name::Class(c) => format!("<class '__main__.{}'>", self.program.classes[c].name),
                Name::From(m, n) => format!("<class '{m}.{n}'>"),
                _ => format!("<function {}>", n.id),
            },
            _ => "<function <lambda>>".into(),
        };
        let clones = self.captured_clones(range, &made, &Default::default());
        let closure = format!("move || {made}");
        let closure = if clones.is_empty() {
            closure.trim_start_matches("move ").to_string()
        } else {
            format!("{{ {clones}{closure} }}")
        };
        let shown = crate::lower::quote(&shown);
        let Some(items) = c.arguments.args.get(1) else {
            return Ex::owned(format!("DefaultDict::new({shown}, {closure})"), ty).vague();
        };
        let x = self.mapping_from(items, c.func.range());
        if x.ty.is_empty() {
            return x;
        }
        if let Some(Atom::Dict(a, b)) = x.ty.single().cloned() {
            self.cells.unify(a, k);
            self.cells.unify(b, v);
        }
        Ex::owned(format!("DefaultDict::from_dict({shown}, {closure}, {})", x.code), ty)
    }
}
