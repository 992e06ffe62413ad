//! The local stack: the real Triton server with our backend, and the gateway in front of it.
//!
//! Starts both, waits until both are ready, and stops both, however it is left. Everything that the two write lies in
//! one folder under `.portalis/run/` that goes with the stack. Must not know what is asked of it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::artefacts::Artefacts;
use crate::http::{free_port, get, taken};
use crate::process::{Guarded, POLL, interrupted, log_file, tail, tied};
use crate::setup::Places;

/// How long each server may take to become ready.
const READY_LIMIT: Duration = Duration::from_secs(60);
/// How long each server may take to finish what it has in hand before it is killed.
const GRACE: Duration = Duration::from_secs(15);
/// Bytes of Triton's response cache.
const CACHE_BYTES: u32 = 64 << 20;

/// The ports of the two servers.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// The gateway's REST.
    pub gateway: u16,
    /// Triton's HTTP.
    pub triton_http: u16,
    /// Triton's gRPC.
    pub triton_grpc: u16,
    /// Triton's metrics.
    pub triton_metrics: u16,
}

impl Ports {
    /// What the documentation says: the ports of the shipped configuration, and Triton's own.
    pub const DOCUMENTED: Ports = Ports { gateway: 8080, triton_http: 8000, triton_grpc: 8001, triton_metrics: 8002 };

    /// Ports that nobody uses now, for runs that must not disturb others.
    pub fn free() -> Result<Ports> {
        let mut ports = Vec::new();
        while ports.len() < 4 {
            let port = free_port()?;
            if !ports.contains(&port) {
                ports.push(port);
            }
        }
        Ok(Ports { gateway: ports[0], triton_http: ports[1], triton_grpc: ports[2], triton_metrics: ports[3] })
    }

    /// Fails, naming them all, if some are in use.
    pub fn require_free(self) -> Result<()> {
        let named = [
            ("gateway", self.gateway),
            ("Triton's HTTP", self.triton_http),
            ("Triton's gRPC", self.triton_grpc),
            ("Triton's metrics", self.triton_metrics),
        ];
        let used: Vec<String> =
            named.iter().filter(|(_, port)| taken(*port)).map(|(name, port)| format!("{port} ({name})")).collect();
        if !used.is_empty() {
            bail!("in use by another program: port {}; stop that program first", used.join(", "));
        }
        Ok(())
    }
}

/// Both servers, running. Dropping it stops them and removes what they wrote.
pub struct Stack {
    // Dropped in this order: the gateway drains while Triton still answers.
    gateway: Guarded,
    triton: Guarded,
    /// The ports they listen on.
    pub ports: Ports,
    logs: [PathBuf; 2],
    _folder: Folder,
}

impl Stack {
    /// Starts Triton, then the gateway, each ready before this goes on.
    pub fn start(places: &Places, artefacts: &Artefacts, ports: Ports) -> Result<Stack> {
        let folder = Folder::new(places)?;
        let logs = ["triton.log", "gateway.log"].map(|name| places.logs.join(name));
        let start = Instant::now();
        let mut triton = start_triton(places, artefacts, ports, &folder.0, &logs[0])?;
        wait_ready(&mut triton, ports.triton_http, "/v2/health/ready", &logs[0])?;
        println!(
            "[stack] Triton is ready after {:.1} s (gRPC on {}, HTTP on {})",
            start.elapsed().as_secs_f64(),
            ports.triton_grpc,
            ports.triton_http
        );
        let start = Instant::now();
        let mut gateway = start_gateway(places, artefacts, ports, &folder.0, &logs[1])?;
        wait_ready(&mut gateway, ports.gateway, "/v1/health/ready", &logs[1])?;
        println!(
            "[stack] the gateway is ready after {:.1} s (http://localhost:{})",
            start.elapsed().as_secs_f64(),
            ports.gateway
        );
        Ok(Stack { gateway, triton, ports, logs, _folder: folder })
    }

    /// The processes of the gateway and of Triton.
    pub fn ids(&self) -> (u32, u32) {
        (self.gateway.id(), self.triton.id())
    }

    /// Fails, with the end of its log, if one of the two has ended.
    pub fn check(&mut self) -> Result<()> {
        for (server, log) in [&mut self.triton, &mut self.gateway].into_iter().zip(&self.logs) {
            if let Some(status) = server.ended()? {
                bail!("{} ended ({status}); the end of {}:\n{}", server.name(), log.display(), tail(log, 25));
            }
        }
        Ok(())
    }

    /// Stops both in order and says so; an error if one had to be killed.
    pub fn stop(mut self) -> Result<()> {
        let start = Instant::now();
        for server in [&mut self.gateway, &mut self.triton] {
            if !server.stop() {
                bail!("{} did not stop within {} s and was killed", server.name(), GRACE.as_secs());
            }
        }
        println!("[stack] stopped in {:.1} s", start.elapsed().as_secs_f64());
        Ok(())
    }
}

/// A folder for one run of the stack, named by our process so that two runs do not meet.
struct Folder(PathBuf);

impl Folder {
    fn new(places: &Places) -> Result<Folder> {
        let runs = places.state.join("run");
        sweep(&runs);
        let path = runs.join(std::process::id().to_string());
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes the folders of runs that were killed.
fn sweep(runs: &Path) {
    for run in fs::read_dir(runs).into_iter().flatten().flatten() {
        let alive = Path::new("/proc").join(run.file_name()).exists();
        if !alive {
            let _ = fs::remove_dir_all(run.path());
        }
    }
}

fn start_triton(places: &Places, artefacts: &Artefacts, ports: Ports, folder: &Path, log: &Path) -> Result<Guarded> {
    let backend = folder.join("backends/portalis");
    fs::create_dir_all(&backend).with_context(|| format!("cannot make {}", backend.display()))?;
    let library = backend.join("libtriton_portalis.so");
    symlink(&artefacts.backend, &library).with_context(|| format!("cannot link {}", library.display()))?;
    let triton = places.triton()?;
    let output = log_file(log)?;
    let errors = output.try_clone().context("cannot share a log file")?;
    let mut command = tied(&triton.server);
    command
        .arg(format!("--model-repository={}", places.root.join("triton-models").display()))
        .arg(format!("--backend-directory={}", folder.join("backends").display()))
        .arg(format!("--cache-directory={}", triton.caches.display()))
        .arg(format!("--cache-config=local,size={CACHE_BYTES}"))
        .args(["--http-address=127.0.0.1", "--grpc-address=127.0.0.1", "--metrics-address=127.0.0.1"])
        .arg(format!("--http-port={}", ports.triton_http))
        .arg(format!("--grpc-port={}", ports.triton_grpc))
        .arg(format!("--metrics-port={}", ports.triton_metrics))
        .arg(format!("--exit-timeout-secs={}", GRACE.as_secs() / 2))
        .env("LD_LIBRARY_PATH", &triton.libraries)
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors);
    Guarded::spawn("Triton", &mut command, GRACE)
}

fn start_gateway(places: &Places, artefacts: &Artefacts, ports: Ports, folder: &Path, log: &Path) -> Result<Guarded> {
    let config = folder.join("gateway.yaml");
    let shipped = places.root.join("configs/gateway.yaml");
    let text = fs::read_to_string(&shipped).with_context(|| format!("cannot read {}", shipped.display()))?;
    fs::write(&config, with_ports(&text, ports)?).with_context(|| format!("cannot write {}", config.display()))?;
    let output = log_file(log)?;
    let errors = output.try_clone().context("cannot share a log file")?;
    let mut command = tied(&artefacts.portalis);
    command.arg("serve").arg("--config").arg(&config).stdin(Stdio::null()).stdout(output).stderr(errors);
    Guarded::spawn("the gateway", &mut command, GRACE)
}

/// The shipped configuration with this run's ports in it, on this machine's own interface only.
fn with_ports(text: &str, ports: Ports) -> Result<String> {
    let mut changed = text.to_owned();
    for (documented, ours) in [
        (format!("0.0.0.0:{}", Ports::DOCUMENTED.gateway), format!("127.0.0.1:{}", ports.gateway)),
        (format!("127.0.0.1:{}", Ports::DOCUMENTED.triton_grpc), format!("127.0.0.1:{}", ports.triton_grpc)),
    ] {
        if !changed.contains(&documented) {
            bail!("configs/gateway.yaml does not say {documented} any more: adapt xtask's stack");
        }
        changed = changed.replace(&documented, &ours);
    }
    Ok(changed)
}

fn wait_ready(server: &mut Guarded, port: u16, path: &str, log: &Path) -> Result<()> {
    let start = Instant::now();
    loop {
        if get(port, path, Duration::from_secs(2)).is_ok_and(|answer| answer.status == 200) {
            return Ok(());
        }
        if interrupted() {
            bail!("interrupted");
        }
        if let Some(status) = server.ended()? {
            bail!(
                "{} ended before it was ready ({status}); the end of {}:\n{}",
                server.name(),
                log.display(),
                tail(log, 25)
            );
        }
        if start.elapsed() > READY_LIMIT {
            bail!(
                "{} was not ready within {} s; the end of {}:\n{}",
                server.name(),
                READY_LIMIT.as_secs(),
                log.display(),
                tail(log, 25)
            );
        }
        std::thread::sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_configuration_takes_other_ports() {
        let ports = Ports { gateway: 41, triton_http: 42, triton_grpc: 43, triton_metrics: 44 };
        let text = with_ports(include_str!("../../configs/gateway.yaml"), ports).unwrap();
        assert!(text.contains("bind_address: 127.0.0.1:41") && text.contains("- http://127.0.0.1:43"));
        assert!(with_ports("server: {}", ports).is_err());
    }

    #[test]
    fn a_taken_port_is_named() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let ports = Ports { gateway: port, ..Ports::free().unwrap() };
        let error = ports.require_free().unwrap_err().to_string();
        assert!(error.contains(&format!("{port} (gateway)")), "{error}");
    }
}
