//! Counts what reading each shape costs, by hand and by macro, and writes the table of the README. `cargo bench` runs it;
//! as one of the targets of `cargo test` it does nothing.

#![allow(clippy::print_stdout, reason = "the table is for whoever runs it")]

use std::{env, error::Error, fmt::Write as _, fs, process::Command};

use allocation_counter::measure;
use secure_api_benches::{SHAPES, Shape, Way};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const BEGIN: &str = "<!-- begin: written by scripts/bench-input -->\n";
const END: &str = "<!-- end -->";

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
        let [by_hand, by_macro] =
            [instructions(shape, Way::ByHand)?, instructions(shape, Way::ByMacro)?];
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
    let readme = fs::read_to_string(README)?;
    let (before, rest) = readme.split_once(BEGIN).ok_or("the README has no place for the table")?;
    let (_, after) = rest.split_once(END).ok_or("the table in the README has no end")?;
    Ok(fs::write(README, [before, BEGIN, &table, END, after].concat())?)
}

/// The instructions of reading the request once: the difference between two runs, so that starting does not count.
fn instructions(shape: &Shape, way: Way) -> Result<u32, Box<dyn Error>> {
    const TIMES: u32 = 100;
    let [once, twice] = [run(shape, way, TIMES)?, run(shape, way, 2 * TIMES)?];
    Ok(twice.saturating_sub(once) / TIMES)
}

/// The instructions of a process that reads the request so many times.
fn run(shape: &Shape, way: Way, times: u32) -> Result<u32, Box<dyn Error>> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_secure-api-benches"))
        .args([shape.name, way.name(), &times.to_string()])
        .output()?;
    let said = String::from_utf8(run.stderr)?;
    let counted = said.lines().find_map(|line| line.split_once("Collected :"));
    match counted {
        Some((_, count)) if run.status.success() => Ok(count.trim().parse()?),
        _ => Err(format!("{}, {}: {said}", shape.name, way.name()).into()),
    }
}

fn allocations(shape: &Shape, way: Way) -> u64 {
    let read = || assert!(shape.read(way), "{}, {}", shape.name, way.name());
    read(); // patterns are compiled when they are first used
    measure(read).count_total
}
