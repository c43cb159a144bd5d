//! Judges `file(max = "5MiB", types("image/png"))`.

use proc_macro2::Span;
use syn::{Expr, ExprLit, Lit, LitInt, LitStr};

use super::{arguments, numbers};
use crate::{
    diag::{self, Mistakes},
    input::{
        attr::{Entry, Given},
        model::{File, RuleKind},
    },
    quantity,
};

const EXAMPLE: &str = "max = \"5MiB\", types(\"image/png\", \"image/jpeg\")";

/// The types that the runtime recognises; a test compares the two lists.
const MEDIA_TYPES: &[&str] = &[
    "application/epub+zip",
    "application/gzip",
    "application/pdf",
    "application/rtf",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/x-7z-compressed",
    "application/x-tar",
    "application/zip",
    "application/zstd",
    "audio/aac",
    "audio/flac",
    "audio/midi",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "font/otf",
    "font/ttf",
    "font/woff",
    "font/woff2",
    "image/avif",
    "image/gif",
    "image/heif",
    "image/jpeg",
    "image/jxl",
    "image/png",
    "image/tiff",
    "image/webp",
    "text/csv",
    "text/plain",
    "video/matroska",
    "video/mp4",
    "video/mpeg",
    "video/quicktime",
    "video/webm",
];

/// Types that browsers run scripts in.
const ACTIVE: &[&str] = &[
    "application/xhtml+xml",
    "application/xml",
    "image/svg+xml",
    "text/html",
    "text/javascript",
    "text/xml",
];

pub(super) fn file(entry: Entry, mistakes: &mut Mistakes) -> Option<RuleKind> {
    if !cfg!(feature = "multipart") {
        let help = "add `multipart` to the features of `secure-api` in Cargo.toml";
        mistakes.help(&entry, "rule `file` needs the feature `multipart`", help);
        return None;
    }
    let rule = entry.key.clone();
    let arguments = arguments(entry, &["max", "types"], EXAMPLE, mistakes);
    if arguments.is_empty() {
        return None;
    }
    let find = |key: &str| arguments.iter().find(|argument| argument.key == key);
    let (Some(max), Some(types)) = (find("max"), find("types")) else {
        let message = "rule `file` needs `max` and `types`";
        mistakes.help(&rule, message, format_args!("write `file({EXAMPLE})`"));
        return None;
    };
    let (max, types) = (size(max, mistakes), media_types(types, mistakes));
    Some(RuleKind::File(File { max: max?, types: types? }))
}

/// A size with a unit, or a number of bytes.
fn size(max: &Entry, mistakes: &mut Mistakes) -> Option<LitInt> {
    let bytes = |size: u64, span: Span| LitInt::new(&size.to_string(), span);
    let value = match &max.given {
        Given::Value(value) => value,
        _ => {
            mistakes.help(max, "`max` does not say how large", "write `max = \"5MiB\"`");
            return None;
        }
    };
    let size = match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => quantity::size(&text.value())
            .and_then(|size| u64::try_from(size).ok())
            .map(|size| bytes(size, text.span())),
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            (numbers::value(number) > 0).then(|| numbers::plain(number))
        }
        _ => None,
    };
    if size.is_none() {
        let message = "`max` of a file is a size in `B`, `KiB` or `MiB`, or a number of bytes";
        mistakes.help(value, message, "write `max = \"5MiB\"`");
    }
    size
}

fn media_types(types: &Entry, mistakes: &mut Mistakes) -> Option<Vec<LitStr>> {
    let values = match &types.given {
        Given::Values(values, _) if !values.is_empty() => values,
        _ => {
            let help = "write `types(\"image/png\", \"image/jpeg\")`";
            mistakes.help(types, "`types` names no type", help);
            return None;
        }
    };
    let mut known: Vec<LitStr> = Vec::new();
    for value in values {
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = value else {
            let help = "write `types(\"image/png\", \"image/jpeg\")`";
            mistakes.help(value, "a type of `types` is text, written out", help);
            return None;
        };
        let name = text.value();
        if known.contains(text) {
            let message = format_args!("type `{name}` is stated twice");
            mistakes.help(text, message, "remove one of them");
        } else if ACTIVE.contains(&name.as_str()) {
            let message =
                format_args!("type `{name}` cannot be allowed: browsers run scripts in it");
            mistakes.help(
                text,
                message,
                "write `\"image/png\"` for pictures, `\"application/pdf\"` for documents",
            );
        } else if !MEDIA_TYPES.contains(&name.as_str()) {
            mistakes.at(text, diag::unknown_text("media type", &name, MEDIA_TYPES));
        }
        known.push(text.clone());
    }
    Some(known)
}
