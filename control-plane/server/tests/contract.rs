//! The contract that scripts depend on: exit codes, streams, and which files exist afterwards.
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod common;

use common::{Bench, ran};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

const GOOD: &str = "def double(x):\n    return x * 2\n\nprint(\"twice\", double(21))\n";
const BAD: &str = "x = 1\neval(\"x\")\n";

#[test]
fn usage_errors_exit_2_and_write_nothing() {
    let bench = Bench::new();
    for args in [
        &[][..],
        &["fly"],
        &["translate"],
        &["translate", "a.py"],
        &["translate", "--out", "o"],
        &["translate", "a.py", "--out"],
        &["translate", "a.py", "--out", "o", "--target", "jvm"],
        &["translate", "a.py", "--out", "o", "--fast"],
        &["translate", "a.py", "--out", "o", "--gateway", "localhost:8000"],
        &["run"],
        &["serve"],
        &["check"],
    ] {
        let ran = bench.portalis(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
        assert!(ran.stderr.starts_with("portalis: ") && ran.stdout.is_empty(), "{args:?}: {ran:?}");
    }
    assert!(bench.listing().is_empty());
}

#[test]
fn help_and_version_exit_0() {
    let bench = Bench::new();
    for args in [&["--help"][..], &["translate", "--help"], &["run", "-h"], &["serve", "--help"], &["check", "--help"]]
    {
        let ran = bench.portalis(args);
        assert!(ran.code == Some(0) && ran.stdout.contains("usage: portalis") && ran.stderr.is_empty(), "{ran:?}");
    }
    let ran = bench.portalis(&["--version"]);
    assert_eq!(ran.stdout, format!("portalis {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_refusal_exits_1_names_its_place_and_writes_nothing() {
    let bench = Bench::new();
    for (name, text, place) in [
        ("bad.py", BAD, "bad.py:2:"),
        ("syntax.py", "def f(:\n    pass\n", "syntax.py:1:"),
        ("null.py", "x = 1\0\n", "null.py:1:6: error[P0003]"),
    ] {
        bench.write(name, text);
        let ran = bench.portalis(&["translate", name, "--out", "out", "--target", "native,wasm"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stderr.contains(place) && ran.stderr.contains('^'), "{ran:?}");
    }
    assert_eq!(bench.listing(), ["bad.py", "null.py", "syntax.py"]);
    let missing = bench.portalis(&["translate", "missing.py", "--out", "out"]);
    assert!(missing.code == Some(1) && missing.stderr.contains("missing.py:1:1: error[P0910]"), "{missing:?}");
}

#[test]
fn a_translation_writes_the_crate_and_its_artefacts() {
    let bench = Bench::new();
    bench.write("my-app.py", GOOD);
    let ran = bench.portalis(&["translate", "my-app.py", "--out", "out", "--target", "native,wasm"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "out/my-app\n"), "{ran:?}");
    let listing = bench.listing();
    for file in ["Cargo.toml", "src/main.rs", "my-app", "my-app.wasm"] {
        assert!(listing.contains(&format!("out/my-app/{file}")), "{listing:?}");
    }
    assert!(!listing.iter().any(|file| file.contains("portalis")), "{listing:?}");
    let output = common::ran(Command::new(bench.path("out/my-app/my-app")).output().unwrap());
    assert_eq!((output.code, output.stdout.as_str()), (Some(0), "twice 42\n"));
    assert!(std::fs::read(bench.path("out/my-app/my-app.wasm")).unwrap().starts_with(b"\0asm"));
    // Again, over the old one; the crate alone this time.
    let ran = bench.portalis(&["translate", "my-app.py", "--out", "out"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!bench.path("out/my-app/my-app").exists() && bench.path("out/my-app/src/main.rs").exists());
}

#[test]
fn the_crate_builds_by_itself() {
    let bench = Bench::new();
    bench.write("app.py", GOOD);
    assert_eq!(bench.portalis(&["translate", "app.py", "--out", "."]).code, Some(0));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["run", "--quiet", "--offline"])
        .current_dir(bench.path("app"))
        .env("CARGO_TARGET_DIR", bench.path("target"))
        .output()
        .unwrap();
    let built = ran(built);
    assert_eq!(built.stdout, "twice 42\n", "{built:?}");
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let bench = Bench::new();
    bench.write("app.py", GOOD);
    bench.write("out/app/thesis.txt", "years of work\n");
    let ran = bench.portalis(&["translate", "app.py", "--out", "out"]);
    assert!(ran.code == Some(1) && ran.stderr.contains("thesis.txt"), "{ran:?}");
    assert_eq!(bench.listing(), ["app.py", "out", "out/app", "out/app/thesis.txt"]);
}

#[test]
fn several_files_share_no_fate() {
    let bench = Bench::new();
    bench.write("a.py", GOOD);
    bench.write("bad.py", BAD);
    bench.write("b.py", GOOD);
    let ran = bench.portalis(&["translate", "a.py", "bad.py", "b.py", "--out", "out"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.ends_with("2 translated, 1 failed\n") && ran.stderr.contains("bad.py:2:"), "{ran:?}");
    assert!(bench.path("out/a/Cargo.toml").exists() && bench.path("out/b/Cargo.toml").exists());
    assert!(!bench.path("out/bad").exists());
    let twice = bench.portalis(&["translate", "a.py", "./a.py", "--out", "out"]);
    assert!(twice.code == Some(1) && twice.stderr.contains("two paths are called `a`"), "{twice:?}");
}

#[test]
fn json_says_what_people_read() {
    let bench = Bench::new();
    bench.write("good.py", GOOD);
    bench.write("bad.py", BAD);
    let ran = bench.portalis(&["translate", "good.py", "bad.py", "--out", "out", "--target", "native", "--json"]);
    assert_eq!(ran.code, Some(1));
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&answer["translated"], &answer["failed"]), (&1.into(), &1.into()));
    let [good, bad] = answer["results"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    assert_eq!((&good["status"], &good["native"]), (&"translated".into(), &"out/good/good".into()));
    assert!(good["timings_ms"]["validate"].as_f64().unwrap() > 0.0);
    let found = &bad["diagnostics"][0];
    assert_eq!((&bad["status"], &found["line"], &found["severity"]), (&"failed".into(), &2.into(), &"error".into()));
    assert!(ran.stderr.contains(found["message"].as_str().unwrap()));
}

#[test]
fn a_package_folder_is_one_program() {
    let bench = Bench::new();
    bench.write("shop/__main__.py", "from shop.price import total\n\nprint(total([1, 2, 3]))\n");
    bench.write("shop/price.py", "def total(items):\n    return sum(items)\n");
    bench.write("shop/__init__.py", "");
    bench.write("shop/__pycache__/price.py", "not python at all\n");
    let ran = bench.portalis(&["translate", "shop", "--out", "out", "--target", "native"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let output = common::ran(Command::new(bench.path("out/shop/shop")).output().unwrap());
    assert_eq!(output.stdout, "6\n");
}

#[test]
fn run_is_the_program() {
    let bench = Bench::new();
    bench.write("app.py", "import sys\n\nprint(len(sys.argv), sys.argv[1:])\nprint(input().upper())\nsys.exit(3)\n");
    let mut child = bench
        .command(&["run", "app.py", "--json", "x y"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"hello\n").unwrap();
    let output = ran(child.wait_with_output().unwrap());
    assert_eq!((output.code, output.stdout.as_str()), (Some(3), "3 ['--json', 'x y']\nHELLO\n"), "{output:?}");
    bench.write("boom.py", "print(\"before\")\nraise ValueError(\"no\")\n");
    let output = bench.portalis(&["run", "boom.py"]);
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), "before\n"), "{output:?}");
    assert!(output.stderr.ends_with("ValueError: no\n"), "{output:?}");
    bench.write("bad.py", BAD);
    let output = bench.portalis(&["run", "bad.py"]);
    assert!(output.code == Some(1) && output.stdout.is_empty() && output.stderr.contains("bad.py:2:"), "{output:?}");
    assert_eq!(bench.listing(), ["app.py", "bad.py", "boom.py"]);
}

#[test]
fn check_reports_all_problems_at_once() {
    let bench = Bench::new();
    bench.write("gateway.yaml", "server:\n  bind_addres: 0.0.0.0:1\n  body_limit: many\n");
    let ran = bench.portalis(&["check", "gateway.yaml"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("gateway.yaml:2: server.bind_addres:"), "{ran:?}");
    assert!(ran.stderr.contains("gateway.yaml:3: server.body_limit:"), "{ran:?}");
    bench.write("gateway.yaml", "server:\n  bind_address: 127.0.0.1:8080\n");
    let ran = bench.portalis(&["check", "gateway.yaml"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "gateway.yaml: no problems\n"), "{ran:?}");
    bench.write("models/transpile/config.pbtxt", "backend: \"portalis\"\nmax_batch_siz: 4\n");
    let ran = bench.portalis(&["check", "models"]);
    assert!(ran.code == Some(1) && ran.stderr.contains("max_batch_siz"), "{ran:?}");
    let parameters = "parameters { key: \"engine\" value: { string_value: \"transpiler\" } }\n";
    bench.write("models/transpile/config.pbtxt", &format!("backend: \"portalis\"\n{parameters}"));
    let ran = bench.portalis(&["check", "models"]);
    assert!(ran.code == Some(1) && ran.stderr.contains("there are: transpile"), "{ran:?}");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for name in ["triton-models", "configs/gateway.yaml"] {
        let ran = bench.portalis(&["check", &own.join(name).display().to_string()]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let ran = bench.portalis(&["check", "missing.yaml"]);
    assert!(ran.code == Some(1) && ran.stderr.contains("missing.yaml"), "{ran:?}");
}
