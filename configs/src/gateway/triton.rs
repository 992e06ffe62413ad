//! The section `triton`: the servers behind the gateway, and how they are asked. Must not know what the gateway does
//! with them.

use crate::reader::Section;
use crate::settings::*;

/// The Triton servers behind the gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct Triton {
    /// One or more gRPC endpoints that serve the same models.
    pub endpoints: Vec<Endpoint>,
    /// The model of the translate stage.
    pub model: ModelName,
    /// The model that is asked where the rules refuse.
    pub author_model: AuthorModel,
    /// Connections to each endpoint.
    pub connections_per_endpoint: ConnectionsPerEndpoint,
    /// Bound of one connect.
    pub connect_timeout: ConnectTimeout,
    /// Bound of one call.
    pub call_timeout: CallTimeout,
    /// Endpoints tried per request.
    pub attempts: Attempts,
    /// How long a failed endpoint is skipped.
    pub eject_for: EjectFor,
    /// Bound of one health question.
    pub health_timeout: HealthTimeout,
    /// How long a health answer is used again.
    pub health_cache: HealthCache,
    /// Largest message from Triton.
    pub max_message: MaxMessage,
}

impl Default for Triton {
    fn default() -> Self {
        Triton {
            endpoints: vec![Endpoint::default()],
            model: ModelName::default(),
            author_model: AuthorModel::default(),
            connections_per_endpoint: ConnectionsPerEndpoint::default(),
            connect_timeout: ConnectTimeout::default(),
            call_timeout: CallTimeout::default(),
            attempts: Attempts::default(),
            eject_for: EjectFor::default(),
            health_timeout: HealthTimeout::default(),
            health_cache: HealthCache::default(),
            max_message: MaxMessage::default(),
        }
    }
}

impl Triton {
    pub(super) fn read(&mut self, s: &mut Section<'_>) {
        s.list("endpoints", &mut self.endpoints);
        s.set("model", &mut self.model);
        s.set("connections_per_endpoint", &mut self.connections_per_endpoint);
        s.set("connect_timeout", &mut self.connect_timeout);
        s.set("call_timeout", &mut self.call_timeout);
        s.set("author_model", &mut self.author_model);
        s.set("attempts", &mut self.attempts);
        s.set("eject_for", &mut self.eject_for);
        s.set("health_timeout", &mut self.health_timeout);
        s.set("health_cache", &mut self.health_cache);
        s.set("max_message", &mut self.max_message);
        let mut seen = std::collections::BTreeSet::new();
        if let Some(twice) = self.endpoints.iter().find(|e| !seen.insert(*e)) {
            s.report("triton.endpoints", format!("'{twice}' stands twice; name each endpoint once"));
        }
    }
}
