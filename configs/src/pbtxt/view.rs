//! Reading values out of parsed fields: flattens repetition and lists, and leaves out what has the wrong type (the
//! schema has reported that already).

use super::{Field, Node, Scalar, integer};

/// The fields of one message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'f>(pub &'f [Field]);

impl<'f> View<'f> {
    /// Every value of a field, lists opened, with the lines.
    pub fn all(self, name: &str) -> impl Iterator<Item = (&'f Node, usize)> {
        self.0.iter().filter(move |f| f.name == name).flat_map(|f| match &f.value {
            Node::List(items) => items.iter().map(|(node, line)| (node, *line)).collect(),
            value => vec![(value, f.line)],
        })
    }

    /// The line of a field, when it is there.
    pub fn line(self, name: &str) -> Option<usize> {
        self.0.iter().find(|f| f.name == name).map(|f| f.line)
    }

    pub fn messages(self, name: &str) -> impl Iterator<Item = (View<'f>, usize)> {
        self.all(name).filter_map(|(node, line)| match node {
            Node::Message(fields) => Some((View(fields), line)),
            _ => None,
        })
    }

    pub fn message(self, name: &str) -> Option<(View<'f>, usize)> {
        self.messages(name).last()
    }

    pub fn texts(self, name: &str) -> impl Iterator<Item = (String, usize)> {
        self.all(name).filter_map(|(node, line)| match node {
            Node::Scalar(Scalar::Text(text)) => Some((String::from_utf8_lossy(text).into_owned(), line)),
            _ => None,
        })
    }

    pub fn text(self, name: &str) -> Option<(String, usize)> {
        self.texts(name).last()
    }

    pub fn integers(self, name: &str) -> impl Iterator<Item = (i128, usize)> {
        self.all(name).filter_map(|(node, line)| match node {
            Node::Scalar(Scalar::Number(n)) => integer(n).map(|n| (n, line)),
            _ => None,
        })
    }

    pub fn integer(self, name: &str) -> Option<(i128, usize)> {
        self.integers(name).last()
    }

    pub fn word(self, name: &str) -> Option<(&'f str, usize)> {
        let last = self.all(name).last();
        match last {
            Some((Node::Scalar(Scalar::Word(word) | Scalar::Number(word)), line)) => Some((word, line)),
            _ => None,
        }
    }

    pub fn is_true(self, name: &str) -> bool {
        self.word(name).is_some_and(|(word, _)| ["true", "True", "t", "1"].contains(&word))
    }
}
