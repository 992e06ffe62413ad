//! Lists the runtime's source files, so that they are embedded whole.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?).join("../runtime/src");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?.map(|e| e.map(|e| e.path())).collect::<io::Result<_>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "rs"));
    files.sort();
    let mut out =
        String::from("/// Every file of the runtime crate: name and text.\npub static RUNTIME: &[(&str, &str)] = &[\n");
    for f in files {
        let name = f.file_name().unwrap_or_default().to_string_lossy().to_string();
        println!("cargo::rerun-if-changed={}", f.display());
        let _ = writeln!(out, "    ({name:?}, include_str!({:?})),", f.display().to_string());
    }
    out.push_str("];\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?).join("runtime_sources.rs");
    fs::write(target, out)
}
