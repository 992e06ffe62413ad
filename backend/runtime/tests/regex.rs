//! `re` against CPython: random patterns over random texts, and what the syntax refuses.

mod common;
use common::{Cases, Random, plain, shown, text_source};
use portalis_runtime as py;
use py::{Int, List, Result, Show, Str, Tuple, re};

/// A random pattern, and how many groups it has.
fn pattern(random: &mut Random, depth: u64, groups: &mut usize) -> String {
    let mut out = String::new();
    for _ in 0..1 + random.below(3) {
        let atom = match random.below(if depth > 0 { 17 } else { 9 }) {
            0..=3 => random.text(&["a", "b", "ab", "c", " ", "-", "é"]),
            4 => random.text(&[".", "\\d", "\\w", "\\s", "\\D", "\\W", "\\S"]),
            5 => random.text(&["[ab]", "[^a]", "[a-c]", "[^\\d\\s]", "[\\w-]", "[]a]", "[a\\-z]", "[^-]"]),
            6 => random.text(&["^", "$", "\\b", "\\B", "\\A", "\\Z"]),
            7 if *groups > 0 => format!("\\{}", 1 + random.below((*groups).min(9) as u64)),
            7 | 8 => random.text(&["x", "1", "\\.", "\\n", "\\x61"]),
            9..=12 => {
                *groups += 1;
                format!("({})", pattern(random, depth - 1, groups))
            }
            13 => format!("(?:{}|{})", pattern(random, depth - 1, groups), pattern(random, depth - 1, groups)),
            14 => {
                format!("(?{}{})", random.text(&["=", "!", ":", ">", "i:", "s:"]), pattern(random, depth - 1, groups))
            }
            15 => {
                format!("(?<{}{})", random.text(&["=", "!"]), random.text(&["a", "ab", "[abc]", "\\w\\w", "(?:a|b)"]))
            }
            _ => {
                *groups += 1;
                format!("({}|{})", pattern(random, depth - 1, groups), pattern(random, depth - 1, groups))
            }
        };
        out.push_str(&atom);
        if !atom.starts_with('^')
            && !matches!(atom.as_str(), "$" | "\\b" | "\\B" | "\\A" | "\\Z")
            && random.below(3) == 0
        {
            out.push_str(
                &random.text(&["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{,2}", "{2,}?", "*+", "?+", "{1,3}+"]),
            );
        }
    }
    out
}

fn described(found: Option<re::Match>) -> String {
    match found {
        None => "None".to_string(),
        Some(found) => {
            let spans: Vec<String> =
                (0..=found.groups().size() as i64).map(|g| plain(found.span(&Int::new(g)).expect("a group"))).collect();
            format!("({}, [{}])", plain(found.groups()), spans.join(", "))
        }
    }
}

fn either<T: Show>(result: Result<T>) -> String {
    shown(result)
}

const SETUP: &str = "import re\ndef d(m):\n    return None if m is None else (m.groups(), [m.span(i) for i in range(m.re.groups + 1)])\n";

#[test]
fn random_patterns() {
    let mut random = Random(71);
    let mut cases = Cases::new();
    for _ in 0..6000 {
        let mut groups = 0;
        let mut source = pattern(&mut random, 3, &mut groups);
        if random.below(5) == 0 {
            source = format!("{source}|{}", pattern(&mut random, 1, &mut groups));
        }
        let flags = *random.pick(&[0, 0, 0, re::IGNORECASE, re::MULTILINE, re::DOTALL, re::ASCII]);
        let text: String = (0..random.below(12))
            .map(|_| random.text(&["a", "b", "c", "x", "A", "B", " ", "-", "1", "\n", "é", ".", "ab"]))
            .collect();
        let (p, t) = (text_source(&source), text_source(&text));
        let text = Str::from(text);
        let compiled = match re::compile(&source, flags) {
            Ok(compiled) => compiled,
            Err(exc) => {
                cases.add(format!("re.compile({p}, {flags})"), format!("{}: {exc}", exc.class_name()));
                continue;
            }
        };
        cases.add(format!("d(re.search({p}, {t}, {flags}))"), described(compiled.search(&text)));
        cases.add(format!("d(re.match({p}, {t}, {flags}))"), described(compiled.match_(&text)));
        cases.add(format!("d(re.fullmatch({p}, {t}, {flags}))"), described(compiled.fullmatch(&text)));
        if compiled.groups() > 1 {
            cases.add(format!("re.findall({p}, {t}, {flags})"), plain(compiled.findall_groups(&text)));
        } else {
            cases.add(format!("re.findall({p}, {t}, {flags})"), plain(compiled.findall(&text)));
        }
        cases.add(
            format!("re.sub({p}, '<\\\\g<0>>', {t}, flags={flags})"),
            shown(compiled.sub(&Str::lit("<\\g<0>>"), &text, &Int::ZERO)),
        );
        cases.add(format!("re.split({p}, {t}, flags={flags})"), plain(compiled.split(&text, &Int::ZERO)));
    }
    cases.check_with(SETUP);
}

#[test]
fn syntax_errors() {
    let mut cases = Cases::new();
    for source in [
        "(",
        ")",
        "a)",
        "(a",
        "[a",
        "[z-a]",
        "*a",
        "a**",
        "a*{2}",
        "+",
        "a{3,2}",
        "\\",
        "\\q",
        "(?P<n>a)(?P<n>b)",
        "(?P<1>a)",
        "(?P=x)",
        "(?P<n",
        "(?<=a+)b",
        "\\1",
        "(a\\1)",
        "(?z)",
        "(?P!a)",
        "a(?i)b",
        "(?i",
        "[\\q]",
        "\\x1",
        "\\u12",
        "(?#a",
        "(?(1)a|b|c)(x)",
        "(a)(?(1)b|c|d)",
        "(?(2)a)",
        "(?(x)a)",
        "x{,}",
        "a{1,2}{3}",
        "(?:a*)*",
        "(?i:a",
        "[]",
        "[^]",
        "(?<x)",
        "(?-i:a)",
        "(?i-i:a)",
        "a\nb(",
        "(?P<é>a)",
        "\\400",
        "[a-\\d]",
        "{2}",
        "a{",
        "a{2",
        "(|a)*",
        "(?:)*",
        "^*",
        "$*",
        "\\b*",
        "a|*",
        "(?=a)*",
        "\\Z+",
    ] {
        cases.add(
            format!("re.compile({}).groups", text_source(source)),
            either(re::compile(source, 0).map(|p| p.groups())),
        );
    }
    cases.check_with("import re");
}

#[test]
fn substitution_and_matches() {
    let mut cases = Cases::new();
    let text = Str::lit("John Smith, Jane Doe\nx=1, y = 22");
    let t = text_source(&text);
    let names = r"(?P<first>\w+) (?P<last>\w+)";
    let compiled = re::compile(names, 0).unwrap();
    for template in [
        r"\2 \1",
        r"\g<last>, \g<first>",
        r"\g<1>0",
        r"\n\t\\",
        r"\3",
        r"\g<nope>",
        r"\g<",
        r"\g<>",
        r"\q",
        r"\0",
        r"\101",
        r"\-",
        "",
        "\\",
        r"\g<a b>",
    ] {
        let template = Str::from(template);
        for count in [0i64, 1, -1] {
            let ours = compiled.subn(&template, &text, &Int::new(count));
            cases
                .add(format!("re.subn({}, {}, {t}, {count})", text_source(names), text_source(&template)), shown(ours));
        }
    }
    let upper = re::sub_with(r"\b[a-z]", |m| Ok(m.whole().upper()), &Str::lit("the quick fox"), &Int::ZERO, 0);
    cases.add(r"re.sub(r'\b[a-z]', lambda m: m.group().upper(), 'the quick fox')", shown(upper));
    let found = compiled.search(&text).unwrap();
    cases.add(format!("re.search({}, {t}).groupdict()", text_source(names)), plain(found.groupdict()));
    cases.add(format!("re.search({}, {t})", text_source(names)), plain(found.clone()));
    cases.add(format!("re.search({}, {t}).group(3)", text_source(names)), shown(found.group(&Int::new(3))));
    cases.add(format!("re.search({}, {t}).group('last')", text_source(names)), shown(found.group_named("last")));
    cases.add(format!("re.search({}, {t}).group('lost')", text_source(names)), shown(found.group_named("lost")));
    cases.add(
        format!("re.search({}, {t}).expand('\\\\2-\\\\1')", text_source(names)),
        shown(found.expand(&Str::lit("\\2-\\1"))),
    );
    cases.add(format!("re.compile({})", text_source(names)), plain(compiled.clone()));
    cases.add(format!("dict(re.compile({}).groupindex)", text_source(names)), plain(compiled.groupindex()));
    cases.add("re.compile('(?im)a', re.S)", plain(re::compile("(?im)a", re::DOTALL).unwrap()));
    cases.add("re.compile('(?im)a', re.S).flags", plain(re::compile("(?im)a", re::DOTALL).unwrap().flags()));
    let spans: List<(Int, Int)> =
        compiled.finditer(&text).map(|m| m.and_then(|m| m.span(&Int::ZERO)).unwrap()).collect();
    cases.add(format!("[m.span() for m in re.finditer({}, {t})]", text_source(names)), plain(spans));
    for most in [0i64, 1, -1] {
        cases.add(
            format!("re.split('[,=]\\\\s*', {t}, {most})"),
            shown(re::split("[,=]\\s*", &text, &Int::new(most), 0)),
        );
    }
    cases.add("re.escape('a.b*c [d] \\n é_1')", plain(re::escape("a.b*c [d] \n é_1")));
    cases.add(
        "re.findall('(?x) a  # letter\\n b', 'ab abc')",
        shown(re::findall("(?x) a  # letter\n b", &Str::lit("ab abc"), 0)),
    );
    cases.add(
        "re.findall('straße|K', 'STRASSE Straße k \\u212a', re.I)",
        shown(re::findall("straße|K", &Str::lit("STRASSE Straße k \u{212a}"), re::IGNORECASE)),
    );
    let many = Str::from("a".repeat(20_000));
    cases.add(
        "re.fullmatch('(?:a|b)*', 'a' * 20000).span()",
        shown(re::fullmatch("(?:a|b)*", &many, 0).and_then(|m| m.unwrap().span(&Int::ZERO))),
    );
    cases.add("re.fullmatch('(a?)*?b', 'a' * 20)", shown(re::fullmatch("(a?)*?b", &Str::from("a".repeat(20)), 0)));
    let pairs: Result<List<Tuple<Str>>> = re::findall_groups(r"(\w)\s*=\s*(\d+)", &text, 0);
    cases.add(format!(r"re.findall(r'(\w)\s*=\s*(\d+)', {t})"), shown(pairs));
    cases.check_with("import re");
}
