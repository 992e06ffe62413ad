//! The grammar of protobuf's text form: fields, messages, lists. Knows no field names.

use super::Finding;
use super::lexer::{Token, tokens};

/// `name: value` or `name { ... }`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub name: String,
    pub line: usize,
    pub value: Node,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Scalar(Scalar),
    Message(Vec<Field>),
    List(Vec<(Node, usize)>),
}

/// A value as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar {
    /// With its sign.
    Number(String),
    Word(String),
    Text(Vec<u8>),
}

/// Deeper nesting than any config.pbtxt has is refused, so that a hostile file cannot exhaust the stack.
const MAX_DEPTH: usize = 64;

/// Parses a file. A syntax error ends the parse; what came before it is still given, so that it can be checked.
pub(crate) fn parse(text: &str) -> (Vec<Field>, Option<Finding>) {
    let tokens = match tokens(text) {
        Ok(tokens) => tokens,
        Err(finding) => return (Vec::new(), Some(finding)),
    };
    let mut parser = Parser { tokens: &tokens, at: 0 };
    let mut fields = Vec::new();
    while parser.peek().is_some() {
        match parser.field(0) {
            Ok(field) => fields.push(field),
            Err(finding) => return (fields, Some(finding)),
        }
    }
    (fields, None)
}

struct Parser<'t> {
    tokens: &'t [(Token, usize)],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |(_, line)| *line)
    }

    fn eat(&mut self, mark: char) -> bool {
        let found = self.peek() == Some(&Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    fn field(&mut self, depth: usize) -> Result<Field, Finding> {
        let line = self.line();
        let Some(Token::Word(name)) = self.peek().cloned() else {
            return Err(self.expected("the name of a field"));
        };
        self.at += 1;
        let colon = self.eat(':');
        let opens = matches!(self.peek(), Some(Token::Mark('{' | '<' | '[')));
        if !colon && !opens {
            return Err(self.expected(&format!("':' or '{{' after '{name}'")));
        }
        let value = self.value(depth)?;
        // Fields may be separated, by one mark at most.
        if !self.eat(',') {
            self.eat(';');
        }
        Ok(Field { name, line, value })
    }

    fn value(&mut self, depth: usize) -> Result<Node, Finding> {
        if depth > MAX_DEPTH {
            return Err(self.error(format!("nested more than {MAX_DEPTH} levels deep")));
        }
        let token = self.peek().cloned();
        let line = self.line();
        match token {
            Some(Token::Mark(open @ ('{' | '<'))) => {
                self.at += 1;
                let close = if open == '{' { '}' } else { '>' };
                let mut fields = Vec::new();
                while !self.eat(close) {
                    if self.peek().is_none() {
                        return Err(self.error(format!("'{open}' of line {line} is not closed; add '{close}'")));
                    }
                    fields.push(self.field(depth + 1)?);
                }
                Ok(Node::Message(fields))
            }
            Some(Token::Mark('[')) => {
                self.at += 1;
                self.list(depth, line)
            }
            Some(Token::Mark('-')) => {
                self.at += 1;
                match self.peek().cloned() {
                    Some(Token::Number(n)) => {
                        self.at += 1;
                        Ok(Node::Scalar(Scalar::Number(format!("-{n}"))))
                    }
                    _ => Err(self.expected("a number after '-'")),
                }
            }
            Some(Token::Number(n)) => {
                self.at += 1;
                Ok(Node::Scalar(Scalar::Number(n)))
            }
            Some(Token::Word(word)) => {
                self.at += 1;
                Ok(Node::Scalar(Scalar::Word(word)))
            }
            Some(Token::Text(mut text)) => {
                self.at += 1;
                // Adjacent strings are one, as in C.
                while let Some(Token::Text(more)) = self.peek() {
                    text.extend(more);
                    self.at += 1;
                }
                Ok(Node::Scalar(Scalar::Text(text)))
            }
            _ => Err(self.expected("a value")),
        }
    }

    fn list(&mut self, depth: usize, line: usize) -> Result<Node, Finding> {
        let mut items = Vec::new();
        if self.eat(']') {
            return Ok(Node::List(items));
        }
        loop {
            let at = self.line();
            items.push((self.value(depth + 1)?, at));
            if self.eat(']') {
                return Ok(Node::List(items));
            }
            if !self.eat(',') {
                return Err(self.expected(&format!("',' or ']' in the list of line {line}")));
            }
        }
    }

    fn expected(&self, what: &str) -> Finding {
        let found = match self.peek() {
            None => "the end of the file".to_string(),
            Some(Token::Word(w)) => format!("'{w}'"),
            Some(Token::Number(n)) => format!("'{n}'"),
            Some(Token::Text(_)) => "a string".to_string(),
            Some(Token::Mark(c)) => format!("'{c}'"),
        };
        self.error(format!("expected {what}, found {found}"))
    }

    fn error(&self, message: String) -> Finding {
        Finding { line: self.line(), key: None, message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let finding = parse(text).1.unwrap();
        format!("{}: {}", finding.line, finding.message)
    }

    #[test]
    fn the_forms_of_the_text_format_are_read() {
        let text = "a: 1 # x\nb { c: 'q' \"\\x41\\101\\n\" } d [ {e: -2.5e-3}, <f: X> ];\ng: [] h: 0x1F,";
        let (fields, finding) = parse(text);
        assert_eq!(finding, None);
        let names: Vec<_> = fields.iter().map(|f| (f.name.as_str(), f.line)).collect();
        assert_eq!(names, [("a", 1), ("b", 2), ("d", 2), ("g", 3), ("h", 3)]);
        let Node::Message(inner) = &fields[1].value else { panic!("b is a message") };
        assert_eq!(inner[0].value, Node::Scalar(Scalar::Text(b"qAA\n".to_vec())));
        let Node::List(items) = &fields[2].value else { panic!("d is a list") };
        assert_eq!(items.len(), 2);
    }

    #[test]
    fn syntax_errors_say_where_and_what() {
        assert_eq!(error("a: 1\nb 2"), "2: expected ':' or '{' after 'b', found '2'");
        assert_eq!(error("a {\n b: 1\n"), "2: '{' of line 1 is not closed; add '}'");
        assert_eq!(error("a: \"x\nb: 1"), "1: the string is not closed on its line; write \\n for a new line");
        assert_eq!(error("a: [1 2]"), "1: expected ',' or ']' in the list of line 1, found '2'");
        assert_eq!(error("a: $"), "1: the character '$' has no place here");
        assert_eq!(error("a: '\\q'"), "1: the string has an unknown escape; write \\\\ for a backslash");
        assert!(error(&"a{".repeat(100_000)).contains("nested more than"));
    }

    #[test]
    fn what_stands_before_an_error_is_kept() {
        let (fields, finding) = parse("a: 1\nb: 2\nc 3");
        assert_eq!((fields.len(), finding.is_some()), (2, true));
    }
}
