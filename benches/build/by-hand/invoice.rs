//! Invoices: the row, the inputs, ten endpoints.

use std::sync::LazyLock;

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, Uri},
    routing::{delete, get, post, put},
};
use governor::DefaultKeyedRateLimiter;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

use super::{
    App,
    guards::{
        Authenticated, JsonBody, Refusal, Role, RowId, per_minute, read_query, trimmed,
        trimmed_if_any,
    },
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/invoice", post(create_invoice).get(list_invoice))
        .route("/invoice/import", post(import_invoice))
        .route("/invoice/summary", get(summarize_invoice))
        .route("/invoice/{id}", put(correct_invoice).patch(update_invoice))
        .route("/invoice/{id}/note", put(annotate_invoice))
        .route("/invoice/{id}/send", post(send_invoice))
        .route("/invoice/{id}/remind", post(remind_invoice))
        .route("/invoice/{id}/cancel", delete(cancel_invoice))
}

#[derive(sqlx::FromRow, Serialize)]
pub(crate) struct Invoice {
    id: Uuid,
    owner_id: Uuid,
    title: String,
    note: String,
    amount: i64,
    contact: Option<String>,
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvoice {
    #[serde(deserialize_with = "trimmed")]
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(length(max = 2_000))]
    note: String,
    #[validate(range(min = 1, max = 1_000_000))]
    amount: i64,
    #[validate(email)]
    contact: Option<String>,
}

pub(crate) async fn create_invoice(
    State(app): State<App>,
    caller: Authenticated,
    body: JsonBody,
) -> Result<(StatusCode, Json<Invoice>), Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(5));
    caller.require(Role::Editor)?;
    caller.within(&QUOTA)?;
    let new: NewInvoice = body.read().await?;
    let row = sqlx::query_as(
        "INSERT INTO invoice (id, owner_id, title, note, amount, contact) VALUES ($1, $2, $3, $4, $5, $6) \
         RETURNING id, owner_id, title, note, amount, contact",
    )
    .bind(Uuid::new_v4())
    .bind(caller.id)
    .bind(new.title)
    .bind(new.note)
    .bind(new.amount)
    .bind(new.contact)
    .fetch_one(&app.pool)
    .await?;
    Ok((StatusCode::CREATED, Json(row)))
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportedInvoice {
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(length(min = 1, max = 10_000))]
    note: String,
    #[validate(range(min = -1_000_000, max = 1_000_000))]
    amount: i64,
}

pub(crate) async fn import_invoice(
    State(app): State<App>,
    caller: Authenticated,
    body: JsonBody,
) -> Result<(StatusCode, Json<Invoice>), Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(60));
    caller.require(Role::Editor)?;
    caller.within(&QUOTA)?;
    let imported: ImportedInvoice = body.read().await?;
    let row = sqlx::query_as(
        "INSERT INTO invoice (id, owner_id, title, note, amount) VALUES ($1, $2, $3, $4, $5) \
         RETURNING id, owner_id, title, note, amount, contact",
    )
    .bind(Uuid::new_v4())
    .bind(caller.id)
    .bind(imported.title)
    .bind(imported.note)
    .bind(imported.amount)
    .fetch_one(&app.pool)
    .await?;
    Ok((StatusCode::CREATED, Json(row)))
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceList {
    #[validate(range(min = 1, max = 100))]
    limit: Option<u32>,
    after: Option<Uuid>,
    #[validate(length(min = 1, max = 20))]
    label: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct InvoicePage {
    label: Option<String>,
    items: Vec<Invoice>,
    next: Option<Uuid>,
}

pub(crate) async fn list_invoice(
    State(app): State<App>,
    caller: Authenticated,
    uri: Uri,
) -> Result<Json<InvoicePage>, Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(60));
    caller.require(Role::Viewer)?;
    caller.within(&QUOTA)?;
    let list: InvoiceList = read_query(&uri)?;
    let limit = list.limit.unwrap_or(50) as usize;
    let mut items: Vec<Invoice> = sqlx::query_as(
        "SELECT id, owner_id, title, note, amount, contact FROM invoice \
         WHERE owner_id = $1 AND ($2 IS NULL OR id > $2) ORDER BY id LIMIT $3",
    )
    .bind(caller.id)
    .bind(list.after)
    .bind(limit as i64 + 1)
    .fetch_all(&app.pool)
    .await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = if more { items.last().map(|last| last.id) } else { None };
    Ok(Json(InvoicePage { label: list.label, items, next }))
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceSummaryRequest {
    #[validate(range(min = 2_000, max = 2_100))]
    year: u16,
    #[validate(range(min = 1, max = 12))]
    month: Option<u8>,
    #[validate(length(min = 1, max = 20))]
    label: String,
}

#[derive(Serialize)]
pub(crate) struct InvoiceSummary {
    label: String,
    year: u16,
    month: u8,
    count: i64,
}

pub(crate) async fn summarize_invoice(
    State(app): State<App>,
    caller: Authenticated,
    uri: Uri,
) -> Result<Json<InvoiceSummary>, Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(30));
    caller.require(Role::Viewer)?;
    caller.within(&QUOTA)?;
    let asked: InvoiceSummaryRequest = read_query(&uri)?;
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM invoice WHERE owner_id = $1")
        .bind(caller.id)
        .fetch_one(&app.pool)
        .await?;
    let month = asked.month.unwrap_or(1);
    Ok(Json(InvoiceSummary { label: asked.label, year: asked.year, month, count }))
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceChange {
    #[serde(default, deserialize_with = "trimmed_if_any")]
    #[validate(length(min = 1, max = 100))]
    title: Option<String>,
    #[validate(length(max = 2_000))]
    note: Option<String>,
    #[validate(range(min = 1, max = 1_000_000))]
    amount: Option<i64>,
}

pub(crate) async fn update_invoice(
    State(app): State<App>,
    caller: Authenticated,
    RowId(id): RowId,
    body: JsonBody,
) -> Result<Json<Invoice>, Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(30));
    caller.require(Role::Editor)?;
    caller.within(&QUOTA)?;
    let change: InvoiceChange = body.read().await?;
    let row: Option<Invoice> = sqlx::query_as(
        "UPDATE invoice SET title = COALESCE($3, title), note = COALESCE($4, note), amount = COALESCE($5, amount) \
         WHERE id = $1 AND owner_id = $2 RETURNING id, owner_id, title, note, amount, contact",
    )
    .bind(id)
    .bind(caller.id)
    .bind(change.title)
    .bind(change.note)
    .bind(change.amount)
    .fetch_optional(&app.pool)
    .await?;
    row.map(Json).ok_or(Refusal::NotFound)
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceCorrection {
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(length(max = 2_000))]
    note: String,
    #[validate(range(min = 1, max = 1_000_000))]
    amount: i64,
}

pub(crate) async fn correct_invoice(
    State(app): State<App>,
    caller: Authenticated,
    RowId(id): RowId,
    body: JsonBody,
) -> Result<Json<Invoice>, Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(10));
    caller.require(Role::Editor)?;
    caller.within(&QUOTA)?;
    let correction: InvoiceCorrection = body.read().await?;
    let row: Option<Invoice> = sqlx::query_as(
        "UPDATE invoice SET title = $3, note = $4, amount = $5 WHERE id = $1 AND owner_id = $2 \
         RETURNING id, owner_id, title, note, amount, contact",
    )
    .bind(id)
    .bind(caller.id)
    .bind(correction.title)
    .bind(correction.note)
    .bind(correction.amount)
    .fetch_optional(&app.pool)
    .await?;
    row.map(Json).ok_or(Refusal::NotFound)
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceNote {
    #[validate(length(min = 1, max = 200))]
    heading: String,
    #[serde(deserialize_with = "trimmed")]
    #[validate(length(min = 1, max = 1_000))]
    text: String,
    #[validate(url, length(max = 200))]
    link: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct NotedInvoice {
    invoice: Invoice,
    heading: String,
    text: String,
    link: Option<String>,
}

pub(crate) async fn annotate_invoice(
    State(app): State<App>,
    caller: Authenticated,
    RowId(id): RowId,
    body: JsonBody,
) -> Result<Json<NotedInvoice>, Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(20));
    caller.require(Role::Editor)?;
    caller.within(&QUOTA)?;
    let row: Option<Invoice> = sqlx::query_as(
        "SELECT id, owner_id, title, note, amount, contact FROM invoice WHERE id = $1 AND owner_id = $2",
    )
    .bind(id)
    .bind(caller.id)
    .fetch_optional(&app.pool)
    .await?;
    let invoice = row.ok_or(Refusal::NotFound)?;
    let note: InvoiceNote = body.read().await?;
    Ok(Json(NotedInvoice { invoice, heading: note.heading, text: note.text, link: note.link }))
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceSending {
    #[validate(email)]
    to: String,
    #[validate(length(min = 1, max = 100))]
    subject: String,
    #[validate(range(min = 1, max = 5))]
    copies: u8,
    urgent: bool,
}

#[derive(Serialize)]
pub(crate) struct SentInvoice {
    title: String,
    to: String,
    subject: String,
    copies: u8,
    urgent: bool,
}

pub(crate) async fn send_invoice(
    State(app): State<App>,
    caller: Authenticated,
    RowId(id): RowId,
    body: JsonBody,
) -> Result<(StatusCode, Json<SentInvoice>), Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(5));
    caller.require(Role::Editor)?;
    caller.within(&QUOTA)?;
    let row: Option<Invoice> = sqlx::query_as(
        "SELECT id, owner_id, title, note, amount, contact FROM invoice WHERE id = $1 AND owner_id = $2",
    )
    .bind(id)
    .bind(caller.id)
    .fetch_optional(&app.pool)
    .await?;
    let title = row.ok_or(Refusal::NotFound)?.title;
    let InvoiceSending { to, subject, copies, urgent } = body.read().await?;
    Ok((StatusCode::ACCEPTED, Json(SentInvoice { title, to, subject, copies, urgent })))
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceReminder {
    #[validate(range(min = 1, max = 90))]
    days: u16,
    #[validate(length(min = 1, max = 500))]
    text: String,
    #[validate(url, length(max = 200))]
    callback: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct RemindedInvoice {
    amount: i64,
    days: u16,
    text: String,
    callback: Option<String>,
}

pub(crate) async fn remind_invoice(
    State(app): State<App>,
    caller: Authenticated,
    RowId(id): RowId,
    body: JsonBody,
) -> Result<Json<RemindedInvoice>, Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(5));
    caller.require(Role::Editor)?;
    caller.within(&QUOTA)?;
    let row: Option<Invoice> = sqlx::query_as(
        "SELECT id, owner_id, title, note, amount, contact FROM invoice WHERE id = $1 AND owner_id = $2",
    )
    .bind(id)
    .bind(caller.id)
    .fetch_optional(&app.pool)
    .await?;
    let amount = row.ok_or(Refusal::NotFound)?.amount;
    let InvoiceReminder { days, text, callback } = body.read().await?;
    Ok(Json(RemindedInvoice { amount, days, text, callback }))
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceCancellation {
    #[validate(length(min = 1, max = 200))]
    reason: String,
    #[validate(length(min = 6, max = 6))]
    code: String,
    confirmed: bool,
}

pub(crate) async fn cancel_invoice(
    State(app): State<App>,
    caller: Authenticated,
    RowId(id): RowId,
    body: JsonBody,
) -> Result<StatusCode, Refusal> {
    static QUOTA: LazyLock<DefaultKeyedRateLimiter<Uuid>> = LazyLock::new(|| per_minute(5));
    caller.require(Role::Editor)?;
    caller.within(&QUOTA)?;
    let InvoiceCancellation { reason, code, confirmed } = body.read().await?;
    tracing::info!(reason, code, confirmed, "an invoice is cancelled");
    let done = sqlx::query("DELETE FROM invoice WHERE id = $1 AND owner_id = $2")
        .bind(id)
        .bind(caller.id)
        .execute(&app.pool)
        .await?;
    match done.rows_affected() {
        0 => Err(Refusal::NotFound),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
