//! Progress bars for several files on a terminal; silent anywhere else. Knows names and stages only.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// The bars of one command.
pub struct Progress {
    bars: MultiProgress,
    whole: ProgressBar,
}

impl Progress {
    /// Bars for `count` files; hidden when there is one, when stderr is no terminal, or for machines.
    pub fn new(count: usize, quiet: bool) -> Progress {
        let visible = count > 1 && !quiet && std::io::stderr().is_terminal();
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bars = MultiProgress::with_draw_target(target);
        let whole = bars.add(ProgressBar::new(count as u64));
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed}") {
            whole.set_style(style);
        }
        whole.tick();
        Progress { bars, whole }
    }

    /// The line of one file.
    pub fn file(&self, name: &str) -> ProgressBar {
        let bar = self.bars.insert_before(&self.whole, ProgressBar::new_spinner());
        bar.set_prefix(name.to_string());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    /// Prints lines without disturbing the bars.
    pub fn print(&self, print: impl FnOnce()) {
        self.bars.suspend(print);
    }

    /// One file is done.
    pub fn done(&self, bar: &ProgressBar) {
        bar.finish_and_clear();
        self.whole.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.whole.finish_and_clear();
    }
}
