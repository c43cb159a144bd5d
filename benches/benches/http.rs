//! The servers of this package under load over loopback, and the tables of the README. `benches/http.sh` runs it; as one of the targets
//! of `cargo test` it does nothing.

#![allow(clippy::print_stdout, reason = "the tables are for whoever runs it")]

use std::{
    env,
    error::Error,
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::TcpStream,
};

use secure_api_benches::{
    load::{Load, Round, Running},
    measure::{median, write_table},
    scale::{self, Callers},
    servers::{REQUESTS, Sent, Server},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_secure-api-benches");

/// How many times the throughput per CPU second of `by-hand` is the goal.
const GOALS: [(&str, f64); 6] = [
    ("GET /health", 1.0),
    ("GET /me", 1.5),
    ("GET /admin", 1.5),
    ("GET /limited", 1.5),
    ("POST /documents", 1.2),
    ("GET /documents/{id}", 1.0),
];

fn main() -> Result<(), Box<dyn Error>> {
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let rounds = setting("ROUNDS", 7)?;
    let load = Load { connections: 32, seconds: setting("SECONDS", 2)?, cores: "1" };
    write("throughput", &throughput(rounds, load)?)?;
    write("connections", &connections(rounds, load)?)?;
    write("cores", &cores(rounds, load)?)?;
    write("idle connections", &idle_connections()?)?;
    write("callers", &callers()?)
}

fn setting(name: &str, otherwise: u64) -> Result<u64, Box<dyn Error>> {
    env::var(name).map_or(Ok(otherwise), |value| Ok(value.parse()?))
}

fn write(table: &str, text: &str) -> Result<(), Box<dyn Error>> {
    println!("{text}");
    write_table(&format!("benches/http.sh, {table}"), text)
}

/// Every request against every server.
fn throughput(rounds: u64, load: Load<'_>) -> Result<String, Box<dyn Error>> {
    let mut table = String::from(
        "| request | CPU µs, bare | by hand | by macro | without the cache | by macro against by hand | goal | without the cache | against bare | p99, by macro to by hand |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    let servers = [
        Running::start(PROGRAM, Server::Bare, 1, "0")?,
        Running::start(PROGRAM, Server::ByHand, 1, "0")?,
        Running::start(PROGRAM, Server::ByMacro, 1, "0")?,
        Running::start(PROGRAM, Server::ByMacroUncached, 1, "0")?,
    ];
    for (name, goal) in GOALS {
        let [bare, by_hand, by_macro, uncached] = interleaved(&servers, sent(name)?, rounds, load)?;
        writeln!(
            table,
            "| `{name}` | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {goal:.1} | {:.2} | {:.2} | {:.2} |",
            middle(&bare, micros),
            middle(&by_hand, micros),
            middle(&by_macro, micros),
            middle(&uncached, micros),
            times(&by_hand, &by_macro, micros),
            times(&by_hand, &uncached, micros),
            times(&bare, &by_macro, micros),
            times(&by_macro, &by_hand, p99),
        )?;
    }
    Ok(table)
}

/// One, some and many connections.
fn connections(rounds: u64, load: Load<'_>) -> Result<String, Box<dyn Error>> {
    let mut table = String::from(
        "| connections | CPU µs, by hand | by macro | by macro against by hand | p99, by macro to by hand |\n|---:|---:|---:|---:|---:|\n",
    );
    let servers = [
        Running::start(PROGRAM, Server::ByHand, 1, "0")?,
        Running::start(PROGRAM, Server::ByMacro, 1, "0")?,
    ];
    for connections in [1, 64, 1_000] {
        let load = Load { connections, ..load };
        let [by_hand, by_macro] = interleaved(&servers, sent("GET /me")?, rounds, load)?;
        writeln!(
            table,
            "| {connections} | {:.2} | {:.2} | {:.2} | {:.2} |",
            middle(&by_hand, micros),
            middle(&by_macro, micros),
            times(&by_hand, &by_macro, micros),
            times(&by_macro, &by_hand, p99),
        )?;
    }
    Ok(table)
}

/// Two cores against one: what a request costs when two threads answer, of what it costs when one does.
fn cores(rounds: u64, load: Load<'_>) -> Result<String, Box<dyn Error>> {
    let mut table = String::from(
        "| server | request | CPU µs on one core | on two | one against two |\n|---|---|---:|---:|---:|\n",
    );
    for (server, name) in [
        (Server::ByHand, "GET /me"),
        (Server::ByMacro, "GET /me"),
        (Server::ByHand, "GET /limited"),
        (Server::ByMacro, "GET /limited"),
    ] {
        // The load has to share a core with the second thread, so both are asked with the load on both.
        let servers =
            [Running::start(PROGRAM, server, 1, "0")?, Running::start(PROGRAM, server, 2, "0,1")?];
        let load = Load { cores: "0,1", ..load };
        let [one, two] = interleaved(&servers, sent(name)?, rounds, load)?;
        let (server, ratio) = (server.name(), times(&one, &two, micros));
        let (one, two) = (middle(&one, micros), middle(&two, micros));
        writeln!(table, "| {server} | `{name}` | {one:.2} | {two:.2} | {ratio:.2} |")?;
    }
    Ok(table)
}

/// The memory of connections that do nothing after a request.
fn idle_connections() -> Result<String, Box<dyn Error>> {
    const CONNECTIONS: u64 = 10_000;
    let mut table =
        String::from("| server | bytes for each of 10,000 idle connections |\n|---|---:|\n");
    for server in [Server::Bare, Server::ByHand, Server::ByMacro] {
        let running = Running::start(PROGRAM, server, 1, "0")?;
        // What the first connections bring with them is none of theirs.
        let first = connect(&running, 100)?;
        let before = running.memory()?;
        let idle = connect(&running, CONNECTIONS)?;
        let grown = running.memory()?.saturating_sub(before);
        drop((first, idle));
        writeln!(table, "| {} | {} |", server.name(), grown / CONNECTIONS)?;
    }
    Ok(table)
}

/// Connections that were answered once.
fn connect(server: &Running, number: u64) -> Result<Vec<TcpStream>, Box<dyn Error>> {
    let request = format!("GET /health HTTP/1.1\r\nhost: {}\r\n\r\n", server.address());
    let mut answer = [0; 4096];
    (0..number)
        .map(|_| {
            let mut connection = TcpStream::connect(server.address())?;
            connection.write_all(request.as_bytes())?;
            let length = connection.read(&mut answer)?;
            match answer.get(..length).is_some_and(|answer| answer.starts_with(b"HTTP/1.1 200")) {
                true => Ok(connection),
                false => Err("an idle connection was refused".into()),
            }
        })
        .collect()
}

/// A million callers, each with a token of its own, under a limit for each.
fn callers() -> Result<String, Box<dyn Error>> {
    let mut table = String::from(
        "| server | bytes for each caller | CPU µs, after 50,000 callers | after 950,000 | the later against the earlier |\n|---|---:|---:|---:|---:|\n",
    );
    for server in [Server::ByHand, Server::ByMacro] {
        let Callers { bytes, few, many, ratio } = scale::callers(PROGRAM, server)?;
        let server = server.name();
        writeln!(table, "| {server} | {bytes} | {few:.2} | {many:.2} | {ratio:.2} |")?;
    }
    Ok(table)
}

fn sent(name: &str) -> Result<&'static Sent, String> {
    let sent = REQUESTS.iter().find(|sent| sent.name == name);
    sent.ok_or_else(|| format!("no such request: {name}"))
}

/// Each server in turn, again and again, so that whatever else the machine does meets all of them.
fn interleaved<const N: usize>(
    servers: &[Running; N],
    sent: &Sent,
    rounds: u64,
    load: Load<'_>,
) -> Result<[Vec<Round>; N], Box<dyn Error>> {
    let mut measured = [const { Vec::new() }; N];
    for round in 0..=rounds {
        for (server, measured) in servers.iter().zip(&mut measured) {
            let figures = server.load(sent, load)?;
            // The first round warms up.
            if round > 0 {
                measured.push(figures);
            }
        }
    }
    Ok(measured)
}

fn micros(round: &Round) -> f64 {
    round.cpu.as_secs_f64() * 1e6
}

fn p99(round: &Round) -> f64 {
    round.p99.as_secs_f64()
}

fn middle(rounds: &[Round], figure: fn(&Round) -> f64) -> f64 {
    median(rounds.iter().map(figure).collect())
}

/// How many times the figure of others ours is, in the middle of the rounds: each is compared with the one beside it.
fn times(theirs: &[Round], ours: &[Round], figure: fn(&Round) -> f64) -> f64 {
    median(theirs.iter().zip(ours).map(|(theirs, ours)| figure(theirs) / figure(ours)).collect())
}
