//! `Str` against CPython: every character's class and case, and the methods over random texts.

mod common;
use common::{Cases, Random, plain, python, shown, text_source};
use portalis_runtime as py;
use py::text_translate::{maketrans_without, translate};
use py::{Int, Str};

/// Beyond these, and but for the tags, nothing is assigned.
const ASSIGNED: [std::ops::Range<u32>; 2] = [0..0x3_2400, 0xe_0000..0xe_0200];

/// Characters whose class differs from Python's, method by method, over all of Unicode.
#[test]
fn every_character() {
    type Class = fn(&Str) -> bool;
    let classes: [(&str, Class); 12] = [
        ("isalpha", Str::isalpha),
        ("isalnum", Str::isalnum),
        ("isdigit", Str::isdigit),
        ("isdecimal", Str::isdecimal),
        ("isnumeric", Str::isnumeric),
        ("isspace", Str::isspace),
        ("isupper", Str::isupper),
        ("islower", Str::islower),
        ("istitle", Str::istitle),
        ("isprintable", Str::isprintable),
        ("isidentifier", Str::isidentifier),
        ("isascii", Str::isascii),
    ];
    type Case = fn(&Str) -> Str;
    let cases: [(&str, Case); 6] = [
        ("upper", Str::upper),
        ("lower", Str::lower),
        ("title", Str::title),
        ("capitalize", Str::capitalize),
        ("swapcase", Str::swapcase),
        ("casefold", Str::casefold),
    ];
    let all: Vec<Str> = ASSIGNED.into_iter().flatten().filter_map(char::from_u32).map(Str::from).collect();
    let mut expressions = Vec::new();
    let mut ours = Vec::new();
    for (name, class) in classes {
        expressions.push(format!("''.join('01'[c.{name}()] for c in every)"));
        ours.push(all.iter().map(|c| if class(c) { '1' } else { '0' }).collect::<String>());
    }
    for (name, case) in cases {
        expressions.push(format!("'|'.join(c.{name}().encode().hex() for c in every)"));
        let hex: Vec<String> = all.iter().map(|c| case(c).encode().hex().to_string()).collect();
        ours.push(hex.join("|"));
    }
    expressions.push("'|'.join(repr(c).encode().hex() for c in every)".to_string());
    ours.push(all.iter().map(|c| py::repr(c).encode().hex().to_string()).collect::<Vec<_>>().join("|"));
    expressions.push("'|'.join(('a' + c).isidentifier() and '1' or '0' for c in every)".to_string());
    let continued: Vec<&str> =
        all.iter().map(|c| if (&Str::lit("a") + c).isidentifier() { "1" } else { "0" }).collect();
    ours.push(continued.join("|"));
    let setup = "every = [chr(i) for i in [*range(0x32400), *range(0xe0000, 0xe0200)] if not 0xd800 <= i <= 0xdfff]";
    let theirs = python(setup, &expressions);
    for ((expression, ours), theirs) in expressions.iter().zip(&ours).zip(&theirs) {
        let theirs = theirs.trim_matches('\'');
        if ours != theirs {
            let split = |text: &str| -> Vec<String> {
                if text.contains('|') {
                    text.split('|').map(str::to_string).collect()
                } else {
                    text.chars().map(String::from).collect()
                }
            };
            let wrong: Vec<String> = split(ours)
                .iter()
                .zip(split(theirs))
                .zip(&all)
                .filter(|((a, b), _)| *a != b)
                .map(|((a, b), c)| format!("U+{:04X} {a} {b}", c.chars().next().map_or(0, |c| c as u32)))
                .collect();
            panic!("{expression}: {} differ: {:?}", wrong.len(), &wrong[..wrong.len().min(10)]);
        }
    }
}

const PIECES: &[&str] = &[
    "a", "b", "A", "B", "ab", "ba", " ", "  ", "\t", "\n", "\r\n", "\r", ",", "-", "+", "0", "7", "x", "é", "ß", "Σ",
    "σ", "ς", "ñ", "İ", "ﬁ", "𝒳", "日", "\u{a0}", "'", "\"", "\\", "\u{85}", "\u{2028}", ".", "_", "aa", "ǆ",
    "\u{301}",
];

fn text(random: &mut Random, most: u64) -> Str {
    let n = random.below(most);
    let ascii = random.below(2) == 0;
    let mut out = String::new();
    for _ in 0..n {
        let piece = *random.pick(PIECES);
        if !ascii || piece.is_ascii() {
            out.push_str(piece);
        }
    }
    Str::from(out)
}

#[test]
fn methods() {
    let mut random = Random(31);
    let mut cases = Cases::new();
    for _ in 0..12000 {
        let s = text(&mut random, 12);
        let (t, u) = (text(&mut random, 3), text(&mut random, 3));
        let (a, b, c) = (text_source(&s), text_source(&t), text_source(&u));
        let (i, j) = (random.below(16) as i64 - 5, random.below(16) as i64 - 5);
        let (m, n) = (Int::new(i), Int::new(j));
        let (from, to) = (Some(&m), Some(&n));
        match random.below(52) {
            0 => cases.add(format!("{a}.split()"), plain(s.split())),
            1 => cases.add(format!("{a}.split(None, {i})"), plain(s.split_max(&m))),
            2 => cases.add(format!("{a}.rsplit(None, {i})"), plain(s.rsplit_max(&m))),
            3 => cases.add(format!("{a}.split({b})"), shown(s.split_on(&t))),
            4 => cases.add(format!("{a}.split({b}, {i})"), shown(s.splitn(&t, &m))),
            5 => cases.add(format!("{a}.rsplit({b}, {i})"), shown(s.rsplitn(&t, &m))),
            6 => cases.add(format!("{a}.rsplit({b})"), shown(s.rsplit_on(&t))),
            7 => cases.add(format!("{a}.splitlines()"), plain(s.splitlines(false))),
            8 => cases.add(format!("{a}.splitlines(True)"), plain(s.splitlines(true))),
            9 => cases.add(format!("{a}.partition({b})"), shown(s.partition(&t))),
            10 => cases.add(format!("{a}.rpartition({b})"), shown(s.rpartition(&t))),
            11 => cases.add(format!("{a}.strip()"), plain(s.strip())),
            12 => cases.add(format!("({a}.lstrip(), {a}.rstrip())"), plain((s.lstrip(), s.rstrip()))),
            13 => cases.add(format!("{a}.strip({b})"), plain(s.strip_chars(&t))),
            14 => cases
                .add(format!("({a}.lstrip({b}), {a}.rstrip({b}))"), plain((s.lstrip_chars(&t), s.rstrip_chars(&t)))),
            15 => cases.add(format!("({a}.find({b}), {a}.rfind({b}))"), plain((s.find(&t), s.rfind(&t)))),
            16 => cases.add(format!("{a}.find({b}, {i}, {j})"), plain(s.find_in(&t, from, to))),
            17 => cases.add(format!("{a}.rfind({b}, {i}, {j})"), plain(s.rfind_in(&t, from, to))),
            18 => cases.add(format!("{a}.index({b}, {i}, {j})"), shown(s.index_in(&t, from, to))),
            19 => cases.add(format!("{a}.rindex({b})"), shown(s.rindex(&t))),
            20 => cases.add(format!("{a}.count({b})"), plain(s.count(&t))),
            21 => cases.add(format!("{a}.count({b}, {i}, {j})"), plain(s.count_in(&t, from, to))),
            22 => cases
                .add(format!("({a}.startswith({b}), {a}.endswith({b}))"), plain((s.startswith(&t), s.endswith(&t)))),
            23 => cases.add(format!("{a}.startswith({b}, {i}, {j})"), plain(s.startswith_in(&t, from, to))),
            24 => cases.add(format!("{a}.endswith({b}, {i}, {j})"), plain(s.endswith_in(&t, from, to))),
            25 => cases.add(format!("{a}.replace({b}, {c})"), plain(s.replace(&t, &u))),
            26 => cases.add(format!("{a}.replace({b}, {c}, {i})"), plain(s.replace_n(&t, &u, &m))),
            27 => cases.add(
                format!("({a}.removeprefix({b}), {a}.removesuffix({b}))"),
                plain((s.removeprefix(&t), s.removesuffix(&t))),
            ),
            28 => cases.add(format!("{a}.ljust({i}, {b})"), shown(s.ljust(&m, &t))),
            29 => cases.add(format!("{a}.rjust({j}, '*')"), shown(s.rjust(&n, "*"))),
            30 => cases.add(format!("{a}.center({j}, 'é')"), shown(s.center(&n, "é"))),
            31 => cases.add(format!("{a}.zfill({j})"), plain(s.zfill(&n))),
            32 => cases.add(format!("{a}.expandtabs({i})"), plain(s.expandtabs(&m))),
            33 => cases.add(format!("{a}.upper()"), plain(s.upper())),
            34 => cases.add(format!("{a}.lower()"), plain(s.lower())),
            35 => cases.add(format!("{a}.title()"), plain(s.title())),
            36 => cases.add(format!("{a}.capitalize()"), plain(s.capitalize())),
            37 => cases.add(format!("{a}.swapcase()"), plain(s.swapcase())),
            38 => cases.add(format!("{a}.casefold()"), plain(s.casefold())),
            39 => cases.add(
                format!("({a}.isupper(), {a}.islower(), {a}.istitle())"),
                plain((s.isupper(), s.islower(), s.istitle())),
            ),
            40 => cases.add(format!("{a}[{i}]"), shown(s.get(i))),
            41 => cases.add(format!("{a}[{i}:{j}]"), shown(s.slice(Some(m), Some(n), None))),
            42 => {
                let step = random.below(9) as i64 - 4;
                cases.add(format!("{a}[{i}:{j}:{step}]"), shown(s.slice(Some(m), Some(n), Some(Int::new(step)))));
                cases.add(format!("{a}[::{step}]"), shown(s.slice(None, None, Some(Int::new(step)))));
            }
            43 => cases.add(format!("{a} * {i}"), shown(s.repeat(&m))),
            44 => cases.add(format!("{a}.join([{b}, {c}, {b}])"), plain(s.join([t.clone(), u, t]))),
            45 => cases.add(format!("({a} < {b}, {a} == {b}, {b} in {a})"), plain((s < t, s == t, s.py_contains(&t)))),
            46 => cases.add(format!("(list({a}), len({a}))"), plain((s.iter().collect::<py::List<Str>>(), s.len()))),
            47 => cases.add(format!("list(reversed({a}))"), plain(s.iter().rev().collect::<py::List<Str>>())),
            48 => cases.add(
                format!("{a}.translate(str.maketrans('ab', 'éx', '-+'))"),
                plain(
                    translate(&s, &maketrans_without(&Str::lit("ab"), &Str::lit("éx"), &Str::lit("-+")).unwrap())
                        .unwrap(),
                ),
            ),
            49 => cases.add(
                format!("({a}.encode(), {a}.encode().decode())"),
                plain((s.encode(), s.encode().decode().unwrap())),
            ),
            50 => cases.add(format!("({a}).encode('latin-1')"), shown(s.encode_as("latin-1"))),
            _ => cases.add(format!("ascii({a})"), py::repr(&py::ascii(&s)).to_string()),
        }
    }
    cases.check();
}

#[test]
fn conversions() {
    let mut cases = Cases::new();
    for n in ["97", "0", "-1", "1114111", "1114112", "8364", "10**10", "-10**10", "10**30"] {
        let value = match n {
            "10**10" => Int::new(10).pow_u32(10),
            "-10**10" => -Int::new(10).pow_u32(10),
            "10**30" => Int::new(10).pow_u32(30),
            n => Int::parse_literal(n),
        };
        cases.add(format!("chr({n})"), shown(py::chr(&value)));
    }
    for text in ["a", "", "ab", "é", "𝒳"] {
        cases.add(format!("ord({})", text_source(text)), shown(py::ord(text)));
    }
    for bytes in [
        &b"abc"[..],
        b"\xff",
        b"a\xc3",
        b"\xc3\x28",
        b"\xe2\x82",
        b"\xe2\x28\xa1",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98\x80",
        b"it's \"q\" \\ \n\x00\x7f",
    ] {
        let ours = py::Bytes::from(bytes);
        let literal = plain(ours.clone());
        cases.add(literal.clone(), literal.clone());
        cases.add(format!("{literal}.decode()"), shown(ours.decode()));
        cases.add(format!("{literal}.decode('ascii')"), shown(ours.decode_as("ascii")));
        cases.add(format!("{literal}.hex()"), plain(ours.hex()));
        cases.add(format!("int.from_bytes({literal}, 'big')"), plain(ours.to_int(true, false)));
        cases.add(format!("int.from_bytes({literal}, 'little', signed=True)"), plain(ours.to_int(false, true)));
    }
    for (n, len, signed) in [
        (1000, 2, false),
        (-5, 1, true),
        (256, 1, false),
        (-1, 2, false),
        (0, 0, false),
        (127, 1, true),
        (128, 1, true),
    ] {
        let sign = if signed { "True" } else { "False" };
        let ours = py::Bytes::of_int(&Int::new(n), &Int::new(len), true, signed);
        cases.add(format!("({n}).to_bytes({len}, 'big', signed={sign})"), shown(ours));
    }
    for hex in ["0aff", "0a ff", "0", "zz", "0g"] {
        cases.add(format!("bytes.fromhex('{hex}')"), shown(py::Bytes::fromhex(hex)));
    }
    cases.check();
}
