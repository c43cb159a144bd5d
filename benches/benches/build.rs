//! Measures what a service of 200 endpoints costs to compile, by hand and by macro, and writes the table of the README. `cargo bench`
//! runs it; as one of the targets of `cargo test` it does nothing.

#![allow(clippy::print_stdout, reason = "the table is for whoever runs it")]

use std::{env, error::Error, fmt::Write as _, fs, path::Path, process::Command};

use secure_api_benches::{
    Way,
    build::{ENDPOINTS, Services},
    measure::{self, median, processor_time, write_table},
};

/// So many rounds of checking; each checks both ways, so that what else the machine does is in both. The median counts.
const ROUNDS: usize = 5;

/// How often a service is edited, and checked again, in each round.
const EDITS: usize = 3;

/// What is measured, in which unit with how many digits, and the goal: how many times that of writing it by hand it should be at most.
const MEASURES: [(&str, usize, &str); 6] = [
    ("checking the crate, CPU seconds", 2, "1.25"),
    ("checking it again after an edit, CPU seconds", 2, "1.10"),
    ("building it with optimization, CPU seconds", 1, ""),
    ("the program, KiB", 0, "1.00"),
    ("lines of an endpoint with its input, expanded", 0, ""),
    ("expanding its macros, milliseconds", 2, ""),
];

fn main() -> Result<(), Box<dyn Error>> {
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let services = Services::write(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("build"))?;
    for way in Way::ALL {
        prepare(&services, way)?;
    }
    let mut checked = [[Vec::new(), Vec::new()], [Vec::new(), Vec::new()]];
    for _ in 0..ROUNDS {
        for (way, [first, again]) in Way::ALL.into_iter().zip(&mut checked) {
            first.push(check(&services, way)?);
            for edits in 1..=EDITS {
                again.push(check_after(edits, &services, way)?);
            }
        }
    }
    let mut measured = Vec::new();
    for (way, checked) in Way::ALL.into_iter().zip(checked) {
        measured.push([checked.map(median).to_vec(), build(&services, way)?].concat());
    }
    let mut table =
        String::from("| | by hand | by macro | ratio | goal |\n|---|---:|---:|---:|---:|\n");
    for (position, (name, digits, goal)) in MEASURES.into_iter().enumerate() {
        let mut figures = measured.iter().filter_map(|measured| measured.get(position).copied());
        let (Some(by_hand), Some(by_macro)) = (figures.next(), figures.next()) else { continue };
        let ratio = by_macro / by_hand;
        writeln!(
            table,
            "| {name} | {by_hand:.digits$} | {by_macro:.digits$} | {ratio:.2} | {goal} |"
        )?;
    }
    println!("{table}");
    write_table("scripts/bench-build", &table)
}

/// Compiles the dependencies.
fn prepare(services: &Services, way: Way) -> Result<(), Box<dyn Error>> {
    services.edit(way, 0)?;
    for arguments in [&["check"][..], &["build", "--release"]] {
        processor_time(&mut cargo(services, way, arguments))?;
    }
    Ok(())
}

/// What it takes to check the crate.
fn check(services: &Services, way: Way) -> Result<f64, Box<dyn Error>> {
    processor_time(&mut cargo(services, way, &["clean"]))?;
    check_after(0, services, way)
}

/// What it takes to check the crate after the last of so many edits.
fn check_after(edits: usize, services: &Services, way: Way) -> Result<f64, Box<dyn Error>> {
    services.edit(way, edits)?;
    Ok(processor_time(&mut cargo(services, way, &["check"]))?.0)
}

/// The rest of the measures.
fn build(services: &Services, way: Way) -> Result<Vec<f64>, Box<dyn Error>> {
    let time = |arguments: &[&str]| processor_time(&mut cargo(services, way, arguments));
    services.edit(way, 0)?;
    time(&["clean", "--release"])?;
    let (release, _) = time(&["build", "--release"])?;
    let program = services.folder().join("target/release").join(way.name());
    let size = u32::try_from(fs::metadata(program)?.len() / 1_024)?;

    let unstable = |flag| {
        let wrapper = concat!(env!("CARGO_MANIFEST_DIR"), "/build/unstable");
        let mut cargo = cargo(services, way, &["rustc", "--profile", "check"]);
        cargo.env("RUSTC_WORKSPACE_WRAPPER", wrapper).args(["--", flag]);
        processor_time(&mut cargo)
    };
    let (_, expanded) = unstable("-Zunpretty=expanded")?;
    let lines = u32::try_from(expanded.lines().filter(|line| !line.trim().is_empty()).count())?;
    let (_, passes) = unstable("-Ztime-passes")?;
    let expansion = seconds_of(&passes, "macro_expand_crate").ok_or("no time of the expansion")?;
    let endpoints = f64::from(ENDPOINTS);
    Ok(vec![
        release,
        f64::from(size),
        f64::from(lines) / endpoints,
        1_000.0 * expansion / endpoints,
    ])
}

/// In a folder of its own.
fn cargo(services: &Services, way: Way, arguments: &[&str]) -> Command {
    let mut cargo = measure::cargo();
    cargo.current_dir(services.folder());
    cargo.env("CARGO_INCREMENTAL", "1").env("CARGO_TARGET_DIR", services.folder().join("target"));
    cargo.args(arguments).args(["--offline", "--package", way.name()]);
    cargo
}

/// What `-Ztime-passes` says of one of them.
fn seconds_of(passes: &str, pass: &str) -> Option<f64> {
    let line = passes.lines().find(|line| line.split_whitespace().last() == Some(pass))?;
    line.split_once("time:")?.1.split(';').next()?.trim().parse().ok()
}
