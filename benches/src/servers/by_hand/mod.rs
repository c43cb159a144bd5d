//! The workload as one writes it on axum without this library, and with care for what it costs: one step after the other in the function that
//! answers, no layers, fixed header fields and refusals, and nothing copied that can be borrowed.
//!
//! It answers what the library answers; `tests/alike.rs` compares them. These guards it does not have:
//!
//! - tokens that somebody else holds for the user (`act`, a third party's client) and those of services are taken for the user's own
//! - an id has several spellings; `If-Match` is not looked at
//! - of an invalid body one kind of failure is told at a time, and of malformed JSON not in which member it breaks off
//! - the cells of quotas are not bounded in number
//! - slow clients: `axum::serve` waits for header fields as long as they take
//! - answers of the framework itself (a path, a method that is not there) are given by hand here, but nothing enforces that an endpoint takes
//!   the steps at all, or in the right order

mod call;
mod input;
mod quota;
mod refusal;
mod token;

use std::{error::Error, sync::Arc};

use axum::{
    Router,
    extract::{FromRequestParts as _, Path, Request, State},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use call::{Call, in_time};
use quota::{CallerQuota, RefusalQuotas};
use refusal::Refusal;
use sqlx::SqlitePool;
use token::Tokens;
use uuid::Uuid;

use super::{database::Database, handlers};

/// What the endpoints share.
struct App {
    tokens: Tokens,
    pool: SqlitePool,
    refusals: RefusalQuotas,
    limited: CallerQuota,
    scarce: CallerQuota,
}

pub(super) async fn router(database: &Database) -> Result<Router, Box<dyn Error>> {
    let app = App {
        tokens: Tokens::new(),
        pool: database.pool().await?,
        refusals: RefusalQuotas::new()?,
        limited: CallerQuota::per_minute(1_000_000_000)?,
        scarce: CallerQuota::per_minute(2)?,
    };
    Ok(Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/admin", get(admin))
        .route("/documents/{id}", get(document))
        .route("/documents", post(create))
        .route("/limited", get(limited))
        .route("/scarce", get(scarce))
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .with_state(Arc::new(app)))
}

async fn health(request: Request) -> Response {
    let (call, _) = Call::begin("health", request);
    let answer = in_time(async {
        call.check()?;
        Ok(handlers::health().into_response())
    });
    let answer = answer.await;
    call.finish(answer)
}

async fn me(State(app): State<Arc<App>>, request: Request) -> Response {
    let (mut call, _) = Call::begin("me", request);
    let answer = in_time(async {
        call.check()?;
        let caller = app.authenticate(&mut call)?;
        Ok(handlers::me(&caller.subject))
    });
    let answer = answer.await;
    call.finish(answer)
}

async fn admin(State(app): State<Arc<App>>, request: Request) -> Response {
    let (mut call, _) = Call::begin("admin", request);
    let answer = in_time(async {
        call.check()?;
        let caller = app.authenticate(&mut call)?;
        if !caller.is_admin {
            return Err(app.refusals.denied(&caller.subject));
        }
        Ok(handlers::admin().into_response())
    });
    let answer = answer.await;
    call.finish(answer)
}

async fn document(State(app): State<Arc<App>>, request: Request) -> Response {
    let (mut call, _) = Call::begin("document", request);
    let answer = in_time(async {
        call.check()?;
        let caller = app.authenticate(&mut call)?;
        let owner = Uuid::try_parse(&caller.subject);
        let owner = owner.map_err(|_| app.refusals.denied(&caller.subject))?;
        let Ok(Path(id)) = Path::<Uuid>::from_request_parts(&mut call.parts, &()).await else {
            return Err(refusal::NOT_FOUND);
        };
        let sql =
            "SELECT id, owner_id, title, content FROM documents WHERE id = $1 AND owner_id = $2";
        let found = sqlx::query_as(sql).bind(id).bind(owner).fetch_optional(&app.pool).await;
        match found.map_err(Refusal::of_database)? {
            Some(document) => Ok(handlers::document(document).into_response()),
            None => Err(refusal::NOT_FOUND),
        }
    });
    let answer = answer.await;
    call.finish(answer)
}

async fn create(State(app): State<Arc<App>>, request: Request) -> Response {
    let (mut call, body) = Call::begin("create", request);
    let answer = in_time(async {
        call.check()?;
        app.authenticate(&mut call)?;
        let new = input::read(&call.parts.headers, body).await?;
        Ok(handlers::create(&new.title, new.stars, new.note.as_deref()))
    });
    let answer = answer.await;
    call.finish(answer)
}

async fn limited(State(app): State<Arc<App>>, request: Request) -> Response {
    within(&app.limited, &app, "limited", request).await
}

async fn scarce(State(app): State<Arc<App>>, request: Request) -> Response {
    within(&app.scarce, &app, "scarce", request).await
}

async fn within(
    quota: &CallerQuota,
    app: &App,
    action: &'static str,
    request: Request,
) -> Response {
    let (mut call, _) = Call::begin(action, request);
    let answer = in_time(async {
        call.check()?;
        app.authenticate(&mut call)?;
        quota.charge(&mut call)?;
        Ok(handlers::limited().into_response())
    });
    let answer = answer.await;
    call.finish(answer)
}

async fn unknown_path(request: Request) -> Response {
    refused("unknown path", request, refusal::UNKNOWN_PATH)
}

/// The router adds `Allow`.
async fn unknown_method(request: Request) -> Response {
    refused("unknown method", request, refusal::UNKNOWN_METHOD)
}

fn refused(action: &'static str, request: Request, refusal: Refusal) -> Response {
    let (call, _) = Call::begin(action, request);
    let answer = call.check().err().unwrap_or(refusal).into_response();
    call.finish(answer)
}
