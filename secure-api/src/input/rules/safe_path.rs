use icu_normalizer::ComposingNormalizerBorrowed;

use super::Text;
use crate::input::{Flaw, Verdict};

/// `safe_path`: a relative path that stays below where it starts (ASVS V5.3, CWE-22): components separated by `/`, none of
/// them empty, `.` or `..`; no backslash, no colon, no control character, no `~` at the start. What would become one of these
/// by decoding it once more (`%2e`) or by compatibility (`．`, `／`, as some file systems do) is refused, and so is what
/// Windows takes for a device or cuts the end off. It has no length of its own, so it needs `length(max = …)`. A link on
/// the disk may still lead anywhere.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Upload {
///     #[validate(safe_path, length(max = 200))]
///     path: String,
/// }
///
/// assert!(input::read_json::<Upload>(br#"{"path": "2026/report.v1.pdf"}"#).is_ok());
/// assert!(input::read_json::<Upload>(br#"{"path": "2026/../../etc/passwd"}"#).is_err());
/// assert!(input::read_json::<Upload>(br#"{"path": "C:\\Windows"}"#).is_err());
/// ```
///
/// # Errors
/// If the value is no such path.
pub fn safe_path<T: Text>(value: &T) -> Verdict {
    let text = value.text();
    let compatible = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    match is_safe(text) && is_safe(&compatible) {
        true => Ok(()),
        false => Err(Flaw::new("safe_path", "must be a relative path without `..`")),
    }
}

fn is_safe(path: &str) -> bool {
    let is_strange = |character: char| character.is_control() || matches!(character, '\\' | ':');
    !path.starts_with('~')
        && !path.contains(is_strange)
        && !decodes_again(path)
        && path.split('/').all(is_safe_component)
}

fn is_safe_component(name: &str) -> bool {
    // Windows cuts dots and spaces off the end; a leading space is nobody's intention. This refuses `.` and `..` as well.
    let is_cut = name.ends_with(['.', ' ']) || name.starts_with(' ');
    !name.is_empty() && !is_cut && !is_device(name)
}

/// `%2e`, `%2f`, `%5c`, `%00` or `%25` in it: a dot, a slash, a backslash, NUL, or one more round of the same.
fn decodes_again(path: &str) -> bool {
    path.split('%').skip(1).any(|rest| {
        let code = rest.get(..2).unwrap_or_default().to_ascii_lowercase();
        matches!(code.as_str(), "2e" | "2f" | "5c" | "00" | "25")
    })
}

/// The names that Windows keeps for devices, with any ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_numbered = |prefix: &str| {
        let number = stem.strip_prefix(prefix).unwrap_or_default();
        matches!(
            number,
            "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
        )
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || is_numbered("com")
        || is_numbered("lpt")
}
