//! What requests write, and what is said of their mistakes.

use super::*;

fn parse(json: &str) -> Result<Request, String> {
    let defaults = Request::defaults(&Generation { top_k: Some(20), temperature: Some(0.7), ..Generation::default() });
    Request::parse(json, &defaults, 100).map_err(|errors| errors.to_string())
}

#[test]
fn what_is_not_said_is_the_checkpoints() {
    let request = parse("{}").unwrap();
    assert_eq!((request.sampling.top_k, request.sampling.temperature, request.max_tokens), (20, 0.7, 16));
    assert_eq!((request.seed, request.skip_special_tokens, request.ignore_eos), (None, true, false));
    assert_eq!(parse(r#"{"top_k": null}"#).unwrap(), request);
}

#[test]
fn everything_can_be_said() {
    let request = parse(
        r#"{"temperature": 0, "top_k": -1, "top_p": 0.5, "min_p": "0.1", "repetition_penalty": 1.1, "n": 1,
            "presence_penalty": -1, "frequency_penalty": 2, "logit_bias": {"7": -100, "3": 1.5}, "seed": -1,
            "logprobs": 5, "max_tokens": "12", "stop": ["a", "b"], "stop_token_ids": [99], "ignore_eos": "True",
            "include_stop_str_in_output": true, "skip_special_tokens": false}"#,
    )
    .unwrap();
    let sampling = Sampling {
        temperature: 0.0,
        top_k: 0,
        top_p: 0.5,
        min_p: 0.1,
        repetition_penalty: 1.1,
        presence_penalty: -1.0,
        frequency_penalty: 2.0,
        bias: vec![(3, 1.5), (7, -100.0)],
        seed: u64::MAX,
        logprobs: Some(5),
    };
    assert_eq!(
        request,
        Request {
            sampling,
            seed: Some(u64::MAX),
            max_tokens: 12,
            stop: vec!["a".into(), "b".into()],
            stop_token_ids: vec![99],
            ignore_eos: true,
            include_stop_str_in_output: true,
            skip_special_tokens: false,
        }
    );
    assert_eq!(parse(r#"{"stop": "x"}"#).unwrap().stop, ["x"]);
    assert!(parse(r#"{"temperature": 1e-6}"#).unwrap().sampling.is_greedy());
}

#[test]
fn all_mistakes_are_told_at_once() {
    assert_eq!(
        parse(r#"{"temprature": 1, "best_of": 2, "colour": "red", "top_p": 0, "max_tokens": 0, "n": 2}"#).unwrap_err(),
        format!(
            "sampling_parameters: `best_of` is not supported; unknown key `colour`; allowed: {}; unknown key \
             `temprature`, did you mean `temperature`?; `top_p` is 0: give a number above 0, at most 1; `max_tokens` is \
             0: give a whole number from 1 to 2147483647; `n` is 2: give 1, the only one supported",
            KEYS.join(", ")
        )
    );
}

#[test]
fn each_mistake_names_the_key_and_what_is_right() {
    for (json, said) in [
        ("", "not JSON"),
        ("[1]", "give a JSON object"),
        (r#"{"temperature": -0.1}"#, "`temperature` is -0.1: give a number from 0 to 100"),
        (r#"{"temperature": "hot"}"#, "`temperature` is \"hot\": give a number"),
        (r#"{"temperature": "NaN"}"#, "`temperature` is \"NaN\": give a number"),
        (r#"{"top_k": 1.5}"#, "`top_k` is 1.5: give a whole number from -1"),
        (r#"{"logprobs": 21}"#, "from 0 to 20"),
        (r#"{"logit_bias": {"100": 1}}"#, "tokens below 100"),
        (r#"{"logit_bias": {"1": 101}}"#, "-100 to 100"),
        (r#"{"stop": [""]}"#, "`stop` is [\"\"]: give a string that is not empty"),
        (r#"{"stop": 3}"#, "`stop` is 3"),
        (r#"{"stop_token_ids": [100]}"#, "tokens below 100"),
        (r#"{"ignore_eos": 1}"#, "`ignore_eos` is 1: give true or false"),
    ] {
        let error = parse(json).expect_err(json);
        assert!(error.contains(said), "{json}: {error}");
    }
}
