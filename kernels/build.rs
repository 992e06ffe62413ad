//! Compiles `cuda/*.cu` to cubins and PTX, and lists them in `images.rs` for the crate to embed.
//!
//! Through NVRTC 12.9 from the Python wheels of `cargo xtask setup`, or an installed nvcc. Where there is neither, the
//! crate builds without kernels and says so. Must not know what a kernel computes.

use std::collections::BTreeSet;
use std::error::Error;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::{env, fs, ptr, thread};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What release builds carry: A100 and its like, L4/L40, H100/H200, and PTX that the driver compiles for anything newer.
const RELEASE: [&str; 4] = ["sm_80", "sm_89", "sm_90a", "compute_80"];
/// What other builds carry: PTX, which takes least time, and which the driver compiles for any GPU at load.
const DEVELOPMENT: [&str; 1] = ["compute_80"];

fn main() -> Result<()> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    for name in ["build.rs", "cuda"] {
        println!("cargo:rerun-if-changed={name}");
    }
    for name in ["PORTALIS_CUDA_WHEELS", "PORTALIS_CUDA_TARGETS", "NVCC"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    let mut images = Vec::new();
    match find_compiler(&root) {
        Some(compiler) => images = compile_all(&compiler, &root.join("cuda"), &out)?,
        // Set-up touches this file after it has brought the compiler, so that cargo comes here again.
        None => println!("cargo:warning=no CUDA compiler, so this build has no GPU kernels: run `cargo xtask setup`"),
    }
    let mut table = String::from("/// Every compiled image.\npub static IMAGES: &[Image] = &[\n");
    for image in &images {
        table.push_str(&format!(
            "    Image {{ file: {:?}, target: {:?}, bytes: include_bytes!({:?}) }},\n",
            image.file, image.target, image.path
        ));
    }
    table.push_str("];\n");
    fs::write(out.join("images.rs"), table)?;
    Ok(())
}

/// One file for one target.
struct Image {
    file: String,
    target: &'static str,
    path: PathBuf,
}

fn compile_all(compiler: &Compiler, cuda: &Path, out: &Path) -> Result<Vec<Image>> {
    let mut targets = if env::var("PROFILE")? == "release" { RELEASE.to_vec() } else { DEVELOPMENT.to_vec() };
    if let Ok(wanted) = env::var("PORTALIS_CUDA_TARGETS") {
        targets = wanted.split(',').map(|wanted| known(wanted.trim())).collect::<Result<_>>()?;
    }
    let mut jobs = Vec::new();
    for entry in fs::read_dir(cuda)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "cu") {
            for &target in &targets {
                let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let extension = if target.starts_with("sm_") { "cubin" } else { "ptx" };
                // The name carries a hash of all that goes in: an unchanged file is found, not compiled again.
                let mut hasher = DefaultHasher::new();
                compiler.identity().hash(&mut hasher);
                hash_sources(&path, &mut BTreeSet::new(), &mut hasher)?;
                let image = format!("{file}-{target}-{:016x}.{extension}", hasher.finish());
                jobs.push((path.clone(), Image { file, target, path: out.join(image) }));
            }
        }
    }
    jobs.sort_by(|left, right| (&left.1.file, left.1.target).cmp(&(&right.1.file, right.1.target)));
    let queue: Mutex<Vec<&(PathBuf, Image)>> = Mutex::new(jobs.iter().filter(|job| !job.1.path.exists()).collect());
    let failures = Mutex::new(Vec::new());
    let workers: usize = env::var("NUM_JOBS").ok().and_then(|jobs| jobs.parse().ok()).unwrap_or(2);
    thread::scope(|scope| {
        for _ in 0..workers.clamp(1, 16) {
            scope.spawn(|| {
                while let Some((source, image)) = queue.lock().ok().and_then(|mut queue| queue.pop()) {
                    if let Err(error) = compiler.compile(source, image.target, &image.path) {
                        let text = format!("{} for {}:\n{error}", source.display(), image.target);
                        failures.lock().map(|mut failures| failures.push(text)).ok();
                    }
                }
            });
        }
    });
    let failures = failures.into_inner()?;
    if !failures.is_empty() {
        return Err(failures.join("\n").into());
    }
    Ok(jobs.into_iter().map(|job| job.1).collect())
}

/// One of the targets, by name.
fn known(name: &str) -> Result<&'static str> {
    let found = RELEASE.into_iter().find(|target| *target == name);
    found.ok_or_else(|| format!("PORTALIS_CUDA_TARGETS names `{name}`: it takes {}", RELEASE.join(", ")).into())
}

/// Hashes a source and what it includes by `#include "name"`.
fn hash_sources(path: &Path, seen: &mut BTreeSet<PathBuf>, hasher: &mut DefaultHasher) -> Result<()> {
    if !seen.insert(path.to_path_buf()) {
        return Ok(());
    }
    let text = fs::read_to_string(path)?;
    text.hash(hasher);
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("#include \"")) {
        let name = line.split('"').next().unwrap_or_default();
        hash_sources(&path.with_file_name(name), seen, hasher)?;
    }
    Ok(())
}

/// What turns CUDA C++ into machine code here.
enum Compiler {
    /// The folder `nvidia` of the wheels.
    Nvrtc(PathBuf),
    Nvcc(PathBuf),
}

fn find_compiler(root: &Path) -> Option<Compiler> {
    if let Some(nvcc) = env::var_os("NVCC") {
        return Some(Compiler::Nvcc(nvcc.into()));
    }
    let mut places: Vec<PathBuf> = env::var_os("PORTALIS_CUDA_WHEELS").map(PathBuf::from).into_iter().collect();
    let python = root.with_file_name(".portalis").join("venv/lib");
    for entry in fs::read_dir(python).into_iter().flatten().flatten() {
        places.push(entry.path().join("site-packages/nvidia"));
    }
    for place in places {
        let library = place.join("cuda_nvrtc/lib/libnvrtc.so.12");
        if library.exists() && place.join("cuda_runtime/include").exists() {
            println!("cargo:rerun-if-changed={}", library.display());
            return Some(Compiler::Nvrtc(place));
        }
    }
    let installed = [PathBuf::from("nvcc"), PathBuf::from("/usr/local/cuda/bin/nvcc")];
    installed
        .into_iter()
        .find(|nvcc| Command::new(nvcc).arg("--version").output().is_ok_and(|output| output.status.success()))
        .map(Compiler::Nvcc)
}

impl Compiler {
    /// What tells one compiler from another: images of another one are not reused.
    fn identity(&self) -> String {
        match self {
            Compiler::Nvrtc(place) => {
                let size = fs::metadata(place.join("cuda_nvrtc/lib/libnvrtc.so.12")).map(|found| found.len());
                format!("nvrtc {size:?} {}", options("").join(" "))
            }
            Compiler::Nvcc(nvcc) => Command::new(nvcc)
                .arg("--version")
                .output()
                .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
                .unwrap_or_default(),
        }
    }

    fn compile(&self, source: &Path, target: &str, output: &Path) -> Result<()> {
        let mut image = match self {
            Compiler::Nvrtc(place) => nvrtc(place, source, target)?,
            Compiler::Nvcc(nvcc) => {
                let partial = output.with_extension("partial");
                let kind = if target.starts_with("sm_") { "-cubin" } else { "-ptx" };
                let mut command = Command::new(nvcc);
                command.args([kind, "-std=c++17", &format!("-arch={target}"), "-o"]).arg(&partial).arg(source);
                let done = command.output()?;
                if !done.status.success() {
                    return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
                }
                fs::read(partial)?
            }
        };
        if target.starts_with("compute_") && image.last() != Some(&0) {
            image.push(0); // the driver reads PTX up to a NUL
        }
        // Renamed when whole: a build that is killed here leaves no half image under the final name.
        let partial = output.with_extension("whole");
        fs::write(&partial, image)?;
        Ok(fs::rename(partial, output)?)
    }
}

fn options(target: &str) -> Vec<String> {
    [format!("--gpu-architecture={target}").as_str(), "--std=c++17", "-default-device", "--extra-device-vectorization"]
        .map(String::from)
        .to_vec()
}

/// Compiles one file with the NVRTC of the wheels.
fn nvrtc(place: &Path, source: &Path, target: &str) -> Result<Vec<u8>> {
    type Program = *mut c_void;
    type Status = c_int;
    let library = place.join("cuda_nvrtc/lib/libnvrtc.so.12");
    let builtins = fs::read_dir(place.join("cuda_nvrtc/lib"))?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().contains("libnvrtc-builtins"))
        .ok_or("the wheel of nvrtc has no libnvrtc-builtins")?;
    let text = CString::new(fs::read(source)?)?;
    let name = CString::new(source.file_name().unwrap_or_default().to_string_lossy().as_bytes())?;
    let mut arguments = options(target);
    arguments.push(format!("--include-path={}", source.parent().unwrap_or(Path::new(".")).display()));
    for include in ["cuda_runtime", "cuda_cccl", "cuda_nvcc"] {
        arguments.push(format!("--include-path={}", place.join(include).join("include").display()));
    }
    let arguments = arguments.into_iter().map(CString::new).collect::<std::result::Result<Vec<_>, _>>()?;
    let arguments: Vec<*const c_char> = arguments.iter().map(|argument| argument.as_ptr()).collect();
    // SAFETY: both are NVIDIA's libraries, whose initialisers have no conditions; the builtins come first because nvrtc
    // looks them up by name. Each signature below is the one of nvrtc.h in 12.x; every pointer outlives its call, each
    // buffer has the size that the library asked for, and the program is destroyed once.
    unsafe {
        let _builtins = libloading::Library::new(builtins)?;
        let nvrtc = libloading::Library::new(library)?;
        let create: libloading::Symbol<
            unsafe extern "C" fn(
                *mut Program,
                *const c_char,
                *const c_char,
                c_int,
                *const *const c_char,
                *const *const c_char,
            ) -> Status,
        > = nvrtc.get(b"nvrtcCreateProgram")?;
        let compile: libloading::Symbol<unsafe extern "C" fn(Program, c_int, *const *const c_char) -> Status> =
            nvrtc.get(b"nvrtcCompileProgram")?;
        let destroy: libloading::Symbol<unsafe extern "C" fn(*mut Program) -> Status> =
            nvrtc.get(b"nvrtcDestroyProgram")?;
        let mut program: Program = ptr::null_mut();
        if create(&mut program, text.as_ptr(), name.as_ptr(), 0, ptr::null(), ptr::null()) != 0 {
            return Err("nvrtcCreateProgram failed".into());
        }
        let status = compile(program, c_int::try_from(arguments.len())?, arguments.as_ptr());
        let fetch = |what: &str| -> Result<Vec<u8>> {
            let size: libloading::Symbol<unsafe extern "C" fn(Program, *mut usize) -> Status> =
                nvrtc.get(format!("nvrtcGet{what}Size").as_bytes())?;
            let get: libloading::Symbol<unsafe extern "C" fn(Program, *mut c_char) -> Status> =
                nvrtc.get(format!("nvrtcGet{what}").as_bytes())?;
            let mut length = 0;
            if size(program, &mut length) != 0 {
                return Err(format!("nvrtcGet{what}Size failed").into());
            }
            let mut bytes = vec![0; length];
            if get(program, bytes.as_mut_ptr().cast()) != 0 {
                return Err(format!("nvrtcGet{what} failed").into());
            }
            Ok(bytes)
        };
        let result = if status == 0 {
            fetch(if target.starts_with("sm_") { "CUBIN" } else { "PTX" })
        } else {
            fetch("ProgramLog").and_then(|log| match CStr::from_bytes_until_nul(&log) {
                Ok(log) => Err(log.to_string_lossy().into_owned().into()),
                Err(error) => Err(error.into()),
            })
        };
        destroy(&mut program);
        result
    }
}
