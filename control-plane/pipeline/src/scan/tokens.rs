//! Rust text as one flat list of tokens with lines. Knows the language's letters, not its grammar.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::str::FromStr;

/// An identifier or keyword, a punctuation (`::` as one), a bracket, or a literal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Its text; a literal's is left empty, so that no rule mistakes a string for code.
    pub text: String,
    /// The line it starts on, from 1.
    pub line: usize,
    /// Whether it is an identifier or a keyword.
    pub is_word: bool,
}

/// The tokens of `text`, or the line and the reason why it is no Rust.
pub(crate) fn flatten(text: &str) -> Result<Vec<Token>, (usize, String)> {
    let stream = TokenStream::from_str(text).map_err(|e| (e.span().start().line, format!("no Rust tokens: {e}")))?;
    let mut flat: Vec<Token> = Vec::new();
    // Nesting is the program's to choose, so the walk has its own stack.
    let mut open = vec![(stream.into_iter(), None)];
    while let Some((trees, close)) = open.last_mut() {
        let Some(tree) = trees.next() else {
            if let Some((text, line)) = close.take() {
                flat.push(Token { text, line, is_word: false });
            }
            open.pop();
            continue;
        };
        let line = tree.span().start().line;
        match tree {
            TokenTree::Ident(word) => flat.push(Token { text: word.to_string(), line, is_word: true }),
            TokenTree::Literal(_) => flat.push(Token { text: String::new(), line, is_word: false }),
            TokenTree::Punct(mark) => match flat.last_mut() {
                Some(last) if mark.as_char() == ':' && last.text == ":+" => last.text = "::".into(),
                _ => {
                    let joined = mark.as_char() == ':' && mark.spacing() == Spacing::Joint;
                    let text = if joined { ":+".into() } else { mark.as_char().to_string() };
                    flat.push(Token { text, line, is_word: false });
                }
            },
            TokenTree::Group(group) => {
                let (opening, closing) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                flat.push(Token { text: opening.into(), line, is_word: false });
                let end = group.span_close().start().line;
                open.push((group.stream().into_iter(), Some((closing.into(), end))));
            }
        }
    }
    Ok(flat)
}
