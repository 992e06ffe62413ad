//! What `collections.namedtuple` needs beside the class that is written for it.

use super::exc::Result;
use super::exc_classes::type_error;
use super::list::List;

/// The items that a named tuple is made of by `_make`: TypeError unless there are `count`.
pub fn expect_length<T: Clone>(count: usize, items: &List<T>) -> Result<Vec<T>> {
    if items.size() != count {
        return Err(type_error(format!("Expected {count} arguments, got {}", items.size())));
    }
    Ok(items.iter().collect())
}
