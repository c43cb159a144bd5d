//! One workload, served three ways on the same handler bodies: without any security, by hand, and by this library.

mod bare;
mod by_hand;
mod by_macro;
mod database;
mod handlers;
mod requests;
pub mod tokens;

use std::{error::Error, net::SocketAddr};

use axum::{Router, extract::Request, response::Response};
use database::Database;
pub use requests::{REQUESTS, Requests, Sent, request};
use secure_api::{SecureRouter, SecureService};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

/// How the workload is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// axum, and no security at all.
    Bare,
    /// What one writes on axum without this library.
    ByHand,
    /// This library.
    ByMacro,
    /// The same, verifying every token anew.
    ByMacroUncached,
}

impl Server {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Bare, Self::ByHand, Self::ByMacro, Self::ByMacroUncached];

    /// As it stands on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::ByHand => "by-hand",
            Self::ByMacro => "by-macro",
            Self::ByMacroUncached => "by-macro-uncached",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|server| server.name() == name)
    }

    /// Serves HTTP as its users would, until the process ends.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn serve(self, listener: TcpListener) -> Result<(), Box<dyn Error>> {
        let database = Database::create().await?;
        match self {
            Self::Bare => axum::serve(listener, bare::router(&database).await?).await?,
            Self::ByHand => {
                let router = by_hand::router(&database).await?;
                let service = router.into_make_service_with_connect_info::<SocketAddr>();
                axum::serve(listener, service).await?;
            }
            Self::ByMacro | Self::ByMacroUncached => {
                secure_api::serve(listener, self.by_macro(&database).await?).await?;
            }
        }
        Ok(())
    }

    async fn by_macro(self, database: &Database) -> Result<SecureRouter, Box<dyn Error>> {
        by_macro::router(database, self != Self::ByMacroUncached).await
    }
}

/// One of them without a network.
#[derive(Debug)]
pub struct Application {
    service: Service,
    _database: Database,
}

#[derive(Debug, Clone)]
enum Service {
    Axum(Router),
    Secure(SecureService),
}

impl Application {
    /// Starts it, on a database of its own.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn start(server: Server) -> Result<Self, Box<dyn Error>> {
        let database = Database::create().await?;
        let service = match server {
            Server::Bare => Service::Axum(bare::router(&database).await?),
            Server::ByHand => Service::Axum(by_hand::router(&database).await?),
            Server::ByMacro | Server::ByMacroUncached => {
                Service::Secure(server.by_macro(&database).await?.into_service()?)
            }
        };
        Ok(Self { service, _database: database })
    }

    /// Answers one request.
    pub async fn answer(&self, request: Request) -> Response {
        let Ok(answer) = match &self.service {
            Service::Axum(router) => router.clone().oneshot(request).await,
            Service::Secure(service) => service.clone().oneshot(request).await,
        };
        answer
    }
}
