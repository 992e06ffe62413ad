//! Settings that are amounts: counts, sizes in bytes, durations; each with its range.

use super::Setting;
use std::time::Duration;

/// Defines integer settings with a range.
macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident: $min:literal..=$max:literal, default $default:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(usize);

        impl $name {
            /// The value.
            pub fn get(self) -> usize { self.0 }
        }

        impl Default for $name {
            fn default() -> Self { $name($default) }
        }

        impl Setting for $name {
            fn expects() -> String { concat!("a whole number from ", $min, " to ", $max).into() }

            fn parse(text: &str) -> Result<Self, Option<String>> {
                let value = text.parse().map_err(|_| None)?;
                if ($min..=$max).contains(&value) { Ok($name(value)) } else { Err(Some("is out of range".into())) }
            }
        }
    )*};
}

/// Defines settings in bytes with a range in bytes.
macro_rules! sizes {
    ($($(#[$doc:meta])* $name:ident: $min:literal..=$max:literal, default $default:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(usize);

        impl $name {
            /// The size in bytes.
            pub fn get(self) -> usize { self.0 }
        }

        impl Default for $name {
            fn default() -> Self { $name($default) }
        }

        impl Setting for $name {
            fn expects() -> String {
                format!("a size from {} to {}, such as 4194304 or 4MiB", show_size($min), show_size($max))
            }

            fn parse(text: &str) -> Result<Self, Option<String>> {
                let value = parse_size(text).ok_or(None)?;
                if ($min..=$max).contains(&value) { Ok($name(value)) } else { Err(Some("is out of range".into())) }
            }
        }
    )*};
}

/// Defines durations with a range in milliseconds.
macro_rules! durations {
    ($($(#[$doc:meta])* $name:ident: $min:literal..=$max:literal, default $default:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(Duration);

        impl $name {
            /// The duration.
            pub fn get(self) -> Duration { self.0 }
        }

        impl Default for $name {
            fn default() -> Self { $name(Duration::from_millis($default)) }
        }

        impl Setting for $name {
            fn expects() -> String {
                format!("a duration from {} to {}, such as 250ms, 30s, 5m", show_duration($min), show_duration($max))
            }

            fn parse(text: &str) -> Result<Self, Option<String>> {
                let value = parse_milliseconds(text).ok_or(None)?;
                if ($min..=$max).contains(&value) {
                    Ok($name(Duration::from_millis(value)))
                } else {
                    Err(Some("is out of range".into()))
                }
            }
        }
    )*};
}

counts! {
    /// Connections that are open at once; more wait in the system's backlog.
    MaxConnections: 1..=1000000, default 4096;
    /// Translations that are worked on at once; more wait in the queue.
    MaxInFlight: 1..=65536, default 64;
    /// Translations that wait for a place; more are refused with 429.
    MaxQueue: 0..=1000000, default 1024;
    /// gRPC connections to each Triton endpoint.
    ConnectionsPerEndpoint: 1..=64, default 2;
    /// Endpoints that one request is tried on before it fails, as long as there are that many.
    Attempts: 1..=16, default 3;
    /// Files of one request.
    MaxFiles: 1..=10000, default 256;
    /// Times that a language model is shown what its program fails with.
    Repairs: 0..=8, default 2;
}

sizes! {
    /// The largest request body; larger ones are refused with 413.
    BodyLimit: 1024..=1073741824, default 8388608;
    /// The largest message that is accepted from Triton.
    MaxMessage: 65536..=2147483647, default 67108864;
    /// Address space that one compile may use.
    CompileMemory: 268435456..=1099511627776, default 8589934592;
}

durations! {
    /// The longest that one request may take, its time in the queue included.
    RequestTimeout: 100..=3600000, default 120000;
    /// The longest that a request waits for a place; then it is refused with 503.
    MaxQueueWait: 0..=600000, default 5000;
    /// How long a client may take to send the head or the body of a request.
    ReadTimeout: 100..=600000, default 30000;
    /// How long readiness says 503 before the listener closes, so that load balancers look elsewhere first.
    DrainSettle: 0..=300000, default 0;
    /// How long requests in flight may go on after the listener closed; then they are cancelled.
    DrainGrace: 0..=3600000, default 30000;
    /// How long connecting to an endpoint may take.
    ConnectTimeout: 10..=60000, default 2000;
    /// The longest that one call to Triton may take; also sent as the request's timeout.
    CallTimeout: 100..=3600000, default 20000;
    /// How long a failed endpoint is skipped while others work.
    EjectFor: 0..=600000, default 5000;
    /// How long a health question to an endpoint may take.
    HealthTimeout: 10..=60000, default 1000;
    /// How long an answer about readiness is used again, so that probes of many clients do not multiply on Triton.
    HealthCache: 0..=60000, default 500;
    /// How long parse, analyse and translate may take, each.
    TranslateTime: 100..=3600000, default 30000;
    /// The longest time of one answer of a language model.
    AuthorTime: 100..=3600000, default 120000;
    /// How long one compile may take.
    CompileTime: 1000..=3600000, default 60000;
    /// How long a program waits for a place to compile.
    CompileQueueWait: 0..=600000, default 30000;
}

fn parse_size(text: &str) -> Option<usize> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim_start() {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<usize>().ok()?.checked_mul(unit)
}

fn show_size(bytes: usize) -> String {
    match bytes {
        b if b.is_multiple_of(1 << 30) => format!("{}GiB", b >> 30),
        b if b.is_multiple_of(1 << 20) => format!("{}MiB", b >> 20),
        b if b.is_multiple_of(1 << 10) => format!("{}KiB", b >> 10),
        b => b.to_string(),
    }
}

fn parse_milliseconds(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim_start() {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        // A bare number would be seconds to one reader and milliseconds to the next; only zero is the same in all.
        "" if number == "0" => 1,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

fn show_duration(ms: u64) -> String {
    match ms {
        0 => "0s".into(),
        ms if ms.is_multiple_of(3_600_000) => format!("{}h", ms / 3_600_000),
        ms if ms.is_multiple_of(60_000) => format!("{}m", ms / 60_000),
        ms if ms.is_multiple_of(1000) => format!("{}s", ms / 1000),
        ms => format!("{ms}ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_units_and_keep_their_range() {
        for (text, bytes) in [("1024", 1024), ("8MiB", 8 << 20), ("8 MiB", 8 << 20), ("1GiB", 1 << 30)] {
            assert_eq!(BodyLimit::parse(text).unwrap().get(), bytes, "{text}");
        }
        for text in
            ["", "MiB", "-1", "8MB", "1.5MiB", "1023", "2GiB", "99999999999999999999", "18446744073709551615GiB"]
        {
            assert!(BodyLimit::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_need_a_unit_and_keep_their_range() {
        for (text, ms) in [("100ms", 100), ("2s", 2000), ("5 m", 300_000), ("1h", 3_600_000)] {
            assert_eq!(RequestTimeout::parse(text).unwrap().get(), Duration::from_millis(ms), "{text}");
        }
        for text in ["", "30", "1.5s", "99ms", "61m", "2h", "1d", "-1s", "18446744073709551615h"] {
            assert!(RequestTimeout::parse(text).is_err(), "{text}");
        }
        assert_eq!(DrainSettle::parse("0").unwrap().get(), Duration::ZERO);
    }

    #[test]
    fn expectations_are_readable() {
        assert_eq!(RequestTimeout::expects(), "a duration from 100ms to 1h, such as 250ms, 30s, 5m");
        assert_eq!(BodyLimit::expects(), "a size from 1KiB to 1GiB, such as 4194304 or 4MiB");
        assert_eq!(Attempts::expects(), "a whole number from 1 to 16");
    }
}
