//! What is asked of each server.

use std::{error::Error, hint::black_box, net::SocketAddr};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    http,
};
use tokio::runtime::{Builder, Runtime};

use super::{Application, Server, tokens};

/// A request that is answered with success.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// What the table calls it.
    pub name: &'static str,
    /// How many times the instructions of answering it by hand, at most, answering it by the library may take.
    pub at_most: f64,
    /// The same of a library that verifies every token anew.
    pub at_most_uncached: f64,
    /// Its method.
    pub method: &'static str,
    /// Below the server's address.
    pub path: &'static str,
    has_token: bool,
    /// JSON, or empty.
    pub body: &'static str,
}

const GET: Sent = Sent {
    name: "",
    at_most: 0.0,
    at_most_uncached: 0.0,
    method: "GET",
    path: "",
    has_token: true,
    body: "",
};

/// One for each endpoint.
pub const REQUESTS: [Sent; 6] = [
    Sent {
        name: "GET /health",
        at_most: 0.980,
        at_most_uncached: 0.979,
        path: "/health",
        has_token: false,
        ..GET
    },
    Sent { name: "GET /me", at_most: 0.248, at_most_uncached: 0.819, path: "/me", ..GET },
    Sent { name: "GET /admin", at_most: 0.228, at_most_uncached: 0.813, path: "/admin", ..GET },
    Sent {
        name: "GET /documents/{id}",
        at_most: 0.609,
        at_most_uncached: 0.944,
        path: "/documents/00000000-0000-0000-0000-000000000207",
        ..GET
    },
    Sent {
        name: "POST /documents",
        at_most: 0.324,
        at_most_uncached: 0.841,
        method: "POST",
        path: "/documents",
        body: r#"{"title": "On trust", "stars": 5, "note": "Read it twice."}"#,
        ..GET
    },
    Sent { name: "GET /limited", at_most: 0.326, at_most_uncached: 0.888, path: "/limited", ..GET },
];

impl Sent {
    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        REQUESTS.iter().find(|sent| sent.name == name)
    }

    /// The request, with this token where it needs one.
    ///
    /// # Errors
    /// If the token is no header value.
    pub fn request(&self, token: &str) -> http::Result<Request> {
        let request = request(self.method, self.path);
        let request = match self.has_token {
            true => request.header("authorization", format!("Bearer {token}")),
            false => request,
        };
        if self.body.is_empty() {
            return request.body(Body::empty());
        }
        request
            .header("content-type", "application/json")
            .header("content-length", self.body.len())
            .body(Body::from(self.body))
    }
}

/// A request as a server on loopback gets it.
#[must_use]
pub fn request(method: &str, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:3000")
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))))
}

/// A server, or none, that is asked the same again and again.
#[derive(Debug)]
pub struct Requests {
    runtime: Runtime,
    application: Option<Application>,
    token: String,
}

impl Requests {
    /// Starts it. Without a server, requests are only made, which is what the others' costs are more than.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(server: Option<Server>) -> Result<Self, Box<dyn Error>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let application = match server {
            Some(server) => Some(runtime.block_on(Application::start(server))?),
            None => None,
        };
        Ok(Self { runtime, application, token: tokens::token(&tokens::claims())? })
    }

    /// Answers the request, and says whether it was answered as it should be.
    ///
    /// # Errors
    /// If there is no such request.
    pub fn answer(&self, sent: &Sent) -> Result<bool, Box<dyn Error>> {
        let request = black_box(sent.request(&self.token)?);
        let Some(application) = &self.application else { return Ok(true) };
        let answer = self.runtime.block_on(application.answer(request));
        Ok(answer.status().is_success())
    }
}
