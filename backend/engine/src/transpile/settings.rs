//! The settings of the engine `transpile`, one newtype each. They must not know who reads them.

use crate::parameters::{Setting, bounded};
use std::fmt;
use std::time::Duration;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty) = $default:expr, $key:literal, $min:literal..=$max:literal, $help:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub $inner);

        impl $name {
            /// The key in a model's configuration.
            pub const KEY_NAME: &'static str = $key;
        }

        impl Default for $name {
            fn default() -> Self {
                $name($default)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Setting for $name {
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            fn parse(text: &str) -> Result<Self, String> {
                bounded(text, $min, $max).map($name)
            }
        }
    };
}

number! {
    /// How long a request may be worked on.
    TimeLimitMs(u64) = 10_000, "time_limit_ms", 1..=600_000,
    "milliseconds that a request may be worked on, 1 to 600000; a request's own timeout wins where it is shorter"
}

number! {
    /// How much source a request may carry.
    MaxSourceBytes(usize) = 4 << 20, "max_source_bytes", 1..=268_435_456,
    "bytes of source in one request, 1 to 268435456"
}

number! {
    /// How many threads translate.
    WorkerThreads(usize) = 0, "worker_threads", 0..=256,
    "threads that translate, shared by the model's instances, 1 to 256; 0 takes one per processor"
}

number! {
    /// How deep a program may nest before the translator's own limits speak.
    StackMebibytes(usize) = 256, "stack_mebibytes", 8..=1024,
    "stack of each worker thread in MiB, 8 to 1024; address space that is only used by deeply nested programs"
}

number! {
    /// How many threads may be lost to translations that outlive their time limit.
    StuckWorkerLimit(usize) = 4, "stuck_worker_limit", 0..=256,
    "translations past their time limit that may hold a thread while a new one serves, 0 to 256"
}

impl TimeLimitMs {
    /// As a duration.
    pub fn duration(self) -> Duration {
        Duration::from_millis(self.0)
    }
}

impl WorkerThreads {
    /// With zero resolved.
    pub fn count(self) -> usize {
        if self.0 > 0 { self.0 } else { std::thread::available_parallelism().map_or(1, usize::from) }
    }
}

impl StackMebibytes {
    /// In bytes.
    pub fn bytes(self) -> usize {
        self.0 << 20
    }
}
