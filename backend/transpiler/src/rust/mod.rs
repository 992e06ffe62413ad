//! The emitted Rust as a tree: read from the text that `lower` made, tidied, and printed as rustfmt would.
//! Parentheses are not in it: the printer puts them where precedence asks for them. Knows nothing of Python, and
//! changes nothing that a program can observe.

mod borrow;
mod borrow_uses;
mod print;
mod print_block;
mod print_call;
mod print_item;
mod read;
mod read_item;
mod read_macro;
mod tidy;
mod walk;

use std::fmt;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// A variable or an item by its bare name.
    Name(String),
    /// A longer path, or one with generic arguments.
    Path(String),
    /// A literal, as it was written.
    Lit(String),
    Call(Box<Expr>, Vec<Expr>),
    Macro(Macro),
    /// `.name::<turbofish>(arguments)`; the turbofish is empty where there is none.
    Method(Box<Expr>, String, String, Vec<Expr>),
    Field(Box<Expr>, String),
    Try(Box<Expr>),
    /// A prefix operator: `&`, `&mut `, `*`, `-` or `!`.
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    /// `=` or a compound assignment.
    Assign(&'static str, Box<Expr>, Box<Expr>),
    Cast(Box<Expr>, String),
    Index(Box<Expr>, Box<Expr>),
    Range(Option<Box<Expr>>, &'static str, Option<Box<Expr>>),
    Tuple(Vec<Expr>),
    Array(Vec<Expr>),
    Repeat(Box<Expr>, Box<Expr>),
    Closure(Closure),
    /// A block with what stands before it: a label, `unsafe`, `const`, or nothing.
    Block(String, Block),
    If(Box<Expr>, Block, Option<Box<Expr>>),
    Match(Box<Expr>, Vec<Arm>),
    /// `loop`, `while` or `for`.
    Loop(Loop),
    Break(Option<String>, Option<Box<Expr>>),
    Continue(Option<String>),
    Return(Option<Box<Expr>>),
    /// `let pattern = value` in a condition.
    Let(Pattern, Box<Expr>),
    Struct(String, Vec<(String, Expr)>),
    /// `key => value` in a dictionary display.
    Pair(Box<Expr>, Box<Expr>),
}

/// A macro call whose arguments are expressions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Macro {
    pub path: String,
    pub open: char,
    pub args: Vec<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Closure {
    pub moves: bool,
    pub params: Vec<Pattern>,
    pub ret: String,
    pub body: Box<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Arm {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Expr,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loop {
    pub label: Option<String>,
    pub kind: LoopKind,
    pub body: Block,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LoopKind {
    Loop,
    While(Box<Expr>),
    For(Pattern, Box<Expr>),
}

/// A pattern: its text, and the names that it binds.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Pattern {
    pub text: String,
    pub binds: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Block {
    pub stmts: Vec<Stmt>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stmt {
    Let {
        pattern: Pattern,
        ty: Option<String>,
        init: Option<Expr>,
        diverge: Option<Block>,
    },
    /// An expression, and whether a semicolon follows.
    Expr(Expr, bool),
    Item(Item),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    Fn(Function),
    /// The attributes, `impl … for …`, and what is in it.
    Impl(Vec<String>, String, Vec<Item>),
    /// `static NAME: TYPE = value;` with what stands before its name, and the comments and attributes above it.
    Static(Vec<String>, String, Expr),
    ThreadLocal(Vec<Item>),
    /// A macro call in the place of an item.
    Macro(Macro),
    /// Lines that are right as they are.
    Lines(Vec<String>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Function {
    /// Doc comments and attributes.
    pub above: Vec<String>,
    /// `pub fn` and the like.
    pub head: String,
    pub name: String,
    pub generics: String,
    /// `&self` and the like.
    pub receiver: Option<String>,
    pub params: Vec<(Pattern, String)>,
    /// The result's type; empty for none.
    pub ret: String,
    pub body: Block,
}

/// Why text is no Rust that this module reads.
#[derive(Debug)]
pub(crate) struct Unread(pub String);

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The items of some Rust text.
pub(crate) fn read(text: &str) -> Result<Vec<Item>, Unread> {
    let file = syn::parse_file(text).map_err(|e| {
        let line = e.span().start().line;
        let near: String = text.lines().nth(line.saturating_sub(1)).unwrap_or("").trim().chars().take(160).collect();
        Unread(format!("{e}: {near}"))
    })?;
    file.items.iter().map(read_item::item).collect()
}

/// Makes a whole program what a Rust programmer would have written. `foreign` says whether a method of that name exists
/// outside of the program's own classes.
pub(crate) fn tidy(items: &mut [Item], foreign: &dyn Fn(&str) -> bool) {
    borrow::items(items, foreign);
    tidy::items(items);
}

/// Items as text, a blank line between any two.
pub(crate) fn print(items: &[Item]) -> String {
    print_item::items(items, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let items = read(text).expect("it is Rust");
        let out = print(&items);
        // Whatever the layout, the program is the same.
        assert_eq!(read(&out).expect("what is printed is Rust"), items, "{out}");
        out
    }

    /// The statements of a function, as they are printed.
    fn body(text: &str) -> String {
        let out = printed(&format!("fn f() {{ {text} }}"));
        let inside = out.strip_prefix("fn f() {\n").and_then(|t| t.strip_suffix("}\n"));
        inside.expect("one function").to_string()
    }

    #[test]
    fn parentheses_stand_only_where_they_are_needed() {
        assert_eq!(body("let x = ((a * b) + c) - (d - e);"), "    let x = a * b + c - (d - e);\n");
        assert_eq!(body("g((a), (b)?, &(c), -(1), (!(d)).e());"), "    g(a, b?, &c, -1, (!d).e());\n");
        assert_eq!(body("x = -(-y); z = (a == b) == c;"), "    x = -(-y);\n    z = (a == b) == c;\n");
        assert_eq!(body("let y = ((a as f64) < b) || (c && d);"), "    let y = (a as f64) < b || c && d;\n");
        assert_eq!(body("let y = (a & b) + (c << 2);"), "    let y = (a & b) + (c << 2);\n");
        assert_eq!(body("({ a }).b(); (if a { b } else { c }) + d;").matches('(').count(), 3);
        assert_eq!(
            body("(0..(n)).rev(); (|x| x)(1); (-1).abs();"),
            "    (0..n).rev();\n    (|x| x)(1);\n    (-1).abs();\n"
        );
    }

    #[test]
    fn macro_arguments_are_expressions() {
        assert_eq!(body("println!(\"{}\", & py::repr(& x) ?);"), "    println!(\"{}\", &py::repr(&x)?);\n");
        assert_eq!(body("py::attempt!('try_1, f(& x));"), "    py::attempt!('try_1, f(&x));\n");
        assert_eq!(body("let d = dict! { a => (b), c => d };"), "    let d = dict! { a => b, c => d };\n");
        assert_eq!(
            body("let l = list![list![1], List :: < Int > :: new()];"),
            "    let l = list![list![1], List::<Int>::new()];\n"
        );
    }

    #[test]
    fn long_lines_break_as_rustfmt_breaks_them() {
        let long = "a_rather_long_argument_name";
        let want = format!("    function(\n        {long}1,\n        {long}2,\n        {long}3,\n    );\n");
        assert_eq!(body(&format!("function({long}1, {long}2, {long}3);")), want);
        let want = format!("    return Err(Exc::new(\n        {long},\n        \"{long}{long}\",\n    ));\n");
        assert_eq!(body(&format!("return Err(Exc::new({long}, \"{long}{long}\"));")), want);
        let want = format!("    let x = {long}\n        .first({long})\n        .second()\n        .third({long})?;\n");
        assert_eq!(body(&format!("let x = {long}.first({long}).second().third({long})?;")), want);
        let want = format!(
            "    if {long}.test()\n        || {long}.contains({long})\n        || {long}.other()\n    {{\n        x();\n    }}\n"
        );
        assert_eq!(body(&format!("if {long}.test() || {long}.contains({long}) || {long}.other() {{ x(); }}")), want);
    }

    /// Items after all that is done to a whole program; `push` is another's method.
    fn tidied(text: &str) -> String {
        let mut items = read(text).expect("it is Rust");
        tidy(&mut items, &|name| name == "push");
        print(&items)
    }

    #[test]
    fn displays_of_literals_are_literals() {
        let text = |e: &str| {
            let out = tidied(&format!("static X: T = {e};"));
            out.trim_start_matches("static X: T = ").trim_end_matches(";\n").to_string()
        };
        assert_eq!(
            text("list![Int::from(1), Int::from(-2), Int::from(3000000000i64)]"),
            "List::of([1, -2, 3000000000])"
        );
        assert_eq!(text("list![list![Int::from(1)], list![Int::from(2)]]"), "List::of([[1], [2]])");
        // Arrays of different lengths have different types.
        assert_eq!(text("list![list![Int::from(1)], list![]]"), "list![List::of([1]), list![]]");
        assert_eq!(text("dict! { Str::from(\"a\") => (true, 1.5) }"), "Dict::of([(\"a\", (true, 1.5))])");
        assert_eq!(text("list![Int::from(1), x]"), "list![Int::from(1), x]");
        assert_eq!(text("list![-x, Int::from(n)]"), "list![-x, Int::from(n)]");
        assert_eq!(text("!(a == b)"), "a != b");
        assert_eq!(text("!(a < b)"), "!(a < b)");
    }

    #[test]
    fn functions_end_with_their_value() {
        assert_eq!(tidied("fn f() -> Int { return { g(); x }; }"), "fn f() -> Int {\n    g();\n    x\n}\n");
        assert_eq!(tidied("fn f() -> Result<Int> { Ok(g()?) }"), "fn f() -> Result<Int> {\n    g()\n}\n");
        let text = "fn f() -> Result<Int> { if a { return Ok(g()?); } else { return Err(x); } }";
        let want = "fn f() -> Result<Int> {\n    if a {\n        g()\n    } else {\n        Err(x)\n    }\n}\n";
        assert_eq!(tidied(text), want);
        let closure = "fn f() -> Result<Int> {\n    g(|| {\n        return Ok(h()?);\n    })\n}\n";
        assert_eq!(tidied(closure), closure);
    }

    #[test]
    fn what_is_only_read_is_borrowed() {
        let text = "fn f(a: Int, b: List<Int>) -> bool { b.append(&a + 1); a == 0 } fn g(x: Int, l: List<Int>) { f(x.clone(), l); f(Int::from(1), list![]); }";
        let want = "fn f(a: &Int, b: &List<Int>) -> bool {\n    b.append(a + 1);\n    *a == 0\n}\n\nfn g(x: &Int, l: &List<Int>) {\n    f(x, l);\n    f(&Int::from(1), &list![]);\n}\n";
        assert_eq!(tidied(text), want);
    }

    #[test]
    fn what_is_given_away_or_kept_is_not_borrowed() {
        for text in [
            "fn f(a: Str) -> Str {\n    a\n}\n",
            "fn f(a: Str) {\n    g(a);\n}\n",
            "fn f(a: Str) {\n    let b = move || a.len();\n}\n",
            "fn f(a: Int) {\n    for a in l {\n        g(&a);\n    }\n}\n",
            "fn f(mut a: Int) {\n    a += 1;\n}\n",
            "fn f(a: bool) {\n    g(&a);\n}\n",
            // Used as a value: its type must stay.
            "fn f(a: Str) {\n    g(&a);\n}\n\nfn h() {\n    k(f);\n}\n",
            // Handed on to what keeps it.
            "fn f(a: Str) {\n    g(a);\n}\n\nfn g(a: Str) {\n    X.store(a);\n}\n",
            // Another's method may be meant.
            "impl A {\n    fn push(&self, a: Str) {\n        g(&a);\n    }\n}\n",
        ] {
            assert_eq!(tidied(text), text);
        }
    }

    #[test]
    fn methods_borrow_only_where_every_class_can() {
        let text = "impl A { fn put(&self, a: Str) { g(&a); } } impl B { fn put(&self, a: Str) { h(a); } } fn k(a: A) { a.put(s.clone()); }";
        assert!(tidied(text).contains("a.put(s.clone());"));
        let text =
            "impl A { fn put(&self, a: Str) { g(&a); } } fn k(a: A) { a.put(s.clone()); a.put(b.some().clone()); }";
        assert!(tidied(text).contains("a.put(&s);\n    a.put(b.some());"), "{}", tidied(text));
    }

    #[test]
    fn a_name_that_another_argument_takes_is_lent_as_a_copy() {
        let text = "fn f(a: Str, b: Str) { g(&a); X.store(b); } fn h() { f(s.clone(), s); }";
        assert!(tidied(text).contains("f(&s.clone(), s);"));
    }

    #[test]
    fn items_keep_their_comments_and_stand_apart() {
        let text =
            "/// A.\npub struct A { x: List < Int >, }\nimpl A { pub fn b(&self) -> Result<()> { Ok(()) } fn c() {} }";
        let want = "/// A.\npub struct A {\n    x: List<Int>,\n}\n\nimpl A {\n    pub fn b(&self) -> Result<()> {\n        Ok(())\n    }\n\n    fn c() {}\n}\n";
        assert_eq!(printed(text), want);
    }

    #[test]
    fn nested_calls_cost_no_more_than_they_are_long() {
        // Each level has two layouts: trying both at every level would never end.
        let name = "a_name_that_fills_its_line".repeat(4);
        let text = (0..60).fold("x".to_string(), |t, _| format!("{name}(|y| {{ let z = {t}; z }}, {name})"));
        let lines = crate::with_stack(|| body(&format!("let a = {text};")).lines().count());
        assert!(lines.expect("a thread starts") > 60);
    }

    #[test]
    fn what_is_no_rust_is_said_so() {
        let error = read("fn f() {\n    let = 1;\n}").expect_err("no pattern");
        assert!(error.to_string().contains("let = 1;"), "{error}");
    }
}
