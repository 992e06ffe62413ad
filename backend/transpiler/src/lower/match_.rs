//! `match`: patterns as tests in order, and the names that they bind.

use super::vars::Name;
use super::{Ex, Lowerer, Own, Prec};
use crate::lower::narrow::ClassTest;
use crate::types::Atom;
use ruff_python_ast::{CmpOp, Expr, Pattern, PatternMatchClass, PatternMatchMapping, PatternMatchSequence, StmtMatch};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// What a pattern asks of its subject, and the statements that bind its names once all of it holds.
#[derive(Default)]
struct Matched {
    tests: Vec<String>,
    binds: String,
    /// No value that can come here matches.
    never: bool,
}

impl Matched {
    fn never() -> Matched {
        Matched { never: true, ..Matched::default() }
    }

    fn join(&mut self, other: Matched) {
        self.tests.extend(other.tests);
        self.binds.push_str(&other.binds);
        self.never |= other.never;
    }
}

impl<'a> Lowerer<'a> {
    /// `match`.
    pub(crate) fn match_(&mut self, m: &'a StmtMatch) -> (String, bool) {
        let subject = self.expr(&m.subject);
        if subject.ty.is_empty() && self.last_round {
            return (format!("{};\n", self.diverging(&[&subject]).code), false);
        }
        let name = self.temp("subject");
        let ty = subject.ty.clone();
        let code = self.owned(subject);
        let held = Ex::place(name.clone(), ty);
        let label = format!("'{}", self.temp("cases"));
        let mut out = format!("let {name} = {code};\n{label}: {{\n");
        let before = self.cx.narrow.clone();
        let mut all_end = true;
        let mut open = true;
        for c in &m.cases {
            self.cx.narrow = before.clone();
            let Some(mut matched) = self.pattern(&c.pattern, held.clone()) else { return (String::new(), false) };
            if matched.never {
                matched = self.never_matched(&c.pattern);
            } else if let Some(facts) = self.subject_facts(&m.subject, &c.pattern) {
                self.apply(facts);
            }
            let mut inner = matched.binds;
            let mut tail = String::new();
            if let Some(g) = &c.guard {
                let test = self.condition(g);
                let (then, _) = self.narrowings(g);
                self.apply(then);
                inner.push_str(&format!("if {} {{\n", test.code));
                tail.push('}');
            }
            let (body, ends) = self.block(&c.body);
            inner.push_str(&body);
            if !ends {
                inner.push_str(&format!("break {label};\n"));
            }
            all_end &= ends;
            inner.push_str(&tail);
            if !matched.tests.is_empty() {
                out.push_str(&format!("if {} {{\n{inner}}}\n", matched.tests.join(" && ")));
            } else if c.guard.is_some() {
                out.push_str(&format!("{{ {inner} }}\n"));
            } else {
                out.push_str(&inner);
                open = false;
                break;
            }
        }
        out.push_str("}\n");
        self.cx.narrow = before;
        for c in &m.cases {
            self.forget(&[&c.body]);
            let mut names = Vec::new();
            crate::flow::pattern_names(&c.pattern, &mut names);
            self.forget_names(&names.into_iter().map(|n| n.0).collect());
        }
        (out, all_end && !open)
    }

    /// A case that no value reaches: its names exist all the same.
    fn never_matched(&mut self, p: &'a Pattern) -> Matched {
        let mut names = Vec::new();
        crate::flow::pattern_names(p, &mut names);
        let mut out = Matched { tests: vec!["false".into()], ..Matched::default() };
        for (name, range) in names {
            if let Name::Var(v) = self.lookup(&name, range, true) {
                out.binds.push_str(&self.assign_var(&v, range, Ex::unknown()));
            }
        }
        out
    }

    /// What a matched pattern says of the variable that is its subject.
    fn subject_facts(&mut self, subject: &'a Expr, p: &'a Pattern) -> Option<super::narrow::Facts> {
        let class = match p {
            Pattern::MatchClass(c) => c,
            Pattern::MatchAs(a) => return self.subject_facts(subject, a.pattern.as_deref()?),
            _ => return None,
        };
        let (cell, ty) = self.variable(subject)?;
        let tests = self.class_test(&class.cls)?;
        Some(vec![(cell, ty.retain(|a| tests.iter().any(|t| t.matches(self, a))))])
    }

    fn refuse_pattern(&mut self, range: TextRange) {
        self.refuse_with("P0430", range, "this pattern is not translated", Some("use if and elif"));
    }

    /// A pattern's tests and bindings; nothing where it is refused.
    fn pattern(&mut self, p: &'a Pattern, x: Ex) -> Option<Matched> {
        let mut out = Matched::default();
        match p {
            Pattern::MatchValue(v) => {
                let value = self.expr(&v.value);
                let test = self.comparison(CmpOp::Eq, x, value, v.range);
                out.tests.push(super::paren(&test.code, test.prec, Prec::Compare));
            }
            Pattern::MatchSingleton(s) => {
                let (kind, value) = match s.value {
                    ruff_python_ast::Singleton::None => (Atom::None, None),
                    ruff_python_ast::Singleton::True => (Atom::Bool, Some(true)),
                    ruff_python_ast::Singleton::False => (Atom::Bool, Some(false)),
                };
                let Some((test, x)) = self.of_kinds(&x, |_, a| *a == kind) else { return Some(Matched::never()) };
                out.tests.extend(test);
                if let Some(b) = value {
                    let code = self.place(&x, Prec::Unary);
                    out.tests.push(if b { code } else { format!("!{code}") });
                }
            }
            Pattern::MatchAs(a) => {
                if let Some(p) = &a.pattern {
                    out = self.pattern(p, x.clone())?;
                }
                if let Some(n) = &a.name {
                    let x = match a.pattern.as_deref() {
                        Some(Pattern::MatchClass(c)) => {
                            let tests = self.class_test(&c.cls)?;
                            self.of_kinds(&x, |l, a| tests.iter().any(|t| t.matches(l, a))).map_or(x, |k| k.1)
                        }
                        _ => x,
                    };
                    out.binds.push_str(&self.capture(n.as_str(), n.range, x));
                }
            }
            Pattern::MatchOr(o) => {
                let mut alternatives = Vec::new();
                for p in &o.patterns {
                    let one = self.pattern(p, x.clone())?;
                    if !one.binds.is_empty() {
                        self.refuse_pattern(o.range);
                        return None;
                    }
                    if one.never {
                        continue;
                    }
                    if one.tests.is_empty() {
                        return Some(Matched::default());
                    }
                    alternatives.push(one.tests.join(" && "));
                }
                if alternatives.is_empty() {
                    return Some(Matched::never());
                }
                out.tests.push(match alternatives.as_slice() {
                    [one] => one.clone(),
                    many => format!("({})", many.join(" || ")),
                });
            }
            Pattern::MatchSequence(s) => return self.sequence_pattern(s, x),
            Pattern::MatchMapping(m) => return self.mapping_pattern(m, x),
            Pattern::MatchClass(c) => return self.class_pattern(c, x),
            Pattern::MatchStar(s) => {
                self.refuse_pattern(s.range);
                return None;
            }
        }
        Some(out)
    }

    fn capture(&mut self, name: &str, range: TextRange, x: Ex) -> String {
        match self.lookup(name, range, true) {
            Name::Var(v) => self.assign_var(&v, range, x),
            _ => String::new(),
        }
    }

    /// The value as one of some of its kinds, and the test that it is; nothing where it never is.
    fn of_kinds(&mut self, x: &Ex, keep: impl Fn(&Self, &Atom) -> bool) -> Option<(Option<String>, Ex)> {
        let kept = x.ty.retain(|a| keep(self, a));
        if kept.is_empty() {
            return None;
        }
        if kept == x.ty {
            return Some((None, x.clone()));
        }
        let test = self.is_of(x, &kept.0, false);
        let declared = x.ty.clone();
        let narrowed = self.narrowed(x.clone(), &declared, &kept);
        Some((Some(test.code), narrowed))
    }

    fn sequence_pattern(&mut self, s: &'a PatternMatchSequence, x: Ex) -> Option<Matched> {
        let sequence =
            |a: &Atom| matches!(a, Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_) | Atom::Deque(_) | Atom::Range);
        let named = x.ty.0.iter().any(|a| matches!(a, Atom::Inst(c) if self.is_named_tuple(*c)));
        let Some((test, x)) = self.of_kinds(&x, |_, a| sequence(a)).filter(|_| !named) else {
            if named {
                self.refuse_pattern(s.range);
                return None;
            }
            return Some(Matched::never());
        };
        let mut out = Matched { tests: test.into_iter().collect(), ..Matched::default() };
        let Some(kind) = x.ty.single().cloned() else {
            self.refuse_pattern(s.range);
            return None;
        };
        let star = s.patterns.iter().position(|p| matches!(p, Pattern::MatchStar(_)));
        let fixed = s.patterns.len() - usize::from(star.is_some());
        let recv = x.at(Prec::Atom);
        if let Atom::Tuple(cells) = &kind {
            if star.is_none() && cells.len() != fixed || cells.len() < fixed {
                return Some(Matched::never());
            }
        } else {
            let op = if star.is_some() { ">=" } else { "==" };
            if fixed > 0 || star.is_none() {
                out.tests.push(format!("{recv}.len() {op} {fixed}"));
            }
        }
        for (i, p) in s.patterns.iter().enumerate() {
            let after = s.patterns.len() - i;
            if let Pattern::MatchStar(rest) = p {
                if let Some(n) = &rest.name {
                    let cell = self.node(rest.range, 233);
                    let it = self.iterate_value(x.clone(), rest.range);
                    let list = self.list_from(it, cell);
                    let stop = if after == 1 { "None".into() } else { format!("Some(Int::from(-{}))", after - 1) };
                    let code = format!("{}.part(Some(Int::from({i})), {stop})", list.at(Prec::Atom));
                    out.binds.push_str(&self.capture(n.as_str(), n.range, Ex::owned(code, list.ty)));
                }
                continue;
            }
            if matches!(p, Pattern::MatchAs(a) if a.pattern.is_none() && a.name.is_none()) {
                continue;
            }
            let from_end = star.is_some_and(|s| i > s);
            let item = match &kind {
                Atom::Tuple(cells) => {
                    let at = if from_end { cells.len() - after } else { i };
                    let t = self.cells.ty(cells[at]);
                    Ex::place(format!("{recv}.{at}"), t)
                }
                Atom::List(c) => {
                    let t = self.cells.ty(*c);
                    let at = if from_end { format!("-{after}") } else { i.to_string() };
                    Ex::owned(format!("{recv}.item({at})"), t)
                }
                _ => {
                    let at = if from_end { -(after as i64) } else { i as i64 };
                    let at = self.int(at);
                    self.get_item(x.clone(), at, p.range())
                }
            };
            let one = self.pattern(p, item)?;
            out.join(one);
        }
        Some(out)
    }

    fn mapping_pattern(&mut self, m: &'a PatternMatchMapping, x: Ex) -> Option<Matched> {
        let mapping = |a: &Atom| matches!(a, Atom::Dict(..) | Atom::DefaultDict(..) | Atom::Counter(_));
        if x.ty.0.iter().any(|a| matches!(a, Atom::OrderedDict(..))) {
            self.refuse_pattern(m.range);
            return None;
        }
        let Some((test, x)) = self.of_kinds(&x, |_, a| mapping(a)) else { return Some(Matched::never()) };
        let mut out = Matched { tests: test.into_iter().collect(), ..Matched::default() };
        if x.ty.single().is_none() {
            self.refuse_pattern(m.range);
            return None;
        }
        let mut keys = Vec::new();
        for (key, p) in m.keys.iter().zip(&m.patterns) {
            let key_value = self.expr(key);
            let has = self.comparison(CmpOp::In, key_value.clone(), x.clone(), key.range());
            if has.bool_lit() == Some(false) {
                return Some(Matched::never());
            }
            out.tests.push(super::paren(&has.code, has.prec, Prec::Compare));
            keys.push(key_value.clone());
            if matches!(p, Pattern::MatchAs(a) if a.pattern.is_none() && a.name.is_none()) {
                continue;
            }
            let item = self.get_item(x.clone(), key_value, key.range());
            let one = self.pattern(p, item)?;
            out.join(one);
        }
        if let Some(n) = &m.rest {
            let Some(Atom::Dict(k, _)) = x.ty.single().cloned() else {
                self.refuse_pattern(m.range);
                return None;
            };
            let rest = self.temp("rest");
            let mut code = format!("{{ let {rest} = {}.copy(); ", x.at(Prec::Atom));
            for key in keys {
                let key = self.lookup_key(key, k, m.range);
                code.push_str(&format!("let _ = {rest}.take({key}); "));
            }
            let value = Ex::owned(format!("{code}{rest} }}"), x.ty.clone());
            out.binds.push_str(&self.capture(n.as_str(), n.range, value));
        }
        Some(out)
    }

    fn class_pattern(&mut self, c: &'a PatternMatchClass, x: Ex) -> Option<Matched> {
        let Some(tests) = self.class_test(&c.cls) else {
            self.refuse_pattern(c.range);
            return None;
        };
        let (positional, keywords) = (&c.arguments.patterns, &c.arguments.keywords);
        if x.ty.0.contains(&Atom::Exc) && tests.iter().any(|t| matches!(t, ClassTest::Exception(_))) {
            if !positional.is_empty() || !keywords.is_empty() {
                self.refuse_pattern(c.range);
                return None;
            }
            let test = self.kind_test(x, false, |t, l, a| t.matches(l, a), &tests, c.range);
            return Some(Matched { tests: vec![test.code], ..Matched::default() });
        }
        if super::compare::is_opaque(&x.ty) {
            self.refuse_opaque(c.range);
            return None;
        }
        let Some((test, x)) = self.of_kinds(&x, |l, a| tests.iter().any(|t| t.matches(l, a))) else {
            return Some(Matched::never());
        };
        let mut out = Matched { tests: test.into_iter().collect(), ..Matched::default() };
        if positional.is_empty() && keywords.is_empty() {
            return Some(out);
        }
        let Some(Atom::Inst(k)) = x.ty.single().cloned() else {
            // `int(n)`: the builtins' only argument is the value itself.
            if let ([p], true, [ClassTest::Builtin(_)]) = (positional.as_slice(), keywords.is_empty(), tests.as_slice())
            {
                let one = self.pattern(p, x)?;
                out.join(one);
                return Some(out);
            }
            self.refuse_pattern(c.range);
            return None;
        };
        let names = self.match_args(k);
        let mut parts: Vec<(String, &'a Pattern)> = Vec::new();
        for (i, p) in positional.iter().enumerate() {
            let Some(n) = names.get(i) else {
                self.refuse_pattern(c.range);
                return None;
            };
            parts.push((n.clone(), p));
        }
        parts.extend(keywords.iter().map(|k| (k.attr.to_string(), &k.pattern)));
        for (name, p) in parts {
            let known = self.classes[k].fields.contains_key(&name)
                || self.class_variable(k, &name).is_some()
                || self.find_method(k, &name).is_some();
            if !known {
                return Some(Matched::never());
            }
            let value = self.object_attribute(x.clone(), k, &name, p.range());
            let one =
                self.pattern(p, Ex { own: if value.own == Own::Last { Own::Place } else { value.own }, ..value })?;
            out.join(one);
        }
        Some(out)
    }

    /// The attributes that a class pattern's positional parts stand for.
    fn match_args(&mut self, c: usize) -> Vec<String> {
        if let Some((_, Expr::Tuple(t))) = self.class_variable(c, "__match_args__") {
            return t
                .elts
                .iter()
                .filter_map(|e| if let Expr::StringLiteral(s) = e { Some(s.value.to_str().to_string()) } else { None })
                .collect();
        }
        match self.dataclass(c) {
            Some(d) => d.fields.iter().filter(|f| f.init).map(|f| f.name.clone()).collect(),
            None => Vec::new(),
        }
    }
}
