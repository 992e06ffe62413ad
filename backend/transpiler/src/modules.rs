//! A program of several files: what each module is called, which one is the entry, which imports mean modules of the
//! program, and which import statement is the first to run each of them. Knows nothing of types.

use crate::scope::{Binding, Body, ClassId, FuncId, Program};
use ruff_python_ast::{Alias, CmpOp, Expr, ModModule, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::{HashMap, HashSet};

/// Where modules run, as the statements of the entry run one after another.
#[derive(Default)]
pub(crate) struct Imports {
    /// The modules that an import statement (of a module, by its place) runs first.
    pub runs: HashMap<(usize, TextRange), Vec<usize>>,
    /// Import statements that stand among their module's own, not in a function or a block.
    pub placed: HashSet<(usize, TextRange)>,
    /// Those that want a module which is still being run.
    pub circular: HashSet<(usize, TextRange)>,
    /// Packages around the entry: they run before it.
    pub before: Vec<usize>,
    /// Every module that runs.
    pub reached: HashSet<usize>,
}

/// The dotted names of sources, and which of them are packages; their common folder is the outermost package.
pub(crate) fn names(paths: &[&str]) -> Vec<(String, bool)> {
    let root = common_folder(paths);
    let outside = root.rfind('/').map_or(0, |i| i + 1);
    paths
        .iter()
        .map(|p| {
            let path = if root.is_empty() { p } else { &p[outside..] };
            let path = path.strip_suffix(".py").unwrap_or(path);
            match path.strip_suffix("/__init__") {
                Some(package) => (package.replace('/', "."), true),
                None => (path.replace('/', "."), false),
            }
        })
        .collect()
}

/// The folder that holds all sources of a program of several; empty for one file, or for files side by side.
fn common_folder<'p>(paths: &[&'p str]) -> &'p str {
    let folder = |p: &'p str| p.rfind('/').map_or("", |i| &p[..i]);
    let [first, rest @ ..] = paths else { return "" };
    if rest.is_empty() {
        return "";
    }
    let mut common = folder(first);
    while !rest
        .iter()
        .all(|p| folder(p) == common || folder(p).strip_prefix(common).is_some_and(|r| r.starts_with('/')))
    {
        common = folder(common);
        if common.is_empty() {
            break;
        }
    }
    common
}

/// What the program is called: its package folder, or its entry file.
pub(crate) fn program_name<'p>(paths: &[&'p str], entry: usize) -> &'p str {
    let last = |p: &'p str| p.rsplit('/').next().unwrap_or(p);
    let path = paths[entry];
    let folder = match path.strip_suffix("/__main__.py") {
        Some(folder) => folder,
        None => common_folder(paths),
    };
    if folder.is_empty() { last(path).strip_suffix(".py").unwrap_or(last(path)) } else { last(folder) }
}

/// The module that runs first: the only one, the outermost `__main__.py`, or the only one with a main guard.
pub(crate) fn entry(paths: &[&str], modules: &[ModModule]) -> Option<usize> {
    if paths.len() == 1 {
        return Some(0);
    }
    let main = |p: &&str| **p == *"__main__.py" || p.ends_with("/__main__.py");
    if let Some(at) = (0..paths.len()).filter(|i| main(&paths[*i])).min_by_key(|i| paths[*i].matches('/').count()) {
        return Some(at);
    }
    let mut guarded = (0..modules.len()).filter(|i| modules[*i].body.iter().any(is_guard));
    let first = guarded.next()?;
    guarded.next().is_none().then_some(first)
}

/// `if __name__ == "__main__":`
fn is_guard(s: &Stmt) -> bool {
    let Stmt::If(i) = s else { return false };
    let Expr::Compare(c) = &*i.test else { return false };
    let name = |e: &Expr| matches!(e, Expr::Name(n) if n.id.as_str() == "__name__");
    let text = |e: &Expr| matches!(e, Expr::StringLiteral(s) if s.value.to_str() == "__main__");
    match (&*c.ops, &*c.comparators) {
        ([CmpOp::Eq], [right]) => name(&c.left) && text(right) || text(&c.left) && name(right),
        _ => false,
    }
}

impl<'a> Program<'a> {
    pub(crate) fn own_module(&self, dotted: &str) -> Option<usize> {
        self.module_names.iter().position(|m| m.0 == dotted)
    }

    /// Whether a dotted name is a module of the program, or a folder of such.
    pub(crate) fn is_own(&self, dotted: &str) -> bool {
        let inside = |m: &str| m.strip_prefix(dotted).is_some_and(|r| r.is_empty() || r.starts_with('.'));
        self.module_names.len() > 1 && self.module_names.iter().any(|m| inside(&m.0))
    }

    /// The full name of what `from`'s import statement calls `name`, with `level` dots before it. Files beside the entry
    /// are found without their package, as when Python is started with the file.
    pub(crate) fn import_name(&self, from: usize, level: u32, name: &str) -> String {
        if level == 0 {
            if self.is_own(name) || self.module_names.len() < 2 || crate::lower::knows_module(name) {
                return name.to_string();
            }
            let beside = match self.module_names[0].0.rsplit_once('.') {
                Some((package, _)) => format!("{package}.{name}"),
                None => return name.to_string(),
            };
            return if self.is_own(&beside) { beside } else { name.to_string() };
        }
        let (dotted, package) = &self.module_names[from];
        let mut parts: Vec<&str> = dotted.split('.').collect();
        let up = level as usize - usize::from(*package);
        // More dots than packages leave a name that no module has.
        parts.truncate(parts.len().saturating_sub(up));
        if !name.is_empty() {
            parts.push(name);
        }
        parts.join(".")
    }

    /// What an import statement names, in order: modules' full names, the place, and the name taken from each, if any.
    pub(crate) fn imported_names(&self, module: usize, s: &'a Stmt) -> Vec<(String, TextRange, Option<&'a Alias>)> {
        match s {
            Stmt::Import(i) => {
                i.names.iter().map(|a| (self.import_name(module, 0, a.name.as_str()), a.range, None)).collect()
            }
            Stmt::ImportFrom(i) => {
                let base = self.import_name(module, i.level, i.module.as_ref().map_or("", |m| m.as_str()));
                i.names.iter().map(|a| (base.clone(), a.range, Some(a))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Finds where each module runs first, starting with the entry (module 0); marks variables that other modules see.
    pub(crate) fn order_imports(&mut self) {
        let mut imports = Imports::default();
        let mut done = HashMap::new();
        if let Some((package, _)) = self.module_names[0].0.clone().rsplit_once('.') {
            let mut before = Vec::new();
            self.run_path(package, &mut imports, &mut done, &mut before);
            imports.before = before;
        }
        self.run_module(0, &mut imports, &mut done);
        self.imports = imports;
        let mut seen = Vec::new();
        for id in 0..self.funcs.len() {
            for binding in self.funcs[id].bindings.values() {
                match binding {
                    Binding::Module(m) => seen.extend(self.module_variables(m)),
                    Binding::From(m, n) => {
                        seen.extend(self.module_variables(&format!("{m}.{n}")));
                        if let Some(at) = self.own_module(m) {
                            seen.push((at, n.clone()));
                        }
                    }
                    _ => {}
                }
            }
        }
        for (at, name) in seen {
            if self.funcs[self.modules[at].1].bindings.get(&name) == Some(&Binding::Var) {
                self.global_uses.insert((at, name));
            }
        }
    }

    /// Every name of a module, and of those inside it: attributes reach them all.
    fn module_variables(&self, dotted: &str) -> Vec<(usize, String)> {
        if !self.is_own(dotted) {
            return Vec::new();
        }
        let inside = |m: &str| m.strip_prefix(dotted).is_some_and(|r| r.is_empty() || r.starts_with('.'));
        let modules = (0..self.modules.len()).filter(|i| *i > 0 && inside(&self.module_names[*i].0));
        modules.flat_map(|i| self.funcs[self.modules[i].1].bindings.keys().map(move |n| (i, n.clone()))).collect()
    }

    /// Runs a dotted name's packages and itself, as far as they are files and have not run.
    fn run_path(&self, dotted: &str, imports: &mut Imports, done: &mut HashMap<usize, bool>, runs: &mut Vec<usize>) {
        let ends = dotted.match_indices('.').map(|m| m.0).chain([dotted.len()]);
        for end in ends {
            if let Some(at) = self.own_module(&dotted[..end])
                && !done.contains_key(&at)
            {
                runs.push(at);
                self.run_module(at, imports, done);
            }
        }
    }

    fn run_module(&self, at: usize, imports: &mut Imports, done: &mut HashMap<usize, bool>) {
        done.insert(at, false);
        imports.reached.insert(at);
        let top: FuncId = self.modules[at].1;
        let Body::Stmts(body) = self.funcs[top].body else { return };
        for s in body.iter().filter(|s| matches!(s, Stmt::Import(_) | Stmt::ImportFrom(_))) {
            imports.placed.insert((at, s.range()));
            let mut runs = Vec::new();
            for (dotted, _, alias) in self.imported_names(at, s) {
                let part = alias.map(|a| format!("{dotted}.{}", a.name)).filter(|d| self.own_module(d).is_some());
                // A package that is being run may import its own parts; what is taken from a module needs it whole.
                let wanted = part.unwrap_or(dotted);
                if let Some(m) = self.own_module(&wanted)
                    && done.get(&m) == Some(&false)
                {
                    imports.circular.insert((at, s.range()));
                }
                self.run_path(&wanted, imports, done, &mut runs);
            }
            imports.runs.insert((at, s.range()), runs);
        }
        done.insert(at, true);
    }

    /// The class that a name or a module's attribute means in a scope, wherever it is defined.
    pub(crate) fn class_named(&self, scope: FuncId, e: &Expr) -> Option<ClassId> {
        match e {
            Expr::Name(n) => {
                let owner = self.owner(scope, n.id.as_str())?;
                self.class_bound(self.funcs[owner].bindings.get(n.id.as_str())?, 0)
            }
            Expr::Attribute(a) => {
                let module = self.own_module(&self.module_named(scope, &a.value)?)?;
                self.class_bound(self.funcs[self.modules[module].1].bindings.get(a.attr.as_str())?, 0)
            }
            _ => None,
        }
    }

    fn class_bound(&self, binding: &Binding, steps: usize) -> Option<ClassId> {
        match binding {
            Binding::Class(c) => Some(*c),
            // A chain longer than there are modules goes round in a circle.
            Binding::From(m, n) if steps <= self.modules.len() => {
                let at = self.own_module(m)?;
                self.class_bound(self.funcs[self.modules[at].1].bindings.get(n)?, steps + 1)
            }
            _ => None,
        }
    }

    /// The dotted name of the program's module that an expression means.
    fn module_named(&self, scope: FuncId, e: &Expr) -> Option<String> {
        let whole = match e {
            Expr::Name(n) => {
                let owner = self.owner(scope, n.id.as_str())?;
                match self.funcs[owner].bindings.get(n.id.as_str())? {
                    Binding::Module(m) => m.clone(),
                    Binding::From(m, n) => format!("{m}.{n}"),
                    _ => return None,
                }
            }
            Expr::Attribute(a) => format!("{}.{}", self.module_named(scope, &a.value)?, a.attr),
            _ => return None,
        };
        self.is_own(&whole).then_some(whole)
    }

    /// Whether a module's variable is bound by one statement and never again: a copy of it is as good as itself.
    pub(crate) fn bound_once(&self, module: usize, name: &str) -> bool {
        let top = &self.funcs[self.modules[module].1];
        top.binds.get(name) == Some(&(1, false))
            && !self.funcs.iter().any(|f| f.module == module && f.globals.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_outermost_package() {
        let found = |paths: &[&str]| names(paths).into_iter().map(|n| n.0).collect::<Vec<_>>();
        assert_eq!(found(&["a.py"]), ["a"]);
        assert_eq!(found(&["a.py", "b.py"]), ["a", "b"]);
        assert_eq!(
            found(&["shop/__main__.py", "shop/price.py", "shop/tax/__init__.py", "shop/tax/eu.py"]),
            ["shop.__main__", "shop.price", "shop.tax", "shop.tax.eu"]
        );
        assert_eq!(found(&["/x/shop/__init__.py", "/x/shop/tax/eu.py"]), ["shop", "shop.tax.eu"]);
        assert_eq!(program_name(&["/x/shop/a.py", "/x/shop/tax/eu.py"], 0), "shop");
        assert_eq!(program_name(&["/x/shop/a.py"], 0), "a");
        assert_eq!(program_name(&["a/__main__.py"], 0), "a");
    }
}
