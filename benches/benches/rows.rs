//! Counts what reading rows costs, by hand and by the library, and writes the table of the README. `cargo bench` runs it; as one of
//! the targets of `cargo test` it does nothing.

#![allow(clippy::print_stdout, reason = "the table is for whoever runs it")]

use std::{env, error::Error, fmt::Write as _};

use allocation_counter::measure;
use secure_api_benches::{
    Way,
    measure::{instructions, write_table},
    rows::{READS, Read, Rows},
};

fn main() -> Result<(), Box<dyn Error>> {
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let mut table = String::from(
        "| read | instructions by hand | by the library | ratio | at most | allocations by hand | by the library |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    let rows = Rows::start()?;
    let mut too_slow = Vec::new();
    for read in &READS {
        let count = |way: &str| {
            instructions(env!("CARGO_BIN_EXE_secure-api-benches"), &["rows", read.name, way])
        };
        let neither = count("neither")?;
        let [by_hand, by_library] =
            [count(Way::ByHand.name())? - neither, count(Way::ByMacro.name())? - neither];
        let [none, theirs, ours] = [
            allocations(&rows, read, None),
            allocations(&rows, read, Some(Way::ByHand)),
            allocations(&rows, read, Some(Way::ByMacro)),
        ];
        let (theirs, ours) = (theirs - none, ours - none);
        let ratio = f64::from(by_library) / f64::from(by_hand);
        let Read { name, at_most, .. } = read;
        writeln!(
            table,
            "| {name} | {by_hand} | {by_library} | {ratio:.3} | {at_most:.2} | {theirs} | {ours} |"
        )?;
        if ratio > *at_most {
            too_slow.push(*name);
        }
    }
    println!("{table}");
    if !too_slow.is_empty() {
        return Err(format!("slower than they may be: {}", too_slow.join(", ")).into());
    }
    write_table("scripts/bench-rows", &table)
}

/// The allocations of the thread that answers; SQLite has its own.
fn allocations(rows: &Rows, read: &Read, way: Option<Way>) -> u64 {
    let once = || assert!(rows.read(read, way).is_ok_and(|is_right| is_right), "{}", read.name);
    once(); // statements are put together when they are first used
    measure(once).count_total
}
