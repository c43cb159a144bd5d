//! Members, several owner columns, ids of several columns, and rows that are given away.

use secure_api::{access_rule, prelude::*};
use uuid::Uuid;

#[derive(Roles)]
pub enum Role {
    Admin,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "documents",
    member(
        table = "project_members",
        resource_key = "project_id",
        column = "project_id",
        user_key = "user_id",
        levels(level = ["read", "write", "admin"])
    )
)]
pub struct Document {
    #[resource(id)]
    pub id: Uuid,
    #[resource(owner)]
    pub author_id: Uuid,
    #[resource(owner)]
    pub reviewer_id: Uuid,
    pub project_id: Uuid,
    pub status: String,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "assignments")]
pub struct Assignment {
    #[resource(id)]
    pub project_id: Uuid,
    #[resource(id)]
    pub user_id: Uuid,
    #[resource(owner)]
    pub creator_id: Uuid,
}

access_rule!(pub Writer = member(level = "write"));
access_rule!(pub Author = owner = "author_id");

/// Reads a document.
#[secure_endpoint(any(member, owner = "author_id", owner = "reviewer_id"))]
async fn read(document: Owned<Document>) -> String {
    document.into_inner().status
}

/// Lists what the caller may change.
#[secure_endpoint(any(rule = Writer, rule = Author), not(owner = "reviewer_id"))]
async fn writable(documents: Scoped<Document>) {
    drop(documents);
}

#[secure_endpoint(owner = "author_id", owner = "reviewer_id", all(member(level = "read"), member))]
async fn both(documents: Scoped<Document>) {
    drop(documents);
}

#[secure_endpoint(optional(reason = "news"), any(member, row(status = "published")))]
async fn news(documents: Scoped<Document>) {
    drop(documents);
}

#[secure_endpoint(owner(Document = "reviewer_id", Assignment = "creator_id"))]
async fn two(document: Owned<Document>, assignment: Owned<Assignment>) {
    drop((document, assignment));
}

#[secure_endpoint(owner)]
async fn by_other_captures(
    #[path("project", "user")] one: Owned<Assignment>,
    other: Owned<Assignment>,
) {
    drop((one, other));
}

/// Gives a document to another author.
#[secure_endpoint(any(role = "admin", member(level = "admin")), transfer = "author_id")]
async fn give(document: Transfer<Document>) {
    drop(document);
}

#[secure_endpoint(owner, transfer)]
async fn give_on(assignment: Transfer<Assignment>, documents: Scoped<Undivided>) {
    drop((assignment, documents));
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "folders")]
pub struct Undivided {
    #[resource(id)]
    pub id: Uuid,
    #[resource(owner)]
    pub user_id: Uuid,
}

fn main() {
    use secure_api::endpoint::SecureEndpoint;

    fn rule<E: SecureEndpoint<A>, A>(_: E) -> String {
        E::POLICY.access.to_string()
    }
    assert_eq!(rule(read), "any(member, owner = \"author_id\", owner = \"reviewer_id\")");
    assert_eq!(
        rule(writable),
        "any(member(level = \"write\"), owner = \"author_id\"), not(owner = \"reviewer_id\")"
    );
    let captures = <by_other_captures as SecureEndpoint<(_, _)>>::POLICY.captures;
    assert_eq!(captures, [&["project", "user"][..], &[]]);
    let transfer = <give as SecureEndpoint<(_,)>>::POLICY.transfer;
    assert_eq!(transfer.map(|column| column.to_string()), Some("owner = \"author_id\"".to_owned()));
}
