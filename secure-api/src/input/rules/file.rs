use crate::input::{Flaw, Upload, Verdict};

/// The types that [`file`] can ask for.
///
/// None that a browser runs scripts in stands here: not HTML, not XML, not SVG.
#[doc(hidden)]
pub const MEDIA_TYPES: &[&str] = &[
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

/// What is neither of a known type nor text.
const UNKNOWN: &str = "application/octet-stream";

/// The registered name of what the magic bytes say, by the extension that `infer` gives to it: its own names are partly older, and
/// one of them can stand for two types.
fn named(extension: &str) -> &'static str {
    match extension {
        "epub" => "application/epub+zip",
        "gz" => "application/gzip",
        "pdf" => "application/pdf",
        "rtf" => "application/rtf",
        "odp" => "application/vnd.oasis.opendocument.presentation",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "odt" => "application/vnd.oasis.opendocument.text",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "7z" => "application/x-7z-compressed",
        "tar" => "application/x-tar",
        "zip" => "application/zip",
        "zst" => "application/zstd",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "midi" => "audio/midi",
        "m4a" => "audio/mp4",
        "mp3" => "audio/mpeg",
        "ogg" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "otf" => "font/otf",
        "ttf" => "font/ttf",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "heif" => "image/heif",
        "jpg" => "image/jpeg",
        "jxl" => "image/jxl",
        "png" => "image/png",
        "tif" => "image/tiff",
        "webp" => "image/webp",
        "mkv" => "video/matroska",
        "mp4" | "m4v" => "video/mp4",
        "mpg" => "video/mpeg",
        "mov" => "video/quicktime",
        "webm" => "video/webm",
        _ => UNKNOWN,
    }
}

/// What a content is, by its magic bytes, and by having none if it is text.
pub(in crate::input) fn media_type(content: &[u8]) -> &'static str {
    match infer::get(content) {
        Some(known) => named(known.extension()),
        None if is_text(content) => "text/plain",
        None => UNKNOWN,
    }
}

/// UTF-8 without control characters. What begins like markup is taken for it: an SVG needs no more to be one.
fn is_text(content: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(content) else { return false };
    let is_fine =
        |character: char| !character.is_control() || matches!(character, '\t' | '\r' | '\n');
    let start = text
        .trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    !text.is_empty() && !start.starts_with('<') && text.chars().all(is_fine)
}

/// Members that are files.
#[diagnostic::on_unimplemented(
    message = "rule `file` is for `Upload`, not for `{Self}`",
    label = "not a file",
    note = "inside a list, write `each(file(…))`"
)]
pub trait File {
    /// The file.
    #[doc(hidden)]
    fn upload(&self) -> &Upload;
}

#[diagnostic::do_not_recommend]
impl File for Upload {
    fn upload(&self) -> &Upload {
        self
    }
}

/// `file(max = "5MiB", types("image/png", "image/jpeg"))`: a file of at most so many bytes, which its first bytes say is of one of
/// these types. Whatever the client claims to send counts for nothing. `max` is a bound, and holds while the file arrives: what is
/// beyond it is not kept.
///
/// ```
/// use secure_api::{SecureInput, input::{self, Upload}};
///
/// #[derive(SecureInput)]
/// struct Attachments {
///     #[validate(length(max = 3), each(file(max = "5MiB", types("application/pdf", "text/plain"))))]
///     files: Vec<Upload>,
/// }
///
/// # async fn check() {
/// let note = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\na note\r\n--x--\r\n";
/// let read = input::read_multipart::<Attachments>("multipart/form-data; boundary=x", note).await;
/// assert!(read.is_ok_and(|attachments| attachments.files[0].media_type() == "text/plain"));
/// # }
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(check());
/// ```
///
/// Feature `multipart`. The types are images (`png`, `jpeg`, `gif`, `webp`, `avif`, `heif`, `jxl`, `tiff`), audio (`mpeg`, `mp4`, `ogg`,
/// `flac`, `wav`, `aac`, `midi`), video (`mp4`, `webm`, `matroska`, `quicktime`, `mpeg`), fonts (`woff`, `woff2`, `ttf`, `otf`),
/// documents and archives under `application/` (`pdf`, `rtf`, `epub+zip`, those of Office Open XML and `OpenDocument`, `zip`, `gzip`,
/// `zstd`, `x-tar`, `x-7z-compressed`), `text/plain` and `text/csv`. The last two have no magic bytes: they are UTF-8 without control
/// characters other than tabs and line breaks, in which nothing else is recognised and which does not begin with `<`. HTML, XML and SVG cannot be allowed,
/// since browsers run the scripts in them.
///
/// A type says how a file begins. That the rest can be read, or that nothing else is hidden in it, is for whoever opens it to find out.
///
/// # Errors
/// If it is larger, or of another type.
pub fn file<T: File>(value: &T, max: u64, types: &[&'static str]) -> Verdict {
    let upload = value.upload();
    if u64::try_from(upload.size()).map_or(true, |size| size > max) {
        return Err(too_large(max));
    }
    let is_text = upload.media_type() == "text/plain";
    match types
        .iter()
        .any(|known| *known == upload.media_type() || (is_text && *known == "text/csv"))
    {
        true => Ok(()),
        false => Err(Flaw::new("file", format!("must be a file of type {}", types.join(" or ")))
            .with("types", Some(types.to_vec()))),
    }
}

/// What is said of a file that is too large, wherever that is noticed.
pub(in crate::input) fn too_large(max: u64) -> Flaw {
    Flaw::new("file", format!("must be a file of at most {max} bytes")).with("max", Some(max))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least that each type begins with.
    fn sample(media_type: &str) -> Vec<u8> {
        let at = |length: usize, pieces: &[(usize, &[u8])]| {
            let mut sample = vec![0; length];
            for (start, piece) in pieces {
                sample[*start..*start + piece.len()].copy_from_slice(piece);
            }
            sample
        };
        let brand = |brand: &[u8]| at(32, &[(3, b"\x20ftyp"), (8, brand), (16, brand)]);
        let riff = |kind: &[u8]| at(32, &[(0, b"RIFF"), (8, kind)]);
        let matroska = |kind: &[u8]| at(300, &[(0, b"\x1a\x45\xdf\xa3"), (4, kind)]);
        let zip = |name: &[u8]| at(120, &[(0, b"PK\x03\x04"), (30, name)]);
        match media_type {
            "application/epub+zip" => zip(b"mimetypeapplication/epub+zip"),
            "application/gzip" => b"\x1f\x8b\x08\0".to_vec(),
            "application/pdf" => b"%PDF-1.7\n".to_vec(),
            "application/rtf" => br"{\rtf1}".to_vec(),
            "application/vnd.oasis.opendocument.presentation" => {
                zip(b"mimetypeapplication/vnd.oasis.opendocument.presentation")
            }
            "application/vnd.oasis.opendocument.spreadsheet" => {
                zip(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
            }
            "application/vnd.oasis.opendocument.text" => {
                zip(b"mimetypeapplication/vnd.oasis.opendocument.text")
            }
            "application/vnd.openxmlformats-officedocument.presentationml.presentation" => {
                zip(b"ppt/presentation.xml")
            }
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => {
                zip(b"xl/workbook.xml")
            }
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
                zip(b"word/document.xml")
            }
            "application/x-7z-compressed" => b"7z\xbc\xaf\x27\x1c".to_vec(),
            "application/x-tar" => at(300, &[(257, b"ustar")]),
            "application/zip" => zip(b"readme.txt"),
            "application/zstd" => b"\x28\xb5\x2f\xfd\0\0\0\0".to_vec(),
            "audio/aac" => b"\xff\xf1\x50\x80".to_vec(),
            "audio/flac" => b"fLaC\0".to_vec(),
            "audio/midi" => b"MThd\0".to_vec(),
            "audio/mp4" => brand(b"M4A "),
            "audio/mpeg" => b"ID3\x04".to_vec(),
            "audio/ogg" => b"OggS\0".to_vec(),
            "audio/wav" => riff(b"WAVE"),
            "font/otf" => b"OTTO\0\x0c".to_vec(),
            "font/ttf" => b"\0\x01\0\0\0\x0c".to_vec(),
            "font/woff" => b"wOFF\0\x01\0\0".to_vec(),
            "font/woff2" => b"wOF2\0\x01\0\0".to_vec(),
            "image/avif" => brand(b"avif"),
            "image/gif" => b"GIF89a".to_vec(),
            "image/heif" => brand(b"heic"),
            "image/jpeg" => b"\xff\xd8\xff\xe0".to_vec(),
            "image/jxl" => b"\xff\x0a\xfa".to_vec(),
            "image/png" => b"\x89PNG\r\n\x1a\n".to_vec(),
            "image/tiff" => b"II*\0\x08\0\0\0\0\0\0\0".to_vec(),
            "image/webp" => riff(b"WEBPVP8 "),
            "text/csv" => b"name,age\r\nZo\xc3\xab,7\r\n".to_vec(),
            "text/plain" => "\u{feff}some\ttext\n".into(),
            "video/matroska" => matroska(b"\x42\x82\x88matroska"),
            "video/mp4" => brand(b"isom"),
            "video/mpeg" => b"\0\0\x01\xba".to_vec(),
            "video/quicktime" => brand(b"qt  "),
            "video/webm" => matroska(b"\x42\x82\x84webm"),
            other => panic!("no sample of {other}"),
        }
    }

    #[test]
    fn every_type_is_recognised_and_no_other_is() {
        for media_type in MEDIA_TYPES {
            let upload = Upload::new(sample(media_type).into(), "");
            let says = |types: &[&'static str]| file(&upload, 1_000, types).is_ok();
            assert!(says(&[media_type]), "{media_type}, taken for {}", upload.media_type());
            let others: Vec<_> = MEDIA_TYPES
                .iter()
                .copied()
                .filter(|other| other != media_type)
                .filter(|other| !other.starts_with("text/") || !media_type.starts_with("text/"))
                .collect();
            assert!(!says(&others), "{media_type}");
        }
    }

    #[test]
    fn what_is_no_text() {
        for wrong in [
            &b""[..],
            b"<svg onload=alert(1)>",
            b" \n<svg/>",
            b"\xef\xbb\xbf<x>",
            b"<!DOCTYPE html><script>",
            b"<?xml version=\"1.0\"?><svg/>",
            b"#!/bin/sh\nrm -rf /",
            b"a\0b",
            b"a\x1bb",
            b"a\x7fb",
            b"\xff\xfea\0",
            "a\u{85}b".as_bytes(),
            b"MZ\x90\0",
            b"\x7fELF",
        ] {
            assert_ne!(media_type(wrong), "text/plain", "{wrong:?}");
        }
    }
}
