//! `#[tracing::instrument]` above or below `#[secure_endpoint]` puts its span around the handler's body.

use std::sync::{Arc, Mutex};

use secure_api::{SecureRouter, get, prelude::*};
use secure_api_tests::app::{ALICE, App};
use tracing::{Metadata, Subscriber, span};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _, registry::LookupSpan};

/// The names of the spans that were entered and of their fields, by when they were made.
#[derive(Debug, Clone, Default)]
struct Spans(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.is_span()
    }

    fn on_new_span(&self, made: &span::Attributes<'_>, _: &span::Id, _: Context<'_, S>) {
        let fields: Vec<&str> = made.fields().iter().map(|field| field.name()).collect();
        let line = format!("{} {}", made.metadata().name(), fields.join(" "));
        self.0.lock().unwrap().push(line);
    }
}

/// Which span a handler finds around itself.
fn here() -> &'static str {
    tracing::Span::current().metadata().map_or("none", Metadata::name)
}

#[tracing::instrument(skip_all, fields(subject = caller.subject()))]
#[secure_endpoint(authenticated)]
async fn above(caller: Principal) -> &'static str {
    tokio::task::yield_now().await;
    drop(caller);
    here()
}

#[secure_endpoint(authenticated)]
#[tracing::instrument(name = "mine", skip_all, fields(subject = caller.subject()))]
async fn below(caller: Principal) -> &'static str {
    tokio::task::yield_now().await;
    drop(caller);
    here()
}

#[tokio::test]
async fn a_span_is_around_the_body() {
    let spans = Spans::default();
    let subscriber = tracing_subscriber::registry().with(spans.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let routes = SecureRouter::new().route("/above", get(above)).route("/below", get(below));
    let app = App::routed(|security| security, routes).await;

    assert_eq!(app.get("/above").send().await.status, 401);
    assert!(!spans.0.lock().unwrap().iter().any(|line| line.ends_with("subject")), "{spans:?}");

    assert_eq!(app.get("/above").by(ALICE, &[]).send().await.text(), "above");
    assert_eq!(app.get("/below").by(ALICE, &[]).send().await.text(), "mine");
    let lines = spans.0.lock().unwrap();
    let ours: Vec<&String> = lines.iter().filter(|line| line.ends_with("subject")).collect();
    assert_eq!(ours, ["above subject", "mine subject"]);
}
