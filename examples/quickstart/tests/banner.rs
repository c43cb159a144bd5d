//! Starts the real server and pastes every curl line of its banner into a shell.

use std::{
    fs,
    io::{BufRead, BufReader, Read as _},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

/// A server on a free port, with a database of its own. Stopped and removed at the end.
struct Server {
    process: Child,
    folder: PathBuf,
    banner: Vec<String>,
}

impl Server {
    fn start(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the target folder is writable");
        let mut process =
            command(&folder).stdout(Stdio::piped()).spawn().expect("the server starts");
        let stdout = process.stdout.take().expect("its output is piped");
        let banner: Vec<String> = BufReader::new(stdout)
            .lines()
            .map(|line| line.expect("the banner is text"))
            .take_while(|line| line != "Stop with Ctrl-C.")
            .collect();
        Self { process, folder, banner }
    }

    /// The lines to paste, each with the status that the banner promises.
    fn curl_lines(&self) -> Vec<(String, String)> {
        let pairs = self.banner.iter().zip(self.banner.iter().skip(1));
        pairs
            .filter(|(_, line)| line.starts_with("curl "))
            .map(|(promise, line)| {
                let status =
                    promise.strip_prefix("# ").and_then(|promise| promise.split(':').next());
                (status.expect("a status stands above each line").to_owned(), line.clone())
            })
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn command(folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    command
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env("PORT", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// `scripts/test` installs curl and says so here; without it, plain `cargo test` passes on a machine that has none.
fn curl_is_there() -> bool {
    let there = Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_ok();
    assert!(
        there || std::env::var_os("SECURE_API_REQUIRE_TOOLS").is_none(),
        "curl is not installed"
    );
    if !there {
        println!("skipped: curl is not installed");
    }
    there
}

#[test]
fn every_curl_line_ends_in_the_status_that_the_banner_promises() {
    if !curl_is_there() {
        return;
    }
    let server = Server::start("every-line");
    let lines = server.curl_lines();
    for (promised, line) in &lines {
        let output = Command::new("sh").args(["-c", line]).output().expect("a shell runs it");
        let answer = String::from_utf8_lossy(&output.stdout);
        let last = answer
            .lines()
            .rfind(|line| line.starts_with("HTTP/1.1 ") || line.contains("}HTTP/1.1 "));
        let status =
            last.and_then(|line| line.rsplit("HTTP/1.1 ").next()).and_then(|rest| rest.get(..3));
        assert_eq!(status, Some(promised.as_str()), "{line}\n{answer}");
        assert!(answer.contains("x-request-id: "), "{line}\n{answer}");
    }
    let mut statuses: Vec<&str> = lines.iter().map(|(status, _)| status.as_str()).collect();
    statuses.dedup();
    assert_eq!(statuses, ["200", "201", "200", "401", "403", "404", "422", "429"]);
}

/// Except for the line numbers, which move with every edit of the example.
#[test]
fn the_banner_lists_what_the_readme_shows() {
    let server = Server::start("listing");
    let readme = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = fs::read_to_string(readme).expect("the README is there");
    let listing = readme.split_once("```text\nMETHOD").expect("the listing is there").1;
    let listing = format!("METHOD{}", listing.split_once("```").expect("it ends").0);
    let banner = server.banner.iter().skip(2).take(listing.lines().count());
    let without_number =
        |line: &str| line.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let banner: Vec<String> = banner.map(|line| without_number(line)).collect();
    let shown: Vec<String> = listing.lines().map(without_number).collect();
    assert_eq!(banner, shown, "the banner is\n{}", server.banner.join("\n"));
}

#[test]
fn a_second_start_finds_the_database_of_the_first() {
    let server = Server::start("twice");
    let again = command(&server.folder).stdout(Stdio::piped()).spawn();
    let mut again = again.expect("the server starts");
    let stdout = again.stdout.take().expect("its output is piped");
    let first = BufReader::new(stdout).lines().next();
    let _ = again.kill();
    let _ = again.wait();
    assert!(first.is_some_and(|line| line.is_ok_and(|line| line.starts_with("Listening on"))));
}

#[test]
fn a_wrong_setting_is_said_and_the_server_does_not_start() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for (name, value, says) in [
        ("PORT", "80a", "PORT is `80a`"),
        ("DATABASE_URL", "mysql://localhost/documents", "must start with `sqlite:`"),
        ("DATABASE_URL", "sqlite:/nowhere/at/all/documents.db", "database"),
    ] {
        let mut process = command(&folder)
            .env(name, value)
            .stdout(Stdio::null())
            .spawn()
            .expect("the server runs");
        let status = process.wait().expect("it ends");
        let mut text = String::new();
        process
            .stderr
            .take()
            .expect("its errors are piped")
            .read_to_string(&mut text)
            .expect("they are text");
        assert!(!status.success(), "{name}={value} started");
        assert!(text.contains(says), "{name}={value}: {text}");
    }
}
