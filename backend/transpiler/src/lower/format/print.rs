//! `print`.
//! Knows nothing of how one value is shown.

use super::Format;
use crate::lower::{Ex, Lit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::ExprCall;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

impl<'a> Lowerer<'a> {
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

    pub(super) fn print_now(&mut self, c: &'a ExprCall) -> Ex {
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
            let it = self.settled(it);
            self.need_calm_show(&it.elem.clone(), s.range);
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

    pub(super) fn print_args(&mut self, c: &'a ExprCall, sep: Option<Ex>, end: Option<Ex>, mac: &str) -> Ex {
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
        let mut may_raise = false;
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
            may_raise |= c.arguments.args.len() > 1 && self.text_may_raise(&x.ty);
            // All arguments are evaluated before any becomes text.
            let arg = if matches!(x.ty.single(), Some(Atom::Inst(_))) && c.arguments.args.len() == 1 {
                self.str_of(x).code
            } else {
                self.shown(&x, false)
            };
            out.push_arg(arg);
        }
        if may_raise {
            return self.print_pieces(c, sep, end, mac);
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

    /// `print(a, b)` where making text may raise: what comes before is out by then.
    fn print_pieces(&mut self, c: &'a ExprCall, sep: Option<Ex>, end: Option<Ex>, mac: &str) -> Ex {
        let mut code = String::new();
        let mut held = Vec::new();
        for a in &c.arguments.args {
            let x = self.expr(a);
            let name = self.temp("shown");
            let ty = x.ty.clone();
            code.push_str(&format!("let {name} = {};\n", self.owned(x)));
            held.push(Ex::place(name, ty));
        }
        let (sep, end) = (self.given_or(sep, " "), self.given_or(end, "\n"));
        for (i, x) in held.into_iter().enumerate() {
            if i > 0 {
                code.push_str(&format!("{mac}!(\"{{}}\", {sep});\n"));
            }
            let text = self.str_of(x);
            code.push_str(&format!("{mac}!(\"{{}}\", {});\n", text.code));
        }
        Ex::owned(format!("{{ {code}{mac}!(\"{{}}\", {end}); }}"), Ty::none())
    }

    /// `sep` or `end`, where it was given and is not None.
    fn given_or(&mut self, x: Option<Ex>, default: &str) -> String {
        match x {
            Some(x) if x.lit != Some(Lit::None) => self.str_ref(&x),
            _ => crate::lower::quote(default),
        }
    }

    /// `print(a, *items, b)`: the arguments' texts gathered, then joined.
    pub(super) fn print_starred(&mut self, c: &'a ExprCall, sep: Option<Ex>, end: Option<Ex>, mac: &str) -> Ex {
        let texts = self.temp("texts");
        let mut body = String::new();
        for a in &c.arguments.args {
            match a {
                ruff_python_ast::Expr::Starred(s) => {
                    let it = self.iterate(&s.value);
                    let it = self.settled(it);
                    self.need_calm_show(&it.elem.clone(), s.range);
                    body.push_str(&format!("for item in {} {{ {texts}.append(py::str(&item)); }}\n", it.code));
                }
                e => {
                    let x = self.expr(e);
                    let text = self.str_of(x);
                    let text = self.owned(text);
                    body.push_str(&format!("{texts}.append({text});\n"));
                }
            }
        }
        let (sep, end) = (self.given_or(sep, " "), self.given_or(end, "\n"));
        Ex::owned(
            format!(
                "{{ let {texts}: List<Str> = List::new();\n{body}{mac}!(\"{{}}{{}}\", py::join_str({texts}.iter(), {sep}), {end}); }}"
            ),
            Ty::none(),
        )
    }
}
