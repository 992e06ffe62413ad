//! Crates that reach for the build machine, each by one door; and programs that only look like it.

use super::*;
use std::collections::BTreeMap;

const MANIFEST: &str = "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";

fn krate(files: &[(&str, &str)]) -> Crate {
    let mut all: BTreeMap<String, String> =
        [("Cargo.toml", MANIFEST), ("src/main.rs", "fn main() {}\n")].map(|(k, v)| (k.into(), v.into())).into();
    all.extend(files.iter().map(|(path, text)| ((*path).to_string(), (*text).to_string())));
    Crate { name: "p".into(), files: all, warnings: Vec::new() }
}

fn found(files: &[(&str, &str)]) -> Vec<String> {
    scan(&krate(files)).iter().map(ToString::to_string).collect()
}

#[test]
fn rust_that_reaches_out_is_refused() {
    for (code, what) in [
        ("const X: &str = include_str!(\"/etc/passwd\");", "`include_str!`"),
        ("const X: &[u8] = include_bytes! {\"/etc/passwd\"};", "`include_bytes!`"),
        ("include!(\"/etc/passwd\");", "`include!`"),
        ("const X: &str = r#env!(\"HOME\");", "`env!`"),
        ("const X: &str = std::env!(\"HOME\");", "`env!`"),
        ("const X: Option<&str> = core::option_env!(\"HOME\");", "`option_env!`"),
        ("const X: &str = concat!(\"a\", env!(\"HOME\"));", "`env!`"),
        ("#[doc = include_str!(\"/etc/passwd\")] fn f() {}", "`include_str!`"),
        ("use std::include_str as quiet;", "`include_str!`"),
        ("use core::{include_bytes as quiet};", "`include_bytes!`"),
        ("use std as s;", "`std` under another name"),
        ("use {std as s};", "`std` under another name"),
        ("use ::std as s;", "`std` under another name"),
        ("use std::{self as s};", "`std::self`"),
        ("use std::*;", "`std::*`"),
        ("macro_rules! call { ($m:ident) => { $m!(\"HOME\") } }", "`macro_rules`"),
        ("#[path = \"/etc/passwd\"] mod x;", "the attribute `path`"),
        ("#[cfg_attr(all(), path = \"/etc/passwd\")] mod x;", "the attribute `cfg_attr`"),
        ("#![feature(asm)]", "the attribute `feature`"),
        ("#[link(name = \"evil\")] extern \"C\" {}", "the attribute `link`"),
        ("#[no_mangle] pub fn f() {}", "the attribute `no_mangle`"),
        ("#[unsafe(no_mangle)] pub fn f() {}", "the attribute `unsafe`"),
        ("#[export_name = \"malloc\"] pub fn f() {}", "the attribute `export_name`"),
        ("#[global_allocator] static A: u8 = 0;", "the attribute `global_allocator`"),
        ("extern \"C\" fn f() {}", "`extern`"),
        ("extern crate proc_macro;", "`extern`"),
        ("fn f() { unsafe { } }", "`unsafe`"),
        ("fn f() { core::arch::asm!(\"nop\") }", "`asm!`"),
        ("core::arch::global_asm!(\"nop\");", "`global_asm!`"),
        ("fn f() { std::fs::remove_file(\"x\"); }", "`std::fs`"),
        ("fn f() { ::std::net::TcpStream::connect(\"x\"); }", "`std::net`"),
        ("use std::{rc::Rc, fs};", "`std::fs`"),
        ("use std::{rc::{Rc, Weak}, net::TcpStream};", "`std::net`"),
        ("use std::process::Command;", "`std::process::Command`"),
        ("use std::process::{Command};", "`std::process::{`"),
        ("use std::process;", "`std::process::`"),
        ("use std::os::unix::process::CommandExt;", "`std::os`"),
        ("fn f() { std::env::vars(); }", "`env!`"),
        ("fn f() { std::thread::spawn(|| ()); }", "`std::thread`"),
        ("fn f( {", "no Rust tokens"),
    ] {
        let found = found(&[("src/main.rs", code)]);
        assert!(found.iter().any(|f| f.starts_with("src/main.rs:1: ") && f.contains(what)), "{code}: {found:?}");
    }
}

#[test]
fn programs_that_only_look_like_it_pass() {
    for code in [
        "fn main() { let env = 1; let include = env != 2; let asm = !include; }",
        "fn main() { let std = 2.0; let x = std + 1.0; f(std); }",
        "// unsafe include_str!(\"x\")\nfn main() { let s = \"unsafe { include_str!(1) } #[path]\"; }",
        "/// Reads `std::fs`.\nfn include() {}\nfn main() { include(); self::env::go(); crate::env::go(); }",
        "use std::rc::Rc;\nuse std::{cell::RefCell, collections::{HashMap, BTreeMap}};\nfn main() {}",
        "fn main() -> std::process::ExitCode { std::process::ExitCode::SUCCESS }",
        "#![allow(dead_code)]\n#[macro_use]\nmod py;\n#[derive(Clone, Debug)]\nstruct A;\n#[inline]\nfn main() {}",
        "fn main() { let r#extern = 1; let r#unsafe = r#extern; obj.std(); x.std::<i64>(); }",
    ] {
        assert_eq!(found(&[("src/main.rs", code)]), Vec::<String>::new(), "{code}");
    }
}

#[test]
fn manifests_that_run_something_are_refused() {
    for (line, what) in [
        ("build = \"evil.rs\"\n", "package.build"),
        ("links = \"z\"\n", "package.links"),
        ("[dependencies]\nserde = \"1\"\n", "dependencies.serde"),
        ("[build-dependencies]\ncc = \"1\"\n", "build-dependencies"),
        ("[dev-dependencies]\ncc = \"1\"\n", "dev-dependencies"),
        ("[target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n", "target"),
        ("[lib]\nproc-macro = true\n", "lib"),
        ("[[bin]]\nname = \"p\"\npath = \"../x.rs\"\n", "not `src/main.rs`"),
        ("[profile.release]\nrustflags = [\"-Clinker=evil\"]\n", "profile.release.rustflags"),
        ("[patch.crates-io]\nx = { path = \"x\" }\n", "patch"),
        ("[[", "no TOML"),
    ] {
        let found = found(&[("Cargo.toml", &format!("{MANIFEST}{line}"))]);
        assert!(found.iter().any(|f| f.starts_with("Cargo.toml:") && f.contains(what)), "{line}: {found:?}");
    }
    let good = format!(
        "{MANIFEST}publish = false\n\n[dependencies]\n\n[[bin]]\nname = \"p\"\npath = \"src/main.rs\"\n\n[profile.release]\npanic = \"abort\"\nopt-level = 2\n\n[workspace]\n"
    );
    assert_eq!(found(&[("Cargo.toml", &good)]), Vec::<String>::new());
}

#[test]
fn files_of_other_kinds_are_refused() {
    for path in
        ["build.rs", ".cargo/config.toml", "src/../../x.rs", "/etc/x.rs", "src/a.txt", "src//a.rs", "rust-toolchain"]
    {
        assert!(!found(&[(path, "")]).is_empty(), "{path}");
    }
    assert_eq!(found(&[("src/shapes/circle.rs", "pub fn f() {}\n")]), Vec::<String>::new());
    let mut bare = krate(&[]);
    bare.files.remove("src/main.rs");
    assert_eq!(scan(&bare).len(), 1);
}

#[test]
fn the_runtime_comes_as_it_is() {
    let (name, text) = runtime::sources().iter().find(|(name, _)| *name != "lib.rs").unwrap();
    let path = format!("src/py/{name}");
    assert_eq!(found(&[(&path, text)]), Vec::<String>::new());
    let changed = text.replacen('\n', "\n// changed\n", 1);
    assert_eq!(found(&[(&path, &changed)]), [format!("{path}:2: the runtime's module has been changed")]);
    assert_eq!(found(&[("src/py/evil.rs", "")]), ["src/py/evil.rs:1: a module that the runtime does not have"]);
    assert_eq!(
        found(&[("src/py/mod.rs", "//! Modules.\n#[macro_use]\npub mod int;\npub use int::Int;\n")]),
        Vec::<String>::new()
    );
    assert!(!found(&[("src/py/mod.rs", "pub mod int;\nfn f() {}\n")]).is_empty());
}

#[test]
fn nesting_of_any_depth_is_walked() {
    let deep = format!("fn main() {{ {}{} }}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(found(&[("src/main.rs", &deep)]), Vec::<String>::new());
}
