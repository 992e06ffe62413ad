//! Methods of `str`.
//! Knows nothing of format specifications.

use crate::lower::{Ex, Lit, Lowerer, Prec};
use crate::types::{Atom, Cell, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `separator.join(items)`.
    pub(super) fn join_str(&mut self, x: Ex, it: crate::lower::iterate::It, range: TextRange) -> Ex {
        let str_ = Ty::one(Atom::Str);
        let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
        if it.elem.is_empty() {
            let it = self.settled(it);
            return Ex::owned(format!("{recv}.join({}.map(|item| match item {{}}))", it.code), str_);
        }
        if !it.elem.is_str() {
            if let Some(a) = it.elem.single() {
                let message = format!("sequence item 0: expected str instance, {} found", self.kind_name(a));
                let code = format!("py::join_unsupported({}, {})", it.code, crate::lower::quote(&message));
                return Ex::owned(self.try_(code), str_);
            }
            if it.elem.has_none() && it.elem.without_none().is_str() {
                let it = self.settled(it);
                let code = format!("py::join_optional(&{recv}, {})", it.code);
                return Ex::owned(self.try_(code), str_);
            }
            return self.refuse_with(
                "P0350",
                range,
                "join() of values that may be no strings is not translated",
                Some("use str() on each"),
            );
        }
        if it.fallible {
            let code = format!("{recv}.try_join({})", it.code);
            return Ex::owned(self.try_(code), str_);
        }
        Ex::owned(format!("{recv}.join({})", it.code), str_)
    }

    pub(super) fn str_method(&mut self, x: &Ex, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = self.text_recv(x);
        let (str_, bool_, int) = (Ty::one(Atom::Str), Ty::one(Atom::Bool), Ty::int());
        let strs = args.iter().all(|a| a.ty.is_str());
        let list = |l: &mut Self| {
            let c = l.node(range, 0);
            l.cells.flow(&Ty::one(Atom::Str), c);
            Ty::one(Atom::List(c))
        };
        Some(match (name, args) {
            (
                "upper" | "lower" | "title" | "capitalize" | "swapcase" | "casefold" | "strip" | "lstrip" | "rstrip",
                [],
            ) => Ex::owned(format!("{recv}.{name}()"), str_),
            ("strip" | "lstrip" | "rstrip", [a]) if a.lit == Some(Lit::None) => {
                Ex::owned(format!("{recv}.{name}()"), str_)
            }
            ("strip" | "lstrip" | "rstrip", [a]) if strs => {
                let s = self.str_ref(a);
                Ex::owned(format!("{recv}.{name}_chars({s})"), str_)
            }
            (
                "isdigit" | "isalpha" | "isalnum" | "isspace" | "isupper" | "islower" | "isnumeric" | "isdecimal"
                | "isidentifier" | "istitle" | "isascii" | "isprintable",
                [],
            ) => Ex::owned(format!("{recv}.{name}()"), bool_),
            ("split" | "rsplit", []) => {
                let ty = list(self);
                Ex::owned(format!("{recv}.{name}()"), ty)
            }
            ("split" | "rsplit", [a]) if a.lit == Some(Lit::None) => {
                let ty = list(self);
                Ex::owned(format!("{recv}.{name}()"), ty)
            }
            ("split" | "rsplit", [a]) if strs => {
                let ty = list(self);
                let s = self.str_ref(a);
                let code = format!("{recv}.{name}_on({s})");
                Ex::owned(self.try_(code), ty)
            }
            ("split" | "rsplit", [a, n]) => {
                let ty = list(self);
                let n = self.int_ref(n, range);
                if a.lit == Some(Lit::None) {
                    return Some(Ex::owned(format!("{recv}.{name}_max({n})"), ty));
                }
                let s = self.str_ref(a);
                let code = format!("{recv}.{name}n({s}, {n})");
                Ex::owned(self.try_(code), ty)
            }
            ("splitlines", []) => {
                let ty = list(self);
                Ex::owned(format!("{recv}.splitlines(false)"), ty)
            }
            ("splitlines", [k]) => {
                let ty = list(self);
                let k = self.truth(k).0;
                Ex::owned(format!("{recv}.splitlines({k})"), ty)
            }
            ("partition" | "rpartition", [a]) if strs => {
                let cells: Vec<Cell> = (0..3)
                    .map(|i| {
                        let c = self.node(range, 10 + i);
                        self.cells.flow(&Ty::one(Atom::Str), c);
                        c
                    })
                    .collect();
                let s = self.str_ref(a);
                let code = format!("{recv}.{name}({s})");
                Ex::owned(self.try_(code), Ty::one(Atom::Tuple(cells)))
            }
            ("replace", [a, b]) if strs => {
                let (a, b) = (self.str_ref(a), self.str_ref(b));
                Ex::owned(format!("{recv}.replace({a}, {b})"), str_)
            }
            ("replace", [a, b, n]) if a.ty.is_str() && b.ty.is_str() => {
                let (a, b) = (self.str_ref(a), self.str_ref(b));
                let n = self.int_ref(n, range);
                Ex::owned(format!("{recv}.replace_n({a}, {b}, {n})"), str_)
            }
            ("find" | "rfind" | "count", [a]) if strs => {
                let s = self.str_ref(a);
                Ex::owned(format!("{recv}.{name}({s})"), if name == "count" { Ty::nat() } else { int })
            }
            ("find" | "rfind" | "count", [a, rest @ ..]) if a.ty.is_str() && rest.len() <= 2 => {
                let s = self.str_ref(a);
                let (from, to) = (self.opt_int(rest.first(), range), self.opt_int(rest.get(1), range));
                Ex::owned(format!("{recv}.{name}_in({s}, {from}, {to})"), if name == "count" { Ty::nat() } else { int })
            }
            ("index" | "rindex", [a]) if strs => {
                let s = self.str_ref(a);
                let code = format!("{recv}.{name}({s})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("index" | "rindex", [a, rest @ ..]) if a.ty.is_str() && rest.len() <= 2 => {
                let s = self.str_ref(a);
                let (from, to) = (self.opt_int(rest.first(), range), self.opt_int(rest.get(1), range));
                let code = format!("{recv}.{name}_in({s}, {from}, {to})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("startswith" | "endswith", [a]) if strs => {
                let s = self.str_ref(a);
                Ex::owned(format!("{recv}.{name}({s})"), bool_)
            }
            ("startswith" | "endswith", [a]) if a.ty.is(|t| matches!(t, Atom::Tuple(_) | Atom::VarTuple(_))) => {
                let it = self.iterate_value(a.clone(), range);
                if !it.elem.is_str() {
                    return None;
                }
                Ex::owned(format!("{recv}.{name}_any({})", it.code), bool_)
            }
            ("startswith" | "endswith", [a, rest @ ..]) if a.ty.is_str() && rest.len() <= 2 => {
                let s = self.str_ref(a);
                let (from, to) = (self.opt_int(rest.first(), range), self.opt_int(rest.get(1), range));
                Ex::owned(format!("{recv}.{name}_in({s}, {from}, {to})"), bool_)
            }
            ("removeprefix" | "removesuffix", [a]) if strs => {
                let s = self.str_ref(a);
                Ex::owned(format!("{recv}.{name}({s})"), str_)
            }
            ("ljust" | "rjust" | "center", [w, rest @ ..]) if rest.len() <= 1 => {
                let w = self.int_ref(w, range);
                let fill = match rest.first() {
                    Some(f) if f.ty.is_str() => self.str_ref(f),
                    Some(_) => return None,
                    None => "\" \"".into(),
                };
                let code = format!("{recv}.{name}({w}, {fill})");
                Ex::owned(self.try_(code), str_)
            }
            ("expandtabs", []) => Ex::owned(format!("{recv}.expandtabs(&Int::from(8))"), str_),
            ("zfill" | "expandtabs", [w]) => {
                let w = self.int_ref(w, range);
                Ex::owned(format!("{recv}.{name}({w})"), str_)
            }
            ("encode", []) => Ex::owned(format!("{recv}.encode()"), Ty::one(Atom::Bytes)),
            ("encode", [e, ..]) if e.ty.is_str() => {
                let s = self.str_ref(e);
                let code = format!("{recv}.encode_as({s})");
                Ex::owned(self.try_(code), Ty::one(Atom::Bytes))
            }
            ("join", [a]) => {
                let it = self.iterate_value(a.clone(), range);
                return Some(self.join_str(x.clone(), it, range));
            }
            ("translate", [t]) => {
                let Some(Atom::Dict(k, v)) = t.ty.single().cloned() else { return None };
                let (keys, values) = (self.cells.ty(k), self.cells.ty(v));
                let some = values.without_none();
                let plain = some.is_empty() || some.is_int() || some.is_str();
                if !(keys.is_int() || keys.is_empty()) || !plain {
                    return None;
                }
                let b = if keys.is_empty() || values.is_empty() {
                    "&Dict::<Int, ()>::new()".to_string()
                } else {
                    self.borrowed(t)
                };
                let text = self.borrowed(x);
                let code = format!("py::text_translate::translate({text}, {b})");
                Ex::owned(self.try_(code), str_)
            }
            ("__len__", []) => Ex::owned(format!("{recv}.len()"), Ty::nat()),
            _ => {
                if matches!(
                    name,
                    "find" | "rfind" | "index" | "rindex" | "count" | "startswith" | "endswith" | "replace" | "split"
                ) && !strs
                    && args.iter().all(|a| a.ty.single().is_some())
                {
                    let bad = args.iter().find(|a| !a.ty.is_str()).map(|a| self.ty_names(&a.ty)).unwrap_or_default();
                    let message = match name {
                        "startswith" | "endswith" => {
                            format!("{name} first arg must be str or a tuple of str, not {bad}")
                        }
                        "replace" => format!("replace() argument 1 must be str, not {bad}"),
                        _ => format!("must be str, not {bad}"),
                    };
                    let mut operands: Vec<&Ex> = vec![x];
                    operands.extend(args.iter());
                    return Some(
                        self.raising(&operands, &format!("py::type_error({})", crate::lower::quote(&message))),
                    );
                }
                return None;
            }
        })
    }
}
