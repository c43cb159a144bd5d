//! Every entry of the attribute, in every form.

use axum::Json;
use secure_api::{access_rule, authz::CheckContext, policy::QuotaKey, prelude::*};
use uuid::Uuid;

#[derive(Roles)]
pub enum Role {
    #[role(includes(Editor))]
    Admin,
    Editor,
    Banned,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "documents")]
pub struct Document {
    #[resource(id)]
    pub id: Uuid,
    #[resource(owner)]
    pub owner_id: Uuid,
    pub status: String,
    pub year: i64,
    pub public: bool,
    pub note: Option<String>,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "folders")]
pub struct Folder {
    #[resource(id)]
    pub id: Uuid,
    #[resource(owner)]
    pub user_id: Uuid,
}

#[derive(SecureInput)]
pub struct Note {
    #[validate(length(max = 100))]
    pub text: String,
}

access_rule!(
    /// Editors, for what is their own.
    pub EditorOfOwn = all(role = Role::Editor, owner)
);
access_rule!(Staff = any(role = "admin", role = "editor"));
access_rule!(pub(crate) Published = row(status = "published"));
access_rule!(Everybody = authenticated,);
access_rule!(CanWrite = scope = "documents:write");
access_rule!(Elsewhere = mfa, crate = ::secure_api);

async fn is_active(context: &CheckContext<'_>) -> Result<bool> {
    Ok(context.principal().subject() != "alice")
}

#[secure_endpoint(rule = EditorOfOwn, rate(ip = "100/min", user = "5/min", burst = 3, cost = 2))]
async fn named(document: Owned<Document>) -> String {
    document.into_inner().status
}

#[secure_endpoint(any(rule = EditorOfOwn, rule = Published), not(role = "banned"))]
async fn named_inside(documents: Scoped<Document>) -> Result<String> {
    Ok(documents.count(Search::all()).await?.to_string())
}

#[secure_endpoint(not(rule = Staff), rule = Everybody, rule = Elsewhere)]
async fn negated() {}

#[secure_endpoint(rule = CanWrite, scope = "documents:read", scope = "documents:list")]
async fn scoped() {}

#[secure_endpoint(
    role = Role::Admin,
    fresh = "10min",
    mfa,
    check = is_active,
    tier = "heavy",
    timeout = "1500ms",
    body = "10KiB",
    audit = "note.write",
    crate = secure_api
)]
async fn limited(Valid(Json(note)): Valid<Json<Note>>) -> String {
    note.text
}

#[secure_endpoint(any(role = "admin", check = self::is_active, mfa), rate(none, reason = "a beacon"))]
async fn unlimited() {}

#[secure_endpoint(public(reason = "news"), row(status = "published", public = true), rate(ip = "5/s", global = "1000/min"))]
async fn news(documents: Scoped<Document>) -> Result<String> {
    Ok(documents.count(Search::all()).await?.to_string())
}

#[secure_endpoint(public(reason = "news"), any(rule = Published, row(year = -44)), tier = "news")]
async fn old_news(documents: Scoped<Document>) -> Result<String> {
    Ok(documents.count(Search::all()).await?.to_string())
}

#[secure_endpoint(optional(reason = "drafts for their authors"), any(owner = "owner_id", row(status = "published")))]
async fn front_page(documents: Scoped<Document>) -> Result<String> {
    Ok(documents.count(Search::all()).await?.to_string())
}

#[secure_endpoint(optional(reason = "a greeting by name"), rate(user = "5/min", count = "failures"))]
async fn greeting(principal: Principal) -> String {
    principal.subject().to_owned()
}

#[secure_endpoint(owner(Document = "owner_id", Folder = "user_id"), rate(tenant = "5/day", global = "1/h", count = "requests"))]
async fn two(document: Owned<Document>, #[path("folder_id")] folder: Owned<Folder>) -> String {
    format!("{} {}", document.into_inner().status, folder.into_inner().user_id)
}

#[secure_endpoint(all(role = "editor", not(owner)), row(note = "x", year = 2026))]
async fn foreign(documents: Scoped<Document>) -> Result<String> {
    Ok(documents.count(Search::all()).await?.to_string())
}

fn main() {
    use secure_api::endpoint::SecureEndpoint;

    fn rule<E: SecureEndpoint<A>, A>(_: E) -> String {
        E::POLICY.access.to_string()
    }
    assert_eq!(rule(named), "role = \"editor\", owner");
    assert_eq!(
        rule(limited),
        "role = \"admin\", fresh = \"10min\", mfa, check = is_active"
    );
    assert_eq!(
        rule(front_page),
        "optional: drafts for their authors, any(owner = \"owner_id\", row(status = \"published\"))"
    );
    assert_eq!(
        rule(two),
        "owner(Document = \"owner_id\", Folder = \"user_id\")"
    );
    let quotas = <named as SecureEndpoint<(Owned<Document>,)>>::POLICY.quotas;
    assert_eq!(quotas.len(), 2);
    assert_eq!((quotas[0].key, quotas[1].burst, quotas[1].cost), (QuotaKey::Address, 3, 2));
    assert!(<limited as SecureEndpoint<(Valid<Json<Note>>,)>>::POLICY.quotas.is_empty());
    assert_eq!(<unlimited as SecureEndpoint<()>>::POLICY.unlimited, Some("a beacon"));
}
