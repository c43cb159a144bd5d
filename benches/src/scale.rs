//! What a caller costs a server that a million others have asked before, one request each.
//!
//! Two applications of the same server stand in one process: one that few have asked, one that nearly all have. Then each is asked by new
//! callers, in turn, a batch at a time, so that whatever else the machine does meets both; batches that stand beside each other are compared.

use std::{error::Error, fs, path::Path, process::Command, thread, time::Duration};

use axum::extract::Request;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

use crate::{
    load::memory_of,
    measure::median,
    servers::{Application, Sent, Server, tokens},
};

/// How many callers there are.
const NUMBER: u32 = 1_000_000;

/// How many have asked the one that few have asked: enough that everything is warm, and the caches of tokens full.
const FEW: u32 = 50_000;

/// How many new callers of each are compared, the last of the million among them.
const COMPARED: u32 = 50_000;

/// How many requests are made at once, so that making them does not count.
const BATCH: u32 = 500;

/// What became of it.
#[derive(Debug, Clone, Copy)]
pub struct Callers {
    /// By how many bytes the process grew for each, from few callers to many.
    pub bytes: u64,
    /// CPU time of a request where few have asked, in microseconds, in the median batch.
    pub few: f64,
    /// The same where nearly all have.
    pub many: f64,
    /// How many times the time of the one is that of the other, in the median pair of batches.
    pub ratio: f64,
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
        bytes: next()?.parse()?,
        few: next()?.parse()?,
        many: next()?.parse()?,
        ratio: next()?.parse()?,
    })
}

/// Counts, in this process, and says it as [`callers`] reads it.
///
/// # Errors
/// If a request is refused, or the system does not say what was used.
pub fn count(server: Server) -> Result<String, Box<dyn Error>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let [mut few, mut many] = [Asked::start(server, &runtime)?, Asked::start(server, &runtime)?];
    few.until(FEW)?;
    many.until(FEW)?;
    let before = memory()?;
    many.until(NUMBER - COMPARED)?;
    let bytes = memory()?.saturating_sub(before) / u64::from(NUMBER - COMPARED - FEW);
    let mut pairs = Vec::new();
    while many.callers < NUMBER {
        // Whoever is second finds what the first has left in the processor's caches, so they change places.
        pairs.push(match pairs.len() % 2 {
            0 => (few.batch()?, many.batch()?),
            _ => {
                let many = many.batch()?;
                (few.batch()?, many)
            }
        });
    }
    let middle = |figure: fn(&(f64, f64)) -> f64| median(pairs.iter().map(figure).collect());
    let (few, many) = (middle(|(few, _)| *few), middle(|(_, many)| *many));
    Ok(format!("{bytes} {few} {many} {}", middle(|(few, many)| many / few)))
}

/// An application, and how many callers have asked it.
struct Asked<'a> {
    runtime: &'a Runtime,
    application: Application,
    limited: &'static Sent,
    callers: u32,
}

impl<'a> Asked<'a> {
    fn start(server: Server, runtime: &'a Runtime) -> Result<Self, Box<dyn Error>> {
        let limited = Sent::named("GET /limited").ok_or("nothing is limited")?;
        let application = runtime.block_on(Application::start(server))?;
        Ok(Self { runtime, application, limited, callers: 0 })
    }

    /// Lets new callers ask until there are so many.
    fn until(&mut self, callers: u32) -> Result<(), Box<dyn Error>> {
        while self.callers < callers {
            self.batch()?;
        }
        Ok(())
    }

    /// Lets a batch of new callers ask, and gives the CPU time of one request, in microseconds.
    fn batch(&mut self) -> Result<f64, Box<dyn Error>> {
        let requests = self.requests()?;
        let before = cpu_time()?;
        let succeeded = self.runtime.block_on(async {
            for request in requests {
                if !self.application.answer(request).await.status().is_success() {
                    return false;
                }
            }
            true
        });
        let took = cpu_time()?.saturating_sub(before);
        self.callers += BATCH;
        match succeeded {
            true => Ok(took.as_secs_f64() * 1e6 / f64::from(BATCH)),
            false => Err("a caller was refused".into()),
        }
    }

    /// Requests of callers that were never there before, each with a token of its own.
    fn requests(&self) -> Result<Vec<Request>, Box<dyn Error>> {
        let request = |caller| {
            let mut claims = tokens::claims();
            let subject = json!(Uuid::from_u128(u128::from(caller)));
            claims.as_object_mut().ok_or("claims are an object")?.insert("sub".to_owned(), subject);
            Ok(self.limited.request(&tokens::token(&claims)?)?)
        };
        (self.callers..self.callers + BATCH).map(request).collect()
    }
}

/// What this thread has used so far. The kernel counts it at each tick, milliseconds apart, and when the thread gives up its turn.
fn cpu_time() -> Result<Duration, Box<dyn Error>> {
    thread::yield_now();
    let schedule = fs::read_to_string("/proc/thread-self/schedstat")?;
    let ran = schedule.split_whitespace().next().ok_or("an empty schedstat")?;
    Ok(Duration::from_nanos(ran.parse()?))
}

fn memory() -> Result<u64, Box<dyn Error>> {
    memory_of(Path::new("/proc/self/status"))
}
