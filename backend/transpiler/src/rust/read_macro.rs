//! Macro calls whose tokens are expressions, read as such. Knows which macros the runtime has and how they are written.

use super::{Expr, Item, Macro, Unread, read, read_item};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Lifetime, Token};

/// One argument: an expression, `key => value`, or a label.
enum Argument {
    Expr(Box<syn::Expr>),
    Pair(Box<syn::Expr>, Box<syn::Expr>),
    Label(Lifetime),
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Lifetime) && !input.peek2(Token![:]) {
            return Ok(Argument::Label(input.parse()?));
        }
        let first = Box::new(input.parse()?);
        if input.peek(Token![=>]) {
            input.parse::<Token![=>]>()?;
            return Ok(Argument::Pair(first, Box::new(input.parse()?)));
        }
        Ok(Argument::Expr(first))
    }
}

pub(super) fn call(mac: &syn::Macro) -> Result<Macro, Unread> {
    let path = read_item::path(&mac.path)?;
    let open = match mac.delimiter {
        syn::MacroDelimiter::Paren(_) => '(',
        syn::MacroDelimiter::Brace(_) => '{',
        syn::MacroDelimiter::Bracket(_) => '[',
    };
    let args = mac
        .parse_body_with(Punctuated::<Argument, Token![,]>::parse_terminated)
        .map_err(|e| Unread(format!("{path}!: {e}: {}", mac.tokens)))?
        .iter()
        .map(|a| match a {
            Argument::Expr(e) => read::expr(e),
            Argument::Pair(k, v) => Ok(Expr::Pair(Box::new(read::expr(k)?), Box::new(read::expr(v)?))),
            Argument::Label(l) => Ok(Expr::Path(l.to_string())),
        })
        .collect::<Result<_, _>>()?;
    Ok(Macro { path, open, args })
}

/// A macro in the place of an item: `thread_local!`, `union!`, or a call.
pub(super) fn item(mac: &syn::Macro) -> Result<Item, Unread> {
    let path = read_item::path(&mac.path)?;
    let unread = |e: syn::Error| Unread(format!("{path}!: {e}"));
    match path.as_str() {
        "thread_local" => {
            let file: syn::File = mac.parse_body().map_err(unread)?;
            Ok(Item::ThreadLocal(file.items.iter().map(read_item::item).collect::<Result<_, _>>()?))
        }
        "union" => {
            let e: syn::ItemEnum = mac.parse_body().map_err(unread)?;
            let mut lines = vec!["union! {".to_string()];
            lines.extend(read_item::above(&e.attrs)?.into_iter().map(|l| format!("    {l}")));
            lines.push(format!("    {}enum {} {{", read_item::visibility(&e.vis)?, e.ident));
            for v in &e.variants {
                let types: Vec<String> = v.fields.iter().map(|f| read_item::ty(&f.ty)).collect::<Result<_, _>>()?;
                lines.push(format!("        {}({}),", v.ident, types.join(", ")));
            }
            lines.extend(["    }".to_string(), "}".to_string()]);
            Ok(Item::Lines(lines))
        }
        // Braces, which rustfmt leaves alone.
        _ => call(mac).map(|m| Item::Macro(Macro { open: '{', ..m })),
    }
}
