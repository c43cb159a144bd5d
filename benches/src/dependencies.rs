//! Which packages the library brings along.

use std::{collections::BTreeSet, error::Error, process::Command};

/// The names of the packages that are compiled for the library with these choices of features, itself and what runs at compile time
/// included; not those of tests.
///
/// # Errors
/// If cargo says so.
pub fn packages(features: &[&str]) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let names = versions(features)?;
    Ok(names.iter().filter_map(|version| version.split(' ').next()).map(str::to_owned).collect())
}

/// The same with their versions, because one package may come in several.
///
/// # Errors
/// If cargo says so.
pub fn versions(features: &[&str]) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let run = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--locked", "--offline", "--package", "secure-api"])
        .args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .args(features)
        .output()?;
    if !run.status.success() {
        return Err(String::from_utf8(run.stderr)?.into());
    }
    let listed = String::from_utf8(run.stdout)?;
    let version = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    Ok(listed.lines().filter(|line| !line.is_empty()).map(version).collect())
}
