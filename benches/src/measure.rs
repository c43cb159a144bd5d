//! What the benchmarks share: counting instructions and processor time, and the tables of the README.

use std::{env, error::Error, fs, hint::black_box, process::Command};

/// The instructions of doing once what the program does as often as its last argument says, in all of its threads.
///
/// # Errors
/// If there is no valgrind, or the program fails or does not [repeat] it.
pub fn instructions(program: &str, arguments: &[&str]) -> Result<u32, Box<dyn Error>> {
    // Where memory lies differs from one process to the next, and with it what an allocation costs. Most of it adds: the least of three.
    let first = run(program, arguments)?;
    Ok(first.min(run(program, arguments)?).min(run(program, arguments)?))
}

/// The instructions of doing it once, in one process.
fn run(program: &str, arguments: &[&str]) -> Result<u32, Box<dyn Error>> {
    const TIMES: u32 = 1_000;
    let directory = tempfile::tempdir()?;
    let counts = directory.path().join("counts");
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--dump-before=*measure::boundary*"])
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .arg(program)
        .args(arguments)
        .arg(TIMES.to_string())
        .output()?;
    // The first file is about what comes before, the third about what comes after.
    let counts = fs::read_to_string(counts.with_extension("2")).unwrap_or_default();
    match counts.lines().find_map(|line| line.strip_prefix("totals: ")) {
        Some(count) if run.status.success() => Ok(count.trim().parse::<u32>()? / TIMES),
        _ => Err(format!("{}: {}", arguments.join(", "), String::from_utf8(run.stderr)?).into()),
    }
}

/// cargo, whatever the surroundings say of how to build.
#[must_use]
pub fn cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    for (name, _) in env::vars() {
        if name.starts_with("CARGO_PROFILE_") || name == "RUSTFLAGS" {
            cargo.env_remove(name);
        }
    }
    cargo
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

/// Does something so many times, and says whether it always went well. Only that is counted: not how the program starts and ends, and
/// what happens once.
pub fn repeat(times: u32, mut once: impl FnMut() -> bool) -> bool {
    const BEFORE: u32 = 20;
    let mut is_right = (0..BEFORE).all(|_| once());
    boundary("begin");
    is_right &= (0..times).all(|_| once());
    boundary("end");
    is_right
}

/// callgrind sees its name, so it has to stay a function.
#[inline(never)]
fn boundary(name: &str) {
    black_box(name);
}

/// Puts a table where the README has a place for what this script writes.
///
/// # Errors
/// If it has none.
pub fn write_table(script: &str, table: &str) -> Result<(), Box<dyn Error>> {
    const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    const END: &str = "<!-- end -->";
    let begin = format!("<!-- begin: written by {script} -->\n");
    let readme = fs::read_to_string(README)?;
    let (before, rest) =
        readme.split_once(&begin).ok_or("the README has no place for the table")?;
    let (_, after) = rest.split_once(END).ok_or("the table in the README has no end")?;
    Ok(fs::write(README, [before, &begin, table, END, after].concat())?)
}
