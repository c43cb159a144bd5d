//! Puts a server of this package under load, over loopback, and reads what that costs it.
//!
//! The servers are processes of their own, on one core; the load comes from `wrk` on another one.

use std::{
    error::Error,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::servers::{Sent, Server};

/// What may go wrong: no such tool, a server that does not start, an answer that is not the expected one.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A server, running until this is dropped.
#[derive(Debug)]
pub struct Running {
    process: Child,
    url: String,
    token: String,
}

/// One round of load: what it did to the server.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Of the server, user and system, for each request that was answered.
    pub cpu: Duration,
    /// The time under which 99 of 100 requests were answered.
    pub p99: Duration,
}

/// How it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Load<'a> {
    /// How many connections ask at once, each one request after the other.
    pub connections: usize,
    /// For how long, in seconds.
    pub seconds: u64,
    /// Where the load comes from, as `taskset` lists cores.
    pub cores: &'a str,
}

impl Running {
    /// Starts it, with this many workers on these cores, as `taskset` lists them.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(program: &str, server: Server, workers: usize, cores: &str) -> Result<Self> {
        let mut process = Command::new("taskset")
            .args(["--cpu-list", cores, program, "serve", server.name()])
            .args(["--workers", &workers.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(said).lines();
        let mut next = || {
            lines
                .next()
                .ok_or("the server ended before it was ready")?
                .map_err(Box::<dyn Error>::from)
        };
        let (url, token) = (next()?, next()?);
        Ok(Self { process, url, token })
    }

    /// Where it listens: host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Asks this server for one thing again and again.
    ///
    /// # Errors
    /// If `wrk` is missing, or if anything but success was answered: a refusal costs less than what is measured.
    pub fn load(&self, sent: &Sent, load: Load<'_>) -> Result<Round> {
        let mut wrk = Command::new("taskset");
        wrk.args(["--cpu-list", load.cores, "wrk", "--latency", "--threads", "1"])
            .args(["--connections", &load.connections.to_string()])
            .args(["--duration", &format!("{}s", load.seconds)])
            .args(["--header", &format!("authorization: Bearer {}", self.token)]);
        let script = tempfile::Builder::new().suffix(".lua").tempfile()?;
        if !sent.body.is_empty() {
            let (method, body) = (sent.method, sent.body);
            let script_text = format!(
                "wrk.method = '{method}'\nwrk.body = [==[{body}]==]\nwrk.headers['content-type'] = 'application/json'\n"
            );
            fs::write(script.path(), script_text)?;
            wrk.arg("--script").arg(script.path());
        }
        wrk.arg(format!("{}{}", self.url, sent.path));
        let before = self.cpu_time()?;
        let output = wrk.output()?;
        let cpu = self.cpu_time()?.saturating_sub(before);
        let said = String::from_utf8(output.stdout)?;
        if !output.status.success() {
            return Err(format!("wrk: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        if said.contains("Non-2xx") || said.contains("Socket errors") {
            return Err(format!("{}: not every request succeeded\n{said}", sent.name).into());
        }
        let word_before = |mark: &str| {
            let line = said.lines().find(|line| line.contains(mark));
            line.and_then(|line| line.split_whitespace().next())
                .ok_or_else(|| format!("wrk says no `{mark}`\n{said}"))
        };
        let requests: u64 = word_before(" requests in ")?.parse()?;
        let p99 = said.lines().find_map(|line| line.trim().strip_prefix("99%"));
        let p99 = p99.and_then(duration).ok_or_else(|| format!("wrk says no latency\n{said}"))?;
        let cpu = Duration::from_nanos(
            u64::try_from(cpu.as_nanos())?
                .checked_div(requests)
                .ok_or("no request was answered")?,
        );
        Ok(Round { cpu, p99 })
    }

    /// What all of its threads have used so far. The kernel counts nanoseconds there, where `stat` counts hundredths of a second.
    fn cpu_time(&self) -> Result<Duration> {
        let mut nanos = 0;
        for task in fs::read_dir(self.proc("task"))? {
            let schedule = fs::read_to_string(task?.path().join("schedstat"))?;
            let ran = schedule.split_whitespace().next().ok_or("an empty schedstat")?;
            nanos += ran.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanos))
    }

    /// The memory that it has in use, in bytes.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn memory(&self) -> Result<u64> {
        memory_of(&self.proc("status"))
    }

    fn proc(&self, file: &str) -> std::path::PathBuf {
        Path::new("/proc").join(self.process.id().to_string()).join(file)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The memory that a process has in use, in bytes, by its `status` file.
///
/// # Errors
/// If it says nothing.
pub fn memory_of(status: &Path) -> Result<u64> {
    let status = fs::read_to_string(status)?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = resident.and_then(|line| line.split_whitespace().next());
    Ok(kibibytes.ok_or("no VmRSS")?.parse::<u64>()? * 1024)
}

/// A time as `wrk` writes it: `812.00us`, `1.23ms`, `2.01s`.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let number = text.trim_end_matches(char::is_alphabetic);
    let unit = match text.get(number.len()..)? {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * unit).ok()
}
