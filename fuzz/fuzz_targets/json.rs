//! Any bytes as JSON. `serde_json` itself says what is JSON and what is not.

#![no_main]

use libfuzzer_sys::fuzz_target;
use secure_api::input::{SecureInput, Validate, read_json};
use secure_api_fuzz::{
    check,
    inputs::{Collections, Sanitized, Scalars, Shapes, Texts, Tree},
};

fuzz_target!(|bytes: &[u8]| {
    let is_json = serde_json::from_slice::<serde_json::Value>(bytes).is_ok();
    read::<Scalars>(bytes, is_json);
    read::<Texts>(bytes, is_json);
    read::<Sanitized>(bytes, is_json);
    read::<Collections>(bytes, is_json);
    read::<Tree>(bytes, is_json);
    // Bytes may be whatever they are, NUL too.
    check(&read_json::<Shapes>(bytes));
});

fn read<T: SecureInput + Validate + std::fmt::Debug>(bytes: &[u8], is_json: bool) {
    let outcome = read_json::<T>(bytes);
    check(&outcome);
    match outcome.map_err(|error| error.status()) {
        Ok(value) => {
            assert!(is_json, "{value:?} was read from what is no JSON");
            // NUL in a text is shown as `\0`, a backslash as two.
            let shown = format!("{value:?}").replace(r"\\", "");
            assert!(!shown.contains(r"\0"), "{value:?} has a NUL in it");
        }
        Err(status) => assert!(!is_json || status == 422, "JSON was refused as malformed"),
    }
}
