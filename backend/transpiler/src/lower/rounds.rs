//! The rounds of the walk: repeated until no type grows, then once more for the text.

use super::{InstId, Lowered, Lowerer};
use crate::diagnostic::{Diagnostic, Severity};
use rustpython_ruff_text_size::TextRange;
use std::collections::HashSet;

/// Rounds of inference before a program is refused as not converging; real programs need fewer than twenty.
const MAX_ROUNDS: usize = 60;

/// Function instances before a program is refused, apart from one of each function: specialising must not explode.
const MAX_INSTANCES: usize = 4000;

impl<'a> Lowerer<'a> {
    /// Repeats the walk until nothing grows.
    pub(super) fn infer(&mut self) -> Result<(), Diagnostic> {
        for round in 0.. {
            let before = (self.cells.changes, self.insts.len(), self.changes);
            self.round();
            if self.cells.overflow || self.too_many() || round > MAX_ROUNDS {
                return Err(self.unsettled());
            }
            if before == (self.cells.changes, self.insts.len(), self.changes) {
                return Ok(());
            }
            // Long chains of calls settle one call a round where callees come last: they come first between rounds.
            if round >= 6 {
                for id in (0..self.insts.len()).rev() {
                    if self.insts[id].reached {
                        self.function(id);
                    }
                }
            }
        }
        Ok(())
    }

    fn unsettled(&self) -> Diagnostic {
        let s = &self.sources[0];
        let message = "the types of this program do not settle (a value that holds itself, or too many combinations)";
        s.diagnostic("P0801", Severity::Error, TextRange::default(), message)
            .with_help("give the values that nest or change type a class of their own")
    }

    pub(super) fn round(&mut self) {
        for i in &mut self.insts {
            i.reached = false;
        }
        self.pending.clear();
        self.recursive = recursive(&self.edges, self.insts.len());
        for (at, (_, m)) in self.program.modules.iter().enumerate() {
            if self.program.imports.reached.contains(&at) {
                let m = self.instance(*m, None, None, None);
                self.reach(m);
            }
        }
        // Functions come up while others are walked; each is walked once a round, after it was first reached.
        loop {
            let Some(next) = self.pending.pop_first() else {
                // What the runtime will call of each class is reached too.
                for c in 0..self.classes.len() {
                    if self.classes[c].made {
                        self.class_traits(c);
                        if let Some(post) = self.find_method(c, "__post_init__") {
                            self.method_instance(post, c, None);
                        }
                    }
                }
                if self.pending.is_empty() {
                    break;
                }
                continue;
            };
            self.function(next);
            if self.too_many() || self.cells.overflow {
                return;
            }
        }
    }

    fn too_many(&self) -> bool {
        self.insts.len() > MAX_INSTANCES + self.program.funcs.len()
    }

    pub(super) fn reach(&mut self, id: InstId) {
        if !std::mem::replace(&mut self.insts[id].reached, true) {
            self.pending.insert(id);
        }
    }

    /// The last round: names are given, text is made, refusals are collected.
    pub(super) fn finish(mut self) -> Result<Lowered, Vec<Diagnostic>> {
        for (module, range, name) in self.program.conflicts.clone() {
            self.cx.module = module;
            self.last_round = true;
            self.refuse_with(
                "P0105",
                range,
                format!("'{name}' is bound both to a definition and to another value"),
                Some("give one of them another name"),
            );
        }
        self.last_round = true;
        self.name_instances();
        self.round();
        if self.types.huge {
            return Err(vec![self.unsettled()]);
        }
        if self.types.opaque {
            let s = &self.sources[0];
            let message = "an argument of an exception is mixed with other values, which is not translated";
            self.diagnostics.push(
                s.diagnostic("P0294", Severity::Error, TextRange::default(), message)
                    .with_help("take its text: str(e.args[0])"),
            );
        }
        if self.types.endless {
            let s = &self.sources[0];
            self.diagnostics.push(s.diagnostic(
                "P0802",
                Severity::Error,
                TextRange::default(),
                "a container of this program can only hold itself, which has no Rust type",
            ));
        }
        let errors: Vec<Diagnostic> =
            self.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(self.assemble())
    }
}

/// The members of the call graph's cycles: Tarjan's strongly connected components, without recursion.
pub(super) fn recursive(edges: &HashSet<(InstId, InstId)>, count: usize) -> HashSet<InstId> {
    const NEW: usize = usize::MAX;
    let mut callees: Vec<Vec<InstId>> = vec![Vec::new(); count];
    for (from, to) in edges {
        callees[*from].push(*to);
    }
    let mut out = HashSet::new();
    let (mut index, mut low) = (vec![NEW; count], vec![0; count]);
    let mut on_stack = vec![false; count];
    let mut stack = Vec::new();
    let mut next = 0;
    for start in 0..count {
        if index[start] != NEW {
            continue;
        }
        // Each entry: an instance, and how many of its callees are done.
        let mut path = vec![(start, 0)];
        while let Some((at, done)) = path.pop() {
            if done == 0 {
                (index[at], low[at]) = (next, next);
                next += 1;
                stack.push(at);
                on_stack[at] = true;
            } else {
                let before = callees[at][done - 1];
                low[at] = low[at].min(low[before]);
            }
            let mut rest = done;
            let mut deeper = None;
            while let Some(&to) = callees[at].get(rest) {
                rest += 1;
                if index[to] == NEW {
                    deeper = Some(to);
                    break;
                }
                if on_stack[to] {
                    low[at] = low[at].min(index[to]);
                }
            }
            if let Some(to) = deeper {
                path.push((at, rest));
                path.push((to, 0));
                continue;
            }
            if low[at] == index[at] {
                let mut members = Vec::new();
                while let Some(m) = stack.pop() {
                    on_stack[m] = false;
                    members.push(m);
                    if m == at {
                        break;
                    }
                }
                if members.len() > 1 || callees[at].contains(&at) {
                    out.extend(members);
                }
            }
        }
    }
    out
}
