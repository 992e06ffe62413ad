//! Makes the bindings: finds Triton's headers and runs bindgen over them. Knows nothing of what the backend does with
//! them, except which functions the backend itself defines.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A newer server's own headers, when a fleet builds against them.
const INCLUDE_VARIABLE: &str = "TRITON_INCLUDE_DIR";
/// Where Triton's containers keep the headers.
const CONTAINER_INCLUDE: &str = "/opt/tritonserver/include";
/// The crate that carries the headers of Triton 24.10; pinned in Cargo.toml, never compiled.
const HEADER_CRATE: &str = "tritonserver-rs";

/// The functions that the backend defines and the server calls: declaring them here would define them twice.
const DEFINED_BY_BACKEND: &str = "TRITONBACKEND_(Initialize|Finalize|GetBackendAttribute|Model(Initialize|Finalize)|\
    ModelInstance(Initialize|Finalize|Execute|Ready)|ModelBatch(er)?(Initialize|Finalize|IncludeRequest))";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed={INCLUDE_VARIABLE}");
    if let Err(reason) = generate() {
        println!("cargo:warning=portalis-triton-sys: {reason}");
        std::process::exit(1);
    }
}

fn generate() -> Result<(), String> {
    let include = include_dir()?;
    let header = include.join("triton/core/tritonbackend.h");
    println!("cargo:rerun-if-changed={}", header.display());
    let bindings = bindgen::Builder::default()
        .header(header.display().to_string())
        // The headers declare enums and structs without typedefs, which only C++ accepts.
        .clang_args(["-x", "c++", "-std=c++17"])
        .clang_arg(format!("-I{}", include.display()))
        .allowlist_item("TRITON(SERVER|BACKEND)_.*")
        .allowlist_item("TRITONSERVER_.*_enum")
        .blocklist_function(DEFINED_BY_BACKEND)
        // Plain integers: the server may be newer than the headers and hand over a value that they do not name.
        .default_enum_style(bindgen::EnumVariation::Consts)
        .prepend_enum_name(false)
        .layout_tests(false)
        .generate_comments(false)
        .wrap_unsafe_ops(true)
        .rust_edition(bindgen::RustEdition::Edition2024)
        .generate()
        .map_err(|e| format!("bindgen cannot read {}: {e} (install libclang-dev)", header.display()))?;
    let out = env::var("OUT_DIR").map_err(|e| format!("OUT_DIR: {e}"))?;
    bindings.write_to_file(Path::new(&out).join("bindings.rs")).map_err(|e| format!("cannot write the bindings: {e}"))
}

/// The folder that holds `triton/core/`: the caller's, else the container's, else that of the pinned crate.
fn include_dir() -> Result<PathBuf, String> {
    if let Some(dir) = env::var_os(INCLUDE_VARIABLE) {
        let dir = PathBuf::from(dir);
        return has_headers(&dir)
            .then(|| dir.clone())
            .ok_or_else(|| format!("{INCLUDE_VARIABLE}={}: no triton/core/tritonbackend.h below it", dir.display()));
    }
    let container = PathBuf::from(CONTAINER_INCLUDE);
    if has_headers(&container) {
        return Ok(container);
    }
    crate_headers()
}

fn has_headers(dir: &Path) -> bool {
    dir.join("triton/core/tritonbackend.h").is_file()
}

/// Asks cargo where it keeps the pinned crate.
fn crate_headers() -> Result<PathBuf, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .output()
        .map_err(|e| format!("cannot start cargo metadata: {e}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata printed no JSON: {e}"))?;
    let manifest = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == HEADER_CRATE)
        .and_then(|package| package["manifest_path"].as_str())
        .ok_or_else(|| {
            format!("{HEADER_CRATE} is not among the packages; set {INCLUDE_VARIABLE} to Triton's headers")
        })?;
    let include = Path::new(manifest).with_file_name("core").join("include");
    has_headers(&include)
        .then(|| include.clone())
        .ok_or_else(|| format!("{}: no Triton headers; set {INCLUDE_VARIABLE}", include.display()))
}
