//! Bodies of `multipart/form-data`, written out, so that tests can write wrong ones too.

/// The content type of what [`body`] writes.
pub const TYPE: &str = "multipart/form-data; boundary=x";

/// A part with this head, whose lines end in `\r\n`, and this content.
#[must_use]
pub fn part(head: &str, content: impl AsRef<[u8]>) -> Vec<u8> {
    let head = format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n");
    [head.as_bytes(), content.as_ref(), b"\r\n"].concat()
}

/// A text of this name.
#[must_use]
pub fn text(name: &str, content: &str) -> Vec<u8> {
    part(&format!("name=\"{name}\""), content)
}

/// A file of this name, called so.
#[must_use]
pub fn file(name: &str, file_name: &str, content: impl AsRef<[u8]>) -> Vec<u8> {
    part(&format!("name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: image/png"), content)
}

/// A whole body.
#[must_use]
pub fn body(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--x--\r\n".to_vec()].concat()
}
