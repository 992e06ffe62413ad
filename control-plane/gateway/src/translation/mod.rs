//! The translation endpoint's own forms: request, answer, events. Knows JSON, and nothing of HTTP.

mod answer;
mod request;

pub(crate) use answer::{Started, event_json};
pub(crate) use request::TranslationRequest;
