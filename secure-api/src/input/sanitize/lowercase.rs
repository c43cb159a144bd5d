use super::Sanitize;

/// Makes every letter small, in Unicode's meaning of it. Some letters grow by this, so rules look at the outcome.
///
/// ```
/// use secure_api::{SecureInput, input};
///
/// #[derive(SecureInput)]
/// struct Tags {
///     #[input(sanitize(trim, lowercase))]
///     #[validate(length(max = 10), each(length(max = 20)))]
///     tags: Vec<String>,
/// }
///
/// let tags: Tags = input::read_json(br#"{"tags": [" Rust", "AXUM"]}"#)?;
/// assert_eq!(tags.tags, ["rust", "axum"]);
/// # Ok::<(), secure_api::Error>(())
/// ```
pub fn lowercase<T: Sanitize>(value: &mut T) {
    value.texts(|text| match text.is_ascii() {
        true => text.make_ascii_lowercase(),
        false => *text = text.to_lowercase(),
    });
}
