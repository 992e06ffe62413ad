//! The engine `decode` from its port to a scripted executor and back: what callers see, and what is left behind.

use super::text::tests::{Bytes, SPECIAL};
use super::*;
use crate::decode::schedule::Policy;
use crate::decode::{Choice, Executor, ExecutorError, Limits, Work};
use crate::metrics::{MetricSpec, Metrics};
use crate::test_port::{Answer, TestPort};
use crate::{EngineError, Instance, Item, MemoryUse, Model, Placement, Tensor};
use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Continues any text with the alphabet. A prompt with a number at its end gets an answer of so many letters; one that
/// says `break` breaks something.
struct Alphabet {
    step_time: Duration,
}

const LIMITS: Limits = Limits { vocab: 257, context: 100, page_size: 4, pages: 60, slots: 4, max_tokens: 64 };

impl Executor for Alphabet {
    fn limits(&self) -> Limits {
        LIMITS
    }

    fn step(&mut self, batch: &[Work<'_>]) -> Result<Vec<Vec<Choice>>, ExecutorError> {
        std::thread::sleep(self.step_time);
        let mut all = Vec::new();
        for work in batch {
            work.check(&LIMITS)?;
            let prompt = Bytes.decode(&work.context[..work.prompt]);
            match prompt.strip_prefix("break ") {
                Some("step") => return Err(ExecutorError::Step("on purpose".into())),
                Some("work") => return Err(ExecutorError::Work { slot: work.slot, reason: "on purpose".into() }),
                Some("device") => return Err(ExecutorError::Device("it fell off the bus".into())),
                Some("panic") => panic!("on purpose"),
                _ => {}
            }
            let letters = prompt.rsplit(' ').next().and_then(|word| word.parse().ok()).unwrap_or(usize::MAX);
            let choose = |end: usize| {
                let said = end - work.prompt;
                let token = if said >= letters { SPECIAL } else { u32::from(b'a') + said as u32 % 26 };
                Choice { token, logprob: work.sampling.logprobs.map(|_| -0.25), top: Vec::new() }
            };
            all.push((work.end + 1 - work.outputs..=work.end).map(choose).collect());
        }
        Ok(all)
    }

    fn memory(&self) -> Vec<MemoryUse> {
        vec![MemoryUse { placement: Placement::Cpu, bytes: 7 }]
    }

    fn health(&self) -> Result<(), ExecutorError> {
        Ok(())
    }
}

/// Adds up what is recorded, by name and label.
#[derive(Default)]
struct Sums(Mutex<BTreeMap<(&'static str, Option<&'static str>), f64>>);

impl Metrics for Sums {
    fn record(&self, metric: &'static MetricSpec, label: Option<&'static str>, value: f64) {
        *self.0.lock().unwrap().entry((metric.name, label)).or_default() += value;
    }
}

impl Sums {
    fn get(&self, name: &str, label: Option<&'static str>) -> f64 {
        let name = format!("portalis_decode_{name}");
        self.0.lock().unwrap().iter().filter(|((n, l), _)| **n == name && *l == label).map(|(_, sum)| *sum).sum()
    }
}

struct Bench {
    instance: Box<dyn Instance>,
    sums: Arc<Sums>,
}

fn bench_of(step_time: Duration, max_batch: usize, time_limit: Duration) -> Bench {
    let sums = Arc::new(Sums::default());
    let mut defaults = Parameters::default();
    defaults.sampling.temperature = 0.0;
    let shared = Shared {
        name: "test".to_string(),
        language: Arc::new(Bytes),
        ends: vec![SPECIAL],
        defaults,
        max_tokens: 10,
        system_prompt: Some("be brief".to_string()),
        policy: Policy { max_batch, chunk: 16, share_prefixes: true, max_drafts: 4 },
        time_limit,
        priority_step: Duration::from_secs(1),
        metrics: Arc::clone(&sums) as _,
    };
    let make: Arc<MakeExecutor> = Arc::new(move |_| Ok(Box::new(Alphabet { step_time }) as Box<dyn Executor>));
    let instance = Loaded { shared: Arc::new(shared), make }.instance(Placement::Cpu).unwrap();
    Bench { instance, sums }
}

fn bench() -> Bench {
    bench_of(Duration::ZERO, 4, Duration::from_secs(60))
}

const LONG: Duration = Duration::from_secs(20);

/// One response, read.
#[derive(Debug, Default, PartialEq, Clone)]
struct Response {
    text: String,
    finish: String,
    input_tokens: u32,
    output_tokens: u32,
    names: Vec<&'static str>,
}

fn read(outputs: Vec<Tensor>) -> Response {
    let mut response = Response::default();
    for tensor in outputs {
        let text = || String::from_utf8(tensor.data[4..].to_vec()).unwrap();
        let number = || u32::from_le_bytes(tensor.data.clone().try_into().unwrap());
        response.names.push(tensor.name);
        match tensor.name {
            "text_output" => response.text = text(),
            "finish_reason" => response.finish = text(),
            "num_input_tokens" => response.input_tokens = number(),
            "num_output_tokens" => response.output_tokens = number(),
            _ => {}
        }
    }
    response
}

/// All responses of a request, and the error that ended it if one did.
fn drain(answers: &Receiver<Answer>) -> (Vec<Response>, Option<EngineError>) {
    let mut responses = Vec::new();
    loop {
        match answers.recv_timeout(LONG).expect("an answer") {
            Answer::Sent(outputs, last) => {
                responses.push(read(outputs));
                if last {
                    return (responses, None);
                }
            }
            Answer::Failed(error) => return (responses, Some(error)),
        }
    }
}

impl Bench {
    fn send(&self, port: TestPort) {
        self.instance.execute(vec![Item::new(Box::new(port))]);
    }

    fn ask(&self, port: (TestPort, Receiver<Answer>)) -> (Vec<Response>, Option<EngineError>) {
        self.send(port.0);
        drain(&port.1)
    }

    fn error(&self, port: (TestPort, Receiver<Answer>)) -> String {
        let (responses, error) = self.ask(port);
        assert_eq!(responses, []);
        error.expect("an error").to_string()
    }

    fn calm(&self) {
        let end = Instant::now() + LONG;
        let used = || self.sums.get("kv_pages", Some("used"));
        while used() != 0.0 || self.sums.get("sequences", Some("running")) != 0.0 {
            assert!(Instant::now() < end, "{} pages stay in use", used());
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn port(text: &str, json: &str) -> (TestPort, Receiver<Answer>) {
    let (port, answers) = TestPort::new();
    (port.with("text_input", &[1], &[text]).with("sampling_parameters", &[1], &[json]), answers)
}

fn streamed(text: &str, json: &str) -> (TestPort, Receiver<Answer>) {
    let (port, answers) = port(text, json);
    (port.with_flag("stream", true), answers)
}

#[test]
fn a_stream_and_a_whole_answer_say_the_same() {
    let bench = bench();
    let (pieces, error) = bench.ask(streamed("count 5", "{}"));
    assert_eq!(error, None);
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(text, "abcde");
    assert_eq!(pieces.iter().map(|piece| piece.output_tokens).sum::<u32>(), 6);
    let (last, before) = pieces.split_last().unwrap();
    assert_eq!(last.finish, "stop");
    assert!(!before.is_empty() && before.iter().all(|piece| piece.finish.is_empty() && !piece.text.is_empty()));

    let (whole, _) = bench.ask(port("count 5", "{}"));
    let [whole] = whole.as_slice() else { panic!("{whole:?}") };
    assert_eq!((whole.text.as_str(), whole.finish.as_str()), ("count 5abcde", "stop"));
    assert_eq!((whole.input_tokens, whole.output_tokens), (7, 6));
    assert_eq!(whole.names, ["text_output", "finish_reason", "num_input_tokens", "num_output_tokens"]);

    let (request, answers) = port("count 5", r#"{"logprobs": 0}"#);
    let request = request.with_flag("exclude_input_in_output", true).with_flag("return_finish_reason", false);
    let (whole, _) = bench.ask((request, answers));
    assert_eq!(whole[0].text, "abcde");
    assert_eq!(
        whole[0].names,
        ["text_output", "cumulative_logprob", "logprobs", "num_input_tokens", "num_output_tokens"]
    );
}

#[test]
fn answers_end_for_the_reason_they_name() {
    let bench = bench();
    for (text, json, expected, reason) in [
        ("x", "{}", "abcdefghij", "length"),
        ("x", r#"{"max_tokens": 3}"#, "abc", "length"),
        ("x", r#"{"stop": ["de", "zz"]}"#, "abc", "stop"),
        ("x", r#"{"stop": "de", "include_stop_str_in_output": true}"#, "abcde", "stop"),
        ("x 2", "{}", "ab", "stop"),
        ("x 2", r#"{"ignore_eos": true, "max_tokens": 4}"#, "ab", "length"),
        ("x", r#"{"stop_token_ids": [100]}"#, "abc", "stop"),
    ] {
        let (pieces, error) = bench.ask(streamed(text, json));
        let said: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!((said.as_str(), error), (expected, None), "{text} {json}");
        assert_eq!(pieces.last().unwrap().finish, reason, "{text} {json}");
    }
    // The context ends an answer that would be longer.
    let (pieces, _) = bench.ask(streamed(&"x".repeat(90), r#"{"max_tokens": 1000}"#));
    assert_eq!(pieces.iter().map(|piece| piece.output_tokens).sum::<u32>(), 10);
    bench.calm();
    assert_eq!(bench.sums.get("finished_total", Some("length")), 4.0);
    assert_eq!(bench.sums.get("finished_total", Some("stop")), 4.0);
}

#[test]
fn a_conversation_gets_the_models_system_message_and_its_parameters_may_come_with_the_request() {
    let bench = bench();
    let (request, answers) = TestPort::new();
    let mut request = request.with("messages", &[1], &[r#"[{"role": "user", "content": "count 9"}]"#]);
    request.parameters = vec![("max_tokens".into(), 2.into()), ("x-header".into(), "somebody's".into())];
    let (whole, _) = bench.ask((request, answers));
    assert_eq!((whole[0].text.as_str(), whole[0].finish.as_str()), ("ab", "length"));
    assert_eq!(whole[0].input_tokens as usize, "be brief|count 9".len());
}

#[test]
fn mistakes_are_named_and_the_engine_goes_on() {
    let bench = bench();
    assert_eq!(
        bench.error(port(&"x".repeat(100), "{}")),
        "the prompt has 100 tokens, and prompt and answer have room for 100 together: shorten it"
    );
    assert!(bench.error(port("x", "{oops")).contains("`sampling_parameters` is no JSON object"));
    assert!(bench.error(port("x", r#"{"max_token": 1}"#)).contains("did you mean `max_tokens`?"));
    assert!(bench.error(port("x", r#"{"logit_bias": {"999": 1}}"#)).contains("token 999 does not exist"));
    assert!(bench.error(port("", "{}")).contains("no token"));
    assert!(bench.error(TestPort::new()).contains("`text_input` is missing"));
    let (request, answers) = port("x", "{}");
    assert!(bench.error((request.with("messages", &[1], &["[]"]), answers)).contains("send one of them"));
    let (request, answers) = TestPort::new();
    assert!(bench.error((request.with("messages", &[1], &[r#"[{"role": 1}]"#]), answers)).contains("its element 0"));
    let (request, answers) = streamed("x", "{}");
    assert!(
        bench.error((request.with_flag("exclude_input_in_output", false), answers)).contains("a stream has no input")
    );
    let (mut request, answers) = TestPort::new();
    request.inputs.insert("text_input", (crate::DataType::Bytes, vec![1], vec![1, 0, 0, 0, 0xff]));
    assert!(bench.error((request, answers)).contains("not UTF-8 at byte 0"));
    assert_eq!(bench.ask(port("x 1", "{}")).0[0].text, "x 1a");
}

#[test]
fn cancelling_ends_an_answer_within_a_step_and_frees_its_pages() {
    let bench = bench_of(Duration::from_millis(5), 4, LONG);
    let (request, answers) = streamed("x", r#"{"max_tokens": 90}"#);
    let cancelled = Arc::clone(&request.cancelled);
    bench.send(request);
    assert!(matches!(answers.recv_timeout(LONG), Ok(Answer::Sent(_, false))));
    cancelled.store(true, std::sync::atomic::Ordering::Relaxed);
    let (pieces, error) = drain(&answers);
    assert_eq!(error, Some(EngineError::Cancelled));
    assert!(pieces.len() < 20, "{} more pieces", pieces.len());
    bench.calm();
    assert_eq!(bench.sums.get("finished_total", Some("cancelled")), 1.0);
}

#[test]
fn a_deadline_ends_running_work_with_what_there_is() {
    let bench = bench_of(Duration::from_millis(5), 4, LONG);
    let (mut request, answers) = streamed("x", r#"{"max_tokens": 90}"#);
    request.deadline = Some(Instant::now() + Duration::from_millis(60));
    let activities = Arc::clone(&request.activities);
    let (pieces, error) = bench.ask((request, answers));
    assert_eq!(error, None);
    assert_eq!(pieces.last().unwrap().finish, "timeout");
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert!(text.starts_with("ab") && text.len() < 40, "{text}");
    assert_eq!(*activities.lock().unwrap(), ["PREFILL_START", "FIRST_TOKEN", "DECODE_END"]);
    // The model's own limit works the same.
    let bench = bench_of(Duration::from_millis(5), 4, Duration::from_millis(60));
    let (pieces, _) = bench.ask(port("x", r#"{"max_tokens": 90}"#));
    assert_eq!(pieces[0].finish, "timeout");
    bench.calm();
}

#[test]
fn execute_is_held_while_the_engine_is_full() {
    let bench = bench_of(Duration::from_millis(2), 2, LONG);
    let [first, second, third, given_up] = [(); 4].map(|()| streamed("x", r#"{"max_tokens": 60, "ignore_eos": true}"#));
    let (started, first_cancelled) = (Instant::now(), Arc::clone(&first.0.cancelled));
    bench.send(first.0);
    bench.send(second.0);
    assert!(started.elapsed() < Duration::from_millis(100), "there were places for two");
    // One whose caller goes away while it is held, and one whose time is up.
    given_up.0.cancelled.store(true, std::sync::atomic::Ordering::Relaxed);
    bench.send(given_up.0);
    assert!(matches!(given_up.1.try_recv(), Ok(Answer::Failed(EngineError::Cancelled))));
    let (mut late, late_answers) = streamed("x", "{}");
    late.deadline = Some(Instant::now() + Duration::from_millis(10));
    bench.send(late);
    assert!(
        matches!(late_answers.try_recv(), Ok(Answer::Failed(EngineError::Unavailable(m))) if m.contains("a place"))
    );
    // The third enters as soon as the first goes.
    std::thread::scope(|scope| {
        let held = scope.spawn(|| bench.send(third.0));
        std::thread::sleep(Duration::from_millis(10));
        assert!(!held.is_finished());
        first_cancelled.store(true, std::sync::atomic::Ordering::Relaxed);
        held.join().unwrap();
    });
    assert_eq!(drain(&first.1).1, Some(EngineError::Cancelled));
    for answers in [second.1, third.1] {
        let (pieces, error) = drain(&answers);
        assert_eq!((pieces.iter().map(|p| p.output_tokens).sum::<u32>(), error), (60, None));
    }
    bench.calm();
}

#[test]
fn a_failed_step_ends_its_requests_and_the_engine_goes_on() {
    let bench = bench();
    for what in ["step", "work"] {
        let (_, error) = bench.ask(streamed(&format!("break {what}"), "{}"));
        assert!(matches!(&error, Some(EngineError::Internal(m)) if m.contains("on purpose")), "{error:?}");
        bench.instance.ready().unwrap();
        assert_eq!(bench.ask(port("x 1", "{}")).0[0].text, "x 1a");
    }
    bench.calm();
    assert_eq!(bench.sums.get("finished_total", Some("error")), 2.0);
}

#[test]
fn a_dead_device_ends_everything_and_says_so_from_then_on() {
    for what in ["device", "panic"] {
        let bench = bench_of(Duration::from_millis(2), 4, LONG);
        let (request, answers) = streamed("x", r#"{"max_tokens": 90}"#);
        bench.send(request);
        let (_, error) = bench.ask(streamed(&format!("break {what}"), "{}"));
        assert!(matches!(error, Some(EngineError::Internal(_))), "{error:?}");
        assert!(matches!(drain(&answers).1, Some(EngineError::Internal(_))));
        let end = Instant::now() + LONG;
        while bench.instance.ready().is_ok() {
            assert!(Instant::now() < end);
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(bench.error(port("x", "{}")).contains("reload the model"));
    }
}

#[test]
fn unloading_ends_what_runs_and_leaves_no_thread() {
    let bench = bench_of(Duration::from_millis(2), 4, LONG);
    let (request, answers) = streamed("x", r#"{"max_tokens": 90}"#);
    bench.send(request);
    let sums = Arc::clone(&bench.sums);
    assert_eq!(bench.instance.memory()[0].bytes, 7);
    drop(bench);
    assert!(matches!(drain(&answers).1, Some(EngineError::Unavailable(m)) if m.contains("unloaded")));
    for (metric, state) in [("kv_pages", "free"), ("kv_pages", "used"), ("sequences", "running")] {
        assert_eq!(sums.get(metric, Some(state)), 0.0, "{metric} {state}");
    }
    assert_eq!(Arc::strong_count(&sums), 1, "a thread is left");
}

#[test]
fn a_model_that_cannot_start_says_why() {
    let shared = Arc::new(Shared {
        name: "test".to_string(),
        language: Arc::new(Bytes),
        ends: Vec::new(),
        defaults: Parameters::default(),
        max_tokens: 1,
        system_prompt: None,
        policy: Policy { max_batch: 1, chunk: 1, share_prefixes: false, max_drafts: 0 },
        time_limit: LONG,
        priority_step: LONG,
        metrics: Arc::new(Sums::default()),
    });
    let make: Arc<MakeExecutor> = Arc::new(|_| Err(EngineError::Unavailable("no memory left".to_string())));
    let error = Loaded { shared: Arc::clone(&shared), make }.instance(Placement::Cpu).err();
    assert_eq!(error, Some(EngineError::Unavailable("no memory left".to_string())));
    let make: Arc<MakeExecutor> = Arc::new(|_| panic!("on purpose"));
    let error = Loaded { shared, make }.instance(Placement::Cpu).err();
    assert!(matches!(error, Some(EngineError::Internal(message)) if message.contains("panicked")));
}
