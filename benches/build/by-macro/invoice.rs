//! Invoices: the row, the inputs, ten endpoints.

use axum::{Json, extract::Query, http::StatusCode};
use secure_api::{SecureRouter, delete, get, post, prelude::*, put};
use serde::Serialize;
use uuid::Uuid;

use super::{App, Role};

pub(crate) fn routes() -> SecureRouter<App> {
    SecureRouter::new()
        .route("/invoice", post(create_invoice).get(list_invoice))
        .route("/invoice/import", post(import_invoice))
        .route("/invoice/summary", get(summarize_invoice))
        .route("/invoice/{id}", put(correct_invoice).patch(update_invoice))
        .route("/invoice/{id}/note", put(annotate_invoice))
        .route("/invoice/{id}/send", post(send_invoice))
        .route("/invoice/{id}/remind", post(remind_invoice))
        .route("/invoice/{id}/cancel", delete(cancel_invoice))
}

#[derive(Resource, sqlx::FromRow, Serialize)]
#[resource(table = "invoice")]
pub(crate) struct Invoice {
    #[resource(id)]
    id: Uuid,
    #[resource(owner)]
    owner_id: Uuid,
    title: String,
    note: String,
    amount: i64,
    contact: Option<String>,
}

#[derive(SecureInput)]
#[input(create = Invoice)]
pub(crate) struct NewInvoice {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(length(max = 2_000))]
    note: String,
    #[validate(range(min = 1, max = 1_000_000))]
    amount: i64,
    #[validate(email)]
    contact: Option<String>,
}

#[secure_endpoint(role = "editor", rate = "5/min", owner)]
pub(crate) async fn create_invoice(
    rows: Scoped<Invoice>,
    Valid(Json(new)): Valid<Json<NewInvoice>>,
) -> Result<(StatusCode, Json<Invoice>)> {
    Ok((StatusCode::CREATED, Json(rows.create(new).await?)))
}

#[derive(SecureInput)]
#[input(create = Invoice)]
pub(crate) struct ImportedInvoice {
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(length(min = 1, max = 10_000))]
    note: String,
    #[validate(range(min = -1_000_000, max = 1_000_000))]
    amount: i64,
}

#[secure_endpoint(role = "editor", rate = "60/min", owner)]
pub(crate) async fn import_invoice(
    rows: Scoped<Invoice>,
    Valid(Json(imported)): Valid<Json<ImportedInvoice>>,
) -> Result<(StatusCode, Json<Invoice>)> {
    Ok((StatusCode::CREATED, Json(rows.create(imported).await?)))
}

#[derive(SecureInput)]
pub(crate) struct InvoiceList {
    #[validate(range(min = 1, max = 100))]
    limit: Option<u32>,
    #[validate(length(max = 200))]
    after: Option<String>,
    #[validate(length(min = 1, max = 20))]
    label: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct InvoicePage {
    label: Option<String>,
    items: Vec<Invoice>,
    next: Option<String>,
}

#[secure_endpoint(role = "viewer", rate = "60/min", owner)]
pub(crate) async fn list_invoice(
    rows: Scoped<Invoice>,
    Valid(Query(list)): Valid<Query<InvoiceList>>,
) -> Result<Json<InvoicePage>> {
    let page = rows.list(&PageRequest::new(list.limit, list.after)?).await?;
    Ok(Json(InvoicePage { label: list.label, items: page.items, next: page.next }))
}

#[derive(SecureInput)]
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
    count: u64,
}

#[secure_endpoint(role = "viewer", rate = "30/min", owner)]
pub(crate) async fn summarize_invoice(
    rows: Scoped<Invoice>,
    Valid(Query(asked)): Valid<Query<InvoiceSummaryRequest>>,
) -> Result<Json<InvoiceSummary>> {
    let count = rows.count(Search::all()).await?;
    let month = asked.month.unwrap_or(1);
    Ok(Json(InvoiceSummary { label: asked.label, year: asked.year, month, count }))
}

#[derive(SecureInput)]
#[input(update = Invoice)]
pub(crate) struct InvoiceChange {
    #[input(sanitize(trim))]
    #[validate(length(min = 1, max = 100))]
    title: Option<String>,
    #[validate(length(max = 2_000))]
    note: Option<String>,
    #[validate(range(min = 1, max = 1_000_000))]
    amount: Option<i64>,
}

#[secure_endpoint(role = "editor", rate = "30/min", owner)]
pub(crate) async fn update_invoice(
    row: Owned<Invoice>,
    Valid(Json(change)): Valid<Json<InvoiceChange>>,
) -> Result<Json<Invoice>> {
    Ok(Json(row.update(change).await?))
}

#[derive(SecureInput)]
#[input(update = Invoice)]
pub(crate) struct InvoiceCorrection {
    #[validate(length(min = 1, max = 100))]
    title: String,
    #[validate(length(max = 2_000))]
    note: String,
    #[validate(range(min = 1, max = 1_000_000))]
    amount: i64,
}

#[secure_endpoint(role = "editor", rate = "10/min", owner)]
pub(crate) async fn correct_invoice(
    row: Owned<Invoice>,
    Valid(Json(correction)): Valid<Json<InvoiceCorrection>>,
) -> Result<Json<Invoice>> {
    Ok(Json(row.update(correction).await?))
}

#[derive(SecureInput)]
pub(crate) struct InvoiceNote {
    #[validate(length(min = 1, max = 200))]
    heading: String,
    #[input(sanitize(trim))]
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

#[secure_endpoint(role = "editor", rate = "20/min", owner)]
pub(crate) async fn annotate_invoice(
    row: Owned<Invoice>,
    Valid(Json(note)): Valid<Json<InvoiceNote>>,
) -> Json<NotedInvoice> {
    let invoice = row.into_inner();
    Json(NotedInvoice { invoice, heading: note.heading, text: note.text, link: note.link })
}

#[derive(SecureInput)]
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

#[secure_endpoint(role = "editor", rate = "5/min", owner)]
pub(crate) async fn send_invoice(
    row: Owned<Invoice>,
    Valid(Json(sending)): Valid<Json<InvoiceSending>>,
) -> (StatusCode, Json<SentInvoice>) {
    let InvoiceSending { to, subject, copies, urgent } = sending;
    let title = row.into_inner().title;
    (StatusCode::ACCEPTED, Json(SentInvoice { title, to, subject, copies, urgent }))
}

#[derive(SecureInput)]
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

#[secure_endpoint(role = "editor", rate = "5/min", owner)]
pub(crate) async fn remind_invoice(
    row: Owned<Invoice>,
    Valid(Json(reminder)): Valid<Json<InvoiceReminder>>,
) -> Json<RemindedInvoice> {
    let InvoiceReminder { days, text, callback } = reminder;
    Json(RemindedInvoice { amount: row.amount, days, text, callback })
}

#[derive(SecureInput)]
pub(crate) struct InvoiceCancellation {
    #[validate(length(min = 1, max = 200))]
    reason: String,
    #[validate(length(min = 6, max = 6))]
    code: String,
    confirmed: bool,
}

#[secure_endpoint(role = "editor", rate = "5/min", owner)]
pub(crate) async fn cancel_invoice(
    row: Owned<Invoice>,
    Valid(Json(cancellation)): Valid<Json<InvoiceCancellation>>,
) -> Result<StatusCode> {
    let InvoiceCancellation { reason, code, confirmed } = cancellation;
    tracing::info!(reason, code, confirmed, "an invoice is cancelled");
    row.delete().await?;
    Ok(StatusCode::NO_CONTENT)
}
