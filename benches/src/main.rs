//! Does one thing so many times: what the benchmarks run under callgrind.
//!
//! ```text
//! secure-api-benches input <shape> <by-hand | by-macro> <times>
//! secure-api-benches rows <read> <by-hand | by-macro | neither> <times>
//! ```

use std::{env, process::ExitCode};

use secure_api_benches::{
    Shape, Way,
    rows::{Read, Rows},
};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["input", shape, way, times] => read_input(shape, way, times),
        ["rows", read, way, times] => read_rows(read, way, times),
        _ => None,
    };
    if done == Some(true) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read_input(shape: &str, way: &str, times: &str) -> Option<bool> {
    let (shape, way, times) = (Shape::named(shape)?, Way::named(way)?, times.parse().ok()?);
    let times: u32 = times;
    Some((0..times).all(|_| shape.read(way)))
}

fn read_rows(read: &str, way: &str, times: &str) -> Option<bool> {
    let (read, way, times) = (Read::named(read)?, Way::named(way), times.parse().ok()?);
    let times: u32 = times;
    let rows = Rows::start().ok()?;
    Some((0..times).all(|_| rows.read(read, way).is_ok_and(|is_right| is_right)))
}
