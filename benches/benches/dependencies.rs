//! Counts what the library brings along with each feature and measures what that takes to build, and writes the table of the README.
//! `cargo bench` runs it; as one of the targets of `cargo test` it does nothing.

#![allow(clippy::print_stdout, reason = "the table is for whoever runs it")]

use std::{env, error::Error, fmt::Write as _, fs, path::Path, process::Command};

use secure_api_benches::{
    build::Services,
    dependencies::versions,
    measure::{processor_time, write_table},
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

fn main() -> Result<(), Box<dyn Error>> {
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let services = Services::write(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("dependencies"))?;
    let target = services.folder().join("target");
    let mut table = String::from("| features | crates | CPU seconds |\n|---|---:|---:|\n");
    for (name, choice) in CHOICES {
        let crates = versions(choice)?.len();
        fs::remove_dir_all(&target).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(services.folder()).env("CARGO_TARGET_DIR", &target);
        cargo.args(["build", "--offline", "--package", "secure-api"]).args(choice);
        let (seconds, _) = processor_time(&mut cargo)?;
        writeln!(table, "| {name} | {crates} | {seconds:.0} |")?;
    }
    println!("{table}");
    write_table("scripts/bench-dependencies", &table)
}
