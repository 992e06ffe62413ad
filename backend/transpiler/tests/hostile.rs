//! Whatever the input, the translator answers: no panic, no overflowing stack, and soon. Random bytes, programs broken at
//! random, and every way that a source can nest. `PORTALIS_FUZZ=N` runs N times as many cases as the short default.

use portalis_transpiler::{Diagnostic, Source, translate};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Far above what any case takes in a debug build on a busy machine, far below what growth out of bounds would take.
const SOON: Duration = Duration::from_secs(30);

/// A small generator of its own, so that a failing case is named by its seed alone (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

fn cases(base: u64) -> impl Iterator<Item = u64> {
    let times: u64 = std::env::var("PORTALIS_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    1..=base * times
}

/// Translates; fails the test where that panics or takes long.
fn answer(what: &str, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
    let start = Instant::now();
    let work = || match Source::from_bytes("case.py", bytes) {
        Ok(source) => translate(vec![source]).map(|_| ()),
        Err(d) => Err(vec![d]),
    };
    let answer = catch_unwind(AssertUnwindSafe(work));
    let text = String::from_utf8_lossy(bytes);
    let shown: String = text.chars().take(4_000).collect();
    assert!(start.elapsed() < SOON, "{what} took {:?}:\n{shown}", start.elapsed());
    answer.unwrap_or_else(|_| panic!("{what} panics:\n{shown}"))
}

fn codes(answer: Result<(), Vec<Diagnostic>>) -> Vec<&'static str> {
    answer.err().unwrap_or_default().iter().map(|d| d.code).collect()
}

#[test]
fn more_statements_than_memory_is_for_are_refused_at_once() {
    let line = "x=1;".repeat(300_000);
    assert_eq!(codes(answer("a giant line", line.as_bytes())), ["P0004"]);
    let lines = "if x:\n pass\n".repeat(30_000);
    assert_eq!(codes(answer("many lines", lines.as_bytes())), ["P0004"]);
}

#[test]
fn random_bytes() {
    for seed in cases(300) {
        let mut r = Random(seed);
        let n = r.below(400);
        // Half of them of the characters that Python's syntax is made of.
        let syntax = b"()[]{}:,.;=+-*/%@&|^~<>!'\"#\\\n \tfbr01ex_ifdefclassforlambdaelse";
        let bytes: Vec<u8> =
            (0..n).map(|_| if seed % 2 == 0 { r.next() as u8 } else { syntax[r.below(syntax.len())] }).collect();
        let _ = answer(&format!("seed {seed}"), &bytes);
    }
}

#[test]
fn programs_broken_at_random() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let mut programs: Vec<_> = std::fs::read_dir(folder)
        .expect("the examples are beside the crates")
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "py"))
        .collect();
    programs.sort();
    assert!(programs.len() > 3);
    let texts: Vec<String> = programs.iter().filter_map(|p| std::fs::read_to_string(p).ok()).collect();
    for seed in cases(40) {
        let mut r = Random(seed * 7919);
        let text = &texts[r.below(texts.len())];
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        for _ in 0..1 + r.below(3) {
            let (a, b) = (r.below(lines.len()), r.below(lines.len()));
            match r.below(7) {
                0 => {
                    lines.remove(a);
                }
                1 => lines.swap(a, b),
                2 => {
                    let line = lines[a].clone();
                    lines.insert(b, line);
                }
                3 => {
                    let other: Vec<&str> = texts[r.below(texts.len())].lines().collect();
                    lines[a] = other[r.below(other.len())].to_string();
                }
                // One word for another: types and names change places, and the syntax mostly stays right.
                4 | 5 => {
                    let words: Vec<String> = lines[b].split_whitespace().map(str::to_string).collect();
                    let from: Vec<String> = lines[a].split_whitespace().map(str::to_string).collect();
                    if !words.is_empty() && !from.is_empty() {
                        let (old, new) = (&from[r.below(from.len())], &words[r.below(words.len())]);
                        lines[a] = lines[a].replacen(old.as_str(), new, 1);
                    }
                }
                _ => {
                    let chars: Vec<char> = lines[a].chars().collect();
                    if !chars.is_empty() {
                        let at = r.below(chars.len());
                        lines[a] = chars.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c).collect();
                    }
                }
            }
            if lines.is_empty() {
                break;
            }
        }
        let _ = answer(&format!("seed {seed}"), lines.join("\n").as_bytes());
    }
}

fn nested(line: &str, depth: usize, last: &str) -> String {
    let lines: String =
        (0..depth).map(|i| format!("{}{}\n", " ".repeat(i), line.replace('N', &i.to_string()))).collect();
    format!("{lines}{}{last}\n", " ".repeat(depth))
}

#[test]
fn what_nests_beyond_all_bounds_is_refused() {
    let many = |s: &str| s.repeat(100_000);
    for text in [
        format!("x = f{}", many("()")),
        format!("x = f{}", many("[0]")),
        format!("x = a{}", many(".b")),
        format!("x = 1{}", many("+1")),
        format!("x = {}1", many("not ")),
        format!("x = {}1", many("lambda: ")),
        format!("x = {}1", many("(")),
        format!("x = {}1", many("f'{")),
        format!("def f(x):\n if x:\n  return 0\n{} return 1\n", many(" elif x:\n  return 0\n")),
        nested("for aN in range(2):", 90, "pass"),
        nested("if a:", 150, "pass"),
    ] {
        assert_eq!(codes(answer("nesting", text.as_bytes())), ["P0005"], "{}", &text[..60]);
    }
}

#[test]
fn what_nests_within_bounds_is_translated() {
    for text in [
        format!("def f(a):\n    return a{}\nprint(f(1))\n", " + a".repeat(490)),
        format!("def f(a):\n    return {}a\nprint(f(1))\n", "not ".repeat(490)),
        format!("def f(a):\n    return {}a\nprint(f(1))\n", "1 if a else ".repeat(240)),
        format!("def f(a):\n    return a\nprint({}1{})\n", "f(".repeat(180), ")".repeat(180)),
        format!("x = {}range(3){}\nprint(x)\n", "[y for y in ".repeat(60), "]".repeat(60)),
        nested("for aN in range(2):", 20, "print(a0 + a19)"),
        format!("x = 0\n{}", nested("while x < N:", 20, "x += 1")),
    ] {
        assert_eq!(answer("nesting", text.as_bytes()), Ok(()), "{text}");
    }
}

#[test]
fn types_that_grow_without_end_are_refused_soon() {
    let f = "def f(x):\n    return (x, x)\n";
    for text in [
        format!("a = 1\n{}print(a)\n", "a = (a, a)\n".repeat(40)),
        format!("a = 1\n{}print(a)\n", "a = [(a, a)]\n".repeat(60)),
        format!("{f}print({}1{})\n", "f(".repeat(60), ")".repeat(60)),
    ] {
        assert_eq!(codes(answer("growth", text.as_bytes())), ["P0801"], "{text}");
    }
}

#[test]
fn many_of_a_kind_take_linear_time() {
    let each = |n: usize, text: &dyn Fn(usize) -> String| -> String { (0..n).map(text).collect() };
    let ifs = each(1_000, &|i| format!("    if x > {i}:\n        a += {i}\n"));
    let tries = each(1_000, &|i| format!("        a{i} = x + {i}\n"));
    for text in [
        each(5_000, &|i| format!("def f{i}(x):\n    return x + {i}\n")),
        each(300, &|i| format!("def f{i}(x):\n    return x + {i}\nprint(f{i}({i}))\n")),
        format!(
            "def f0(x):\n    return x\n{}print(f299(1))\n",
            each(300, &|i| if i == 0 {
                String::new()
            } else {
                format!("def f{i}(x):\n    return f{}(x) + 1\n", i - 1)
            })
        ),
        format!("def f(x):\n    a = 0\n{ifs}    return a\nprint(f(3))\n"),
        format!(
            "def f(x):\n    try:\n{tries}        return a1\n    except ValueError:\n        return a2\nprint(f(3))\n"
        ),
    ] {
        let answer = answer("many", text.as_bytes());
        assert_eq!(answer, Ok(()), "{}", &text[..200]);
    }
}
