//! What the benchmarks share: counting instructions and processor time, and the tables of the README.

use std::{error::Error, fs, process::Command};

/// The instructions of doing once what the program does as often as its last argument says: the difference between two runs,
/// so that starting does not count.
///
/// # Errors
/// If there is no valgrind, or the program fails.
pub fn instructions(program: &str, arguments: &[&str]) -> Result<u32, Box<dyn Error>> {
    const TIMES: u32 = 300;
    let [once, twice] = [run(program, arguments, TIMES)?, run(program, arguments, 2 * TIMES)?];
    Ok(twice.saturating_sub(once) / TIMES)
}

/// The instructions of a process that does it so many times.
fn run(program: &str, arguments: &[&str], times: u32) -> Result<u32, Box<dyn Error>> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .arg(times.to_string())
        .output()?;
    let said = String::from_utf8(run.stderr)?;
    let counted = said.lines().find_map(|line| line.split_once("Collected :"));
    match counted {
        Some((_, count)) if run.status.success() => Ok(count.trim().parse()?),
        _ => Err(format!("{}: {said}", arguments.join(", ")).into()),
    }
}

/// The seconds of processor time that a program and all that it starts take, on whatever core, however long they wait; and what
/// it wrote to both of its outputs.
///
/// # Errors
/// If it fails, or this is no Linux.
pub fn processor_time(command: &mut Command) -> Result<(f64, String), Box<dyn Error>> {
    let before = ticks_of_children()?;
    let run = command.output()?;
    let seconds = f64::from(ticks_of_children()? - before) / 100.0; // the kernel's unit, whatever its own clock
    let said = String::from_utf8([run.stdout, run.stderr].concat())?;
    if run.status.success() { Ok((seconds, said)) } else { Err(said.into()) }
}

/// What the children took that have ended, and theirs.
fn ticks_of_children() -> Result<u32, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').ok_or("no name of a process")?;
    let children = after_name.split_whitespace().skip(13).take(2);
    Ok(children.map(str::parse::<u32>).sum::<Result<_, _>>()?)
}

/// The one in the middle.
#[must_use]
pub fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Puts a table where the README has a place for what this script writes.
///
/// # Errors
/// If it has none.
pub fn write_table(script: &str, table: &str) -> Result<(), Box<dyn Error>> {
    const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    const END: &str = "<!-- end -->";
    let begin = format!("<!-- begin: written by scripts/{script} -->\n");
    let readme = fs::read_to_string(README)?;
    let (before, rest) =
        readme.split_once(&begin).ok_or("the README has no place for the table")?;
    let (_, after) = rest.split_once(END).ok_or("the table in the README has no end")?;
    Ok(fs::write(README, [before, &begin, table, END, after].concat())?)
}
