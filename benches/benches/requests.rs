//! Counts what a whole request costs on each server, and writes the table of the README; with `--check` it writes nothing. `cargo bench`
//! runs it; as one of the targets of `cargo test` it does nothing.

#![allow(clippy::print_stdout, reason = "the table is for whoever runs it")]

use std::{env, error::Error, fmt::Write as _};

use allocation_counter::measure;
use secure_api_benches::{
    measure::{instructions, write_table},
    servers::{REQUESTS, Requests, Sent, Server},
};

fn main() -> Result<(), Box<dyn Error>> {
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let mut table = String::from(
        "| request | instructions bare | by hand | by macro | ratio | at most | without the cache | ratio | at most | allocations bare | by hand | by macro | without the cache |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    let no_server = Requests::start(None)?;
    let mut servers = Vec::new();
    for server in Server::ALL {
        servers.push((server, Requests::start(Some(server))?));
    }
    let mut too_slow = Vec::new();
    for sent in &REQUESTS {
        let count = |server: &str| {
            instructions(env!("CARGO_BIN_EXE_secure-api-benches"), &["requests", sent.name, server])
        };
        let nothing = count("none")?;
        let (mut costs, mut allocated) = (Vec::new(), Vec::new());
        for (server, requests) in &servers {
            costs.push(count(server.name())? - nothing);
            allocated.push(allocations(requests, sent) - allocations(&no_server, sent));
        }
        let (&[bare, by_hand, by_macro, uncached], &[none, theirs, ours, ours_uncached]) =
            (&*costs, &*allocated)
        else {
            return Err("a server was left out".into());
        };
        let [ratio, uncached_ratio] =
            [by_macro, uncached].map(|ours| f64::from(ours) / f64::from(by_hand));
        let Sent { name, at_most, at_most_uncached, .. } = sent;
        writeln!(
            table,
            "| `{name}` | {bare} | {by_hand} | {by_macro} | {ratio:.3} | {at_most:.3} | {uncached} | {uncached_ratio:.3} | {at_most_uncached:.3} | {none} | {theirs} | {ours} | {ours_uncached} |"
        )?;
        if ratio > *at_most || uncached_ratio > *at_most_uncached {
            too_slow.push(*name);
        }
    }
    println!("{table}");
    if !too_slow.is_empty() {
        return Err(format!("slower than they may be: {}", too_slow.join(", ")).into());
    }
    match env::args().any(|argument| argument == "--check") {
        true => Ok(()),
        false => write_table("scripts/bench-requests", &table),
    }
}

/// The allocations of the thread that answers; SQLite has its own.
fn allocations(requests: &Requests, sent: &Sent) -> u64 {
    let once = || assert!(requests.answer(sent).is_ok_and(|is_right| is_right), "{}", sent.name);
    once(); // statements are put together when they are first used
    measure(once).count_total
}
