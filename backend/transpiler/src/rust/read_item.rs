//! From syn's items, types and patterns to the tree.

use super::{Function, Item, Pattern, Unread, read, read_macro};
use syn::{GenericArgument, PathArguments, Type};

type Read<T> = Result<T, Unread>;

fn unread<T>(what: &str) -> Read<T> {
    Err(Unread(format!("{what} that emitted code does not have")))
}

pub(super) fn item(i: &syn::Item) -> Read<Item> {
    Ok(match i {
        syn::Item::Fn(f) => Item::Fn(function(&f.attrs, &f.vis, &f.sig, &f.block)?),
        syn::Item::Impl(i) => {
            let mut head = format!("impl{} ", generics(&i.generics)?);
            if let Some((path_, _)) = &i.trait_ {
                head.push_str(&format!("{} for ", path(path_)?));
            }
            head.push_str(&ty(&i.self_ty)?);
            let items = i.items.iter().map(|i| match i {
                syn::ImplItem::Fn(f) => function(&f.attrs, &f.vis, &f.sig, &f.block).map(Item::Fn),
                syn::ImplItem::Const(c) => {
                    let head = format!("{}const {}: {}", visibility(&c.vis)?, c.ident, ty(&c.ty)?);
                    Ok(Item::Static(above(&c.attrs)?, head, read::expr(&c.expr)?))
                }
                syn::ImplItem::Type(t) => {
                    let mut lines = above(&t.attrs)?;
                    lines.push(format!("type {} = {};", t.ident, ty(&t.ty)?));
                    Ok(Item::Lines(lines))
                }
                syn::ImplItem::Macro(m) => read_macro::item(&m.mac),
                _ => unread("an item of an impl"),
            });
            Item::Impl(above(&i.attrs)?, head, items.collect::<Read<_>>()?)
        }
        syn::Item::Macro(m) => read_macro::item(&m.mac)?,
        syn::Item::Static(s) => {
            let head = format!("{}static {}: {}", visibility(&s.vis)?, s.ident, ty(&s.ty)?);
            Item::Static(above(&s.attrs)?, head, read::expr(&s.expr)?)
        }
        syn::Item::Const(c) => {
            let head = format!("{}const {}: {}", visibility(&c.vis)?, c.ident, ty(&c.ty)?);
            Item::Static(above(&c.attrs)?, head, read::expr(&c.expr)?)
        }
        syn::Item::Struct(s) => {
            let mut lines = above(&s.attrs)?;
            let head = format!("{}struct {}{}", visibility(&s.vis)?, s.ident, generics(&s.generics)?);
            match &s.fields {
                syn::Fields::Unit => lines.push(format!("{head};")),
                syn::Fields::Unnamed(u) => {
                    let types: Vec<String> = u
                        .unnamed
                        .iter()
                        .map(|f| Ok(format!("{}{}", visibility(&f.vis)?, ty(&f.ty)?)))
                        .collect::<Read<_>>()?;
                    lines.push(format!("{head}({});", types.join(", ")));
                }
                syn::Fields::Named(n) if n.named.is_empty() => lines.push(format!("{head} {{}}")),
                syn::Fields::Named(n) => {
                    lines.push(format!("{head} {{"));
                    for f in &n.named {
                        lines.extend(above(&f.attrs)?.into_iter().map(|l| format!("    {l}")));
                        let name = f.ident.as_ref().map(|i| i.to_string()).unwrap_or_default();
                        lines.push(format!("    {}{name}: {},", visibility(&f.vis)?, ty(&f.ty)?));
                    }
                    lines.push("}".to_string());
                }
            }
            Item::Lines(lines)
        }
        syn::Item::Enum(e) => {
            let mut lines = above(&e.attrs)?;
            lines.push(format!("{}enum {}{} {{", visibility(&e.vis)?, e.ident, generics(&e.generics)?));
            for v in &e.variants {
                lines.extend(above(&v.attrs)?.into_iter().map(|l| format!("    {l}")));
                let types: Vec<String> = v.fields.iter().map(|f| ty(&f.ty)).collect::<Read<_>>()?;
                let fields = if types.is_empty() { String::new() } else { format!("({})", types.join(", ")) };
                lines.push(format!("    {}{fields},", v.ident));
            }
            lines.push("}".to_string());
            Item::Lines(lines)
        }
        syn::Item::Type(t) => {
            let mut lines = above(&t.attrs)?;
            lines.push(format!("{}type {}{} = {};", visibility(&t.vis)?, t.ident, generics(&t.generics)?, ty(&t.ty)?));
            Item::Lines(lines)
        }
        _ => return unread("an item"),
    })
}

fn function(
    attrs: &[syn::Attribute],
    vis: &syn::Visibility,
    sig: &syn::Signature,
    body: &syn::Block,
) -> Read<Function> {
    let mut receiver = None;
    let mut params = Vec::new();
    for input in &sig.inputs {
        match input {
            syn::FnArg::Receiver(r) => {
                let mutable = if r.mutability.is_some() { "mut " } else { "" };
                receiver = Some(match &r.kind {
                    syn::ReceiverKind::Value => format!("{mutable}self"),
                    syn::ReceiverKind::Reference(_, lifetime, m) => {
                        let lifetime = lifetime.as_ref().map(|l| format!("{l} ")).unwrap_or_default();
                        format!("&{lifetime}{}self", if m.is_some() { "mut " } else { "" })
                    }
                    syn::ReceiverKind::Typed(_, t) => format!("{mutable}self: {}", ty(t)?),
                    _ => return unread("a receiver"),
                });
            }
            syn::FnArg::Typed(t) => params.push((pattern(&t.pat)?, ty(&t.ty)?)),
        }
    }
    let constant = if sig.constness.is_some() { "const " } else { "" };
    Ok(Function {
        above: above(attrs)?,
        head: format!("{}{constant}fn ", visibility(vis)?),
        name: sig.ident.to_string(),
        generics: generics(&sig.generics)?,
        receiver,
        params,
        ret: result(&sig.output)?,
        body: read::block(body)?,
    })
}

/// Doc comments and attributes, a line each.
pub(super) fn above(attrs: &[syn::Attribute]) -> Read<Vec<String>> {
    let mut out = Vec::new();
    for a in attrs {
        match &a.meta {
            syn::Meta::NameValue(n) if n.path.is_ident("doc") => {
                let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(s), .. }) = &n.value else {
                    return unread("a doc attribute");
                };
                out.push(format!("///{}", s.value()));
            }
            syn::Meta::Path(p) => out.push(format!("#[{}]", path(p)?)),
            syn::Meta::List(l) => {
                let inside = l
                    .parse_args_with(syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated)
                    .map_err(|e| Unread(e.to_string()))?;
                let inside: Vec<String> = inside.iter().map(path).collect::<Read<_>>()?;
                out.push(format!("#[{}({})]", path(&l.path)?, inside.join(", ")));
            }
            syn::Meta::NameValue(_) => return unread("an attribute"),
        }
    }
    Ok(out)
}

pub(super) fn visibility(v: &syn::Visibility) -> Read<&'static str> {
    match v {
        syn::Visibility::Public(_) => Ok("pub "),
        syn::Visibility::Inherited => Ok(""),
        syn::Visibility::Restricted(_) => unread("a restricted visibility"),
    }
}

fn generics(g: &syn::Generics) -> Read<String> {
    if g.params.is_empty() && g.where_clause.is_none() {
        return Ok(String::new());
    }
    if g.where_clause.is_some() {
        return unread("a where clause");
    }
    let params: Vec<String> = g
        .params
        .iter()
        .map(|p| match p {
            syn::GenericParam::Lifetime(l) if l.bounds.is_empty() => Ok(l.lifetime.to_string()),
            syn::GenericParam::Type(t) if t.bounds.is_empty() => Ok(t.ident.to_string()),
            syn::GenericParam::Type(t) => Ok(format!("{}: {}", t.ident, bounds(&t.bounds)?)),
            syn::GenericParam::Const(c) => Ok(format!("const {}: {}", c.ident, ty(&c.ty)?)),
            syn::GenericParam::Lifetime(_) => unread("a bound on a lifetime"),
        })
        .collect::<Read<_>>()?;
    Ok(format!("<{}>", params.join(", ")))
}

fn bounds(list: &syn::punctuated::Punctuated<syn::TypeParamBound, syn::Token![+]>) -> Read<String> {
    let texts: Vec<String> = list
        .iter()
        .map(|b| match b {
            syn::TypeParamBound::Trait(t) if t.lifetimes.is_none() => {
                Ok(format!("{}{}", if t.maybe.is_some() { "?" } else { "" }, path(&t.path)?))
            }
            syn::TypeParamBound::Lifetime(l) => Ok(l.to_string()),
            _ => unread("a bound"),
        })
        .collect::<Read<_>>()?;
    Ok(texts.join(" + "))
}

/// `-> T`'s type, or nothing.
pub(super) fn result(r: &syn::ReturnType) -> Read<String> {
    match r {
        syn::ReturnType::Default => Ok(String::new()),
        syn::ReturnType::Type(_, t) => ty(t),
    }
}

pub(super) fn ty(t: &Type) -> Read<String> {
    Ok(match t {
        Type::Array(a) => format!("[{}; {}]", ty(&a.elem)?, super::print::one_line(&read::expr(&a.len)?)),
        Type::FnPtr(f) => {
            let inputs: Vec<String> = f.inputs.iter().map(|a| ty(&a.ty)).collect::<Read<_>>()?;
            let ret = result(&f.output)?;
            let ret = if ret.is_empty() { ret } else { format!(" -> {ret}") };
            format!("fn({}){ret}", inputs.join(", "))
        }
        Type::Group(g) => ty(&g.elem)?,
        Type::ImplTrait(i) => format!("impl {}", bounds(&i.bounds)?),
        Type::Infer(_) => "_".to_string(),
        Type::Never(_) => "!".to_string(),
        Type::Paren(p) => format!("({})", ty(&p.elem)?),
        Type::Path(p) => qualified(p.qself.as_ref(), &p.path)?,
        Type::Reference(r) => {
            let lifetime = r.lifetime.as_ref().map(|l| format!("{l} ")).unwrap_or_default();
            format!("&{lifetime}{}{}", if r.mutability.is_some() { "mut " } else { "" }, ty(&r.elem)?)
        }
        Type::Slice(s) => format!("[{}]", ty(&s.elem)?),
        Type::TraitObject(o) => format!("dyn {}", bounds(&o.bounds)?),
        Type::Tuple(t) if t.elems.len() == 1 => format!("({},)", ty(&t.elems[0])?),
        Type::Tuple(t) => {
            let elems: Vec<String> = t.elems.iter().map(ty).collect::<Read<_>>()?;
            format!("({})", elems.join(", "))
        }
        _ => return unread("a type"),
    })
}

pub(super) fn path(p: &syn::Path) -> Read<String> {
    qualified(None, p)
}

pub(super) fn qualified(q: Option<&syn::QSelf>, p: &syn::Path) -> Read<String> {
    let mut segments = Vec::new();
    for s in &p.segments {
        segments.push(match &s.arguments {
            PathArguments::None => s.ident.to_string(),
            PathArguments::AngleBracketed(a) => {
                format!("{}{}{}", s.ident, if a.colon2_token.is_some() { "::" } else { "" }, arguments(a)?)
            }
            PathArguments::Parenthesized(a) => {
                let inputs: Vec<String> = a.inputs.iter().map(|a| ty(&a.ty)).collect::<Read<_>>()?;
                let ret = result(&a.output)?;
                let ret = if ret.is_empty() { ret } else { format!(" -> {ret}") };
                format!("{}({}){ret}", s.ident, inputs.join(", "))
            }
        });
    }
    let lead = if p.leading_colon.is_some() { "::" } else { "" };
    let Some(q) = q else { return Ok(format!("{lead}{}", segments.join("::"))) };
    let rest = segments.split_off(q.position);
    let this = ty(&q.ty)?;
    let trait_ = if segments.is_empty() { String::new() } else { format!(" as {lead}{}", segments.join("::")) };
    Ok(format!("<{this}{trait_}>::{}", rest.join("::")))
}

/// `<A, B>`.
pub(super) fn arguments(a: &syn::AngleBracketedGenericArguments) -> Read<String> {
    let texts: Vec<String> = a
        .args
        .iter()
        .map(|a| match a {
            GenericArgument::Lifetime(l) => Ok(l.to_string()),
            GenericArgument::Type(t) => ty(t),
            GenericArgument::Const(e) => Ok(super::print::one_line(&read::expr(e)?)),
            GenericArgument::AssocType(t) => Ok(format!("{} = {}", t.ident, ty(&t.ty)?)),
            _ => unread("a generic argument"),
        })
        .collect::<Read<_>>()?;
    Ok(format!("<{}>", texts.join(", ")))
}

pub(super) fn literal(l: &syn::Lit) -> String {
    match l {
        syn::Lit::Str(s) => s.token().to_string(),
        syn::Lit::ByteStr(s) => s.token().to_string(),
        syn::Lit::CStr(s) => s.token().to_string(),
        syn::Lit::Byte(b) => b.token().to_string(),
        syn::Lit::Char(c) => c.token().to_string(),
        syn::Lit::Int(i) => i.to_string(),
        syn::Lit::Float(f) => f.to_string(),
        syn::Lit::Bool(b) => b.value.to_string(),
        syn::Lit::Verbatim(v) => v.to_string(),
        _ => String::new(),
    }
}

pub(super) fn pattern(p: &syn::Pat) -> Read<Pattern> {
    let mut binds = Vec::new();
    let text = pattern_text(p, &mut binds)?;
    Ok(Pattern { text, binds })
}

fn pattern_text(p: &syn::Pat, binds: &mut Vec<String>) -> Read<String> {
    let mut list = |list: &syn::punctuated::Punctuated<syn::Pat, syn::Token![,]>| {
        list.iter().map(|p| pattern_text(p, binds)).collect::<Read<Vec<String>>>()
    };
    Ok(match p {
        syn::Pat::Ident(i) => {
            // It may be a constant or a unit variant: to think it bound does no harm.
            binds.push(i.ident.to_string());
            let sub = match &i.subpat {
                Some((_, p)) => format!(" @ {}", pattern_text(p, binds)?),
                None => String::new(),
            };
            let by_ref = if i.by_ref.is_some() { "ref " } else { "" };
            format!("{by_ref}{}{}{sub}", if i.mutability.is_some() { "mut " } else { "" }, i.ident)
        }
        syn::Pat::Lit(l) => literal(&l.lit),
        syn::Pat::Or(o) => {
            let cases: Vec<String> = o.cases.iter().map(|p| pattern_text(p, binds)).collect::<Read<_>>()?;
            cases.join(" | ")
        }
        syn::Pat::Paren(p) => format!("({})", pattern_text(&p.pat, binds)?),
        syn::Pat::Path(p) => qualified(p.qself.as_ref(), &p.path)?,
        syn::Pat::Range(r) => {
            let side = |e: &Option<Box<syn::Expr>>| match e {
                Some(e) => Ok(super::print::one_line(&read::expr(e)?)),
                None => Ok(String::new()),
            };
            let dots = if matches!(r.limits, syn::RangeLimits::HalfOpen(_)) { ".." } else { "..=" };
            format!("{}{dots}{}", side(&r.start)?, side(&r.end)?)
        }
        syn::Pat::Reference(r) => {
            format!("&{}{}", if r.mutability.is_some() { "mut " } else { "" }, pattern_text(&r.pat, binds)?)
        }
        syn::Pat::Rest(_) => "..".to_string(),
        syn::Pat::Slice(s) => format!("[{}]", list(&s.elems)?.join(", ")),
        syn::Pat::Tuple(t) => {
            let elems = list(&t.elems)?;
            let comma = if elems.len() == 1 && elems[0] != ".." { "," } else { "" };
            format!("({}{comma})", elems.join(", "))
        }
        syn::Pat::TupleStruct(t) => {
            format!("{}({})", qualified(t.qself.as_ref(), &t.path)?, list(&t.elems)?.join(", "))
        }
        syn::Pat::Type(t) => format!("{}: {}", pattern_text(&t.pat, binds)?, ty(&t.ty)?),
        syn::Pat::Wild(_) => "_".to_string(),
        _ => return unread("a pattern"),
    })
}
