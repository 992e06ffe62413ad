//! The format mini-language, `%` and `str.format` against CPython.

mod common;
use common::{Cases, Random, float_source, plain, shown, text_source};
use portalis_runtime as py;
use py::{Format, Int, Num, PercentArg, Str};

fn spec(random: &mut Random, kinds: &[&str]) -> String {
    let mut out = String::new();
    if random.below(3) == 0 {
        if random.below(2) == 0 {
            out.push_str(&random.text(&["*", "0", "é", "<", " ", "{"]));
        }
        out.push_str(&random.text(&["<", ">", "^", "="]));
    }
    if random.below(4) == 0 {
        out.push_str(&random.text(&["+", "-", " "]));
    }
    if random.below(16) == 0 {
        out.push('z');
    }
    if random.below(5) == 0 {
        out.push('#');
    }
    if random.below(4) == 0 {
        out.push('0');
    }
    if random.below(2) == 0 {
        out.push_str(&random.below(30).to_string());
    }
    if random.below(4) == 0 {
        out.push_str(&random.text(&[",", "_", ",", "_", ",_", ",,"]));
    }
    if random.below(3) == 0 {
        out.push_str(&format!(".{}", random.below(25)));
    }
    if random.below(5) > 0 {
        out.push_str(&random.text(kinds));
    }
    out
}

#[test]
fn specifications() {
    let mut random = Random(41);
    let mut cases = Cases::new();
    for _ in 0..12000 {
        match random.below(4) {
            0 => {
                let x = random.int();
                let s = spec(
                    &mut random,
                    &["d", "b", "o", "x", "X", "n", "e", "f", "g", "%", "E", "G", "s", "F", "q", "dd"],
                );
                cases.add(format!("format({x}, {})", text_source(&s)), shown(Int::parse_literal(&x).format_with(&s)));
            }
            1 => {
                let x = random.float();
                let s = spec(&mut random, &["e", "f", "g", "%", "E", "G", "F", "n", "d", "s"]);
                cases.add(format!("format({}, {})", float_source(x), text_source(&s)), shown(x.format_with(&s)));
            }
            2 => {
                let x = *random.pick(&["", "a", "abc", "héllo", "日本語"]);
                let s = spec(&mut random, &["s", "s", "s", "d", "f"]);
                cases.add(format!("format({}, {})", text_source(x), text_source(&s)), shown(x.format_with(&s)));
            }
            _ => {
                let x = random.below(2) == 0;
                let s = spec(&mut random, &["d", "s", "x", "f", "c"]);
                cases.add(format!("format({}, {})", plain(x), text_source(&s)), shown(x.format_with(&s)));
            }
        }
    }
    for n in ["65", "8364", "-1", "1114112"] {
        for s in ["c", "5c", "<5c", "+c", "#c", "^7c", "05c", ",c"] {
            cases.add(format!("format({n}, '{s}')"), shown(Int::parse_literal(n).format_with(s)));
        }
    }
    for s in ["", "5", "d", ".2f", "10s", "99999999999999999999", ".", ".f", "1.5.2", "\u{e9}", "\u{1}"] {
        cases.add(format!("format(None, {})", text_source(s)), shown(().format_with(s)));
        cases.add(format!("format([1], {})", text_source(s)), shown(py::list![Int::ONE].format_with(s)));
        cases.add(format!("format(1.5, {})", text_source(s)), shown(1.5.format_with(s)));
        cases.add(format!("format(7, {})", text_source(s)), shown(Int::new(7).format_with(s)));
    }
    cases.check();
}

#[test]
fn percent() {
    let mut random = Random(42);
    let mut cases = Cases::new();
    for _ in 0..8000 {
        let mut template = String::from("<%");
        for flag in ["-", "+", " ", "0", "#"] {
            if random.below(4) == 0 {
                template.push_str(flag);
            }
        }
        if random.below(2) == 0 {
            template.push_str(&random.below(20).to_string());
        }
        if random.below(3) == 0 {
            template.push_str(&format!(".{}", random.below(12)));
        }
        template.push_str(
            &random.text(&["d", "i", "u", "x", "X", "o", "e", "E", "f", "F", "g", "G", "s", "r", "a", "c", "%", "q"]),
        );
        template.push('>');
        let x = random.float();
        let n = random.int();
        let (source, value): (String, Box<dyn PercentArg>) = match random.below(4) {
            0 => (float_source(x), Box::new(x)),
            1 => (n.clone(), Box::new(Int::parse_literal(&n))),
            2 => ("'hé'".to_string(), Box::new(Str::lit("hé"))),
            _ => ("True".to_string(), Box::new(true)),
        };
        if template.ends_with("c>") && source.len() > 4 {
            continue;
        }
        cases.add(format!("{} % ({source},)", text_source(&template)), shown(py::percent(&template, &[&*value])));
    }
    let one = Int::ONE;
    let two = Str::lit("two");
    let list = py::list![Int::ONE];
    let listed = py::PercentShow(&list);
    let few: [(&str, &str, &[&dyn PercentArg]); 10] = [
        ("%d", "()", &[]),
        ("%d", "(1, 'two')", &[&one, &two]),
        ("%s-%s", "(1, 'two')", &[&one, &two]),
        ("%*d|", "(1, 1)", &[&one, &one]),
        ("%.*f|", "(1, 1)", &[&one, &one]),
        ("%s", "([1],)", &[&listed]),
        ("%d", "([1],)", &[&listed]),
        ("100%", "()", &[]),
        ("%-*d|", "('two', 1)", &[&two, &one]),
        ("%5%|%d", "(1,)", &[&one]),
    ];
    for (template, source, args) in few {
        cases.add(format!("{} % {source}", text_source(template)), shown(py::percent(template, args)));
    }
    cases.add(
        "'%(a)s %(b)03d' % {'a': 'two', 'b': 1}",
        shown(py::percent_named("%(a)s %(b)03d", &[("a", &two), ("b", &one)])),
    );
    cases.add("'%(c)s' % {'a': 'two', 'b': 1}", shown(py::percent_named("%(c)s", &[("a", &two), ("b", &one)])));
    cases.check();
}

#[test]
fn templates() {
    let mut cases = Cases::new();
    let (a, b, c) = (Int::new(42), Str::lit("tw'o"), 2.71801);
    let number = Num::Float(2.5);
    for template in [
        "{} {} {}",
        "{0} {2} {1}",
        "{0} {}",
        "{} {0}",
        "{a}",
        "{b!r} {b!s:>6}",
        "{:>{}}",
        "{0:{2}}",
        "{{}} {}",
        "{",
        "}",
        "{}}",
        "{0",
        "{9}",
        "{zz}",
        "{:.2f}",
        "{2:.2f}",
        "{1:*^9}",
        "{!x}",
        "{!r:5}",
        "{:,}",
        "{2:{b}}",
        "{0!r}{1!r}{2!a}",
        "",
        "plain",
        "{n:+}",
        "{0:05d}|{0:<5}|{0:b}",
    ] {
        let ours = py::format_template(template, &[&a, &b, &c], &[("a", &a), ("b", &b), ("n", &number)]);
        cases.add(
            format!("{}.format(42, \"tw'o\", 2.71801, a=42, b=\"tw'o\", n=2.5)", text_source(template)),
            shown(ours),
        );
    }
    cases.check();
}
