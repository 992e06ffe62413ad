//! A Rust compiler with the standard library for `wasm32-wasip1`.
//!
//! rustup brings the target where it may download. Where it may not, Debian's packages hold a second compiler and the
//! sources of its standard library, and the library is built from those: `.portalis/wasm/rustc-wasm` then compiles for
//! wasm, and `<cache>/wasm-toolchain` tells `portalis` where it is. Must not know what is compiled with it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::debian::apt;
use super::{Places, once};
use crate::process::{output_of, run_logged, succeeds, tied};

const TARGET: &str = "wasm32-wasip1";
/// Debian's Rust for building web browsers: newer than the distribution's own, with sources that build.
const COMPILER: &str = "rustc-web";
const LIBRARY: &str = "libstd-rust-web-dev";
/// Upper bound on `rustup target add`, which on a machine without access should fail rather than hang.
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(600);
/// Upper bound on building the standard library (about 80 s on 2 cores).
const BUILD_LIMIT: Duration = Duration::from_secs(900);

/// Makes sure that some compiler here targets `wasm32-wasip1`. With `from_debian` rustup's is not used even if there.
pub fn run(places: &Places, from_debian: bool) -> Result<()> {
    let rustc = output_of(Command::new("rustc").arg("-vV")).context("Portalis needs a Rust toolchain")?;
    if !from_debian && (rustup_has_target() || add_with_rustup(places)) {
        println!("[set-up] {TARGET} for {}: there, by rustup", rustc.lines().next().unwrap_or("rustc"));
        return Ok(());
    }
    let home = places.state.join("wasm");
    let key = format!("{TARGET}\n{}\n{}\n{rustc}\n", linker()?.display(), home.display());
    once("Rust for wasm from Debian's packages", &places.state.join("wasm.stamp"), &key, || {
        build_from_debian(places, &home)
    })?;
    register(places, &home.join("rustc-wasm"))
}

fn rustup_has_target() -> bool {
    let folder = output_of(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| {
        fs::read_dir(folder).is_ok_and(|mut files| {
            files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
        })
    })
}

fn add_with_rustup(places: &Places) -> bool {
    if !succeeds(Command::new("rustup").arg("--version")) {
        return false;
    }
    println!("[set-up] rustup target add {TARGET} ...");
    let log = places.logs.join("rustup.log");
    let added = run_logged("rustup target add", tied("rustup").args(["target", "add", TARGET]), &log, RUSTUP_LIMIT);
    if added.is_err() {
        println!("[set-up] rustup cannot bring {TARGET} here (see {}); Debian's packages will", log.display());
    }
    added.is_ok() && rustup_has_target()
}

/// The linker for wasm that comes with rustup's toolchain.
fn linker() -> Result<PathBuf> {
    let sysroot = output_of(Command::new("rustc").args(["--print", "sysroot"]))?;
    let linker = Path::new(&sysroot).join("lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld");
    if !linker.exists() {
        bail!("no rust-lld at {}: install Rust with rustup", linker.display());
    }
    Ok(linker)
}

fn build_from_debian(places: &Places, home: &Path) -> Result<()> {
    if !succeeds(Command::new("apt-get").arg("--version")) {
        bail!(
            "rustup could not add {TARGET}, and this machine has no apt-get: run `rustup target add {TARGET}` where it can"
        );
    }
    // Debian's packages come from a release on one side and its security updates on the other: versions by lookup.
    run_logged("apt-get update", apt().arg("update"), &places.logs.join("apt-update.log"), DOWNLOAD_LIMIT).or_else(
        |error| {
            if rustix::process::geteuid().is_root() { Err(error) } else { Ok(()) }
        },
    )?;
    let _ = fs::remove_dir_all(home);
    let (debs, root) = (home.join("debs"), home.join("root"));
    for folder in [&debs, &root] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let packages = packages()?;
    println!("      downloading {}", packages.join(" "));
    let mut download = apt();
    download.arg("download").args(&packages).current_dir(&debs);
    run_logged("apt-get download", &mut download, &places.logs.join("wasm-download.log"), DOWNLOAD_LIMIT)?;
    println!("      unpacking");
    for deb in fs::read_dir(&debs).context("cannot list the downloaded packages")?.flatten() {
        let mut unpack = tied("dpkg");
        unpack.arg("-x").arg(deb.path()).arg(&root);
        run_logged("dpkg -x", &mut unpack, &places.logs.join("wasm-unpack.log"), DOWNLOAD_LIMIT)?;
    }
    let usr = root.join("usr");
    let rustc = write_wrapper(home, &usr)?;
    // rustc looks for `rust-lld` there, so whoever uses the wrapper needs to say nothing about linking.
    let bin = usr.join("lib/rustlib/x86_64-unknown-linux-gnu/bin");
    fs::create_dir_all(&bin).with_context(|| format!("cannot make {}", bin.display()))?;
    let _ = fs::remove_file(bin.join("rust-lld"));
    symlink(linker()?, bin.join("rust-lld")).context("cannot link rust-lld")?;
    println!("      building the standard library for {TARGET}");
    build_std(places, home, &rustc, &usr)?;
    check(home, &rustc, &places.logs)?;
    // The sources of the compiler and of its libraries are half of what was unpacked.
    for leftover in [debs, home.join("build"), usr.join("src"), usr.join("lib/rustlib/src")] {
        let _ = fs::remove_dir_all(leftover);
    }
    Ok(())
}

/// The compiler's packages with the parts of them that carry a version in their names, and WASI's libc.
fn packages() -> Result<Vec<String>> {
    let mut packages: Vec<String> = [COMPILER, LIBRARY, "rust-web-src", "wasi-libc"].map(str::to_owned).into();
    let mut next = 0;
    while let Some(package) = packages.get(next) {
        let depends = output_of(Command::new("apt-cache").args(["depends", "--important", package]))
            .with_context(|| format!("Debian's package {package} is not to be had here"))?;
        for name in depends.lines().filter_map(|line| line.trim().strip_prefix("Depends: ")) {
            let part = name.starts_with("libllvm") || name.starts_with("libstd-rust-web");
            if part && !packages.iter().any(|package| package == name) {
                packages.push(name.to_owned());
            }
        }
        next += 1;
    }
    Ok(packages)
}

fn write_wrapper(home: &Path, usr: &Path) -> Result<PathBuf> {
    let wrapper = home.join("rustc-wasm");
    let usr = usr.display();
    let text = format!(
        "#!/bin/sh\n# Made by `cargo xtask setup`: Debian's rustc with a standard library for {TARGET}.\n\
         export LD_LIBRARY_PATH='{usr}/lib/x86_64-linux-gnu'${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\n\
         exec '{usr}/bin/rustc' --sysroot '{usr}' \"$@\"\n"
    );
    fs::write(&wrapper, text)
        .and_then(|()| fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)))
        .with_context(|| format!("cannot write {}", wrapper.display()))?;
    Ok(wrapper)
}

/// Builds std for wasm with a program that uses it, and puts the libraries where the compiler looks for them.
fn build_std(places: &Places, home: &Path, rustc: &Path, usr: &Path) -> Result<()> {
    let project = home.join("build");
    fs::create_dir_all(project.join("src")).with_context(|| format!("cannot make {}", project.display()))?;
    let manifest = "[package]\nname = \"std-for-wasm\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
                    [profile.release]\npanic = \"abort\"\n[workspace]\n";
    fs::write(project.join("Cargo.toml"), manifest)
        .and_then(|()| fs::write(project.join("src/main.rs"), "fn main() {\n    println!(\"ok\");\n}\n"))
        .context("cannot write the project that builds std")?;
    let libc = usr.join("lib/wasm32-wasi");
    let flags = format!(
        "-C link-self-contained=no -L native={0} -C link-arg={0}/crt1-command.o",
        libc.to_str().context("the repository's path is not UTF-8")?
    );
    let mut cargo = tied("cargo");
    cargo.args(["build", "--release", "-Zbuild-std=std,panic_abort", "--target", TARGET, "--target-dir", "target"]);
    cargo.current_dir(&project);
    // What the user or the surrounding cargo set for other builds must not reach this one.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let foreign = text.starts_with("CARGO_") || text.starts_with("RUSTC") || text == "RUSTFLAGS";
        if foreign && text != "CARGO_HOME" {
            cargo.env_remove(&name);
        }
    }
    cargo.env("RUSTC", rustc).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS", flags);
    run_logged("the build of std", &mut cargo, &places.logs.join("wasm-std.log"), BUILD_LIMIT)?;

    let library = usr.join("lib/rustlib").join(TARGET).join("lib");
    let own = library.join("self-contained");
    fs::create_dir_all(&own).with_context(|| format!("cannot make {}", own.display()))?;
    let built = project.join("target").join(TARGET).join("release/deps");
    for file in fs::read_dir(&built).with_context(|| format!("cannot list {}", built.display()))?.flatten() {
        if file.path().extension().is_some_and(|extension| extension == "rlib") {
            fs::copy(file.path(), library.join(file.file_name())).context("cannot copy a library of std")?;
        }
    }
    for file in ["crt1-command.o", "crt1-reactor.o", "libc.a"] {
        fs::copy(libc.join(file), own.join(file)).with_context(|| format!("wasi-libc has no {file}"))?;
    }
    Ok(())
}

/// Compiles a program the way `portalis` does.
fn check(home: &Path, rustc: &Path, logs: &Path) -> Result<()> {
    let (source, output) = (home.join("check.rs"), home.join("check.wasm"));
    fs::write(&source, "fn main() { println!(\"{:?}\", std::collections::HashMap::from([(1, \"x\")])); }\n")
        .context("cannot write a program to check the compiler with")?;
    let mut command = tied(rustc);
    command.args(["--edition", "2021", "-O", "--target", TARGET, "-C", "panic=abort", "-o"]).arg(&output).arg(&source);
    let checked = run_logged("the wasm compiler", &mut command, &logs.join("wasm-check.log"), BUILD_LIMIT);
    let _ = fs::remove_file(&source);
    let _ = fs::remove_file(&output);
    checked
}

/// Tells `portalis` where the compiler is, whatever folder it is started from.
fn register(places: &Places, wrapper: &Path) -> Result<()> {
    let file = places.cache.join("wasm-toolchain");
    let text = format!("{}\n", wrapper.display());
    if fs::read_to_string(&file).is_ok_and(|found| found == text) {
        return Ok(());
    }
    fs::create_dir_all(&places.cache)
        .and_then(|()| fs::write(&file, text))
        .with_context(|| format!("cannot write {}", file.display()))
}
