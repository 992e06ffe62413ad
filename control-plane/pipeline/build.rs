//! Puts the sources of `backend/runtime` into this crate as text: the binary compiles them on the user's machine.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../backend/runtime/src");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("backend/runtime/src is beside this crate")
        .map(|entry| entry.expect("its entries can be read").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".rs"))
        .collect();
    names.sort();
    let mut code = String::from("&[");
    for name in names {
        let path = folder.join(&name);
        let _ = write!(code, "({name:?}, include_str!({:?})),", path.display().to_string());
    }
    code.push(']');
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("runtime.rs"), code).expect("OUT_DIR can be written");
}
