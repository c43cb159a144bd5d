//! Any bytes as a body of parts.

#![no_main]

use libfuzzer_sys::fuzz_target;
use secure_api::input::read_multipart;
use secure_api_fuzz::{check, inputs::Parts};

fuzz_target!(|body: &[u8]| {
    let read = read_multipart::<Parts>("multipart/form-data; boundary=b", body.to_vec());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    check(&runtime.block_on(read));
});
