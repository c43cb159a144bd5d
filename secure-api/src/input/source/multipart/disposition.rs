//! What a part says of itself in `Content-Disposition` (RFC 7578, section 4.2).

/// The name of a part, and the client's name for the file if it is one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Disposition {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
}

impl Disposition {
    /// Reads it strictly: what programs in front could read in another way than this one is refused.
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        let (kind, mut rest) = std::str::from_utf8(value).ok()?.split_once(';')?;
        if !kind.trim().eq_ignore_ascii_case("form-data") {
            return None;
        }
        let (mut name, mut file_name) = (None, None);
        loop {
            let (key, behind) = rest.split_once('=')?;
            let (value, behind) = parameter(behind.trim_start())?;
            let slot = match key.trim().to_ascii_lowercase().as_str() {
                "name" => Some(&mut name),
                "filename" => Some(&mut file_name),
                // RFC 5987's own spelling could say something else than the plain one; RFC 7578 rules it out.
                key if key.is_empty() || key.contains(['*', ';', '"']) => return None,
                _ => None,
            };
            if slot.is_some_and(|slot| slot.replace(value).is_some()) {
                return None;
            }
            rest = match behind.trim_start().strip_prefix(';') {
                Some(rest) => rest,
                None if behind.trim().is_empty() => break,
                None => return None,
            };
        }
        Some(Self { name: name?, file_name })
    }
}

/// The value of a parameter, and what stands behind it. Browsers write `%22` for a quote; older clients write `\"`. Any other
/// backslash is one of the name.
fn parameter(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (token, behind) = text.split_at_checked(end)?;
        let token = token.trim_end();
        let is_token = !token.is_empty() && !token.contains([' ', '\t', '"', '=', '\\']);
        return is_token.then(|| (token.to_owned(), behind));
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices().peekable();
    while let Some((position, letter)) = letters.next() {
        match letter {
            '"' => return quoted.get(position.saturating_add(1)..).map(|behind| (value, behind)),
            '\\' if letters.next_if(|(_, next)| *next == '"').is_some() => value.push('"'),
            _ => value.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<(String, Option<String>)> {
        let Disposition { name, file_name } = Disposition::parse(text.as_bytes())?;
        Some((name, file_name))
    }

    #[test]
    fn as_clients_write_it() {
        let both =
            |name: &str, file: Option<&str>| Some((name.to_owned(), file.map(str::to_owned)));
        for (text, read) in [
            (r#"form-data; name="a""#, both("a", None)),
            (r#"Form-Data;Name=a"#, both("a", None)),
            (r#"form-data; name="a"; filename="b c.png""#, both("a", Some("b c.png"))),
            (r#"form-data; filename=b.png; name=a"#, both("a", Some("b.png"))),
            (r#"form-data; name="a"; filename="C:\x\y.png""#, both("a", Some(r"C:\x\y.png"))),
            (r#"form-data; name="a"; filename="\"b\".png""#, both("a", Some("\"b\".png"))),
            (r#"form-data; name="a"; filename="""#, both("a", Some(""))),
            (r#"form-data; name="filename""#, both("filename", None)),
            (r#"form-data; name="x; filename=y""#, both("x; filename=y", None)),
            (r#"form-data; filename="; name=b"; name="a""#, both("a", Some("; name=b"))),
            (r#"form-data; name="a"; size=7"#, both("a", None)),
            (r#"form-data; name="名前"; filename="写真.png""#, both("名前", Some("写真.png"))),
        ] {
            assert_eq!(parse(text), read, "{text}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways() {
        for text in [
            "",
            "form-data",
            "form-data;",
            r#"attachment; name="a""#,
            r#"form-data; filename="b""#,
            r#"form-data; name="a"; name="b""#,
            r#"form-data; name="a"; filename="b"; filename="c""#,
            r#"form-data; name="a"; filename="b"; filename*=UTF-8''c"#,
            r#"form-data; name="a"#,
            r#"form-data; name="a\"#,
            r#"form-data; name="a" filename="b""#,
            r#"form-data; name="a"; "#,
            r#"form-data; name=a b"#,
            r#"form-data; name="#,
            r#"form-data; x; name="a""#,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(Disposition::parse(b"form-data; name=\"\xff\""), None);
    }
}
