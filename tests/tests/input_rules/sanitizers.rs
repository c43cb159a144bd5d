//! What sanitizers make of text, and that rules see the outcome.

use proptest::prelude::*;
use secure_api::SecureInput;

use super::json;

macro_rules! sanitized {
    ($name:ident, $($sanitizer:tt)*) => {
        fn $name(text: &str) -> String {
            #[derive(SecureInput)]
            struct Sanitized {
                #[input(sanitize($($sanitizer)*))]
                #[validate(length(max = 10_000))]
                value: String,
            }
            json::<Sanitized>(&serde_json::json!({ "value": text }).to_string()).unwrap().value
        }
    };
}
sanitized!(upper, uppercase);
sanitized!(collapsed, collapse_whitespace);
sanitized!(tidy, strip_control, nfc, trim, collapse_whitespace);
sanitized!(composed, nfc);
sanitized!(stripped, strip_control);
sanitized!(plain, html(text));
sanitized!(basic, html(basic));

#[test]
fn of_text() {
    assert_eq!(upper("straße é"), "STRASSE É");
    assert_eq!(collapsed("  a \t\r\n b\u{a0}\u{2003}c "), " a b c ");
    assert_eq!(collapsed(""), "");
    assert_eq!(composed("e\u{301}\u{212b}"), "é\u{c5}");
    assert_eq!(composed("ﬁ①"), "ﬁ①", "compatible characters stay");
    assert_eq!(composed("раypal"), "раypal", "so do letters that look alike");
    assert_eq!(stripped("a\u{1b}\r\n\t\u{7f}\u{85}b\u{202e}"), "ab\u{202e}");
    assert_eq!(tidy(" \u{7}e\u{301}  a\n"), "é a");
}

#[test]
fn html_without_elements() {
    for (text, expected) in [
        ("", ""),
        ("Hi", "Hi"),
        ("<b>Hi</b> <!-- x -->you", "Hi you"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<script>alert(1)</script>Hi", "Hi"),
        ("<style>*{}</style>Hi", "Hi"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
        ("&lt;script&gt;", "&lt;script&gt;"),
    ] {
        assert_eq!(plain(text), expected, "{text}");
    }
}

#[test]
fn html_with_simple_formatting() {
    for (text, expected) in [
        ("<p>Hi <strong>you</strong><br></p>", "<p>Hi <strong>you</strong><br></p>"),
        ("<b onclick=evil() style=x class=y id=z>Hi</b>", "<b>Hi</b>"),
        ("<script>evil()</script>", ""),
        ("<iframe src=//evil></iframe><svg onload=evil()></svg><form><input></form>", ""),
        ("<h1>Hi</h1><img src=x>", "Hi"),
        (
            "<a href=\"https://example.com\" target=_top>x</a>",
            "<a href=\"https://example.com\" rel=\"noopener noreferrer nofollow ugc\">x</a>",
        ),
        (
            "<a href=\"javascript:evil()\">x</a>",
            "<a rel=\"noopener noreferrer nofollow ugc\">x</a>",
        ),
        (
            "<a href=\"JaVa\tScript:evil()\">x</a>",
            "<a rel=\"noopener noreferrer nofollow ugc\">x</a>",
        ),
        ("<a href=\"//evil\">x</a>", "<a rel=\"noopener noreferrer nofollow ugc\">x</a>"),
        ("<a href=\"data:text/html,x\">x</a>", "<a rel=\"noopener noreferrer nofollow ugc\">x</a>"),
        ("<ul><li>a</ul>", "<ul><li>a</li></ul>"),
    ] {
        assert_eq!(basic(text), expected, "{text}");
    }
}

#[test]
fn rules_see_what_is_left() {
    #[derive(SecureInput)]
    struct Comment {
        #[input(sanitize(html(text)))]
        #[validate(length(min = 1, max = 5))]
        body: String,
    }
    let body = |text: &str| {
        json::<Comment>(&serde_json::json!({ "body": text }).to_string())
            .map(|comment| comment.body)
    };
    assert_eq!(body("<b>Hi</b>").unwrap(), "Hi");
    assert!(body("<b></b>").is_err());
    assert!(body("&&").is_err(), "ten characters as HTML");
}

proptest! {
    #[test]
    fn twice_is_as_good_as_once(text in "[\\PC\\t\\n<>&;/\"'=]{0,60}") {
        for sanitize in [upper, collapsed, tidy, composed, stripped, plain, basic] {
            let once = sanitize(&text);
            prop_assert_eq!(sanitize(&once), once);
        }
    }

    #[test]
    fn html_without_elements_has_none(text in "(<|>|/|script|b|!--|-->|&lt;|\"| |x=y|svg|style|math){0,30}") {
        prop_assert!(!plain(&text).contains('<'));
    }
}
