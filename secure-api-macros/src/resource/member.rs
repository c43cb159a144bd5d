//! `member(…)`: the table that says who is a member of rows.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Expr, ExprLit, Ident, Lit, LitStr, Meta, Token, Type,
    ext::IdentExt as _,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    spanned::Spanned as _,
};

use crate::{
    diag::{Mistakes, nearest, unknown},
    options,
    resource::{
        check::{is_column, is_table},
        model::{Column, Kind},
    },
};

const KEYS: &[&str] = &[
    "table",
    "resource_key",
    "column",
    "user_key",
    "user_type",
    "tenant",
    "filter",
    "levels",
    "expiry",
    "soft_delete",
];

const EXAMPLE: &str =
    "member(table = \"document_members\", resource_key = \"document_id\", user_key = \"user_id\")";

/// As it is written.
pub(super) struct RawMember {
    /// Where the word stands.
    span: Span,
    /// The options that stand there, right or wrong.
    stated: Vec<String>,
    table: Option<LitStr>,
    keys: Option<Vec<LitStr>>,
    columns: Option<Vec<LitStr>>,
    user: Option<LitStr>,
    user_type: Option<Type>,
    tenant: Option<LitStr>,
    filter: Vec<(Ident, Literal)>,
    levels: Option<Levels>,
    expiry: Option<LitStr>,
    soft_delete: Option<LitStr>,
}

/// A table of members that can be written.
pub(super) struct Member {
    pub(super) table: LitStr,
    /// A column of the resource, and that of this table which holds the same.
    pub(super) keys: Vec<(String, LitStr)>,
    pub(super) user: LitStr,
    pub(super) user_type: Type,
    pub(super) tenant: Option<LitStr>,
    pub(super) filter: Vec<(Ident, Literal)>,
    pub(super) levels: Option<Levels>,
    pub(super) expiry: Option<LitStr>,
    pub(super) soft_delete: Option<LitStr>,
}

/// The column of the levels, and their names, the lowest first.
#[derive(Clone)]
pub(super) struct Levels {
    pub(super) column: Ident,
    pub(super) names: Vec<LitStr>,
}

/// What a column is compared with.
#[derive(Clone)]
pub(super) enum Literal {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

/// One option. A type is none of the values that attributes have otherwise.
enum Entry {
    UserType(Ident, Type),
    Other(Meta),
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        let is_type = ahead.parse::<Ident>().is_ok_and(|key| key == "user_type");
        // A type in quotes is said to be none.
        if !is_type || !ahead.peek(Token![=]) || ahead.peek2(Lit) {
            return input.parse().map(Self::Other);
        }
        let key = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self::UserType(key, input.parse()?))
    }
}

/// Reads `member(…)`.
pub(super) fn read(option: &Meta, mistakes: &mut Mistakes) -> Option<RawMember> {
    let Meta::List(list) = option else {
        let message = "`member` names the table that says who is a member of a row";
        mistakes.help(option, message, format_args!("write `{EXAMPLE}`"));
        return None;
    };
    let parsed = list.parse_args_with(Punctuated::<Entry, Token![,]>::parse_terminated);
    let entries = match parsed {
        Ok(entries) => entries,
        Err(error) => {
            mistakes.at_span(error.span(), format_args!("{error}\nhelp: write `{EXAMPLE}`"));
            return None;
        }
    };
    let mut member = RawMember {
        span: list.path.span(),
        stated: Vec::new(),
        table: None,
        keys: None,
        columns: None,
        user: None,
        user_type: None,
        tenant: None,
        filter: Vec::new(),
        levels: None,
        expiry: None,
        soft_delete: None,
    };
    for entry in &entries {
        let (key, place) = match entry {
            Entry::UserType(key, _) => (key.to_string(), key as &dyn ToTokens),
            Entry::Other(entry) => (options::key(entry), entry as &dyn ToTokens),
        };
        if member.stated.contains(&key) {
            mistakes.help(place, format!("`{key}` stands here twice"), "keep one of them");
            continue;
        }
        match entry {
            Entry::UserType(_, ty) => member.user_type = Some(ty.clone()),
            Entry::Other(entry) => read_entry(&key, entry, &mut member, mistakes),
        }
        member.stated.push(key);
    }
    Some(member)
}

fn read_entry(key: &str, entry: &Meta, member: &mut RawMember, mistakes: &mut Mistakes) {
    match key {
        "table" => member.table = options::text(entry, "table = \"document_members\"", mistakes),
        "resource_key" => {
            member.keys = texts(entry, "resource_key = \"document_id\"", mistakes);
        }
        "column" => member.columns = texts(entry, "column = \"project_id\"", mistakes),
        "user_key" => member.user = options::text(entry, "user_key = \"user_id\"", mistakes),
        "user_type" => {
            let message = "`user_type` names the type of the column that says who the member is";
            mistakes.help(entry, message, "write `user_type = Uuid`");
        }
        "tenant" => member.tenant = options::text(entry, "tenant = \"tenant_id\"", mistakes),
        "filter" => member.filter = filter(entry, mistakes),
        "levels" => member.levels = levels(entry, mistakes),
        "expiry" => member.expiry = options::text(entry, "expiry = \"expires_at\"", mistakes),
        "soft_delete" => {
            member.soft_delete = options::text(entry, "soft_delete = \"deleted_at\"", mistakes);
        }
        key => mistakes.at(entry.path(), unknown("option of `member`", key, KEYS)),
    }
}

/// `key = "one"`, or `key("one", "two")` for several.
fn texts(entry: &Meta, example: &str, mistakes: &mut Mistakes) -> Option<Vec<LitStr>> {
    let Meta::List(list) = entry else {
        return options::text(entry, example, mistakes).map(|text| vec![text]);
    };
    match list.parse_args_with(Punctuated::<LitStr, Token![,]>::parse_terminated) {
        Ok(texts) if !texts.is_empty() => Some(texts.into_iter().collect()),
        _ => {
            let key = options::key(entry);
            let message = format!("`{key}` names a column, or several");
            mistakes.help(
                entry,
                message,
                format_args!("write `{example}`, or `{key}(\"…\", \"…\")`"),
            );
            None
        }
    }
}

/// `filter(active = true)`.
fn filter(entry: &Meta, mistakes: &mut Mistakes) -> Vec<(Ident, Literal)> {
    let mut filter: Vec<(Ident, Literal)> = Vec::new();
    let pairs = pairs(entry).and_then(|pairs| {
        for pair in &pairs {
            let (column, value) = pair_of(pair)?;
            let value = literal(value).ok_or_else(|| Wrong::inside(value))?;
            filter.push((column.clone(), value));
        }
        Ok(())
    });
    if let Err(wrong) = pairs {
        let message = "`filter` compares columns with a text, a whole number, `true` or `false`";
        wrong.say(message, "filter(active = true)", "active = true", mistakes);
        return Vec::new();
    }
    for (position, (column, _)) in filter.iter().enumerate() {
        if filter.iter().take(position).any(|(known, _)| known == column) {
            let message = format!("column `{}` stands in `filter` twice", column.unraw());
            mistakes.help(column, message, "keep one of them: a row has to be true of each");
        }
    }
    filter
}

/// Where something is wrong, and whether that is inside of the parentheses.
struct Wrong {
    place: TokenStream,
    inside: bool,
}

impl Wrong {
    fn inside(place: &impl ToTokens) -> Self {
        Self { place: place.to_token_stream(), inside: true }
    }

    fn outside(place: &impl ToTokens) -> Self {
        Self { place: place.to_token_stream(), inside: false }
    }

    fn say(self, message: &str, outside: &str, inside: &str, mistakes: &mut Mistakes) {
        let example = if self.inside { inside } else { outside };
        mistakes.help(self.place, message, format_args!("write `{example}`"));
    }
}

/// What stands in parentheses, of which there is something.
fn pairs(entry: &Meta) -> Result<Vec<Meta>, Wrong> {
    let Meta::List(list) = entry else { return Err(Wrong::outside(entry)) };
    let parsed = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    let pairs: Vec<Meta> = parsed.map_err(|_| Wrong::outside(entry))?.into_iter().collect();
    if pairs.is_empty() { Err(Wrong::outside(entry)) } else { Ok(pairs) }
}

/// `column = value`.
fn pair_of(pair: &Meta) -> Result<(&Ident, &Expr), Wrong> {
    let Meta::NameValue(named) = pair else { return Err(Wrong::inside(pair)) };
    let column = named.path.get_ident().ok_or_else(|| Wrong::inside(&named.path))?;
    Ok((column, &named.value))
}

fn literal(value: &Expr) -> Option<Literal> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(Literal::Text(text.value())),
        Expr::Lit(ExprLit { lit: Lit::Bool(truth), .. }) => Some(Literal::Boolean(truth.value)),
        other => options::integer(other).map(Literal::Integer),
    }
}

/// `levels(level = ["read", "write"])`.
fn levels(entry: &Meta, mistakes: &mut Mistakes) -> Option<Levels> {
    let levels = match read_levels(entry) {
        Ok(levels) => levels,
        Err(wrong) => {
            let message =
                "`levels` names the column of the level, and the levels from the lowest on";
            let (outside, inside) =
                ("levels(level = [\"read\", \"write\"])", "level = [\"read\", \"write\"]");
            wrong.say(message, outside, inside, mistakes);
            return None;
        }
    };
    for (position, name) in levels.names.iter().enumerate() {
        let text = name.value();
        if levels.names.iter().take(position).any(|known| known.value() == text) {
            let message = format!("level `{text}` stands here twice");
            mistakes.help(name, message, "keep one of them: each level includes those before it");
        }
    }
    Some(levels)
}

fn read_levels(entry: &Meta) -> Result<Levels, Wrong> {
    let pairs = pairs(entry)?;
    let [pair] = pairs.as_slice() else { return Err(Wrong::outside(entry)) };
    let (column, value) = pair_of(pair)?;
    let Expr::Array(array) = value else { return Err(Wrong::inside(value)) };
    if array.elems.is_empty() {
        return Err(Wrong::inside(array));
    }
    let mut names = Vec::new();
    for element in &array.elems {
        match element {
            // No text column holds NUL on PostgreSQL.
            Expr::Lit(ExprLit { lit: Lit::Str(name), .. })
                if !name.value().is_empty() && !name.value().contains('\0') =>
            {
                names.push(name.clone());
            }
            other => return Err(Wrong::inside(other)),
        }
    }
    Ok(Levels { column: column.clone(), names })
}

/// The table of members, if nothing is wrong with it. What was said when it was read is not said again.
pub(super) fn check(
    raw: &RawMember,
    resource: &Ident,
    columns: &[Column<'_>],
    mistakes: &mut Mistakes,
) -> Option<Member> {
    missing(raw, resource, mistakes);
    if let Some(table) = &raw.table {
        is_table(table, mistakes);
    }
    let keys = keys(raw, resource, columns, mistakes);
    names(raw, mistakes);
    if let Some(tenant) = &raw.tenant
        && !columns.iter().any(|column| column.kind == Kind::Tenant)
    {
        mistakes.help(
            tenant,
            format!("`tenant` of `member` is compared with the tenant of the row, and resource `{resource}` has none"),
            "write `#[resource(tenant)]` above the field of the tenant, or remove it",
        );
    }
    let owner = columns.iter().find(|column| column.kind == Kind::Owner);
    let user_type = raw.user_type.clone().or_else(|| owner.map(|owner| owner.ty.clone()));
    if user_type.is_none() && !raw.has("user_type") {
        mistakes.at_span(
            raw.span,
            format_args!("resource `{resource}` has no owner whose type could be that of its members\nhelp: add the type of the column that says who the member is: `user_type = Uuid`"),
        );
    }
    Some(Member {
        table: raw.table.clone()?,
        keys: keys?,
        user: raw.user.clone()?,
        user_type: user_type?,
        tenant: raw.tenant.clone(),
        filter: raw.filter.clone(),
        levels: raw.levels.clone(),
        expiry: raw.expiry.clone(),
        soft_delete: raw.soft_delete.clone(),
    })
}

impl RawMember {
    fn has(&self, key: &str) -> bool {
        self.stated.iter().any(|stated| stated == key)
    }
}

fn missing(raw: &RawMember, resource: &Ident, mistakes: &mut Mistakes) {
    // What is not known was said to be so, and may be what is missing.
    if raw.stated.iter().any(|key| !KEYS.contains(&key.as_str())) {
        return;
    }
    for (key, what, example) in [
        ("table", "names no table", "table = \"document_members\""),
        (
            "resource_key",
            "does not say which column names the row",
            "resource_key = \"document_id\"",
        ),
        ("user_key", "does not say which column names the member", "user_key = \"user_id\""),
    ] {
        if !raw.has(key) {
            let message = format!("`member` of resource `{resource}` {what}");
            mistakes.at_span(raw.span, format_args!("{message}\nhelp: add `{example}`"));
        }
    }
}

/// The columns of the resource, each with its own of the members' table.
fn keys(
    raw: &RawMember,
    resource: &Ident,
    columns: &[Column<'_>],
    mistakes: &mut Mistakes,
) -> Option<Vec<(String, LitStr)>> {
    let own: Vec<String> = match (&raw.columns, raw.has("column")) {
        (Some(named), _) => {
            let mut own = Vec::new();
            for name in named {
                own.push(own_column(name, resource, columns, mistakes)?);
            }
            own
        }
        (None, true) => return None,
        (None, false) => {
            columns.iter().filter(|column| column.in_id).map(|column| column.name.clone()).collect()
        }
    };
    let keys = raw.keys.as_ref()?;
    if keys.len() != own.len() {
        let [named, compared] = [keys.len(), own.len()].map(|count| match count {
            1 => "one column".to_owned(),
            count => format!("{count} columns"),
        });
        let example = match own.len() {
            1 => "resource_key = \"…\"".to_owned(),
            count => format!("resource_key({})", vec!["\"…\""; count].join(", ")),
        };
        // The list is what has to be written anew.
        let place = keys.iter().map(ToTokens::to_token_stream).collect::<TokenStream>();
        mistakes.help(
            place,
            format!(
                "`resource_key` names {named}, and is compared with {compared} of resource `{resource}`: `{}`",
                own.join("`, `")
            ),
            format_args!("write `{example}`"),
        );
        return None;
    }
    Some(own.into_iter().zip(keys.iter().cloned()).collect())
}

fn own_column(
    name: &LitStr,
    resource: &Ident,
    columns: &[Column<'_>],
    mistakes: &mut Mistakes,
) -> Option<String> {
    let text = name.value();
    if columns.iter().any(|column| column.name == text) {
        return Some(text);
    }
    let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let message = format!("resource `{resource}` has no column `{text}`");
    match nearest(&text, &known) {
        Some(near) => mistakes.help(name, message, format_args!("did you mean `\"{near}\"`?")),
        None => mistakes.help(
            name,
            message,
            format_args!("`column` is one of `\"{}\"`", known.join("\"`, `\"")),
        ),
    }
    None
}

/// Every column that is named is one, and says one thing.
fn names(raw: &RawMember, mistakes: &mut Mistakes) {
    let keys = raw.keys.iter().flatten().map(|key| (key, "resource_key"));
    let user = raw.user.iter().map(|user| (user, "user_key"));
    let tenant = raw.tenant.iter().map(|tenant| (tenant, "tenant"));
    let expiry = raw.expiry.iter().map(|expiry| (expiry, "expiry"));
    let deleted = raw.soft_delete.iter().map(|deleted| (deleted, "soft_delete"));
    let mut seen: Vec<(String, &str)> = Vec::new();
    for (name, is) in keys.chain(user).chain(tenant).chain(expiry).chain(deleted) {
        let text = name.value();
        if !is_column(name, mistakes) {
            continue;
        }
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == text) {
            let message = format!("`{text}` is the column of `{first}` already");
            mistakes.help(name, message, format_args!("name the column of `{is}`"));
        }
        seen.push((text, is));
    }
    if let Some(levels) = &raw.levels
        && let Some((text, first)) = seen.iter().find(|(known, _)| levels.column.unraw() == known)
    {
        let message = format!("`{text}` is the column of `{first}` already");
        mistakes.help(&levels.column, message, "name the column of the level");
    }
}

/// For a stub: as much of it as was understood.
pub(super) fn stub(raw: &RawMember, owner: Option<&Type>, nobody: Type) -> Member {
    let no_name = || LitStr::new("", raw.span);
    Member {
        table: raw.table.clone().unwrap_or_else(no_name),
        keys: Vec::new(),
        user: raw.user.clone().unwrap_or_else(no_name),
        user_type: raw.user_type.clone().or_else(|| owner.cloned()).unwrap_or(nobody),
        tenant: None,
        filter: Vec::new(),
        levels: raw.levels.clone(),
        expiry: None,
        soft_delete: None,
    }
}

impl Member {
    /// The constant.
    pub(super) fn info(&self, private: &TokenStream) -> TokenStream {
        let Self { table, keys, user, tenant, filter, levels, expiry, soft_delete, .. } = self;
        let keys = keys.iter().map(|(own, key)| quote!((#own, #key)));
        let [tenant, expiry, soft_delete] = [tenant, expiry, soft_delete].map(|name| match name {
            Some(name) => quote!(::core::option::Option::Some(#name)),
            None => quote!(::core::option::Option::None),
        });
        let filter = filter.iter().map(|(column, value)| {
            let column = column.unraw().to_string();
            quote!(#private::RowClause { column: #column, value: #private::Literal::#value })
        });
        let levels = match levels {
            Some(Levels { column, names }) => {
                let column = column.unraw().to_string();
                quote!(::core::option::Option::Some(#private::MemberLevels { column: #column, names: &[#(#names),*] }))
            }
            None => quote!(::core::option::Option::None),
        };
        quote! {
            #private::MemberInfo {
                table: #table,
                keys: &[#(#keys),*],
                user: #user,
                tenant: #tenant,
                filter: &[#(#filter),*],
                levels: #levels,
                expiry: #expiry,
                soft_delete: #soft_delete,
            }
        }
    }
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Text(text) => quote!(Text(#text)),
            Self::Integer(number) => quote!(Integer(#number)),
            Self::Boolean(truth) => quote!(Boolean(#truth)),
        });
    }
}
