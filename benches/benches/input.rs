//! Counts what reading each shape costs, by hand and by macro, and writes the table of the README. `cargo bench` runs it;
//! as one of the targets of `cargo test` it does nothing.

#![allow(clippy::print_stdout, reason = "the table is for whoever runs it")]

use std::{env, error::Error, fmt::Write as _};

use allocation_counter::measure;
use secure_api_benches::{
    SHAPES, Shape, Way,
    measure::{instructions, write_table},
};

fn main() -> Result<(), Box<dyn Error>> {
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let mut table = String::from(
        "| shape | instructions by hand | by macro | ratio | at most | allocations by hand | by macro |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    let mut too_slow = Vec::new();
    for shape in &SHAPES {
        let count = |way: Way| {
            let program = env!("CARGO_BIN_EXE_secure-api-benches");
            instructions(program, &["input", shape.name, way.name()])
        };
        let [by_hand, by_macro] = [count(Way::ByHand)?, count(Way::ByMacro)?];
        let [theirs, ours] = Way::ALL.map(|way| allocations(shape, way));
        let ratio = f64::from(by_macro) / f64::from(by_hand);
        let Shape { name, at_most, .. } = shape;
        writeln!(
            table,
            "| {name} | {by_hand} | {by_macro} | {ratio:.3} | {at_most:.2} | {theirs} | {ours} |"
        )?;
        if ratio > *at_most {
            too_slow.push(*name);
        }
    }
    println!("{table}");
    if !too_slow.is_empty() {
        return Err(format!("slower than they may be: {}", too_slow.join(", ")).into());
    }
    write_table("scripts/bench-input", &table)
}

fn allocations(shape: &Shape, way: Way) -> u64 {
    let read = || assert!(shape.read(way), "{}, {}", shape.name, way.name());
    read(); // patterns are compiled when they are first used
    measure(read).count_total
}
