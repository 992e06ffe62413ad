//! What Triton, and the portalis backend, demand of a model's configuration beyond its form. Reads no files.

use crate::nearest::advice;
use crate::pbtxt::{Finding, View};
use std::collections::BTreeMap;

/// A key of `parameters` that a portalis engine knows, and what its value must be.
#[derive(Clone, Copy)]
pub struct KnownParameter<'p> {
    /// The key, as it stands in config.pbtxt.
    pub name: &'p str,
    /// Checks a value; the error is a lowercase fragment that says what is allowed.
    pub check: &'p dyn Fn(&str) -> Result<(), String>,
}

/// The backend's name in config.pbtxt.
const BACKEND: &str = "portalis";

/// Everything that is wrong with a configuration whose form was checked before.
pub(crate) fn check(config: View<'_>, folder: &str, known: &[KnownParameter<'_>]) -> Vec<Finding> {
    let mut rules = Rules { findings: Vec::new() };
    rules.identity(config, folder);
    rules.tensors(config, "input");
    rules.tensors(config, "output");
    rules.batching(config);
    rules.instances(config);
    rules.caching(config);
    if config.text("backend").is_some_and(|(name, _)| name == BACKEND) {
        rules.parameters(config, known);
    }
    rules.findings
}

struct Rules {
    findings: Vec<Finding>,
}

impl Rules {
    fn report(&mut self, line: usize, key: &str, message: impl Into<String>) {
        self.findings.push(Finding { line, key: Some(key.to_string()), message: message.into() });
    }

    fn identity(&mut self, config: View<'_>, folder: &str) {
        if let Some((name, line)) = config.text("name")
            && !name.is_empty()
            && name != folder
        {
            self.report(
                line,
                "name",
                format!("'{name}' is not the name of the folder, '{folder}'; leave it out or use that"),
            );
        }
        let given = |field| config.text(field).is_some_and(|(text, _)| !text.is_empty());
        if !given("backend") && !given("platform") {
            self.report(1, "backend", format!("neither backend nor platform is given; add backend: \"{BACKEND}\""));
        }
        if let Some((size, line)) = config.integer("max_batch_size")
            && size < 0
        {
            self.report(line, "max_batch_size", "is negative; use 0 for a model that takes no batches");
        }
    }

    fn tensors(&mut self, config: View<'_>, kind: &str) {
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for (tensor, line) in config.messages(kind) {
            let key = |field: &str| format!("{kind}.{field}");
            match tensor.text("name") {
                Some((name, line)) if !name.is_empty() => {
                    if let Some(first) = lines.insert(name.clone(), line) {
                        self.report(line, &key("name"), format!("'{name}' stands twice, first in line {first}"));
                    }
                }
                _ => self.report(line, &key("name"), "the tensor has no name; add name: \"...\""),
            }
            match tensor.word("data_type") {
                Some(("TYPE_INVALID" | "0", line)) => {
                    self.report(line, &key("data_type"), "TYPE_INVALID is no type; use TYPE_STRING for text");
                }
                None if tensor.line("data_type").is_none() => {
                    self.report(line, &key("data_type"), "the tensor has no type; add data_type: TYPE_STRING for text");
                }
                _ => {}
            }
            if tensor.all("dims").next().is_none() {
                self.report(line, &key("dims"), "the tensor has no dims; add dims: [ 1 ], or [ -1 ] for any length");
            }
            let reshape = tensor.message("reshape").map(|(reshape, _)| reshape);
            let reshaped = reshape.into_iter().flat_map(|r| r.integers("shape"));
            for (dim, line) in tensor.integers("dims").chain(reshaped) {
                if dim != -1 && dim < 1 {
                    self.report(
                        line,
                        &key("dims"),
                        format!("{dim} is no dimension; use -1 for any length, or 1 and more"),
                    );
                }
            }
        }
    }

    fn batching(&mut self, config: View<'_>) {
        let Some((batcher, line)) = config.message("dynamic_batching") else { return };
        let most = config.integer("max_batch_size").map_or(0, |(size, _)| size);
        // A decoupled model may batch by itself: the server's batcher then only queues.
        let decoupled = config.message("model_transaction_policy").and_then(|(policy, _)| policy.word("decoupled"));
        if most < 1 && !decoupled.is_some_and(|(value, _)| ["true", "True", "t", "1"].contains(&value)) {
            self.report(line, "dynamic_batching", "needs max_batch_size of 1 and more; add max_batch_size: 64");
        }
        for (size, line) in batcher.integers("preferred_batch_size") {
            if size < 1 || (most >= 1 && size > most) {
                let message = format!("{size} is not within 1 and max_batch_size, {most}");
                self.report(line, "dynamic_batching.preferred_batch_size", message);
            }
        }
        let levels = batcher.integer("priority_levels").map_or(0, |(levels, _)| levels);
        let default = batcher.integer("default_priority_level");
        match default {
            Some((level, line)) if level < 1 || level > levels => {
                let message = format!("{level} is not within 1 and priority_levels, {levels}");
                self.report(line, "dynamic_batching.default_priority_level", message);
            }
            None if levels > 0 => {
                let message = "priority_levels needs a default; add default_priority_level: 2";
                self.report(line, "dynamic_batching.default_priority_level", message);
            }
            _ => {}
        }
        for (entry, line) in batcher.messages("priority_queue_policy") {
            let level = entry.integer("key").map_or(0, |(level, _)| level);
            if level < 1 || level > levels {
                let message = format!("level {level} is not within 1 and priority_levels, {levels}");
                self.report(line, "dynamic_batching.priority_queue_policy", message);
            }
        }
    }

    fn instances(&mut self, config: View<'_>) {
        for (group, line) in config.messages("instance_group") {
            if let Some((count, line)) = group.integer("count")
                && count < 1
            {
                self.report(line, "instance_group.count", format!("{count} instances cannot serve; use 1 and more"));
            }
            let on_cpu = group.word("kind").is_some_and(|(kind, _)| kind == "KIND_CPU");
            if on_cpu && group.all("gpus").next().is_some() {
                self.report(line, "instance_group.gpus", "KIND_CPU takes no gpus; remove them or use KIND_GPU");
            }
        }
    }

    fn caching(&mut self, config: View<'_>) {
        let caches = config.message("response_cache").filter(|(cache, _)| cache.is_true("enable"));
        let decoupled =
            config.message("model_transaction_policy").is_some_and(|(policy, _)| policy.is_true("decoupled"));
        if let (Some((_, line)), true) = (caches, decoupled) {
            self.report(line, "response_cache", "Triton does not cache decoupled models; switch one of the two off");
        }
    }

    fn parameters(&mut self, config: View<'_>, known: &[KnownParameter<'_>]) {
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for (entry, line) in config.messages("parameters") {
            let Some((name, at)) = entry.text("key") else {
                self.report(line, "parameters", "the parameter has no key; add key: \"...\"");
                continue;
            };
            let key = format!("parameters.{name}");
            if let Some(first) = lines.insert(name.clone(), at) {
                self.report(at, &key, format!("stands twice, first in line {first}; give it once"));
            }
            let Some(parameter) = known.iter().find(|k| k.name == name) else {
                self.report(at, &key, advice("parameter", &name, known.iter().map(|k| k.name)));
                continue;
            };
            match entry.message("value").and_then(|(value, _)| value.text("string_value")) {
                None => self.report(line, &key, "the parameter has no value; add value { string_value: \"...\" }"),
                Some((value, line)) => {
                    if let Err(message) = (parameter.check)(&value) {
                        self.report(line, &key, message);
                    }
                }
            }
        }
    }
}
