//! Reads one request so many times: what the benchmark runs under callgrind.
//!
//! ```text
//! secure-api-benches <shape> <by-hand | by-macro> <times>
//! ```

use std::{env, process::ExitCode};

use secure_api_benches::{Shape, Way};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let read = match arguments.as_slice() {
        [shape, way, times] => Shape::named(shape).zip(Way::named(way)).zip(times.parse().ok()),
        _ => None,
    };
    let Some(((shape, way), times)) = read else { return ExitCode::FAILURE };
    let times: u32 = times;
    match (0..times).all(|_| shape.read(way)) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
