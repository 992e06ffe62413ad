//! A second translator for what the rules refuse: a language model that is asked in a conversation, and shown what its
//! program fails with. Its drafts are validated like any other. It must not know where the model runs.

use crate::compile::EDITION;
use crate::error::StageError;
use crate::job::RequestContext;
use crate::translator::BoxFuture;
use portalis_transpiler::{Crate, Diagnostic, Severity, Source};
use std::collections::BTreeMap;

/// Longer errors are cut: a conversation has to stay within the model's context.
const LONGEST_ERROR: usize = 6_000;

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `user` or `assistant`; what the system says is the model's own matter.
    pub role: &'static str,
    /// What is said.
    pub content: String,
}

/// Writes programs when asked in words.
pub trait Author: Send + Sync + 'static {
    /// The name in responses: "model".
    fn name(&self) -> &'static str;

    /// The next message of a conversation. Dropping the future cancels the work.
    fn answer<'a>(
        &'a self,
        conversation: &'a [Message],
        context: &'a RequestContext,
    ) -> BoxFuture<'a, Result<String, StageError>>;
}

/// The first message: the program.
pub(crate) fn question(sources: &[Source]) -> Message {
    let mut content = "Translate this Python program to Rust.\n".to_string();
    for source in sources {
        let fence = fence(&source.text);
        content += &format!("\n{}:\n{fence}python\n{}\n{fence}\n", source.path, source.text.trim_end());
    }
    Message { role: "user", content }
}

/// The message after an answer that is no program, or one that fails.
pub(crate) fn objection(what: &str) -> Message {
    let cut = what.floor_char_boundary(LONGEST_ERROR);
    let fence = fence(&what[..cut]);
    let content = format!(
        "This does not work:\n{fence}\n{}\n{fence}\nAnswer with the whole corrected program.",
        what[..cut].trim_end()
    );
    Message { role: "user", content }
}

/// The crate in an answer: the longest of its code blocks, or all of it where it has none.
pub(crate) fn read(name: &str, answer: &str) -> Result<Crate, String> {
    let program = blocks(answer).into_iter().max_by_key(|block| block.len()).unwrap_or_else(|| answer.to_string());
    if !program.contains("fn main()") {
        return Err("the answer has no code block with a `fn main()`".to_string());
    }
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"{EDITION}\"\n");
    let files = [("Cargo.toml", manifest), ("src/main.rs", program)].map(|(path, text)| (path.to_string(), text));
    Ok(Crate { name: name.to_string(), files: BTreeMap::from(files), warnings: Vec::new() })
}

/// What a reader has to know about such a program.
pub(crate) fn warning(source: &Source, refused: &[Diagnostic]) -> Diagnostic {
    let reason = refused.first().map_or("", |first| first.message.as_str());
    let message = format!(
        "translated by a language model, because the rules refuse the program ({reason}): it compiles, and nothing proves \
         that it behaves alike; compare it before you rely on it"
    );
    Diagnostic::at("P0920", Severity::Warning, &source.path, &source.text, 0, 0, message)
}

/// Why the model did not help either, beside the rules' reasons.
pub(crate) fn regret(source: &Source, reason: &str) -> Diagnostic {
    let message = format!("the language model could not translate it either: {reason}");
    Diagnostic::at("P0921", Severity::Warning, &source.path, &source.text, 0, 0, message)
}

/// A name that Cargo takes, from the program's path.
pub(crate) fn crate_name(sources: &[Source]) -> String {
    let path = sources.first().map_or("", |source| source.path.as_str());
    let parts: Vec<&str> = path.split('/').collect();
    let stem = if parts.len() > 1 { parts[0] } else { path.trim_end_matches(".py") };
    let plain: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    match plain.chars().next() {
        Some('a'..='z') => plain,
        _ => format!("program_{plain}"),
    }
}

/// Backticks that do not stand in the text.
fn fence(text: &str) -> String {
    let mut fence = "```".to_string();
    while text.contains(&fence) {
        fence.push('`');
    }
    fence
}

/// The texts of the code blocks, the last one also where it does not end.
fn blocks(answer: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for line in answer.lines() {
        let ticks = line.trim_start().bytes().take_while(|byte| *byte == b'`').count();
        match &mut open {
            None if ticks >= 3 => open = Some((ticks, String::new())),
            None => {}
            Some((opened, _)) if ticks >= *opened && line.trim().len() == ticks => {
                blocks.extend(open.take().map(|o| o.1))
            }
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    blocks.extend(open.map(|(_, text)| text));
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source::from_bytes(path, text.as_bytes()).unwrap()
    }

    #[test]
    fn the_longest_block_of_an_answer_is_the_program() {
        let answer =
            "First:\n```toml\n[package]\n```\nThen\n```rust\nfn main() {\n    println!(\"```\");\n}\n```\nDone.";
        let krate = read("app", answer).unwrap();
        assert_eq!(krate.files["src/main.rs"], "fn main() {\n    println!(\"```\");\n}\n");
        assert!(krate.files["Cargo.toml"].contains("name = \"app\""));
        // One that was cut, and one without a fence.
        assert_eq!(read("app", "```rust\nfn main() {}\n").unwrap().files["src/main.rs"], "fn main() {}\n");
        assert_eq!(read("app", "fn main() {}").unwrap().files["src/main.rs"], "fn main() {}");
        assert!(read("app", "I cannot do that.").is_err());
    }

    #[test]
    fn questions_carry_the_program_whatever_it_contains() {
        let content = question(&[source("app.py", "print('```')\n"), source("b.py", "x = 1")]).content;
        assert!(content.contains("app.py:\n````python\nprint('```')\n````\n"), "{content}");
        assert!(content.contains("b.py:\n```python\nx = 1\n```\n"), "{content}");
        assert!(objection(&"é".repeat(9_000)).content.len() < LONGEST_ERROR + 200);
    }

    #[test]
    fn names_are_what_cargo_takes() {
        for (path, name) in [("My-App.py", "my_app"), ("pkg/__main__.py", "pkg"), ("1st.py", "program_1st")] {
            assert_eq!(crate_name(&[source(path, "")]), name);
        }
    }
}
