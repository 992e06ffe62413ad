//! Compares the runtime with a python3 process, case by case, and makes random cases.
#![allow(dead_code, reason = "each test file uses a part of it")]

use portalis_runtime as py;
use std::io::Write;
use std::process::{Command, Stdio};

/// A deterministic source of random cases (xorshift).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }

    pub fn text(&mut self, items: &[&str]) -> String {
        self.pick(items).to_string()
    }

    /// An int literal: often small, sometimes at the edges of i64, sometimes of hundreds of bits.
    pub fn int(&mut self) -> String {
        let sign = if self.below(3) == 0 { "-" } else { "" };
        let digits = match self.below(12) {
            0..=3 => self.below(20).to_string(),
            4 | 5 => self.below(100_000).to_string(),
            6 => (self.next() >> 1).to_string(),
            7 => (u128::from(u64::MAX / 2) + 2 - u128::from(self.below(4))).to_string(),
            8 => (1u128 << self.below(100)).to_string(),
            _ => {
                let len = 1 + self.below(120);
                let first = 1 + self.below(9);
                let rest: String = (0..len).map(|_| char::from(b'0' + self.below(10) as u8)).collect();
                format!("{first}{rest}")
            }
        };
        format!("{sign}{digits}")
    }

    /// A float: of random bits, or a short decimal, or a special one.
    pub fn float(&mut self) -> f64 {
        match self.below(10) {
            0..=2 => f64::from_bits(self.next()),
            3 => (self.below(2001) as f64 - 1000.0) / 8.0,
            4 => (self.below(200_001) as f64 - 100_000.0) / 100.0,
            5 => self.below(1000) as f64 - 500.0,
            6 => f64::from_bits((self.below(200) + 923) << 52 | (self.next() >> 12)),
            7 => (self.below(2_000_001) as f64 - 1_000_000.0) / 1_000_000.0,
            8 => *self.pick(&[
                0.0,
                -0.0,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NAN,
                5e-324,
                1.7976931348623157e308,
                0.5,
                1.5,
                2.5,
                1e16,
                1e-5,
                123456789012345680.0,
            ]),
            _ => (self.next() as i64) as f64,
        }
    }
}

/// A float as a Python expression.
pub fn float_source(value: f64) -> String {
    if value.is_finite() { format!("{value:?}") } else { format!("float('{value}')") }
}

/// A text as a Python literal.
pub fn text_source(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            ' '..='~' => out.push(c),
            c => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out.push('\'');
    out
}

/// A result as the Python side prints it.
pub fn shown<T: py::Show>(result: py::Result<T>) -> String {
    match result {
        Ok(value) => py::repr(&value).to_string(),
        Err(exc) => format!("{}: {}", exc.class_name(), exc),
    }
}

pub fn plain<T: py::Show>(value: T) -> String {
    py::repr(&value).to_string()
}

const DRIVER: &str = r#"
import sys, math
sys.stdout.reconfigure(encoding='utf-8', errors='surrogatepass')
scope = {'math': math}
lines = sys.stdin.buffer.read().decode('utf-8').split('\x1e')
exec(lines[0], scope)
out = []
for line in lines[1:]:
    try:
        result = repr(eval(line, scope))
    except Exception as e:
        result = type(e).__name__ + ': ' + str(e)
    out.append(result)
sys.stdout.write('\x1e'.join(out))
"#;

/// What python3 makes of each expression, after `setup`.
pub fn python(setup: &str, expressions: &[String]) -> Vec<String> {
    let mut child = Command::new("python3")
        .args(["-c", DRIVER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is needed for these tests");
    let mut input = setup.to_string();
    for expression in expressions {
        input.push('\x1e');
        input.push_str(expression);
    }
    let mut stdin = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("python3 ran");
    writer.join().expect("written").expect("written");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("utf-8");
    text.split('\x1e').map(str::to_string).collect()
}

/// Cases: a Python expression, and what the runtime says it is.
#[derive(Default)]
pub struct Cases {
    expressions: Vec<String>,
    ours: Vec<String>,
}

impl Cases {
    pub fn new() -> Cases {
        Cases::default()
    }

    pub fn add(&mut self, expression: impl Into<String>, ours: impl Into<String>) {
        self.expressions.push(expression.into());
        self.ours.push(ours.into());
    }

    /// Runs python3 and reports every difference.
    pub fn check(self) {
        self.check_with("");
    }

    pub fn check_with(self, setup: &str) {
        assert!(!self.expressions.is_empty());
        let theirs = python(setup, &self.expressions);
        assert_eq!(theirs.len(), self.ours.len());
        let mut wrong = 0;
        for ((expression, ours), theirs) in self.expressions.iter().zip(&self.ours).zip(&theirs) {
            if ours != theirs {
                wrong += 1;
                if wrong <= 10 {
                    let same = ours.chars().zip(theirs.chars()).take_while(|(a, b)| a == b).count();
                    let near = |text: &str| text.chars().skip(same.saturating_sub(40)).take(160).collect::<String>();
                    eprintln!("{expression}\n  ours:   {}\n  python: {}", near(ours), near(theirs));
                }
            }
        }
        assert_eq!(wrong, 0, "{wrong} of {} cases differ from python3", self.ours.len());
    }
}
