//! What functions for constants lack in the standard library.

/// `==` on text.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (a_rest, b_rest);
    }
    a.is_empty() && b.is_empty()
}

/// Whether a text is among these.
pub(crate) const fn contains(texts: &[&str], text: &str) -> bool {
    let mut rest = texts;
    while let [first, others @ ..] = rest {
        if same(first, text) {
            return true;
        }
        rest = others;
    }
    false
}
