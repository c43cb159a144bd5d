//! Does one thing so many times, which is what the benchmarks run under callgrind; or serves HTTP, for whoever puts it under load.
//!
//! ```text
//! secure-api-benches input <shape> <by-hand | by-macro> <times>
//! secure-api-benches rows <read> <by-hand | by-macro | neither> <times>
//! secure-api-benches requests <request> <bare | by-hand | by-macro | by-macro-uncached | none> <times>
//! secure-api-benches callers <by-hand | by-macro>
//! secure-api-benches serve <bare | by-hand | by-macro | by-macro-uncached> [--workers <number>]
//! ```

#![allow(clippy::print_stdout, reason = "whoever starts a server reads its address there")]

use std::{
    env,
    error::Error,
    io::{self, Write as _},
    process::ExitCode,
    thread,
};

use secure_api_benches::{
    Shape, Way,
    measure::repeat,
    rows::{Read, Rows},
    scale,
    servers::{Requests, Sent, Server, tokens},
};
use tokio::{net::TcpListener, runtime::Builder, sync::oneshot};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["input", shape, way, times] => read_input(shape, way, times),
        ["rows", read, way, times] => read_rows(read, way, times),
        ["requests", sent, server, times] => answer_requests(sent, server, times),
        ["callers", server] => count_callers(server),
        ["serve", server] => serve(server, None),
        ["serve", server, "--workers", workers] => serve(server, Some(workers)),
        _ => None,
    };
    if done == Some(true) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read_input(shape: &str, way: &str, times: &str) -> Option<bool> {
    let (shape, way, times) = (Shape::named(shape)?, Way::named(way)?, times.parse().ok()?);
    Some(repeat(times, || shape.read(way)))
}

fn read_rows(read: &str, way: &str, times: &str) -> Option<bool> {
    let (read, way, times) = (Read::named(read)?, Way::named(way), times.parse().ok()?);
    let rows = Rows::start().ok()?;
    Some(repeat(times, || rows.read(read, way).is_ok_and(|is_right| is_right)))
}

fn answer_requests(sent: &str, server: &str, times: &str) -> Option<bool> {
    let (sent, server, times) = (Sent::named(sent)?, Server::named(server), times.parse().ok()?);
    let requests = Requests::start(server).ok()?;
    Some(repeat(times, || requests.answer(sent).is_ok_and(|is_right| is_right)))
}

/// Says what a million callers cost.
fn count_callers(server: &str) -> Option<bool> {
    let counted = scale::count(Server::named(server)?);
    if let Ok(counted) = &counted {
        println!("{counted}");
    }
    Some(counted.is_ok())
}

/// Serves on a free port of loopback, with this many threads or one for each processor, and says where and which token is good: two lines.
/// Ends when its standard input does.
fn serve(server: &str, workers: Option<&str>) -> Option<bool> {
    let server = Server::named(server)?;
    let mut runtime = Builder::new_multi_thread();
    if let Some(workers) = workers {
        runtime.worker_threads(workers.parse().ok().filter(|workers| *workers > 0)?);
    }
    let runtime = runtime.enable_all().build().ok()?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("http://{}", listener.local_addr()?);
        println!("{}", tokens::token(&tokens::claims())?);
        io::stdout().flush()?;
        let (close, closed) = oneshot::channel::<()>();
        thread::spawn(move || {
            // Whatever comes of it, there is nobody any more who wants an answer.
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            drop(close);
        });
        tokio::select! {
            ended = server.serve(listener) => ended,
            _ = closed => Ok::<(), Box<dyn Error>>(()),
        }
    });
    Some(served.is_ok())
}
