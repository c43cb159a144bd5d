//! What a million callers cost a server, one request each.

use std::{error::Error, fs, path::Path, process::Command, time::Duration};

use serde_json::json;
use tokio::runtime::Builder;
use uuid::Uuid;

use crate::{
    load::memory_of,
    servers::{Application, REQUESTS, Sent, Server, tokens},
};

/// How many callers there are.
const NUMBER: u32 = 1_000_000;

/// How many of them are compared, at the beginning and at the end.
const WINDOW: u32 = 50_000;

/// How many requests are made at once, so that making them does not count.
const BATCH: u32 = 1_000;

/// What became of it.
#[derive(Debug, Clone, Copy)]
pub struct Callers {
    /// How many there were.
    pub number: u32,
    /// By how many bytes the process grew for each.
    pub bytes: u64,
    /// CPU time of a request of the first of them, in microseconds.
    pub first: f64,
    /// The same of the last.
    pub last: f64,
}

/// Has a process of its own count.
///
/// # Errors
/// If it does not.
pub fn callers(program: &str, server: Server) -> Result<Callers, Box<dyn Error>> {
    let output = Command::new(program).args(["callers", server.name()]).output()?;
    let said = String::from_utf8(output.stdout)?;
    let mut figures = said.split_whitespace();
    let mut next = || figures.next().ok_or("the callers were not counted");
    Ok(Callers {
        number: NUMBER,
        bytes: next()?.parse()?,
        first: next()?.parse()?,
        last: next()?.parse()?,
    })
}

/// Counts, in this process, and says it as [`callers`] reads it.
///
/// # Errors
/// If a request is refused, or the system does not say what was used.
pub fn count(server: Server) -> Result<String, Box<dyn Error>> {
    let limited = REQUESTS.iter().find(|sent| sent.name == "GET /limited");
    let limited = limited.ok_or("nothing is limited")?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let application = runtime.block_on(Application::start(server))?;
    let ask = |first| -> Result<Duration, Box<dyn Error>> {
        let requests = batch(limited, first)?;
        let before = cpu_time()?;
        let succeeded = runtime.block_on(async {
            for request in requests {
                if !application.answer(request).await.status().is_success() {
                    return false;
                }
            }
            true
        });
        match succeeded {
            true => Ok(cpu_time()?.saturating_sub(before)),
            false => Err("a caller was refused".into()),
        }
    };
    // Callers of nobody's window, so that the first ones find everything warm.
    for warm in (NUMBER..NUMBER + WINDOW).step_by(BATCH as usize) {
        ask(warm)?;
    }
    let before = memory()?;
    let (mut first, mut last) = (Duration::ZERO, Duration::ZERO);
    for caller in (0..NUMBER).step_by(BATCH as usize) {
        let took = ask(caller)?;
        if caller < WINDOW {
            first += took;
        } else if caller >= NUMBER - WINDOW {
            last += took;
        }
    }
    let bytes = memory()?.saturating_sub(before) / u64::from(NUMBER);
    let each = |window: Duration| window.as_secs_f64() * 1e6 / f64::from(WINDOW);
    Ok(format!("{bytes} {} {}", each(first), each(last)))
}

/// Requests of callers that were never there before.
fn batch(sent: &Sent, first: u32) -> Result<Vec<axum::extract::Request>, Box<dyn Error>> {
    (first..first + BATCH)
        .map(|caller| {
            let mut claims = tokens::claims();
            let subject = json!(Uuid::from_u128(u128::from(caller)));
            claims.as_object_mut().ok_or("claims are an object")?.insert("sub".to_owned(), subject);
            Ok(sent.request(&tokens::token(&claims)?)?)
        })
        .collect()
}

/// What this thread has used so far.
fn cpu_time() -> Result<Duration, Box<dyn Error>> {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat")?;
    let ran = schedule.split_whitespace().next().ok_or("an empty schedstat")?;
    Ok(Duration::from_nanos(ran.parse()?))
}

fn memory() -> Result<u64, Box<dyn Error>> {
    memory_of(Path::new("/proc/self/status"))
}
