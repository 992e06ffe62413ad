//! A program's own decorators, applied: the decorated function under a name of its own, and the wrapper in its place with
//! the decorator's variables told apart from those of its other uses. What has another shape stays, and is refused.

use super::edit::Edit;
use super::names::{Bindings, Names, names_in};
use super::render::{Changes, column, indented};
use super::shape::{Shape, shape, without_docstring};
use super::statements;
use ruff_python_ast::{Decorator, Expr, ExprCall, ModModule, Parameters, Stmt, StmtClassDef, StmtFunctionDef};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::{HashMap, HashSet};

/// How the new names of decorated functions end.
const FUNCTION: &str = "__function";

/// The name that a function has in the program, which messages show: that of a decorated one without what came behind it.
pub(crate) fn given_name(name: &str) -> &str {
    name.strip_suffix(FUNCTION).and_then(|stem| stem.rsplit_once("__")).map_or(name, |(given, _)| given)
}

/// The edits that apply one decorator of each function that has some.
pub(super) fn edits(text: &str, module: &ModModule, alone: bool) -> Vec<Edit> {
    let decorators: HashMap<&str, &StmtFunctionDef> = module
        .body
        .iter()
        .filter_map(|s| match s {
            Stmt::FunctionDef(f) => Some((f.name.as_str(), f)),
            _ => None,
        })
        .collect();
    let mut decorated: Vec<(&StmtFunctionDef, Option<&StmtClassDef>)> = Vec::new();
    let mut methods: HashSet<TextRange> = HashSet::new();
    statements(&module.body, &mut |s| match s {
        Stmt::ClassDef(c) => {
            for s in &c.body {
                if let Stmt::FunctionDef(f) = s {
                    methods.insert(f.range);
                    decorated.push((f, Some(c)));
                }
            }
        }
        Stmt::FunctionDef(f) if !methods.contains(&f.range) => decorated.push((f, None)),
        _ => {}
    });
    let mut functions: Vec<TextRange> = Vec::new();
    statements(&module.body, &mut |s| {
        if let Stmt::FunctionDef(f) = s {
            functions.push(f.range);
        }
    });
    let mut out: Vec<Edit> = Vec::new();
    let mut counts: Option<Bindings> = None;
    for (f, class) in decorated {
        let Some(d) = f.decorator_list.last() else { continue };
        let (name, call) = match &d.expression {
            Expr::Name(n) => (n.id.as_str(), None),
            Expr::Call(c) => match &*c.func {
                Expr::Name(n) => (n.id.as_str(), Some(c)),
                _ => continue,
            },
            _ => continue,
        };
        let Some(def) = decorators.get(name) else { continue };
        let counts = counts.get_or_insert_with(|| Bindings::of(&module.body));
        let nested = functions.iter().any(|g| *g != f.range && g.contains_range(f.range));
        let once = |n: &str| counts.at_top(n) == 1 && (!nested || counts.anywhere(n) == 1);
        let own = if nested { counts.anywhere(f.name.as_str()) } else { counts.at_top(f.name.as_str()) };
        if !once(name) || (class.is_none() && own != 1) {
            continue;
        }
        let Some(shape) = shape(def, call.is_some()) else { continue };
        let use_ = Use { text, module, alone, nested, counts, def, shape, f, class, decorator: d, call };
        if let Some(edits) = use_.edits()
            && !out.iter().any(|e| edits.iter().any(|x| e.start < x.end && x.start < e.end))
        {
            out.extend(edits);
        }
    }
    out
}

/// One decorator on one function.
struct Use<'t, 'a> {
    text: &'t str,
    module: &'a ModModule,
    /// Whether no other file may use the function.
    alone: bool,
    /// Whether it stands inside another function.
    nested: bool,
    counts: &'t Bindings,
    def: &'a StmtFunctionDef,
    shape: Shape<'a>,
    f: &'a StmtFunctionDef,
    class: Option<&'a StmtClassDef>,
    decorator: &'a Decorator,
    call: Option<&'a ExprCall>,
}

impl<'a> Use<'_, 'a> {
    fn edits(&self) -> Option<Vec<Edit>> {
        let f = self.f;
        if f.is_async || f.type_params.is_some() {
            return None;
        }
        let indent = " ".repeat(column(self.text, f.range.start().into())?);
        let others = &f.decorator_list[..f.decorator_list.len() - 1];
        if self.class.is_some()
            && others.iter().any(
                |d| matches!(&d.expression, Expr::Name(n) if matches!(n.id.as_str(), "staticmethod" | "classmethod")),
            )
        {
            return None;
        }
        let stem = match self.class {
            Some(c) => format!("{}__{}__{}", c.name, f.name, self.def.name),
            None => format!("{}__{}", f.name, self.def.name),
        };
        let mut prefix = stem.clone();
        let mut n = 2;
        while self.text.contains(&format!("{prefix}__")) {
            prefix = format!("{stem}{n}");
            n += 1;
        }
        let mut state = self.options()?;
        // Names of the decorator's own, which become names beside the function.
        let mut own: HashSet<String> = state.iter().map(|s| s.0.clone()).collect();
        for s in &self.shape.before {
            own.extend(Names::of(std::slice::from_ref(*s)).stored);
        }
        let plain = format!("{prefix}{FUNCTION}");
        let Some(wrapper) = self.shape.wrapper else {
            return self.registered(&indent, &prefix, state, &own);
        };
        let used = Names::of(&wrapper.body);
        // Names of the module may mean something else inside a function.
        let elsewhere = |n: &String| !own.contains(n) && self.counts.anywhere(n) > 1;
        let free = used.loaded.iter().filter(|n| !used.stored.contains(*n) && n.as_str() != self.shape.function);
        let free: Vec<&String> =
            free.filter(|n| !wrapper.parameters.iter().any(|p| p.name().as_str() == n.as_str())).collect();
        if self.nested && free.into_iter().any(elsewhere) {
            return None;
        }
        // A wrapper that keeps its own name shows it to a decorator above that asks.
        let asks = |d: &Decorator| {
            let e = if let Expr::Call(c) = &d.expression { &*c.func } else { &d.expression };
            let Expr::Name(n) = e else { return false };
            self.module.body.iter().any(|s| {
                matches!(s, Stmt::FunctionDef(f) if f.name.as_str() == n.id.as_str()
                    && self.slice(f.range).contains("__name__"))
            })
        };
        if !self.shape.wraps && others.iter().any(asks) {
            return None;
        }
        if !used.nested.is_empty() && (self.class.is_some() || used.nested.iter().any(|n| own.contains(n))) {
            return None;
        }
        let mut before = Vec::new();
        for s in &self.shape.before {
            let changes = self.renamed(std::slice::from_ref(*s), &own, &HashSet::new(), &prefix, &plain)?;
            before.push(self.statement(s, &changes, &indent)?);
        }
        for (name, value) in &self.shape.attributes {
            if !self.alone || self.class.is_some() || !others.is_empty() {
                return None;
            }
            let changes = self.renamed_expr(value, &own, &prefix, &plain)?;
            let value = changes.render(self.text, value.range().start().into(), value.range().end().into());
            before.push(format!("{indent}{prefix}__{name} = {value}"));
        }
        let taken = if self.forwards(wrapper) { &f.parameters } else { &wrapper.parameters };
        let by_name = wrapper.parameters.kwarg.is_some() || !self.forwards(wrapper);
        let forwards = self.forwards(wrapper);
        let wrapped = |verbatim| self.wrapped(wrapper, &used, &own, &prefix, &plain, &indent, verbatim);
        let by_parameters = self.called_as_taken(taken, by_name).then(|| wrapped(false)).flatten();
        let every = forwards && by_parameters.is_some();
        let (signature, body) = match by_parameters {
            Some(made) => made,
            // What it is called with meets the function's parameters when the program runs.
            None if self.class.is_none() && self.fits_every_call(wrapper) && self.shows_its_name() => wrapped(true)?,
            None => return None,
        };
        let mut out = Vec::new();
        // What stands above a class's methods stands above the class.
        let state: Vec<String> = state.drain(..).map(|(n, v)| format!("{prefix}__{n} = {v}")).collect();
        let mut text = String::new();
        match self.class {
            Some(c) => {
                let at = usize::from(c.range.start());
                let outer = " ".repeat(column(self.text, at)?);
                if !before.is_empty() || !constants(self.call) {
                    return None;
                }
                let lines: String = state.iter().map(|s| format!("{s}\n{outer}")).collect();
                out.push(Edit { start: at, end: at, text: lines });
            }
            None => state.iter().for_each(|s| text.push_str(&format!("{s}\n{indent}"))),
        }
        // The function itself, under its new name.
        text.push_str(&self.plain_function(&plain, every)?);
        for s in &before {
            text.push_str(&format!("\n\n{s}"));
        }
        text.push('\n');
        for d in others {
            text.push_str(&format!("\n{indent}{}", self.slice(d.range)));
        }
        text.push_str(&format!("\n{indent}def {}({signature}):\n{body}", f.name));
        out.push(Edit::of(f.range, text));
        out.extend(self.uses(&prefix, others.is_empty())?);
        Some(out)
    }

    /// A decorator that leaves the function as it is: what it does, it does after the definition.
    fn registered(
        &self,
        indent: &str,
        prefix: &str,
        state: Vec<(String, String)>,
        own: &HashSet<String>,
    ) -> Option<Vec<Edit>> {
        if self.class.is_some() || self.f.decorator_list.len() > 1 {
            return None;
        }
        let mut text = String::new();
        for (n, v) in &state {
            text.push_str(&format!("{prefix}__{n} = {v}\n{indent}"));
        }
        let from = usize::from(self.decorator.range.end());
        text.push_str(self.text[from..usize::from(self.f.range.end())].trim_start());
        for s in &self.shape.before {
            let changes = self.renamed(std::slice::from_ref(*s), own, &HashSet::new(), prefix, self.f.name.as_str())?;
            text.push_str(&format!("\n{}", self.statement(s, &changes, indent)?));
        }
        text.push('\n');
        Some(vec![Edit::of(self.f.range, text)])
    }

    /// The decorator's options by name, as the application gives them.
    fn options(&self) -> Option<Vec<(String, String)>> {
        let Some(call) = self.call else { return Some(Vec::new()) };
        let params = self.shape.options?;
        if params.vararg.is_some() || params.kwarg.is_some() {
            return None;
        }
        let mut out = Vec::new();
        let mut given = call.arguments.args.iter();
        for p in params.posonlyargs.iter().chain(&params.args).chain(&params.kwonlyargs) {
            let name = p.parameter.name.as_str();
            let keyword_only = params.kwonlyargs.iter().any(|k| k.parameter.name.as_str() == name);
            let positional = if keyword_only { None } else { given.next() };
            let keyword = call.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == name));
            let value = match (positional, keyword, &p.default) {
                (Some(Expr::Starred(_)), ..) => return None,
                (Some(v), None, _) => v,
                (None, Some(k), _) => &k.value,
                // A default is made once, where the decorator is defined.
                (None, None, Some(d)) if crate::lower::is_constant(d) => d,
                _ => return None,
            };
            out.push((name.to_string(), self.slice(value.range()).to_string()));
        }
        let known =
            |k: &ruff_python_ast::Keyword| k.arg.as_ref().is_some_and(|a| out.iter().any(|o| o.0 == a.as_str()));
        (given.next().is_none() && call.arguments.keywords.iter().all(known)).then_some(out)
    }

    /// Whether no call can fail at the wrapper itself, whose name a message would show.
    fn fits_every_call(&self, wrapper: &StmtFunctionDef) -> bool {
        let p = &wrapper.parameters;
        if p.vararg.is_none() || p.iter_non_variadic_params().next().is_some() {
            return false;
        }
        p.kwarg.is_some() || self.alone && self.every_use_is_a_call(|call| call.arguments.keywords.is_empty())
    }

    /// Whether messages can tell the function's name from the one it gets; see [`given_name`].
    fn shows_its_name(&self) -> bool {
        ![self.f.name.as_str(), self.def.name.as_str()].iter().any(|n| n.contains("__"))
            && !self.text.contains(FUNCTION)
    }

    /// Whether the wrapper hands on whatever it is called with.
    fn forwards(&self, wrapper: &StmtFunctionDef) -> bool {
        wrapper.parameters.vararg.is_some()
    }

    /// The decorated function under its new name; without defaults where the wrapper gives every argument.
    fn plain_function(&self, name: &str, every: bool) -> Option<String> {
        let f = self.f;
        let from = usize::from(f.parameters.range.start());
        let params = self.slice(f.parameters.range);
        let params = params.strip_prefix('(').and_then(|p| p.strip_suffix(')')).unwrap_or(params);
        let params = if every { without_defaults(&f.parameters) } else { params.to_string() };
        let rest = &self.text[from + self.slice(f.parameters.range).len()..usize::from(f.range.end())];
        let rest = rest.strip_prefix(')').unwrap_or(rest);
        Some(format!("def {name}({params}){rest}"))
    }

    /// The wrapper's parameters and body in its new place; `verbatim` where it keeps its `*args`.
    #[allow(clippy::too_many_arguments)] // the parts of one wrapper, each known to its caller
    fn wrapped(
        &self,
        wrapper: &'a StmtFunctionDef,
        used: &Names,
        own: &HashSet<String>,
        prefix: &str,
        plain: &str,
        indent: &str,
        verbatim: bool,
    ) -> Option<(String, String)> {
        let p = &wrapper.parameters;
        let body = without_docstring(&wrapper.body);
        let inner = format!("{indent}    ");
        let mut locals: HashSet<String> = used.stored.difference(&used.nonlocals).cloned().collect();
        locals.extend(p.iter().map(|p| p.name().to_string()));
        let mut changes = self.renamed(body, own, &locals, prefix, plain)?;
        let mut head = Vec::new();
        // Variables that the wrapper assigns are those beside it.
        let mut assigned: Vec<String> = used.nonlocals.iter().map(|n| format!("{prefix}__{n}")).collect();
        for (attr, range, stored) in &used.attributes_of(wrapper.name.as_str()) {
            if !self.shape.attributes.iter().any(|a| a.0 == attr) {
                return None;
            }
            changes.put(*range, format!("{prefix}__{attr}"));
            let name = format!("{prefix}__{attr}");
            if *stored && !assigned.contains(&name) {
                assigned.push(name);
            }
        }
        if used.plain_uses_of(wrapper.name.as_str()) {
            return None;
        }
        if !assigned.is_empty() {
            let keyword = if self.nested { "nonlocal" } else { "global" };
            assigned.sort();
            head.push(format!("{inner}{keyword} {}", assigned.join(", ")));
        }
        let signature = if p.vararg.is_some() && !verbatim {
            self.forwarding(wrapper, used, &locals, own, &mut changes, plain, &inner, &mut head)?
        } else {
            if p.kwarg.is_some() && !verbatim {
                return None;
            }
            for c in used.calls_of(self.shape.function) {
                if self.class.is_some() {
                    let first @ Expr::Name(_) = c.arguments.args.first()? else { return None };
                    let end = c.arguments.args.get(1).map_or(c.range.end(), |a| a.range().start());
                    let tail = if c.arguments.args.len() > 1 || !c.arguments.keywords.is_empty() { "" } else { ")" };
                    if c.arguments.args.len() == 1 && !c.arguments.keywords.is_empty() {
                        return None;
                    }
                    let range = TextRange::new(c.range.start(), end);
                    changes.put(range, format!("{}.{plain}({tail}", self.slice(first.range())));
                }
            }
            let all = self.slice(p.range);
            all.strip_prefix('(').and_then(|a| a.strip_suffix(')')).unwrap_or(all).to_string()
        };
        let (first, last) = (body.first()?, body.last()?);
        let (start, end) = (usize::from(first.range().start()), usize::from(last.range().end()));
        let code = changes.render(self.text, start, end);
        let at = column(self.text, start).unwrap_or(0);
        let mut text: String = head.iter().map(|h| format!("{h}\n")).collect();
        text.push_str(&indented(&code, at, &inner)?);
        Some((signature, text))
    }

    /// The signature of a wrapper of `*args`: the function's own; its calls hand every parameter on by name.
    #[allow(clippy::too_many_arguments)] // the parts of one wrapper, each known to its caller
    fn forwarding(
        &self,
        wrapper: &'a StmtFunctionDef,
        used: &Names,
        locals: &HashSet<String>,
        own: &HashSet<String>,
        changes: &mut Changes,
        plain: &str,
        inner: &str,
        head: &mut Vec<String>,
    ) -> Option<String> {
        let (p, mine) = (&wrapper.parameters, &self.f.parameters);
        let star = p.vararg.as_ref()?.name.as_str();
        let double = p.kwarg.as_ref().map(|k| k.name.as_str());
        let leading: Vec<&str> = p.posonlyargs.iter().chain(&p.args).map(|p| p.parameter.name.as_str()).collect();
        if !p.kwonlyargs.is_empty() || p.iter_non_variadic_params().any(|p| p.default.is_some()) {
            return None;
        }
        let own_params: Vec<&str> =
            mine.posonlyargs.iter().chain(&mine.args).map(|p| p.parameter.name.as_str()).collect();
        let first = own_params.get(..leading.len())?;
        // The function's parameters now share a scope with what the wrapper uses.
        let names: HashSet<&str> = mine.iter().map(|p| p.name().as_str()).collect();
        let wrapper_names = locals.iter().map(String::as_str).filter(|n| *n != star && Some(*n) != double);
        for n in wrapper_names.chain(used.loaded.iter().map(String::as_str)) {
            let same_place = leading.iter().zip(first).any(|(a, b)| *a == n && a == b);
            if names.contains(n) && !same_place && !own.contains(n) {
                return None;
            }
        }
        for (name, param) in leading.iter().zip(first) {
            if name != param {
                head.push(format!("{inner}{name} = {param}"));
            }
        }
        let mut hand: Vec<String> = own_params[leading.len()..].iter().map(|n| n.to_string()).collect();
        if let Some(v) = &mine.vararg {
            hand.push(format!("*{}", v.name));
        }
        hand.extend(mine.kwonlyargs.iter().map(|k| format!("{0}={0}", k.parameter.name)));
        if let Some(k) = &mine.kwarg {
            hand.push(format!("**{}", k.name));
        }
        let mut handed: Vec<TextRange> = Vec::new();
        for c in used.calls_of(self.shape.function) {
            let (stars, plain_args): (Vec<&Expr>, Vec<&Expr>) =
                c.arguments.args.iter().partition(|a| matches!(a, Expr::Starred(_)));
            let is = |e: &Expr, name: &str| matches!(e, Expr::Name(n) if n.id.as_str() == name);
            let star_given = matches!(stars.as_slice(), [Expr::Starred(s)] if is(&s.value, star));
            let double_given = match (&*c.arguments.keywords, double) {
                ([], None) => true,
                ([k], Some(d)) => k.arg.is_none() && is(&k.value, d),
                _ => false,
            };
            if !star_given || !double_given || plain_args.len() != leading.len() {
                return None;
            }
            if !matches!(c.arguments.args.last(), Some(Expr::Starred(_))) {
                return None;
            }
            let mut parts: Vec<String> = Vec::new();
            for a in &plain_args {
                parts.push(changes.render(self.text, a.range().start().into(), a.range().end().into()));
            }
            parts.extend(hand.iter().cloned());
            let callee = match self.class {
                Some(_) => format!("{}.{plain}", parts.remove(0)),
                None => plain.to_string(),
            };
            changes.put(c.range, format!("{callee}({})", parts.join(", ")));
            handed.push(c.range);
        }
        if self.class.is_some() && own_params.is_empty() {
            return None;
        }
        // `args` and `kwargs` themselves are known where every call gives each parameter by position.
        let elsewhere =
            |name: &str| used.uses.iter().any(|u| u.0 == name && !handed.iter().any(|h| h.contains_range(u.1)));
        let (args_used, kwargs_used) = (elsewhere(star), double.is_some_and(elsewhere));
        if args_used || kwargs_used {
            let simple = mine.vararg.is_none() && mine.kwarg.is_none() && mine.kwonlyargs.is_empty();
            if !simple || self.class.is_some() || !self.alone || !self.called_by_position(own_params.len()) {
                return None;
            }
            if args_used {
                let rest = &own_params[leading.len()..];
                let comma = if rest.len() == 1 { "," } else { "" };
                head.push(format!("{inner}{star} = ({}{comma})", rest.join(", ")));
            }
            if let Some(d) = double.filter(|_| kwargs_used) {
                head.push(format!("{inner}{d} = {{}}"));
            }
        }
        let params = self.slice(mine.range);
        let params = params.strip_prefix('(').and_then(|p| p.strip_suffix(')')).unwrap_or(params).to_string();
        if double.is_some() || own_params.is_empty() {
            return Some(params);
        }
        // A wrapper without `**kwargs` takes no argument by its name.
        let plain_list = mine.posonlyargs.is_empty() && mine.vararg.is_none() && mine.kwonlyargs.is_empty();
        (plain_list && mine.kwarg.is_none()).then(|| format!("{}, /", params.trim_end().trim_end_matches(',')))
    }

    /// Whether every call fits the parameters: one that does not raises TypeError only after the wrapper began to run.
    fn called_as_taken(&self, p: &Parameters, by_name: bool) -> bool {
        let all = Names::of(&self.module.body);
        let name = self.f.name.as_str();
        let (calls, skip) = match self.class {
            Some(_) => (all.method_calls_of(name), 1),
            None => (all.calls_of(name), 0),
        };
        let places = p.posonlyargs.len() + p.args.len();
        calls.iter().all(|c| {
            let mut filled: HashSet<&str> = HashSet::new();
            let given = c.arguments.args.len() + skip;
            let positional = p.posonlyargs.iter().chain(&p.args).take(given);
            filled.extend(positional.map(|p| p.parameter.name.as_str()));
            let named = c.arguments.keywords.iter().all(|k| {
                let Some(k) = &k.arg else { return false };
                let known = p.args.iter().chain(&p.kwonlyargs).any(|p| p.parameter.name.as_str() == k.as_str());
                by_name && (known && filled.insert(k.as_str()) || !known && p.kwarg.is_some())
            });
            named
                && !c.arguments.args.iter().any(|a| matches!(a, Expr::Starred(_)))
                && (given <= places || p.vararg.is_some())
                && p.iter_non_variadic_params()
                    .all(|p| p.default.is_some() || filled.contains(p.parameter.name.as_str()))
        })
    }

    /// Whether all uses of the function are calls with so many arguments, all by position.
    fn called_by_position(&self, count: usize) -> bool {
        self.every_use_is_a_call(|c| {
            c.arguments.keywords.is_empty()
                && c.arguments.args.len() == count
                && !c.arguments.args.iter().any(|a| matches!(a, Expr::Starred(_)))
        })
    }

    /// Whether the function is only called, and each call is of this kind; its attributes may be read.
    fn every_use_is_a_call(&self, kind: impl Fn(&ExprCall) -> bool) -> bool {
        let all = Names::of(&self.module.body);
        let name = self.f.name.as_str();
        let calls = all.calls_of(name);
        let attributes = all.attributes_of(name).len();
        let uses = all.uses.iter().filter(|u| u.0 == name).count();
        self.counts.anywhere(name) == 1 && calls.iter().all(|c| kind(c)) && uses == calls.len() + attributes
    }

    /// Edits of what the rest of the module asks of the function beside calling it.
    fn uses(&self, prefix: &str, outermost: bool) -> Option<Vec<Edit>> {
        let mut out = Vec::new();
        if self.class.is_some() {
            return Some(out);
        }
        let all = Names::of(&self.module.body);
        if self.counts.anywhere(self.f.name.as_str()) != 1 && !all.attributes_of(self.f.name.as_str()).is_empty() {
            return None;
        }
        for (attr, range, stored) in all.attributes_of(self.f.name.as_str()) {
            if attr == "__name__" && !stored {
                let wrapper = self.shape.wrapper.map_or("", |w| w.name.as_str());
                if !self.shape.wraps && !outermost {
                    return None;
                }
                let shown = if self.shape.wraps { self.f.name.as_str() } else { wrapper };
                out.push(Edit::of(range, format!("{shown:?}")));
                continue;
            }
            let known = self.shape.attributes.iter().any(|a| a.0 == attr);
            if !known || stored || !outermost {
                return None;
            }
            out.push(Edit::of(range, format!("{prefix}__{attr}")));
        }
        // Edits within the function itself are lost with it: its own text moves as a whole.
        (!out.iter().any(|e| e.start >= self.f.range.start().into() && e.end <= self.f.range.end().into()))
            .then_some(out)
    }

    /// The changes that tell the decorator's names in some statements apart.
    fn renamed(
        &self,
        body: &'a [Stmt],
        own: &HashSet<String>,
        locals: &HashSet<String>,
        prefix: &str,
        plain: &str,
    ) -> Option<Changes> {
        self.changes(&Names::of(body), own, locals, prefix, plain)
    }

    fn renamed_expr(&self, e: &'a Expr, own: &HashSet<String>, prefix: &str, plain: &str) -> Option<Changes> {
        self.changes(&names_in(e), own, &HashSet::new(), prefix, plain)
    }

    fn changes(
        &self,
        names: &Names,
        own: &HashSet<String>,
        locals: &HashSet<String>,
        prefix: &str,
        plain: &str,
    ) -> Option<Changes> {
        let mut changes = Changes::default();
        if names.lambdas && !own.is_empty() {
            return None;
        }
        for (attr, range, _) in names.attributes_of(self.shape.function) {
            // What a decorator above this one has made of the name is not known here.
            if attr != "__name__" {
                return None;
            }
            changes.put(range, format!("{:?}", self.f.name.as_str()));
        }
        let calls = names.calls_of(self.shape.function);
        for (name, range) in &names.uses {
            if locals.contains(name) {
                continue;
            }
            if name == self.shape.function {
                let called = calls.iter().any(|c| c.func.range() == *range);
                if self.class.is_some() && !called {
                    let known = names.attributes_of(name).iter().any(|a| a.1.contains_range(*range));
                    if !known {
                        return None;
                    }
                }
                changes.put(*range, plain);
            } else if own.contains(name) {
                changes.put(*range, format!("{prefix}__{name}"));
            }
        }
        for range in &names.nonlocal_statements {
            changes.put(*range, "pass");
        }
        Some(changes)
    }

    fn statement(&self, s: &Stmt, changes: &Changes, indent: &str) -> Option<String> {
        let (start, end) = (usize::from(s.range().start()), usize::from(s.range().end()));
        let at = column(self.text, start)?;
        indented(&changes.render(self.text, start, end), at, indent)
    }

    fn slice(&self, range: TextRange) -> &str {
        &self.text[usize::from(range.start())..usize::from(range.end())]
    }
}

/// Parameters by name alone.
fn without_defaults(p: &Parameters) -> String {
    let name = |p: &ruff_python_ast::ParameterWithDefault| p.parameter.name.to_string();
    let mut out: Vec<String> = p.posonlyargs.iter().chain(&p.args).map(name).collect();
    match &p.vararg {
        Some(v) => out.push(format!("*{}", v.name)),
        None if !p.kwonlyargs.is_empty() => out.push("*".to_string()),
        None => {}
    }
    out.extend(p.kwonlyargs.iter().map(name));
    if let Some(k) = &p.kwarg {
        out.push(format!("**{}", k.name));
    }
    out.join(", ")
}

/// Whether the arguments of a decorator are the same wherever they are evaluated.
fn constants(call: Option<&ExprCall>) -> bool {
    call.is_none_or(|c| {
        c.arguments.args.iter().all(crate::lower::is_constant)
            && c.arguments.keywords.iter().all(|k| crate::lower::is_constant(&k.value))
    })
}
