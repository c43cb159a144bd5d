//! Counts what the library brings along with each feature and measures what that takes to build, and writes the table of the README.
//! `cargo bench` runs it; as one of the targets of `cargo test` it does nothing.

#![allow(clippy::print_stdout, reason = "the table is for whoever runs it")]

use std::{env, error::Error, fmt::Write as _, fs, io, path::Path};

use secure_api_benches::{
    dependencies::versions,
    measure::{cargo, processor_time, write_table},
};

/// What `cargo` is told of features, as the table calls it.
const CHOICES: [(&str, &[&str]); 9] = [
    ("none", &["--no-default-features"]),
    ("`sqlite`, the default", &[]),
    ("`postgres`", &["--no-default-features", "--features", "postgres"]),
    ("`accounts`", &["--no-default-features", "--features", "accounts"]),
    ("`html`", &["--no-default-features", "--features", "html"]),
    ("`migrations`", &["--no-default-features", "--features", "migrations"]),
    ("`multipart`", &["--no-default-features", "--features", "multipart"]),
    ("`password-strength`", &["--no-default-features", "--features", "password-strength"]),
    ("all", &["--all-features"]),
];

/// Those that "all" means.
const EVERY: [&str; 7] =
    ["sqlite", "postgres", "accounts", "html", "migrations", "multipart", "password-strength"];

fn main() -> Result<(), Box<dyn Error>> {
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let application = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dependencies");
    let target = application.join("target");
    let mut table = String::from("| features | crates | CPU seconds |\n|---|---:|---:|\n");
    for (name, choice) in CHOICES {
        let crates = versions(choice)?.len();
        fs::remove_dir_all(&target).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        write_application(&application, choice)?;
        let mut cargo = cargo();
        cargo.current_dir(&application).env("CARGO_TARGET_DIR", &target);
        let (seconds, _) = processor_time(cargo.args(["build", "--offline"]))?;
        writeln!(table, "| {name} | {crates} | {seconds:.0} |")?;
    }
    println!("{table}");
    write_table("scripts/bench-dependencies", &table)
}

/// An empty crate that depends on the library with these features, outside of this workspace: with cargo's own profiles, as its users have them, and
/// the versions of this repository.
fn write_application(folder: &Path, choice: &[&str]) -> io::Result<()> {
    let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let features: Vec<_> = choice.iter().filter(|word| !word.starts_with("--")).collect();
    let features = match choice {
        ["--all-features"] => EVERY.iter().collect(),
        _ => features,
    };
    let default = choice.is_empty();
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::copy(Path::new(repository).join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let manifest = format!(
        "[workspace]\n\n[package]\nname = \"application\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         secure-api = {{ path = \"{repository}/secure-api\", default-features = {default}, features = {features:?} }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)
}
