//! The translate stage over gRPC: what is sent, and what each failure of an endpoint means.

use super::double::{Behaviour, Double};
use super::until;
use crate::triton::{Pool, TritonAuthor, TritonTranslator};
use portalis_configs::GatewayConfig;
use portalis_pipeline::{Author, Message, Priority, RequestContext, StageError};
use portalis_proto::inference::infer_parameter::ParameterChoice;
use portalis_proto::tensor;
use portalis_transpiler::{Crate, Source};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tonic::Code;

fn translator(endpoints: &[&str], more: &str) -> TritonTranslator {
    let yaml = format!("triton: {{endpoints: {endpoints:?}, connect_timeout: 500ms{more}}}");
    let config = GatewayConfig::from_text("test.yaml", &yaml, |_| None).unwrap().triton;
    TritonTranslator::new(Arc::new(Pool::new(&config).unwrap()), config.model.as_str(), Duration::from_secs(5))
}

async fn infer(translator: &TritonTranslator, text: &str) -> Result<Crate, StageError> {
    let sources = [Source { path: "a.py".into(), text: text.into() }];
    translator.infer("a", &sources, &RequestContext::default()).await
}

#[tokio::test]
async fn the_request_carries_sources_priority_time_and_id() {
    let triton = Double::start().await;
    let translator = translator(&[&triton.address], "");
    let sources = ["p/a.py", "p/b.py"].map(|path| Source { path: path.into(), text: format!("# {path}") });
    let context = RequestContext {
        priority: Priority::HIGH,
        deadline: Some(tokio::time::Instant::now() + Duration::from_secs(3)),
        request_id: "id-1".into(),
    };
    let krate = translator.infer("p", &sources, &context).await.unwrap();
    assert_eq!((krate.name.as_str(), krate.files["src/main.rs"].as_str()), ("p", "# p/a.py"));
    let request = &triton.requests()[0];
    assert_eq!((request.model_name.as_str(), request.id.as_str()), ("transpile", "id-1"));
    assert_eq!(request.inputs.iter().map(|i| i.shape.clone()).collect::<Vec<_>>(), [[1, 2], [1, 2]]);
    let names = tensor::decode("filename", &request.raw_input_contents[1]).unwrap();
    assert_eq!(names, ["p/a.py".as_bytes(), b"p/b.py"]);
    let parameter = |name: &str| request.parameters[name].parameter_choice.clone().unwrap();
    assert_eq!(parameter("priority"), ParameterChoice::Uint64Param(1));
    let ParameterChoice::Int64Param(micros) = parameter("timeout") else { panic!("timeout is an int64") };
    assert!((2_000_000..=3_000_000).contains(&micros), "{micros}");
}

#[tokio::test]
async fn a_refusal_comes_back_with_its_diagnostics() {
    let triton = Double::start().await;
    match infer(&translator(&[&triton.address], ""), "refuse").await {
        Err(StageError::Refused(found)) => {
            assert_eq!((found[0].code, found[0].line, found[0].help.as_deref()), ("P0042", 1, Some("yes")));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_dead_endpoint_is_skipped_and_the_request_goes_elsewhere() {
    let triton = Double::start().await;
    // Port 1 has no listener.
    let translator = translator(&["127.0.0.1:1", &triton.address], ", eject_for: 1m");
    let began = Instant::now();
    for _ in 0..40 {
        infer(&translator, "x").await.unwrap();
    }
    assert_eq!(triton.requests().len(), 40);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "the dead endpoint is not tried each time: {:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn an_endpoint_that_dies_in_the_middle_costs_no_request() {
    let (dying, living) = (Double::start().await, Double::start().await);
    dying.behave(Behaviour::Hang);
    let translator = Arc::new(translator(&[&dying.address, &living.address], ""));
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let translator = translator.clone();
        requests.spawn(async move { infer(&translator, "x").await });
    }
    until("the dying endpoint has requests", || !dying.requests().is_empty()).await;
    drop(dying);
    while let Some(result) = requests.join_next().await {
        result.unwrap().unwrap();
    }
}

#[tokio::test]
async fn with_every_endpoint_dead_the_error_names_them_and_says_when_to_come_back() {
    let translator = translator(&["127.0.0.1:1", "127.0.0.1:2"], "");
    match infer(&translator, "x").await {
        Err(StageError::Unavailable { message, retry_after }) => {
            assert!(message.contains("127.0.0.1:1") && message.contains("127.0.0.1:2"), "{message}");
            assert!(message.contains("refused"), "the cause is named: {message}");
            assert_eq!(retry_after, Some(Duration::from_secs(1)));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_status_has_its_meaning_and_only_some_ask_another_endpoint() {
    // Status and message of the server, what the caller is told, and whether the other endpoint was asked.
    type Check = fn(&StageError) -> bool;
    let table: &[(Code, &str, Check, bool)] = &[
        (Code::InvalidArgument, "bad shape", |e| matches!(e, StageError::Invalid { .. }), false),
        (Code::Internal, "panicked", |e| matches!(e, StageError::Defect { .. }), false),
        (Code::DeadlineExceeded, "late", |e| matches!(e, StageError::Timeout { .. }), false),
        (Code::Unimplemented, "no", |e| matches!(e, StageError::Unavailable { .. }), false),
        (Code::Unavailable, "Exceeds maximum queue size", |e| matches!(e, StageError::Unavailable { .. }), true),
        (
            Code::Unavailable,
            "Request for unknown model: 'transpile'",
            |e| matches!(e, StageError::Unavailable { .. }),
            true,
        ),
        (Code::NotFound, "model is not found", |e| matches!(e, StageError::Unavailable { .. }), true),
    ];
    for (code, message, right, both) in table {
        let (one, two) = (Double::start().await, Double::start().await);
        one.behave(Behaviour::Fail(*code, message));
        two.behave(Behaviour::Fail(*code, message));
        let error = infer(&translator(&[&one.address, &two.address], ""), "x").await.unwrap_err();
        assert!(right(&error), "{code:?} {message}: {error:?}");
        let asked = one.requests().len() + two.requests().len();
        assert_eq!(asked, if *both { 2 } else { 1 }, "{code:?} {message}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_left_for_another_one_and_then_skipped() {
    let (hanging, living) = (Double::start().await, Double::start().await);
    hanging.behave(Behaviour::Hang);
    let translator = translator(&[&hanging.address, &living.address], ", call_timeout: 200ms, eject_for: 1m");
    for _ in 0..20 {
        infer(&translator, "x").await.unwrap();
    }
    assert_eq!(hanging.requests().len(), 1, "it is skipped after its first failure");
    until("its call is cancelled", || hanging.cancelled() == 1).await;
}

#[tokio::test]
async fn the_callers_deadline_says_nothing_about_the_endpoint() {
    let triton = Double::start().await;
    triton.behave(Behaviour::Hang);
    let pool = translator(&[&triton.address], "");
    let context = RequestContext {
        deadline: Some(tokio::time::Instant::now() + Duration::from_millis(150)),
        ..Default::default()
    };
    let sources = [Source { path: "a.py".into(), text: "x".into() }];
    let error = pool.infer("a", &sources, &context).await.unwrap_err();
    assert!(matches!(error, StageError::Timeout { .. }), "{error:?}");
    until("the call is cancelled in Triton", || triton.cancelled() == 1).await;
}

#[tokio::test]
async fn dropping_the_stage_cancels_the_call_in_triton() {
    let triton = Double::start().await;
    triton.behave(Behaviour::Hang);
    let translator = translator(&[&triton.address], "");
    let work = tokio::time::timeout(Duration::from_millis(200), infer(&translator, "x")).await;
    assert!(work.is_err());
    until("the call is cancelled in Triton", || triton.cancelled() == 1).await;
}

#[tokio::test]
async fn answers_of_another_model_are_no_translation() {
    let triton = Double::start().await;
    triton.behave(Behaviour::Nonsense);
    let error = infer(&translator(&[&triton.address], ""), "x").await.unwrap_err().to_string();
    assert!(error.contains("output 'crate' is not what this release reads"), "{error}");
}

#[tokio::test]
async fn load_goes_to_the_less_loaded_endpoint() {
    let (busy, idle) = (Double::start().await, Double::start().await);
    busy.behave(Behaviour::Hang);
    let translator = Arc::new(translator(&[&busy.address, &idle.address], ""));
    // One request hangs on the busy endpoint; whatever comes after it goes to the idle one.
    let hanging = {
        let translator = translator.clone();
        tokio::spawn(async move { while infer(&translator, "x").await.is_ok() {} })
    };
    until("a request hangs", || busy.requests().len() == 1).await;
    for _ in 0..30 {
        infer(&translator, "x").await.unwrap();
    }
    assert_eq!(busy.requests().len(), 1);
    hanging.abort();
}

#[tokio::test]
async fn the_author_is_asked_over_a_stream() {
    let triton = Double::start().await;
    let yaml = format!("triton: {{endpoints: [\"{}\"], author_model: translate}}", triton.address);
    let config = GatewayConfig::from_text("test.yaml", &yaml, |_| None).unwrap().triton;
    let pool = Arc::new(Pool::new(&config).unwrap());
    let author = TritonAuthor::new(pool, config.author_model.get().unwrap(), Duration::from_secs(5));
    let say = |content: &str| Message { role: "user", content: content.into() };
    let conversation = [say("translate this"), say("and this")];
    let answer = author.answer(&conversation, &RequestContext::default()).await;
    assert_eq!(answer.unwrap(), "2 messages");
    assert_eq!(triton.requests()[0].model_name, "translate");
    triton.behave(Behaviour::Fail(Code::Unavailable, "there is no checkpoint"));
    match author.answer(&conversation, &RequestContext::default()).await {
        Err(StageError::Unavailable { message, .. }) => {
            assert!(message.contains("there is no checkpoint"), "{message}")
        }
        other => panic!("{other:?}"),
    }
}
