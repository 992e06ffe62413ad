//! Refusals and warnings: collected in the last round, when types are known.

use super::Lowerer;
use crate::diagnostic::Severity;
use crate::lower::Ex;
use rustpython_ruff_text_size::TextRange;

/// Diagnostics of each severity beyond which a program's reader learns nothing new.
const MAX_DIAGNOSTICS: usize = 500;

impl<'a> Lowerer<'a> {
    /// Records a refusal (in the last round, when types are known) and stands in for the expression.
    pub(crate) fn refuse(&mut self, code: &'static str, range: TextRange, message: impl Into<String>) -> Ex {
        self.refuse_with(code, range, message, None)
    }

    pub(crate) fn refuse_with(
        &mut self,
        code: &'static str,
        range: TextRange,
        message: impl Into<String>,
        help: Option<&str>,
    ) -> Ex {
        if self.last_round && self.tell(code, self.cx.module, range, Severity::Error) {
            let s = &self.sources[self.cx.module];
            let mut d = s.diagnostic(code, Severity::Error, range, message);
            d.help = help.map(str::to_string);
            self.diagnostics.push(d);
        }
        Ex::unknown()
    }

    pub(crate) fn warn(&mut self, code: &'static str, module: usize, range: TextRange, message: impl Into<String>) {
        if self.last_round && self.tell(code, module, range, Severity::Warning) {
            let s = &self.sources[module];
            let d = s.diagnostic(code, Severity::Warning, range, message);
            self.diagnostics.push(d);
        }
    }

    /// Whether this is still to be said: not twice of one place, and not without end.
    fn tell(&mut self, code: &'static str, module: usize, range: TextRange, severity: Severity) -> bool {
        self.diagnostics.iter().filter(|d| d.severity == severity).count() < MAX_DIAGNOSTICS
            && self.told.insert((code, module, range))
    }
}
