//! `cargo xtask up`: the stack on its documented ports, until Ctrl-C; and the same for tests, on free ones.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use crate::artefacts::{self, Artefacts, Profile};
use crate::process::interrupted;
use crate::setup::{self, Places};
use crate::stack::{Ports, Stack};

/// How often the two servers are looked after.
const WATCH: Duration = Duration::from_millis(300);

/// Sets up, builds, starts, and stays.
pub fn run(places: &Places) -> Result<()> {
    let ports = Ports::DOCUMENTED;
    ports.require_free()?;
    setup::run(places, setup::Options::default())?;
    let artefacts = artefacts::build(places, Profile::Release)?;
    let mut stack = Stack::start(places, &artefacts, ports)?;
    println!(
        "\nRunning until Ctrl-C. In another terminal:\n\n  \
         curl -s localhost:{0}/v1/models\n  \
         curl -s localhost:{0}/v1/translations -H 'content-type: application/json' \\\n       \
         -d '{{\"source\": \"print(7 // -2)\", \"filename\": \"hello.py\", \"target\": \"rust\"}}'\n  \
         {1} translate examples/roman.py --out out --target rust,wasm --gateway http://localhost:{0}\n\n\
         Metrics: localhost:{0}/metrics (gateway), localhost:{2}/metrics (Triton). Logs: {3}\n",
        ports.gateway,
        artefacts.portalis.strip_prefix(&places.root).unwrap_or(&artefacts.portalis).display(),
        ports.triton_metrics,
        places.logs.strip_prefix(&places.root).unwrap_or(&places.logs).display(),
    );
    while !interrupted() {
        stack.check()?;
        std::thread::sleep(WATCH);
    }
    println!();
    stack.stop()
}

/// The stack for one test: what is already built (`PORTALIS_BIN`, `PORTALIS_BACKEND`, or else the dev build), on free
/// ports. Prints one line of JSON once it is ready, and ends when stdin does. A server
/// that is killed stays dead: what the other one does then is a thing to test.
pub fn for_tests(places: &Places) -> Result<()> {
    let built = artefacts::find(places, Profile::Dev)?;
    let given = |name: &str, built| std::env::var_os(name).map_or(built, Into::into);
    let artefacts = Artefacts {
        portalis: given("PORTALIS_BIN", built.portalis),
        backend: given("PORTALIS_BACKEND", built.backend),
    };
    let stack = Stack::start(places, &artefacts, Ports::free()?)?;
    let (ports, (gateway, triton)) = (stack.ports, stack.ids());
    let line = json!({
        "gateway": { "port": ports.gateway, "pid": gateway },
        "triton": {
            "http": ports.triton_http, "grpc": ports.triton_grpc, "metrics": ports.triton_metrics, "pid": triton,
        },
    });
    println!("{line}");
    let asked_to_end = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked_to_end);
    std::thread::spawn(move || {
        // A test that dies closes its end too.
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        flag.store(true, Ordering::Relaxed);
    });
    while !interrupted() && !asked_to_end.load(Ordering::Relaxed) {
        std::thread::sleep(WATCH);
    }
    stack.stop()
}
