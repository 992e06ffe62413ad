//! The environment over the file, in the style of NIM. Knows no section: which variable sets what stands in `mod.rs`.

use crate::problem::Problem;
use crate::reader::parse;
use crate::settings::Setting;

/// Reads variables into settings, and gathers what is wrong with them.
pub(super) struct Environment<'a, E> {
    pub env: &'a E,
    pub problems: &'a mut Vec<Problem>,
}

impl<E: Fn(&str) -> Option<String>> Environment<'_, E> {
    /// Overrides a setting; `unit` is what the variable's name already says.
    pub fn set<T: Setting>(&mut self, name: &str, unit: &str, slot: &mut T) {
        // An empty variable counts as unset, as container templates leave them.
        let Some(text) = (self.env)(name).filter(|t| !t.trim().is_empty()) else { return };
        match parse(&format!("{}{unit}", text.trim())) {
            Ok(value) => *slot = value,
            Err(message) => self.report(name, message),
        }
    }

    pub fn flag(&mut self, name: &str, set: impl FnOnce(bool)) {
        let Some(text) = (self.env)(name).filter(|t| !t.trim().is_empty()) else { return };
        match text.trim().to_ascii_lowercase().as_str() {
            "1" | "true" => set(true),
            "0" | "false" => set(false),
            other => self.report(name, format!("'{other}' is not one of: 1, true, 0, false")),
        }
    }

    fn report(&mut self, name: &str, message: String) {
        let key = Some(name.to_string());
        self.problems.push(Problem { origin: "environment".into(), line: None, key, message });
    }
}
