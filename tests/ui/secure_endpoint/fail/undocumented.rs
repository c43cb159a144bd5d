//! An endpoint without documentation is reported, one with it is not.

#![deny(missing_docs)]

use secure_api::prelude::*;

/// Says that the server is up.
#[secure_endpoint(public(reason = "a health check"), rate = "60/min")]
pub async fn health() {}

#[secure_endpoint(public(reason = "a health check"), rate = "60/min")]
pub async fn ready() {}

fn main() {}
