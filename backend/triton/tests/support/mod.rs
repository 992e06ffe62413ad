//! A real tritonserver for one test: on free ports, with a repository of its own, and always ended. It must not know
//! what a test asserts.
#![allow(dead_code, reason = "each test file uses a part of it")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};
use tempfile::TempDir;

/// How long a server may take to get ready on a busy machine.
const READY: Duration = Duration::from_secs(60);
/// How long it may take to end before it is killed.
const STOP: Duration = Duration::from_secs(30);

/// The workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The library under test, as it ships.
pub fn library() -> PathBuf {
    env::var_os("PORTALIS_BACKEND").map_or_else(|| built("libtriton_portalis.so", &["--lib"]), PathBuf::from)
}

/// The library with the engines `fault` and `count`.
pub fn faults_library() -> PathBuf {
    let name = "libtriton_portalis_faults.so";
    env::var_os("PORTALIS_BACKEND")
        .and_then(|given| Some(Path::new(&given).parent()?.join("examples").join(name)))
        .filter(|beside| beside.exists())
        .unwrap_or_else(|| built(name, &["--example", "triton_portalis_faults"]))
}

/// Builds a library of this package, or finds it built, and asks cargo where it lies.
fn built(name: &str, target: &[&str]) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--message-format=json", "--package", "portalis-triton"]).args(target);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let output = cargo.current_dir(root()).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "cargo build {target:?} failed");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|path| path.as_str().map(PathBuf::from))
        .find(|path| path.file_name().is_some_and(|file| file == name))
        .unwrap_or_else(|| panic!("cargo built no {name}"))
}

/// Where the wheel has the server: below `PORTALIS_TRITON` or `PORTALIS_VENV`, else where set-up puts it.
pub fn triton_home() -> PathBuf {
    let venv = env::var_os("PORTALIS_TRITON")
        .or_else(|| env::var_os("PORTALIS_VENV"))
        .map_or_else(|| root().join(".portalis/venv"), PathBuf::from);
    let pythons = fs::read_dir(venv.join("lib")).into_iter().flatten().flatten();
    pythons
        .map(|python| python.path().join("site-packages/pytriton/tritonserver"))
        .find(|home| home.join("bin/tritonserver").is_file())
        .unwrap_or_else(|| panic!("no tritonserver below {}: run `cargo xtask setup`", venv.display()))
}

/// A configuration of one engine and its parameters.
pub fn config(engine: &str, parameters: &[(&str, &str)]) -> String {
    let mut text = "backend: \"portalis\"\ninstance_group [ { count: 1 kind: KIND_CPU } ]\n".to_string();
    for (key, value) in [("engine", engine)].iter().chain(parameters) {
        text += &format!("parameters {{ key: \"{key}\" value {{ string_value: \"{value}\" }} }}\n");
    }
    text
}

/// A running server; dropping it ends it.
pub struct Server {
    process: Child,
    folder: TempDir,
    http: u16,
    metrics: u16,
}

impl Server {
    /// Starts a server that loads models when it is told to.
    pub fn start(library: &Path) -> Server {
        let home = triton_home();
        let folder = tempfile::Builder::new().prefix("portalis-triton-").tempdir().unwrap();
        let backend = folder.path().join("backends/portalis");
        fs::create_dir_all(&backend).unwrap();
        fs::create_dir(folder.path().join("models")).unwrap();
        fs::copy(library, backend.join("libtriton_portalis.so")).unwrap();
        let [http, grpc, metrics] = free_ports();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let mut command = Command::new(home.join("bin/tritonserver"));
        command
            .arg("--model-control-mode=explicit")
            .arg(format!("--model-repository={}", folder.path().join("models").display()))
            .arg(format!("--backend-directory={}", folder.path().join("backends").display()))
            .args(["--http-address=127.0.0.1", "--grpc-address=127.0.0.1", "--metrics-address=127.0.0.1"])
            .arg(format!("--http-port={http}"))
            .arg(format!("--grpc-port={grpc}"))
            .arg(format!("--metrics-port={metrics}"))
            .arg("--exit-timeout-secs=20")
            // Arenas that fill one after the other would look like a leak.
            .env("MALLOC_ARENA_MAX", "2")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        // SAFETY: the closure only makes a system call, which is allowed between fork and exec.
        unsafe {
            // The server is killed when the test's thread dies, however it dies.
            command.pre_exec(|| {
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                Ok(())
            });
        }
        let process = command.spawn().unwrap();
        let mut server = Server { process, folder, http, metrics };
        let end = Instant::now() + READY;
        while server.get(server.http, "/v2/health/live").is_none_or(|(status, _)| status != 200) {
            assert!(server.process.try_wait().unwrap().is_none(), "the server ended:\n{}", server.log());
            assert!(Instant::now() < end, "the server is not ready:\n{}", server.log());
            thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// Puts a model into the repository and loads it.
    pub fn load(&self, name: &str, config: &str) -> (u16, Value) {
        let model = self.folder.path().join("models").join(name);
        fs::create_dir_all(model.join("1")).unwrap();
        fs::write(model.join("config.pbtxt"), config).unwrap();
        self.post(&format!("/v2/repository/models/{name}/load"), &json!({}))
    }

    /// Loads a model that must load.
    pub fn must_load(&self, name: &str, config: &str) {
        let (status, answer) = self.load(name, config);
        assert_eq!(status, 200, "{answer}\n{}", self.log());
    }

    /// Why a model does not load.
    pub fn refusal(&self, name: &str, config: &str) -> String {
        let (status, answer) = self.load(name, config);
        assert_eq!(status, 400, "{answer}");
        answer["error"].as_str().unwrap().to_string()
    }

    /// Unloads a model and waits until it is gone.
    pub fn unload(&self, name: &str) {
        let (status, answer) = self.post(&format!("/v2/repository/models/{name}/unload"), &json!({}));
        assert_eq!(status, 200, "{answer}");
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let (_, index) = self.post("/v2/repository/index", &json!({}));
            let state = index.as_array().into_iter().flatten().find(|model| model["name"] == name);
            // Unloaded models stay in the index, as unavailable once their last version is gone.
            if state.is_none_or(|model| model["state"] == "UNAVAILABLE" && model["reason"] == "unloaded") {
                return;
            }
            assert!(Instant::now() < end, "`{name}` does not unload: {index}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// One inference with BYTES inputs of shape `[1, elements]`.
    pub fn infer(&self, model: &str, inputs: &[(&str, &[&str])]) -> (u16, Value) {
        let inputs: Vec<Value> = inputs
            .iter()
            .map(|(name, data)| json!({"name": name, "shape": [1, data.len()], "datatype": "BYTES", "data": data}))
            .collect();
        self.post(&format!("/v2/models/{model}/infer"), &json!({ "inputs": inputs }))
    }

    /// The first element of an output.
    pub fn output<'a>(answer: &'a Value, name: &str) -> &'a str {
        let outputs = answer["outputs"].as_array().unwrap_or_else(|| panic!("no outputs: {answer}"));
        outputs.iter().find(|output| output["name"] == name).unwrap()["data"][0].as_str().unwrap()
    }

    /// The series of the metrics endpoint whose name starts so.
    pub fn metrics(&self, prefix: &str) -> BTreeMap<String, f64> {
        let (_, text) = self.get(self.metrics, "/metrics").unwrap();
        text.lines()
            .filter(|line| line.starts_with(prefix))
            .filter_map(|line| line.rsplit_once(' '))
            .map(|(series, value)| (series.to_string(), value.parse().unwrap()))
            .collect()
    }

    /// Whether it still answers.
    pub fn alive(&self) -> bool {
        self.get(self.http, "/v2/health/live").is_some_and(|(status, _)| status == 200)
    }

    /// A number of `/proc/PID/status`: resident memory in KiB, or threads.
    pub fn process_status(&self, key: &str) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn get(&self, port: u16, path: &str) -> Option<(u16, String)> {
        exchange(port, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let (status, text) = exchange(self.http, &(head + &body)).unwrap_or_else(|| panic!("no answer to {path}"));
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SAFETY: the process is our child and was not waited for, so the number is still its own.
        unsafe { libc::kill(self.process.id() as libc::pid_t, libc::SIGTERM) };
        let end = Instant::now() + STOP;
        while matches!(self.process.try_wait(), Ok(None)) {
            if Instant::now() > end {
                let _ = self.process.kill();
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// One request and its answer, with a body of known length or up to the end of the connection.
fn exchange(port: u16, request: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    let mut chunk = [0; 65536];
    loop {
        let text = String::from_utf8_lossy(&answer);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if length.is_some_and(|length| body.len() >= length) {
                break;
            }
        }
        match stream.read(&mut chunk).ok()? {
            0 => break,
            count => answer.extend_from_slice(&chunk[..count]),
        }
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some((status, body.to_string()))
}

/// Ports that were free a moment ago; all are held until the last one is found, so that they differ.
fn free_ports() -> [u16; 3] {
    let held = [0; 3].map(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}
