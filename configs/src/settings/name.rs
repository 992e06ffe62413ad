//! Settings that are names or have one: addresses, endpoints, models, paths, levels, formats, `auto`.

use super::Setting;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Where the gateway listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BindAddress(SocketAddr);

impl BindAddress {
    /// The address; port 0 means a free one.
    pub fn get(self) -> SocketAddr {
        self.0
    }
}

impl Default for BindAddress {
    // Not 8000, the usual port of a NIM: Triton's own HTTP endpoint has it, often on the same machine.
    fn default() -> Self {
        BindAddress(SocketAddr::from(([0, 0, 0, 0], 8080)))
    }
}

impl Setting for BindAddress {
    fn expects() -> String {
        "an IP address and a port, such as 0.0.0.0:8080 or [::]:8080".into()
    }

    fn parse(text: &str) -> Result<Self, Option<String>> {
        text.parse().map(BindAddress).map_err(|_| None)
    }
}

/// One Triton server's gRPC endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint(String);

impl Endpoint {
    /// `http://HOST:PORT`.
    pub fn url(&self) -> &str {
        &self.0
    }

    /// `HOST:PORT`, for labels and logs.
    pub fn authority(&self) -> &str {
        self.0.strip_prefix("http://").unwrap_or(&self.0)
    }
}

impl Default for Endpoint {
    fn default() -> Self {
        Endpoint("http://127.0.0.1:8001".into())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.authority())
    }
}

impl Setting for Endpoint {
    fn expects() -> String {
        "the gRPC endpoint of a Triton server as http://HOST:PORT or HOST:PORT, such as http://127.0.0.1:8001".into()
    }

    fn parse(text: &str) -> Result<Self, Option<String>> {
        if text.starts_with("https://") {
            return Err(Some("asks for TLS, which this release cannot do; use a mesh or a private network".into()));
        }
        let authority = text.strip_prefix("http://").unwrap_or(text).trim_end_matches('/');
        let (host, port) = authority.rsplit_once(':').ok_or_else(|| Some("has no port".to_string()))?;
        let good_host = match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
            Some(v6) => v6.parse::<std::net::Ipv6Addr>().is_ok(),
            None => !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b)),
        };
        let good_port = port.parse::<u16>().is_ok_and(|p| p != 0);
        if good_host && good_port { Ok(Endpoint(format!("http://{authority}"))) } else { Err(None) }
    }
}

/// The name of a model in the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelName(String);

impl ModelName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ModelName {
    fn default() -> Self {
        ModelName("transpile".into())
    }
}

impl Setting for ModelName {
    fn expects() -> String {
        "the name of a model: letters, digits, '.', '_', '-'".into()
    }

    fn parse(text: &str) -> Result<Self, Option<String>> {
        let good = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if good { Ok(ModelName(text.into())) } else { Err(None) }
    }
}

/// The model that is asked where the rules refuse; none when unset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorModel(Option<ModelName>);

impl AuthorModel {
    /// The model's name, where one is set.
    pub fn get(&self) -> Option<&str> {
        self.0.as_ref().map(ModelName::as_str)
    }
}

impl Setting for AuthorModel {
    fn expects() -> String {
        ModelName::expects()
    }

    fn parse(text: &str) -> Result<Self, Option<String>> {
        ModelName::parse(text).map(|name| AuthorModel(Some(name)))
    }
}

/// The folder of the compile cache; when unset, the usual one of the user that runs the gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CacheFolder(Option<PathBuf>);

impl CacheFolder {
    /// The folder, where one is set.
    pub fn get(&self) -> Option<&Path> {
        self.0.as_deref()
    }
}

impl Setting for CacheFolder {
    fn expects() -> String {
        "an absolute path of a folder".into()
    }

    fn parse(text: &str) -> Result<Self, Option<String>> {
        let path = PathBuf::from(text);
        if path.is_absolute() { Ok(CacheFolder(Some(path))) } else { Err(None) }
    }
}

/// Programs that compile at once on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CompilePlaces(Option<usize>);

impl CompilePlaces {
    /// The number; `None` means one per processor.
    pub fn get(self) -> Option<usize> {
        self.0
    }
}

impl Setting for CompilePlaces {
    fn expects() -> String {
        "auto (one per processor) or a whole number from 1 to 1024".into()
    }

    fn parse(text: &str) -> Result<Self, Option<String>> {
        match text.parse() {
            _ if text == "auto" => Ok(CompilePlaces(None)),
            Ok(number @ 1..=1024) => Ok(CompilePlaces(Some(number))),
            Ok(_) => Err(Some("is out of range".into())),
            Err(_) => Err(None),
        }
    }
}

/// Defines settings that are one of a few words.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident: $first:ident $(, $other:ident)*;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $name { $first, $($other),* }

        impl $name {
            /// The word that stands for the value.
            pub fn as_str(self) -> &'static str {
                match self {
                    $name::$first => stringify!($first),
                    $($name::$other => stringify!($other),)*
                }
            }
        }

        impl Default for $name {
            fn default() -> Self { $name::$first }
        }

        impl Setting for $name {
            fn expects() -> String {
                let words = [stringify!($first) $(, stringify!($other))*];
                format!("one of: {}", words.map(str::to_lowercase).join(", "))
            }

            fn parse(text: &str) -> Result<Self, Option<String>> {
                match text {
                    t if t.eq_ignore_ascii_case(stringify!($first)) => Ok($name::$first),
                    $(t if t.eq_ignore_ascii_case(stringify!($other)) => Ok($name::$other),)*
                    _ => Err(None),
                }
            }
        }
    )*};
}

choices! {
    /// The least important lines that are logged.
    LogLevel: Info, Error, Warn, Debug, Trace;
    /// How log lines look on standard error.
    LogFormat: Text, Json;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_have_one_form() {
        for text in ["http://a.b-c:8001", "a.b-c:8001", "http://a.b-c:8001/"] {
            assert_eq!(Endpoint::parse(text).unwrap().url(), "http://a.b-c:8001", "{text}");
        }
        assert_eq!(Endpoint::parse("[::1]:8001").unwrap().authority(), "[::1]:8001");
        for text in
            ["", "host", "host:", ":8001", "host:0", "host:65536", "http://a b:1", "grpc://a:1", "a:1/x", "[x]:1"]
        {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
        assert!(Endpoint::parse("https://a:1").unwrap_err().unwrap().contains("TLS"));
    }

    #[test]
    fn words_are_read_in_any_case() {
        assert_eq!(LogLevel::parse("WARN").unwrap(), LogLevel::Warn);
        assert_eq!(LogFormat::parse("json").unwrap(), LogFormat::Json);
        assert!(LogLevel::parse("loud").is_err());
        assert_eq!(LogFormat::expects(), "one of: text, json");
    }

    #[test]
    fn addresses_names_and_paths_are_checked() {
        assert_eq!(BindAddress::parse("[::]:0").unwrap().get().port(), 0);
        assert!(BindAddress::parse("localhost:1").is_err());
        assert!(ModelName::parse("a/b").is_err());
        assert!(CacheFolder::parse("relative").is_err());
        assert_eq!(CompilePlaces::parse("auto").unwrap().get(), None);
        assert_eq!(CompilePlaces::parse("8").unwrap().get(), Some(8));
        for text in ["0", "1025", "some", "-1"] {
            assert!(CompilePlaces::parse(text).is_err(), "{text}");
        }
    }
}
