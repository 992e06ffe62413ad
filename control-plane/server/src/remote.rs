//! Translating through a gateway's REST interface. Knows its requests and answers; writes no file and prints nothing.

use crate::artefacts::Artefacts;
use crate::inputs::Program;
use base64::Engine as _;
use portalis_pipeline::Targets;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

/// A gateway.
#[derive(Clone)]
pub struct Gateway {
    agent: ureq::Agent,
    url: String,
}

/// A translation that a gateway made.
pub struct Translation {
    /// What to write.
    pub artefacts: Artefacts,
    /// Warnings.
    pub diagnostics: Vec<Value>,
    /// Stage name and time.
    pub timings: Vec<(String, Duration)>,
}

/// Why there is none.
pub enum Failure {
    /// The program is refused, for these reasons.
    Refused(Vec<Value>),
    /// Anything else, in one line.
    Failed(String),
}

const CONNECT: Duration = Duration::from_secs(10);
/// Longer than any request lives in a gateway by its default configuration.
const WHOLE: Duration = Duration::from_secs(900);
/// A larger answer is not a translation.
const MAX_ANSWER: u64 = 512 << 20;

impl Gateway {
    /// A client for the gateway at this base URL.
    pub fn new(url: &str) -> Gateway {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            // An error's body says more than its status.
            .http_status_as_error(false)
            .user_agent(concat!("portalis/", env!("CARGO_PKG_VERSION")))
            .build();
        Gateway { agent: config.new_agent(), url: url.to_string() }
    }

    /// One request; blocks until its answer.
    pub fn translate(&self, program: &Program, targets: Targets) -> Result<Translation, Failure> {
        let request = request(program, targets).to_string();
        let url = format!("{}/v1/translations", self.url);
        let failed = |message: String| Failure::Failed(format!("{url}: {message}"));
        let mut response = self
            .agent
            .post(&url)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .send(&request)
            .map_err(|e| failed(format!("no answer ({e}); check that the gateway runs")))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        let reader = response.body_mut().as_reader().take(MAX_ANSWER + 1);
        std::io::BufReader::new(reader)
            .read_to_end(&mut body)
            .map_err(|e| failed(format!("the answer broke off: {e}")))?;
        if body.len() as u64 > MAX_ANSWER {
            return Err(failed("the answer is larger than any translation".into()));
        }
        let answer: Value = serde_json::from_slice(&body)
            .map_err(|_| failed(format!("status {status} without JSON; is this a portalis gateway?")))?;
        match status {
            200 => translation(&answer).map_err(|what| failed(format!("the answer {what}; update one of the two"))),
            422 if has_diagnostics(&answer) => Err(Failure::Refused(list(&answer, "diagnostics"))),
            _ => {
                let message = answer["error"]["message"].as_str().unwrap_or("no reason given");
                Err(failed(format!("status {status}: {message}")))
            }
        }
    }
}

fn has_diagnostics(answer: &Value) -> bool {
    answer["diagnostics"].as_array().is_some_and(|all| !all.is_empty())
}

fn request(program: &Program, targets: Targets) -> Value {
    let mut body = Map::new();
    match program.sources.as_slice() {
        [one] if !program.is_package => {
            // Where the file lies on this machine is nobody's business there.
            let name = Path::new(&one.path).file_name().map(|name| name.to_string_lossy().into_owned());
            body.insert("source".into(), json!(one.text));
            body.insert("filename".into(), json!(name.unwrap_or_else(|| one.path.clone())));
        }
        many => {
            let files: BTreeMap<&str, &str> = many.iter().map(|s| (s.path.as_str(), s.text.as_str())).collect();
            body.insert("files".into(), json!(files));
        }
    }
    let wanted = [("rust", true), ("native", targets.native), ("wasm", targets.wasm)];
    let wanted: Vec<&str> = wanted.iter().filter(|(_, wanted)| *wanted).map(|(name, _)| *name).collect();
    body.insert("target".into(), json!(wanted));
    Value::Object(body)
}

fn translation(answer: &Value) -> Result<Translation, String> {
    let files = answer["files"].as_object().ok_or("has no `files`")?;
    let files = files
        .iter()
        .map(|(path, text)| Some((path.clone(), text.as_str()?.to_string())))
        .collect::<Option<BTreeMap<_, _>>>()
        .ok_or("has a file that is no text")?;
    let artefact = |name: &str| match &answer["artefacts"][name] {
        Value::Null => Ok(None),
        Value::String(text) => base64::engine::general_purpose::STANDARD
            .decode(text)
            .map(Some)
            .map_err(|e| format!("has a broken artefact `{name}`: {e}")),
        _ => Err(format!("has an artefact `{name}` that is no text")),
    };
    let timings = answer["timings_ms"].as_object().into_iter().flatten();
    Ok(Translation {
        artefacts: Artefacts { files, native: artefact("native")?, wasm: artefact("wasm")? },
        diagnostics: list(answer, "diagnostics"),
        timings: timings
            .filter_map(|(stage, ms)| {
                let time = Duration::try_from_secs_f64(ms.as_f64()? / 1e3).ok()?;
                Some((stage.clone(), time))
            })
            .collect(),
    })
}

fn list(answer: &Value, key: &str) -> Vec<Value> {
    answer[key].as_array().cloned().unwrap_or_default()
}
