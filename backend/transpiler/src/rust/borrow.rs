//! Parameters that a function only reads are borrowed: `f(&x)` for `f(x.clone())`.
//! It knows the runtime's types by name: which are handles, and which of their methods take `self` by value.

use super::borrow_uses::{self, Uses};
use super::{Block, Expr, Function, Item, Stmt};
use std::collections::{HashMap, HashSet};

/// Types that are cheap to lend and cost something to clone.
const LENT: [&str; 12] = [
    "Int",
    "Str",
    "Bytes",
    "List",
    "Dict",
    "Set",
    "FrozenSet",
    "Tuple",
    "Deque",
    "DefaultDict",
    "Counter",
    "OrderedDict",
];

/// A function by the name of its calls: `name` for functions, `.name` for methods.
pub(super) type Key = String;

/// Which parameters of each function are borrowed.
#[derive(Default)]
pub(super) struct Lent {
    params: HashMap<Key, Vec<bool>>,
}

impl Lent {
    pub fn is(&self, key: &str, at: usize) -> bool {
        self.params.get(key).and_then(|p| p.get(at)).copied().unwrap_or(false)
    }

    fn knows(&self, key: &str) -> bool {
        self.params.get(key).is_some_and(|p| p.contains(&true))
    }
}

/// Borrows what can be borrowed, everywhere in a program. `foreign` says which methods others than its classes have.
pub(super) fn items(list: &mut [Item], foreign: &dyn Fn(&str) -> bool) {
    let mut classes = HashSet::new();
    let mut functions: Vec<(Key, &Function)> = Vec::new();
    for i in &*list {
        if let Item::Impl(_, head, _) = i
            && let Some(name) = head.strip_prefix("impl ")
            && !name.contains(' ')
        {
            classes.insert(name.to_string());
        }
    }
    collect(list, None, &mut functions);
    let mut lent = candidates(&functions, &classes, foreign);
    let mut uses = Uses::default();
    for (key, f) in &functions {
        borrow_uses::function(key, f, &lent, &mut uses);
    }
    for i in &*list {
        borrow_uses::outside(i, &lent, &mut uses);
    }
    settle(&mut lent, &uses);
    if lent.params.values().any(|p| p.contains(&true)) {
        for i in list {
            item(i, None, &lent);
        }
    }
}

/// Every function, those inside of others too.
fn collect<'a>(list: &'a [Item], class: Option<&str>, out: &mut Vec<(Key, &'a Function)>) {
    for i in list {
        match i {
            Item::Fn(f) => {
                out.push((key(f, class), f));
                borrow_uses::nested(&f.body, &mut |i| collect(std::slice::from_ref(i), None, out));
            }
            Item::Impl(_, head, inside) => collect(inside, Some(head), out),
            _ => {}
        }
    }
}

fn key(f: &Function, class: Option<&str>) -> Key {
    match (class, &f.receiver) {
        (Some(_), Some(_)) => format!(".{}", f.name),
        (Some(c), None) => format!("{}::{}", c.trim_start_matches("impl "), f.name),
        (None, _) => f.name.clone(),
    }
}

/// The parameters whose types would be lent.
fn candidates(functions: &[(Key, &Function)], classes: &HashSet<String>, foreign: &dyn Fn(&str) -> bool) -> Lent {
    let mut lent = Lent::default();
    let mut twice: HashSet<Key> = HashSet::new();
    for (key, f) in functions {
        let own: Vec<bool> =
            f.params.iter().map(|(p, t)| !p.text.contains(' ') && p.binds.len() == 1 && is_lent(t, classes)).collect();
        let method = key.starts_with('.');
        let odd = f.receiver.as_deref().is_some_and(|r| r != "&self") || !f.generics.is_empty();
        match lent.params.get_mut(key) {
            // A method of several classes: what one of them cannot, none may.
            Some(have) if method && have.len() == own.len() => {
                have.iter_mut().zip(own).for_each(|(a, b)| *a &= b);
            }
            Some(_) => drop(twice.insert(key.clone())),
            None => drop(lent.params.insert(key.clone(), own)),
        }
        if odd || method && foreign(&f.name) || key.contains(" for ") {
            twice.insert(key.clone());
        }
    }
    lent.params.retain(|key, own| !twice.contains(key) && own.contains(&true));
    lent
}

fn is_lent(ty: &str, classes: &HashSet<String>) -> bool {
    let head = ty.split('<').next().unwrap_or(ty);
    LENT.contains(&head) || classes.contains(ty)
}

/// Takes back what cannot be: a parameter that is given away is not borrowed, nor is one that it is handed on to.
fn settle(lent: &mut Lent, uses: &Uses) {
    for key in &uses.values {
        lent.params.remove(key);
    }
    for (key, at) in &uses.given {
        if let Some(p) = lent.params.get_mut(key) {
            p[*at] = false;
        }
    }
    loop {
        let mut changed = false;
        for (from, to) in &uses.handed {
            if lent.is(&from.0, from.1) && !lent.is(&to.0, to.1) {
                if let Some(p) = lent.params.get_mut(&from.0) {
                    p[from.1] = false;
                }
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// What a function's body knows of its names.
struct Scope<'a> {
    lent: &'a Lent,
    /// Parameters that are references now.
    new: HashSet<String>,
    /// Names of references, new and old.
    refs: HashSet<String>,
}

fn item(i: &mut Item, class: Option<&str>, lent: &Lent) {
    match i {
        Item::Fn(f) => function(f, class, lent),
        Item::Impl(_, head, inside) => {
            for i in inside {
                item(i, Some(head), lent);
            }
        }
        Item::Static(_, _, e) => {
            Scope { lent, new: HashSet::new(), refs: HashSet::new() }.expr(e);
        }
        _ => {}
    }
}

fn function(f: &mut Function, class: Option<&str>, lent: &Lent) {
    let key = key(f, class);
    let mut scope = Scope { lent, new: HashSet::new(), refs: HashSet::new() };
    if f.receiver.as_deref() == Some("&self") {
        scope.refs.insert("self".to_string());
    }
    let bound = borrow_uses::bound(&f.body);
    for (at, (p, t)) in f.params.iter_mut().enumerate() {
        if lent.is(&key, at) {
            *t = format!("&{t}");
            scope.new.insert(p.text.clone());
        }
        if t.starts_with('&') && !bound.contains(&p.text) {
            scope.refs.insert(p.text.clone());
        }
    }
    scope.block(&mut f.body);
}

impl Scope<'_> {
    fn block(&self, b: &mut Block) {
        for s in &mut b.stmts {
            match s {
                Stmt::Let { init, diverge, .. } => {
                    init.iter_mut().for_each(|e| self.expr(e));
                    diverge.iter_mut().for_each(|b| self.block(b));
                }
                Stmt::Expr(e, _) => self.expr(e),
                Stmt::Item(i) => item(i, None, self.lent),
            }
        }
    }

    fn is_new(&self, e: &Expr) -> bool {
        matches!(e, Expr::Name(n) if self.new.contains(n))
    }

    fn expr(&self, e: &mut Expr) {
        match e {
            Expr::Unary("&", inner) if self.is_new(inner) => {
                *e = std::mem::replace(inner, Expr::Lit(String::new()));
                return;
            }
            Expr::Binary("==" | "!=" | "<" | "<=" | ">" | ">=", a, b) if !(self.is_new(a) && self.is_new(b)) => {
                for side in [a, b] {
                    if self.is_new(side) {
                        let name = std::mem::replace(&mut **side, Expr::Lit(String::new()));
                        **side = Expr::Unary("*", Box::new(name));
                    }
                }
            }
            Expr::Call(f, args) => {
                if let Expr::Name(key) | Expr::Path(key) = &**f
                    && self.lent.knows(key)
                {
                    self.arguments(&key.clone(), args);
                }
            }
            Expr::Method(_, name, turbofish, args) if turbofish.is_empty() => {
                let key = format!(".{name}");
                if self.lent.knows(&key) {
                    self.arguments(&key, args);
                }
            }
            _ => {}
        }
        match e {
            Expr::Block(_, b) => self.block(b),
            Expr::If(cond, then, other) => {
                self.expr(cond);
                self.block(then);
                other.iter_mut().for_each(|e| self.expr(e));
            }
            Expr::Loop(l) => {
                if let super::LoopKind::While(e) | super::LoopKind::For(_, e) = &mut l.kind {
                    self.expr(e);
                }
                self.block(&mut l.body);
            }
            _ => e.children_mut(&mut |e| self.expr(e)),
        }
    }

    /// Lends the arguments of a call.
    fn arguments(&self, key: &str, args: &mut [Expr]) {
        for at in 0..args.len() {
            if !self.lent.is(key, at) {
                continue;
            }
            let arg = std::mem::replace(&mut args[at], Expr::Lit(String::new()));
            args[at] = match arg {
                // A name that another argument takes away or changes is lent as a copy.
                Expr::Method(on, name, turbofish, none) if name == "clone" && none.is_empty() => match *on {
                    Expr::Name(n) if self.refs.contains(&n) => Expr::Name(n),
                    Expr::Name(n) if args.iter().any(|a| borrow_uses::takes(a, &n)) => {
                        lend(Expr::Method(Box::new(Expr::Name(n)), name, turbofish, none))
                    }
                    on if is_reference(&on) => on,
                    on => lend(on),
                },
                Expr::Name(n) if self.new.contains(&n) => Expr::Name(n),
                other => lend(other),
            };
        }
    }
}

/// Whether it is a reference already: what the runtime gives out by reference.
fn is_reference(e: &Expr) -> bool {
    match e {
        Expr::Method(_, name, ..) => name == "some",
        Expr::Macro(m) => m.path == "py::variant",
        _ => false,
    }
}

fn lend(e: Expr) -> Expr {
    Expr::Unary("&", Box::new(e))
}
