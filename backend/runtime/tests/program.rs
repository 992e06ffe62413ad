//! How programs start and end, against CPython: output, exit codes, input, recursion. Each case is a small program in
//! both languages; this binary runs itself as the Rust one.

use portalis_runtime as py;
use py::{Exc, ExcClass, Int, Result, Str, VALUE_ERROR, println};
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};

static MY_ERROR: ExcClass = ExcClass::new("MyError", &VALUE_ERROR);

type Body = fn() -> Result<()>;

/// Name, Python source, what it reads, the same in Rust.
const CASES: &[(&str, &str, &str, Body)] = &[
    ("prints", "print('hé', 1.0, [1, 'a'])", "", || {
        println!("hé {} {}", py::py_str(&1.0), py::py_str(&(py::list![Int::ONE].with(|_| "[1, 'a']"))));
        Ok(())
    }),
    ("uncaught", "print('before')\nraise ValueError('bad')", "", || {
        println!("before");
        Err(py::value_error("bad"))
    }),
    ("bare", "raise ValueError", "", || Err(Exc::bare(&VALUE_ERROR))),
    ("missing key", "{}['k']", "", || Err(py::key_error("k"))),
    ("own class", "class MyError(ValueError): pass\nraise MyError('x', 2)", "", || {
        Err(Exc::with_args(&MY_ERROR, vec![py::ExcArg::of("x"), py::ExcArg::of(&Int::new(2))]))
    }),
    ("exit", "import sys\nprint(1)\nsys.exit()", "", || {
        println!("1");
        Err(py::system_exit())
    }),
    ("exit code", "import sys\nsys.exit(3)", "", || Err(py::system_exit_with(&Int::new(3)))),
    ("exit large", "import sys\nsys.exit(259)", "", || Err(py::system_exit_with(&Int::new(259)))),
    ("exit negative", "import sys\nsys.exit(-1)", "", || Err(py::system_exit_with(&Int::new(-1)))),
    ("exit text", "import sys\nsys.exit('12')", "", || Err(py::system_exit_with(&Str::lit("12")))),
    ("exit none", "import sys\nsys.exit(None)", "", || Err(py::system_exit_with(&()))),
    ("exit list", "import sys\nsys.exit([1])", "", || Err(py::system_exit_with(&py::list![Int::ONE]))),
    ("exit bool", "import sys\nsys.exit(True)", "", || Err(py::system_exit_with(&true))),
    ("input", "a = input('? ')\nb = input()\nprint(repr(a), repr(b))\ninput()", "one\r\ntwo", || {
        let a = py::input_prompt("? ")?;
        let b = py::input()?;
        println!("{} {}", py::py_repr(&a), py::py_repr(&b));
        py::input().map(drop)
    }),
    ("lines", "import sys\nprint(sys.stdin.readlines())", "a\n\nb\rc", || {
        println!("{}", py::stdin_lines()?);
        Ok(())
    }),
    (
        "recursion",
        "m = 0\ndef f(n):\n    global m\n    m = n\n    return f(n + 1)\ntry: f(0)\nexcept RecursionError as e: print(m, e)\nf(0)",
        "",
        || {
            fn f(n: i64, m: &std::cell::Cell<i64>) -> Result<i64> {
                let _guard = py::recursion_guard()?;
                m.set(n);
                f(n + 1, m)
            }
            let m = std::cell::Cell::new(0);
            if let Err(exc) = f(0, &m) {
                println!("{} {exc}", m.get());
            }
            f(0, &m).map(drop)
        },
    ),
    (
        "deep",
        "import sys, threading\nsys.setrecursionlimit(60000)\nthreading.stack_size(1 << 29)\ndef f(n): return 0 if n == 0 else 1 + f(n - 1)\nt = threading.Thread(target=lambda: print(f(50000)))\nt.start(); t.join()",
        "",
        || {
            py::set_recursion_limit(&Int::new(60000))?;
            fn f(n: &Int) -> Result<Int> {
                let _guard = py::recursion_guard()?;
                if n.is_zero() { Ok(Int::ZERO) } else { Ok(f(&(n - 1))? + 1) }
            }
            println!("{}", f(&Int::new(50000))?);
            Ok(())
        },
    ),
    ("too many digits", "print(10 ** 5000)", "", || {
        println!("{}", Int::new(10).pow_u32(5000));
        Ok(())
    }),
    ("much output", "for i in range(200000): print(i)", "", || {
        for i in 0..200_000 {
            println!("{i}");
        }
        Ok(())
    }),
];

fn run(mut command: Command, input: &str) -> (String, String, Option<i32>) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("utf-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn ours(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.env("PORTALIS_CASE", name);
    command
}

fn main() -> ExitCode {
    if let Ok(name) = std::env::var("PORTALIS_CASE") {
        if name == "two nans" {
            return py::run_main(|| {
                println!("before {}", py::list![1.0].contains(&f64::NAN));
                println!("{}", py::list![f64::NAN].contains(&f64::NAN));
                Ok(())
            });
        }
        let case = CASES.iter().find(|case| case.0 == name).expect("a case");
        return py::run_main(case.3);
    }
    let mut failed = 0;
    for (name, source, input, _) in CASES {
        let mut python = Command::new("python3");
        python.args(["-c", source]).env("PYTHONIOENCODING", "utf-8");
        let (out, err, code) = run(python, input);
        let (our_out, our_err, our_code) = run(ours(name), input);
        let last = |text: &str| text.lines().last().unwrap_or("").to_string();
        if (&out, last(&err), code) != (&our_out, last(&our_err), our_code) {
            failed += 1;
            std::eprintln!(
                "{name}:\n  ours   {our_out:.200?} {our_err:?} {our_code:?}\n  python {out:.200?} {err:?} {code:?}"
            );
        }
    }
    // A reader that goes away ends the program quietly.
    let mut child = ours("much output").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    if !output.stderr.is_empty() || output.status.code() != Some(120) {
        failed += 1;
        std::eprintln!("closed pipe: {:?} {:?}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    // Whether two NaNs in containers are one object cannot be told.
    let (out, err, code) = run(ours("two nans"), "");
    if out != "before False\n" && out != "before false\n" || !err.contains("two NaNs") || code != Some(70) {
        failed += 1;
        std::eprintln!("two nans: {out:?} {err:?} {code:?}");
    }
    std::println!("{} programs, {failed} failed", CASES.len() + 2);
    ExitCode::from(u8::from(failed > 0))
}
