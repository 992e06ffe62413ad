//! Text: f-strings, `print`, format specifications and `%`.

use super::{Ex, Lit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::{ConversionFlag, ExprCall, ExprFString, FStringPart, InterpolatedStringElement};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// A Rust format string and its arguments, as they grow.
#[derive(Default)]
pub(crate) struct Format {
    text: String,
    args: Vec<String>,
}

impl Format {
    fn push_text(&mut self, s: &str) {
        for c in s.chars() {
            match c {
                '{' => self.text.push_str("{{"),
                '}' => self.text.push_str("}}"),
                c => self.text.push(c),
            }
        }
    }
    fn push_arg(&mut self, arg: String) {
        self.text.push_str("{}");
        self.args.push(arg);
    }
    /// Makes text at once of the arguments that `rendered` picks where a later argument may change what they show: a
    /// field of an f-string becomes text before the next is evaluated.
    fn render_in_order(&mut self, rendered: std::ops::Range<usize>) {
        for i in rendered {
            if !self.args[i + 1..].iter().any(|later| may_act(later)) {
                continue;
            }
            let arg = &self.args[i];
            self.args[i] = if let Some(rest) = arg.strip_prefix("py::py_str(") {
                format!("py::str({rest}")
            } else if let Some(rest) = arg.strip_prefix("py::py_repr(") {
                format!("py::repr({rest}")
            } else if arg.starts_with("py::format(")
                || arg.starts_with("py::str(")
                || arg.starts_with("py::repr(")
                || arg.starts_with('"')
                || arg.bytes().all(|b| b.is_ascii_digit())
            {
                arg.clone()
            } else {
                format!("py::str(&({arg}))")
            };
        }
    }

    fn call(&self, mac: &str) -> String {
        let mut out = format!("{mac}({}", super::quote(&self.text));
        for a in &self.args {
            out.push_str(", ");
            out.push_str(a);
        }
        out.push(')');
        out
    }
}

impl<'a> Lowerer<'a> {
    /// A value as an argument of a Rust format macro, shown as Python's `str` (or `repr`) shows it.
    fn shown(&mut self, x: &Ex, repr: bool, range: TextRange) -> String {
        self.need_show(&x.ty.clone(), range);
        if x.ty.is_empty() {
            let x = self.diverging(&[x]);
            return if x.code == "py::unreachable()" {
                "py::py_str(&py::unreachable::<Never>())".into()
            } else {
                format!("py::py_str(&{{ let nothing: Never = {}; nothing }})", x.code)
            };
        }
        // The runtime's own types display as Python's str does.
        let direct = x.ty.is(|a| {
            matches!(
                a,
                Atom::Int(_)
                    | Atom::Str
                    | Atom::List(_)
                    | Atom::Dict(..)
                    | Atom::Set(_)
                    | Atom::Exc
                    | Atom::VarTuple(_)
            )
        });
        if !repr && direct {
            return match (&x.lit, x.own) {
                (Some(Lit::Int(i)), _) => i.to_string(),
                (Some(Lit::Str(s)), _) => super::quote(s),
                _ if x.vague => self.owned(x.clone()),
                _ => x.code.clone(),
            };
        }
        let b = self.borrowed(x);
        let f = if repr { "py::py_repr" } else { "py::py_str" };
        format!("{f}({b})")
    }

    pub(crate) fn fstring(&mut self, f: &'a ExprFString) -> Ex {
        let mut out = Format::default();
        self.fstring_into(f, &mut out);
        if out.args.is_empty() {
            let text = out.text.replace("{{", "{").replace("}}", "}");
            return Ex::literal(Lit::Str(text.clone()), super::quote(&text), Ty::one(Atom::Str));
        }
        Ex::owned(format!("Str::from({})", out.call("format!")), Ty::one(Atom::Str))
    }

    fn fstring_into(&mut self, f: &'a ExprFString, out: &mut Format) {
        let from = out.args.len();
        for part in f.value.iter() {
            match part {
                FStringPart::Literal(l) => out.push_text(&l.value),
                FStringPart::FString(f) => {
                    for e in f.elements.iter() {
                        self.element_into(e, out);
                    }
                }
            }
        }
        out.render_in_order(from..out.args.len());
    }

    fn element_into(&mut self, e: &'a InterpolatedStringElement, out: &mut Format) {
        let i = match e {
            InterpolatedStringElement::Literal(l) => {
                out.push_text(&l.value);
                return;
            }
            InterpolatedStringElement::Interpolation(i) => i,
        };
        let x = self.expr(&i.expression);
        if let Some(d) = &i.debug_text {
            let source = self.text(i.expression.range());
            out.push_text(&format!("{}{source}{}", d.leading, d.trailing));
        }
        let repr = i.conversion == ConversionFlag::Repr
            || (i.debug_text.is_some() && i.conversion == ConversionFlag::None && i.format_spec.is_none());
        if i.conversion == ConversionFlag::Ascii {
            let b = self.borrowed(&x);
            out.push_arg(format!("py::ascii({b})"));
            return;
        }
        let Some(spec) = &i.format_spec else {
            if let (Some(s), false) = (x.str_lit(), repr) {
                out.push_text(s);
                return;
            }
            if let Some(Atom::Inst(c)) = x.ty.single().cloned()
                && !repr
                && self.find_method(c, "__format__").is_some()
            {
                let r = self.call_method_on(
                    x,
                    c,
                    "__format__",
                    vec![Ex::literal(Lit::Str(String::new()), "\"\"", Ty::one(Atom::Str))],
                );
                out.push_arg(r.code);
                return;
            }
            let arg = self.shown(&x, repr, i.range);
            out.push_arg(arg);
            return;
        };
        let mut s = Format::default();
        for e in spec.elements.iter() {
            self.element_into(e, &mut s);
        }
        let spec = if s.args.is_empty() {
            super::quote(&s.text.replace("{{", "{").replace("}}", "}"))
        } else {
            format!("&{}", s.call("format!"))
        };
        let value = if repr {
            let b = self.borrowed(&x);
            Ex::owned(format!("py::repr({b})"), Ty::one(Atom::Str))
        } else if i.conversion == ConversionFlag::Str {
            self.str_of(x, i.range)
        } else {
            x
        };
        let formatted = self.format_value(value, &spec, s.args.is_empty(), i.range);
        out.push_arg(formatted.code);
    }

    /// `format(value, spec)`; a literal spec that suits the type cannot fail.
    pub(crate) fn format_value(&mut self, x: Ex, spec: &str, literal: bool, range: TextRange) -> Ex {
        let str_ = Ty::one(Atom::Str);
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        if let Some(Atom::Inst(c)) = x.ty.single().cloned() {
            if self.find_method(c, "__format__").is_some() {
                let arg = Ex::owned(format!("Str::from({spec})"), str_);
                return self.call_method_on(x, c, "__format__", vec![arg]);
            }
            let message = format!("unsupported format string passed to {}.__format__", self.program.classes[c].name);
            return self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
        }
        let plain = x.ty.0.iter().all(|a| {
            matches!(
                a,
                Atom::Int(_)
                    | Atom::Float
                    | Atom::Str
                    | Atom::Bool
                    | Atom::None
                    | Atom::List(_)
                    | Atom::Dict(..)
                    | Atom::Tuple(_)
                    | Atom::VarTuple(_)
                    | Atom::Set(_)
            )
        });
        if !plain {
            return self.refuse("P0250", range, "a format specification for this type is not translated");
        }
        let safe = literal && spec_suits(spec.trim_matches('"'), &x.ty);
        let b = match x.int_lit() {
            Some(i) => format!("&Int::from({i})"),
            None => self.borrowed(&x),
        };
        if safe {
            return Ex::owned(format!("py::format({b}, {spec})"), str_);
        }
        let code = format!("py::format_spec({b}, {spec})");
        Ex::owned(self.try_(code), str_)
    }

    /// `str(x)`.
    pub(crate) fn str_of(&mut self, x: Ex, range: TextRange) -> Ex {
        let str_ = Ty::one(Atom::Str);
        if x.ty.is_str() {
            return x;
        }
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        if let Some(Atom::Inst(c)) = x.ty.single().cloned() {
            for m in ["__str__", "__repr__"] {
                if self.find_method(c, m).is_some() {
                    return self.call_method_on(x, c, m, Vec::new());
                }
            }
        }
        self.need_show(&x.ty.clone(), range);
        let b = self.borrowed(&x);
        Ex::owned(format!("py::str({b})"), str_)
    }

    /// `repr(x)`.
    pub(crate) fn repr_of(&mut self, x: Ex, range: TextRange) -> Ex {
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        if let Some(Atom::Inst(c)) = x.ty.single().cloned()
            && self.find_method(c, "__repr__").is_some()
        {
            return self.call_method_on(x, c, "__repr__", Vec::new());
        }
        self.need_show(&x.ty.clone(), range);
        let b = self.borrowed(&x);
        Ex::owned(format!("py::repr({b})"), Ty::one(Atom::Str))
    }

    /// `print(...)`.
    pub(crate) fn print(&mut self, c: &'a ExprCall) -> Ex {
        let flush = c.arguments.keywords.iter().any(|k| {
            k.arg.as_ref().is_some_and(|a| a == "flush")
                && !matches!(&k.value, ruff_python_ast::Expr::BooleanLiteral(b) if !b.value)
        });
        let printed = self.print_now(c);
        if flush && !printed.ty.is_empty() {
            return Ex::owned(format!("{{ {}; py::flush(); }}", printed.code), Ty::none());
        }
        printed
    }

    fn print_now(&mut self, c: &'a ExprCall) -> Ex {
        let mut sep: Option<Ex> = None;
        let mut end: Option<Ex> = None;
        let mut mac = "print";
        for k in &c.arguments.keywords {
            match k.arg.as_ref().map(|a| a.as_str()) {
                Some("sep") => sep = Some(self.expr(&k.value)),
                Some("end") => end = Some(self.expr(&k.value)),
                Some("flush") => {}
                Some("file") => match self.text(k.value.range()) {
                    "sys.stderr" | "stderr" => mac = "eprint",
                    "sys.stdout" | "stdout" => {}
                    _ => {
                        return self.refuse(
                            "P0251",
                            k.range,
                            "print to another file than sys.stdout or sys.stderr is not translated",
                        );
                    }
                },
                _ => return self.refuse("P0252", k.range, "print has no such keyword here"),
            }
        }
        let none = |e: &Option<Ex>| e.as_ref().is_none_or(|x| x.lit == Some(Lit::None));
        let none_ty = Ty::none();
        let [only] = &*c.arguments.args else {
            return self.print_args(c, sep, end, mac);
        };
        if let ruff_python_ast::Expr::Starred(s) = only {
            // print(*xs): as many arguments as the iterable has.
            let it = self.iterate(&s.value);
            let it = self.settled(it, s.range);
            self.need_show(&it.elem.clone(), s.range);
            let sep = match &sep {
                Some(x) if !none(&Some(x.clone())) => self.str_ref(x),
                _ => "\" \"".into(),
            };
            let end = match &end {
                Some(x) if !none(&Some(x.clone())) => self.str_ref(x),
                _ => "\"\\n\"".into(),
            };
            return Ex::owned(format!("{mac}!(\"{{}}{{}}\", py::join_str({}, {sep}), {end})", it.code), none_ty);
        }
        self.print_args(c, sep, end, mac)
    }

    fn print_args(&mut self, c: &'a ExprCall, sep: Option<Ex>, end: Option<Ex>, mac: &str) -> Ex {
        let mut out = Format::default();
        if c.arguments.args.iter().any(|a| matches!(a, ruff_python_ast::Expr::Starred(_))) {
            return self.print_starred(c, sep, end, mac);
        }
        let text = |x: &Option<Ex>, default: &str| match x {
            None => Some(default.to_string()),
            Some(x) => match &x.lit {
                Some(Lit::Str(s)) => Some(s.clone()),
                Some(Lit::None) => Some(default.to_string()),
                _ => None,
            },
        };
        let mut rendered = Vec::new();
        let (sep_text, end_text) = (text(&sep, " "), text(&end, "\n"));
        for (i, a) in c.arguments.args.iter().enumerate() {
            if i > 0 {
                match (&sep_text, &sep) {
                    (Some(s), _) => out.push_text(s),
                    (None, Some(x)) => out.push_arg(x.code.clone()),
                    _ => {}
                }
            }
            if let ruff_python_ast::Expr::FString(f) = a {
                let from = out.args.len();
                self.fstring_into(f, &mut out);
                rendered.push(from..out.args.len());
                continue;
            }
            let x = self.expr(a);
            if let Some(s) = x.str_lit() {
                out.push_text(s);
                continue;
            }
            if let Some(i) = x.int_lit() {
                out.push_text(&i.to_string());
                continue;
            }
            // All arguments are evaluated before any becomes text.
            let arg = if matches!(x.ty.single(), Some(Atom::Inst(_))) && c.arguments.args.len() == 1 {
                self.str_of(x, a.range()).code
            } else {
                self.shown(&x, false, a.range())
            };
            out.push_arg(arg);
        }
        for r in rendered {
            out.render_in_order(r);
        }
        let code = match (&end_text, &end) {
            (Some(t), _) if t == "\n" => {
                if out.text.is_empty() && out.args.is_empty() {
                    format!("{mac}ln!()")
                } else {
                    out.call(&format!("{mac}ln!"))
                }
            }
            (Some(t), _) => {
                out.push_text(t);
                out.call(&format!("{mac}!"))
            }
            (None, Some(x)) => {
                out.push_arg(x.code.clone());
                out.call(&format!("{mac}!"))
            }
            _ => out.call(&format!("{mac}!")),
        };
        Ex::owned(code, Ty::none())
    }

    /// `print(a, *items, b)`: the arguments' texts gathered, then joined.
    fn print_starred(&mut self, c: &'a ExprCall, sep: Option<Ex>, end: Option<Ex>, mac: &str) -> Ex {
        let texts = self.temp("texts");
        let mut body = String::new();
        for a in &c.arguments.args {
            match a {
                ruff_python_ast::Expr::Starred(s) => {
                    let it = self.iterate(&s.value);
                    let it = self.settled(it, s.range);
                    self.need_show(&it.elem.clone(), s.range);
                    body.push_str(&format!("for item in {} {{ {texts}.append(py::str(&item)); }}\n", it.code));
                }
                e => {
                    let x = self.expr(e);
                    let text = self.str_of(x, e.range());
                    let text = self.owned(text);
                    body.push_str(&format!("{texts}.append({text});\n"));
                }
            }
        }
        let given = |l: &mut Self, x: Option<Ex>, default: &str| match x {
            Some(x) if x.lit != Some(Lit::None) => l.str_ref(&x),
            _ => super::quote(default),
        };
        let (sep, end) = (given(self, sep, " "), given(self, end, "\n"));
        Ex::owned(
            format!(
                "{{ let {texts}: List<Str> = List::new();\n{body}{mac}!(\"{{}}{{}}\", py::join_str({texts}.iter(), {sep}), {end}); }}"
            ),
            Ty::none(),
        )
    }

    /// `format % values`.
    pub(crate) fn percent(&mut self, l: Ex, r: Ex, range: TextRange) -> Ex {
        let args: Vec<String> = match r.ty.single().cloned() {
            Some(Atom::Tuple(cells)) => {
                let name = self.temp("values");
                let value = self.borrowed(&r);
                let parts: Vec<String> = (0..cells.len()).map(|i| format!("&{name}.{i}")).collect();
                for c in &cells {
                    let t = self.cells.ty(*c);
                    self.need_show(&t, range);
                    if !self.percentable(&t) {
                        return self.refuse_with(
                            "P0254",
                            range,
                            "`%` with this type is not translated",
                            Some("use an f-string"),
                        );
                    }
                }
                let f = self.str_ref(&l);
                let code = format!("py::percent({f}, &[{}])", parts.join(", "));
                let call = self.try_(code);
                return Ex::owned(format!("{{ let {name} = {value}; {call} }}"), Ty::one(Atom::Str));
            }
            _ => {
                if !self.percentable(&r.ty) {
                    return self.refuse_with(
                        "P0254",
                        range,
                        "`%` with this type is not translated",
                        Some("use an f-string"),
                    );
                }
                vec![self.borrowed(&r)]
            }
        };
        let f = self.str_ref(&l);
        let code = format!("py::percent({f}, &[{}])", args.join(", "));
        Ex::owned(self.try_(code), Ty::one(Atom::Str))
    }

    fn percentable(&self, t: &Ty) -> bool {
        t.is(|a| matches!(a, Atom::Int(_) | Atom::Float | Atom::Str | Atom::Bool))
            || (t.is_number())
            || t.is(|a| matches!(a, Atom::List(_) | Atom::Dict(..)))
    }

    /// `text.format(...)` with a literal text: taken apart now.
    pub(crate) fn str_format(&mut self, template: &str, c: &'a ExprCall) -> Ex {
        let mut out = Format::default();
        let args: Vec<Ex> = c.arguments.args.iter().map(|a| self.expr(a)).collect();
        let keywords: Vec<(String, Ex)> = c
            .arguments
            .keywords
            .iter()
            .filter_map(|k| k.arg.as_ref().map(|a| (a.to_string(), &k.value)))
            .map(|(n, v)| (n, self.expr(v)))
            .collect();
        let mut auto = 0usize;
        let mut chars = template.chars().peekable();
        let mut literal = String::new();
        // Arguments may be shown several times, or not at all: each is evaluated once, in order.
        let mut lets = String::new();
        let mut held: Vec<Ex> = Vec::new();
        for x in args.into_iter().chain(keywords.iter().map(|k| k.1.clone())) {
            if x.is_simple() {
                held.push(x);
            } else {
                let name = self.temp("value");
                let ty = x.ty.clone();
                let code = self.owned(x);
                lets.push_str(&format!("let {name} = {code};\n"));
                held.push(Ex::place(name, ty));
            }
        }
        let positional = c.arguments.args.len();
        while let Some(ch) = chars.next() {
            match ch {
                '{' if chars.peek() == Some(&'{') => {
                    chars.next();
                    literal.push('{');
                }
                '}' if chars.peek() == Some(&'}') => {
                    chars.next();
                    literal.push('}');
                }
                '{' => {
                    out.push_text(&std::mem::take(&mut literal));
                    let mut field = String::new();
                    for ch in chars.by_ref() {
                        if ch == '}' {
                            break;
                        }
                        field.push(ch);
                    }
                    let (name, spec) = field.split_once(':').map_or((field.as_str(), ""), |(n, s)| (n, s));
                    let (name, conv) = name.split_once('!').map_or((name, ""), |(n, c)| (n, c));
                    let at = if name.is_empty() {
                        auto += 1;
                        Some(auto - 1)
                    } else if let Ok(i) = name.parse::<usize>() {
                        Some(i)
                    } else {
                        keywords.iter().position(|k| k.0 == name).map(|p| p + positional)
                    };
                    let Some(x) = at.and_then(|i| held.get(i)).cloned() else {
                        return self.refuse_with(
                            "P0255",
                            c.range,
                            "this replacement field is not translated",
                            Some("use an f-string"),
                        );
                    };
                    if spec.contains('{') {
                        return self.refuse_with(
                            "P0255",
                            c.range,
                            "nested replacement fields are not translated",
                            Some("use an f-string"),
                        );
                    }
                    if spec.is_empty() {
                        let arg = self.shown(&x, conv == "r", c.range);
                        out.push_arg(arg);
                    } else {
                        let x = if conv == "r" { self.repr_of(x, c.range) } else { x };
                        let f = self.format_value(x, &super::quote(spec), true, c.range);
                        out.push_arg(f.code);
                    }
                }
                c => literal.push(c),
            }
        }
        out.push_text(&literal);
        let call = format!("Str::from({})", out.call("format!"));
        let code = if lets.is_empty() { call } else { format!("{{ {lets}{call} }}") };
        Ex::owned(code, Ty::one(Atom::Str))
    }
}

/// Whether evaluating an argument of a format macro may do anything but read a name.
fn may_act(arg: &str) -> bool {
    let inner = ["py::py_str(&", "py::py_repr(&"].iter().find_map(|p| arg.strip_prefix(p)).unwrap_or(arg);
    inner.trim_end_matches(')').contains('(')
}

/// Whether a literal format specification is surely right for a type.
fn spec_suits(spec: &str, ty: &Ty) -> bool {
    let Some(a) = ty.single() else { return false };
    let chars: Vec<char> = spec.chars().collect();
    let mut i = 0;
    let align = |c: char| matches!(c, '<' | '>' | '^');
    if chars.len() > 1 && align(chars[1]) {
        i = 2;
    } else if !chars.is_empty() && align(chars[0]) {
        i = 1;
    }
    let number = matches!(a, Atom::Int(_) | Atom::Float);
    if i < chars.len() && matches!(chars[i], '+' | '-' | ' ') {
        if !number {
            return false;
        }
        i += 1;
    }
    if i < chars.len() && chars[i] == '#' {
        if !matches!(a, Atom::Int(_)) {
            return false;
        }
        i += 1;
    }
    if i < chars.len() && chars[i] == '0' && !number {
        return false;
    }
    let digits = |i: &mut usize| {
        let start = *i;
        while *i < chars.len() && chars[*i].is_ascii_digit() {
            *i += 1;
        }
        *i - start
    };
    if digits(&mut i) > 4 {
        return false;
    }
    let mut grouped = false;
    if i < chars.len() && matches!(chars[i], ',' | '_') {
        if !number {
            return false;
        }
        grouped = true;
        i += 1;
    }
    let mut precision = false;
    if i < chars.len() && chars[i] == '.' {
        i += 1;
        if digits(&mut i) == 0 {
            return false;
        }
        precision = true;
    }
    let kind = chars.get(i).copied();
    if i + usize::from(kind.is_some()) != chars.len() {
        return false;
    }
    match (a, kind) {
        (Atom::Int(_), None | Some('d')) => !precision,
        (Atom::Int(_), Some('b' | 'o' | 'x' | 'X')) => !precision && !grouped,
        (Atom::Float, None | Some('f' | 'F' | 'e' | 'E' | 'g' | 'G' | '%')) => true,
        (Atom::Str, None | Some('s')) => true,
        _ => false,
    }
}
