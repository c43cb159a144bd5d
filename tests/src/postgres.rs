//! A PostgreSQL server of a test's own: on a free port of 127.0.0.1, in a temporary directory, gone with the value.
//!
//! Uses the standard library only, so that the unit tests of `secure-api` can include this file.

use std::{
    fs, io,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How long a server may take to answer, on a machine that builds something else at the same time.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// The name of the server's log.
const LOG: &str = "log";

/// A running server. Dropping it stops it and removes its files: fields drop in this order.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
    directory: Directory,
    programs: PathBuf,
    port: u16,
}

/// The server's process.
#[derive(Debug)]
struct Server(Child);

/// The server's files.
#[derive(Debug)]
struct Directory(PathBuf);

impl Postgres {
    /// Starts a server; where no PostgreSQL is installed it says so on the error stream and gives none.
    ///
    /// # Panics
    /// If the server does not start, or if none is installed although `SECURE_API_REQUIRE_TOOLS` is `1`.
    #[must_use]
    #[allow(clippy::print_stderr, reason = "a skipped test says so")]
    pub fn start() -> Option<Self> {
        let Some(programs) = installed() else {
            let required = std::env::var("SECURE_API_REQUIRE_TOOLS");
            assert!(required.as_deref() != Ok("1"), "no PostgreSQL under /usr/lib/postgresql");
            eprintln!("skipped: no PostgreSQL under /usr/lib/postgresql");
            return None;
        };
        match Self::start_from(&programs) {
            Ok(server) => Some(server),
            Err(error) => std::panic::panic_any(format!("PostgreSQL does not start: {error}")),
        }
    }

    /// The URL of its database, for the superuser `tester`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_at(self.port)
    }

    /// The URL of the same database, behind another port that leads to it.
    #[must_use]
    pub fn url_at(&self, port: u16) -> String {
        format!("postgres://tester@127.0.0.1:{port}/postgres")
    }

    /// Its port.
    #[must_use]
    #[allow(dead_code, reason = "not every package that includes this file has a use for it")]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Ends it at once, as a crash would: every connection breaks, and nothing is tidied up.
    #[allow(dead_code, reason = "not every package that includes this file has a use for it")]
    pub fn kill(&mut self) {
        self.server.stop();
    }

    /// Starts it again after [`Self::kill`], on the same port, with what it had stored.
    ///
    /// # Panics
    /// If it does not start.
    #[allow(dead_code, reason = "not every package that includes this file has a use for it")]
    pub fn restart(&mut self) {
        let started = Server::start(&self.programs, &self.directory, self.port);
        let answers = started.and_then(|server| {
            self.server = server;
            self.server.answers(&self.programs, self.port)
        });
        assert!(matches!(answers, Ok(true)), "PostgreSQL does not start again: {answers:?}");
    }

    /// Starts a shell that ends this server and removes its files once this process has ended, however that happens: then its input ends.
    ///
    /// # Errors
    /// If there is no shell.
    #[allow(dead_code, reason = "not every package that includes this file has a use for it")]
    pub fn end_after_this_process(&self) -> io::Result<Child> {
        // An interrupt at the terminal is for the tests. A process that ended may still be listed for a while.
        let script = "trap '' HUP INT TERM; read -r _; kill -QUIT \"$1\"; \
             for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 \"$1\" || break; sleep 0.1; done; rm -rf \"$2\"";
        Command::new("sh")
            .args(["-c", script, "sh", &self.server.0.id().to_string()])
            .arg(&self.directory.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
    }

    /// What it has written into its log so far.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn log(&self) -> String {
        match fs::read_to_string(self.directory.0.join(LOG)) {
            Ok(log) => log,
            Err(error) => std::panic::panic_any(format!("PostgreSQL has no log: {error}")),
        }
    }

    fn start_from(programs: &Path) -> io::Result<Self> {
        let directory = Directory::new()?;
        // `trust` will do: only this machine can connect, for the time of a test, to nothing of value.
        let made = unprivileged(&programs.join("initdb"))
            .args(["--auth=trust", "--username=tester", "--encoding=UTF8", "--locale=C"])
            .args(["--no-sync", "--pgdata"])
            .arg(directory.0.join("data"))
            .current_dir(&directory.0)
            .output()?;
        if !made.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        // Another process may take the port in between: then the server ends, and another port is tried.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let mut server = Server::start(programs, &directory, port)?;
            if server.answers(programs, port)? {
                return Ok(Self { server, directory, programs: programs.to_owned(), port });
            }
        }
        Err(io::Error::other("it ended on every port"))
    }
}

impl Server {
    fn start(programs: &Path, directory: &Directory, port: u16) -> io::Result<Self> {
        unprivileged(&programs.join("postgres"))
            .arg("-D")
            .arg(directory.0.join("data"))
            .args(["-p", &port.to_string()])
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
            .args(["-c", "fsync=off", "-c", "max_connections=50"])
            .current_dir(&directory.0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::OpenOptions::new().create(true).append(true).open(directory.0.join(LOG))?)
            .spawn()
            .map(Self)
    }

    /// Waits until it accepts queries; false if it ended instead.
    fn answers(&mut self, programs: &Path, port: u16) -> io::Result<bool> {
        let start = Instant::now();
        while start.elapsed() < START_TIMEOUT {
            if self.0.try_wait()?.is_some() {
                return Ok(false);
            }
            let ready = Command::new(programs.join("pg_isready"))
                .args(["--quiet", "--host=127.0.0.1", "--dbname=postgres", "--username=tester"])
                .arg(format!("--port={port}"))
                .status()?;
            if ready.success() {
                return Ok(true);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(io::Error::other("it does not answer in time"))
    }

    /// SIGQUIT is its immediate shutdown: its own processes end with it, and nothing is written any more.
    fn stop(&mut self) {
        if !matches!(self.0.try_wait(), Ok(None)) {
            // It has ended already; by now another process may have its number.
            return;
        }
        let asked = Command::new("kill").args(["-QUIT", &self.0.id().to_string()]).status();
        let deadline = Instant::now() + Duration::from_secs(10);
        while asked.is_ok() && Instant::now() < deadline {
            match self.0.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(20)),
                _ => return,
            }
        }
        // Nothing to do about failures here; the process belongs to this test run.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Directory {
    fn new() -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("secure-api-postgres-{}-{number}", std::process::id());
        let directory = Self(std::env::temp_dir().join(name));
        fs::create_dir(&directory.0)?;
        if let Some(user) = unprivileged_user() {
            std::os::unix::fs::chown(&directory.0, Some(user.id), Some(user.group))?;
        }
        Ok(directory)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The programs of the newest version that is installed.
fn installed() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|version| {
            let version = version.ok()?;
            let number: u32 = version.file_name().to_str()?.parse().ok()?;
            let programs = version.path().join("bin");
            programs.join("postgres").exists().then_some((number, programs))
        })
        .max()
        .map(|(_, programs)| programs)
}

/// A user without rights, by number.
struct User {
    id: u32,
    group: u32,
}

/// Who the server runs as: PostgreSQL refuses root. Nobody else where this process is not root.
fn unprivileged_user() -> Option<User> {
    (id(&["-u"])? == 0).then_some(())?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some(User { id: id(&["-u", name])?, group: id(&["-g", name])? }))
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// A program of PostgreSQL's, as somebody it accepts.
fn unprivileged(program: &Path) -> Command {
    let Some(user) = unprivileged_user() else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={}", user.id))
        .arg(format!("--regid={}", user.group))
        .args(["--clear-groups", "--"])
        .arg(program);
    command
}
