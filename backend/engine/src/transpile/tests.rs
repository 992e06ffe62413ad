//! The engine through its seam, with the real translator.

use super::*;
use crate::metrics::NoMetrics;
use crate::parameters::Parameters;
use crate::test_port::{Answer, TestPort};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;

fn instance(pairs: &[(&str, &str)], max_batch_size: u32) -> Box<dyn Instance> {
    let given: BTreeMap<String, String> = pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let parameters = Parameters::parse(&Transpile.parameters(), &given).unwrap();
    let source = ModelSource {
        name: "transpile".to_string(),
        version: 1,
        directory: PathBuf::new(),
        parameters,
        max_batch_size,
        metrics: Arc::new(NoMetrics),
    };
    Transpile.load(source).unwrap().instance(Placement::Cpu).unwrap()
}

fn send(instance: &dyn Instance, port: TestPort, answers: &Receiver<Answer>) -> Answer {
    instance.execute(vec![Item::new(Box::new(port))]);
    answers.try_recv().unwrap()
}

fn texts(answer: &Answer, name: &str) -> (Vec<i64>, Vec<String>) {
    let Answer::Sent(outputs, true) = answer else { panic!("{answer:?}") };
    let tensor = outputs.iter().find(|t| t.name == name).unwrap();
    let input = crate::InputTensor {
        datatype: tensor.datatype,
        shape: (&tensor.shape[..]).into(),
        data: (&tensor.data[..]).into(),
    };
    let strings = input.byte_strings(name).unwrap().iter().map(|b| String::from_utf8(b.to_vec()).unwrap()).collect();
    (tensor.shape.clone(), strings)
}

#[test]
fn answers_as_the_translator_does() {
    let program = "print(\"hello\")\n";
    let (port, answers) = TestPort::new();
    let port = port.with("source", &[1, 1], &[program]).with("filename", &[1, 1], &["app.py"]);
    let answer = send(&*instance(&[], 64), port, &answers);
    let source = portalis_transpiler::Source::from_bytes("app.py", program.as_bytes()).unwrap();
    let (status, krate) = match portalis_transpiler::translate(vec![source]) {
        Ok(krate) => ("translated", serde_json::to_string(&krate.files).unwrap()),
        Err(_) => ("refused", "{}".to_string()),
    };
    assert_eq!(texts(&answer, "status"), (vec![1, 1], vec![status.to_string()]));
    assert_eq!(texts(&answer, "crate").1, [krate]);
}

#[test]
fn a_refusal_is_a_response_with_its_diagnostics() {
    let (port, answers) = TestPort::new();
    let port = port.with("source", &[2, 1], &["def (:\n", "x = \0\n"]).with("filename", &[2, 1], &["a.py", "b.py"]);
    let answer = send(&*instance(&[], 64), port, &answers);
    assert_eq!(texts(&answer, "status"), (vec![2, 1], vec!["refused".to_string(), "refused".to_string()]));
    assert_eq!(texts(&answer, "crate").1, ["{}", "{}"]);
    let second: serde_json::Value = serde_json::from_str(&texts(&answer, "diagnostics").1[1]).unwrap();
    assert_eq!(second[0]["code"], "P0003");
    assert_eq!((second[0]["line"].as_u64(), second[0]["column"].as_u64()), (Some(1), Some(5)));
    assert!(second[0]["rendered"].as_str().unwrap().starts_with("b.py:1:5: error[P0003]"));
}

#[test]
fn without_a_batch_dimension_the_outputs_have_none() {
    let (port, answers) = TestPort::new();
    let port = port.with("source", &[1], &["x = \0\n"]).with("filename", &[1], &["a.py"]);
    let answer = send(&*instance(&[], 0), port, &answers);
    assert_eq!(texts(&answer, "status").0, [1]);
}

#[test]
fn malformed_requests_are_errors_that_say_what_to_send() {
    let instance = instance(&[("max_source_bytes", "10")], 64);
    type Case = (&'static [i64], &'static [&'static str], &'static [i64], &'static [&'static str], &'static str);
    let cases: &[Case] = &[
        (&[1, 0], &[], &[1, 0], &[], "send at least one file"),
        (&[1, 1], &["x"], &[1, 2], &["a.py", "b.py"], "send one filename with each source"),
        (&[1], &["x"], &[1], &["a.py"], "send [programs, files]"),
        (&[1, 1], &["12345678901"], &[1, 1], &["a.py"], "raise `max_source_bytes`"),
        (&[1, 2], &["x", "y"], &[1, 2], &["a.py", "a.py"], "send each file once"),
        (&[1, 1], &["x"], &[1, 1], &[""], "1 to 4096 bytes"),
        (&[1, 1], &["x"], &[1, 1], &["/etc/passwd"], "relative"),
        (&[1, 1], &["x"], &[1, 1], &["a/../../b.py"], "relative"),
        (&[1, 1], &["x"], &[1, 1], &["a\nb.py"], "control characters"),
    ];
    for (source_shape, sources, name_shape, names, expected) in cases {
        let (port, answers) = TestPort::new();
        let port = port.with("source", source_shape, sources).with("filename", name_shape, names);
        let answer = send(&*instance, port, &answers);
        let Answer::Failed(EngineError::InvalidInput(message)) = &answer else { panic!("{expected}: {answer:?}") };
        assert!(message.contains(expected), "{message}");
    }
    let (port, answers) = TestPort::new();
    let answer = send(&*instance, port.with("source", &[1, 1], &["x"]), &answers);
    assert!(
        matches!(answer, Answer::Failed(EngineError::InvalidInput(m)) if m == "input `filename` is missing: send it")
    );
}

/// A core whose only thread is busy until the returned sender is dropped.
fn busy_worker(time_limit_ms: u64) -> (Worker, std::sync::mpsc::Sender<()>) {
    let core = Core {
        pool: Pool::start(1, 8 << 20, 0).unwrap(),
        time_limit: Duration::from_millis(time_limit_ms),
        max_source_bytes: 100,
        batched: true,
        metrics: Arc::new(NoMetrics),
    };
    let (release, wait) = channel::<()>();
    core.pool.submit(move || wait.recv().unwrap_or_default(), |_| ());
    (Worker { core: Arc::new(core) }, release)
}

#[test]
fn a_late_request_ends_and_says_which_limit() {
    let (worker, _release) = busy_worker(20);
    let (port, answers) = TestPort::new();
    let port = port.with("source", &[1, 1], &["x"]).with("filename", &[1, 1], &["a.py"]);
    let answer = send(&worker, port, &answers);
    assert!(
        matches!(answer, Answer::Failed(EngineError::Unavailable(m)) if m.contains("`time_limit_ms` allows 20 ms"))
    );
}

#[test]
fn a_cancelled_request_frees_its_slot() {
    let (worker, _release) = busy_worker(60_000);
    let (port, answers) = TestPort::new();
    let port = port.with("source", &[1, 1], &["x"]).with("filename", &[1, 1], &["a.py"]);
    port.cancelled.store(true, Ordering::Relaxed);
    let start = Instant::now();
    let answer = send(&worker, port, &answers);
    assert!(matches!(answer, Answer::Failed(EngineError::Cancelled)));
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_gpu_placement_is_refused() {
    let source = ModelSource {
        name: "transpile".to_string(),
        version: 1,
        directory: PathBuf::new(),
        parameters: Parameters::default(),
        max_batch_size: 64,
        metrics: Arc::new(NoMetrics),
    };
    let error = Transpile.load(source).unwrap().instance(Placement::Gpu(0)).err().unwrap();
    assert!(error.to_string().contains("KIND_CPU"));
}
