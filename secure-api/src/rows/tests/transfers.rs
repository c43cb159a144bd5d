//! Giving rows to other owners.

use uuid::Uuid;

use super::{
    papers::{
        ALICE, BOB, BY_AUTHOR, BY_REVIEWER, CAROL, DAVE, Paper, User, by, dump, empty, literal,
        load, member, members, of, paper, paper_in, project, reaching, transferring, uuid,
    },
    status,
};
use crate::{
    authz::{Filter, Reach},
    error::{Error, ErrorKind, Result},
    policy::Literal,
    rows::{Db, Ref, Transfer, scope::Caller, version::IfMatch},
};

/// Users whose tenants are of another type, and users of every tenant.
#[derive(Debug, crate::Resource, sqlx::FromRow)]
#[resource(table = "users")]
struct Stranger {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant_id: String,
}

#[derive(Debug, crate::Resource, sqlx::FromRow)]
#[resource(table = "users")]
struct Anybody {
    #[resource(id)]
    id: Uuid,
}

/// All of them, one after the other.
pub(super) async fn run(db: &Db) {
    empty(db).await;
    to_whom(db).await;
    empty(db).await;
    across_tenants(db).await;
    empty(db).await;
    by_the_full_rule(db).await;
    empty(db).await;
    recipients_of_other_kinds(db).await;
}

fn pointer<T>(result: Result<T>) -> (u16, Option<String>) {
    let Err(error) = result else { return (200, None) };
    match error.kind() {
        ErrorKind::Invalid(failures) => match failures.as_slice() {
            [failure] => {
                assert_eq!(failure.code, "reference");
                (422, Some(failure.pointer.clone()))
            }
            _ => panic!("{failures:?}"),
        },
        _ => (error.status(), None),
    }
}

fn user(id: &str) -> Ref<User> {
    Ref::new(uuid(id))
}

async fn to_whom(db: &Db) {
    let made = paper(db, ALICE, "1").await;
    let before = dump(db, "papers").await;
    let carol = literal(db, uuid(CAROL));
    db.run_for_test(&format!("UPDATE users SET deleted_at = CURRENT_TIMESTAMP WHERE id = {carol}"))
        .await;
    let mut said = Vec::new();
    // Of another tenant, deleted, and nobody at all: one answer.
    for recipient in [DAVE, CAROL, "00000000-0000-4000-8000-00000000000f"] {
        let row = transferring(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap();
        let refused = row.to(user(recipient)).await;
        said.push(refused.as_ref().unwrap_err().to_string());
        assert_eq!(pointer(refused), (422, Some("#/author_id".to_owned())), "{recipient}");
        let row = transferring(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap();
        let refused = row.to_at(user(recipient), "#/new~1owner").await;
        assert_eq!(pointer(refused), (422, Some("#/new~1owner".to_owned())), "{recipient}");
    }
    assert!(said.iter().all(|text| *text == said[0]));
    assert_eq!(dump(db, "papers").await, before);

    let row = transferring(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap();
    let given = row.to(user(BOB)).await.unwrap();
    assert_eq!(
        given,
        Paper { author_id: uuid(BOB), version: 2, ..made.clone() },
        "nothing but its owner and its version is another"
    );
    // She reaches it by the other column only.
    assert_eq!(status(transferring(db, &BY_AUTHOR, by(ALICE), made.id).await), 404);
    assert_eq!(status(reaching::<Paper>(db, &BY_REVIEWER, by(ALICE)).get(made.id).await), 200);
    assert_eq!(status(reaching::<Paper>(db, &BY_AUTHOR, by(BOB)).get(made.id).await), 200);
    // To oneself is a change like any other.
    let row = transferring(db, &BY_AUTHOR, by(BOB), made.id).await.unwrap();
    assert_eq!(row.to(user(BOB)).await.unwrap().version, 3);
}

async fn across_tenants(db: &Db) {
    let made = paper(db, ALICE, "2").await;
    let across = Caller { crosses_tenants: true, ..of(ALICE, "1") };
    let before = dump(db, "papers").await;
    // Of the row's tenant, not of the caller's.
    for (recipient, expected) in [(BOB, 422), (DAVE, 200)] {
        let row = transferring(db, &Reach::All, across, made.id).await.unwrap();
        let given = row.to(user(recipient)).await;
        assert_eq!(
            status(given.as_ref().map_err(|error| Error::new(error.kind().clone()))),
            expected
        );
        match given {
            Ok(given) => assert_eq!((given.tenant_id, given.author_id), (2, uuid(DAVE))),
            Err(_) => assert_eq!(dump(db, "papers").await, before),
        }
    }
}

async fn by_the_full_rule(db: &Db) {
    let home = project(db, 1).await;
    let made = paper_in(db, ALICE, "1", home).await;
    let title = |text, is| super::row("title", Literal::Text(text), is);
    let is_own =
        || Filter::Owner { column: crate::policy::OwnerColumn::Named("author_id"), is: true };
    let reaches: [Reach; 5] = [
        BY_AUTHOR,
        is_own().into(),
        Filter::All(vec![is_own(), title("a", true)]).into(),
        Filter::Any(vec![is_own(), title("b", true)]).into(),
        members(Some("write")),
    ];
    // Each way to take the row out of reach between load and write.
    let (bob, alice) = (literal(db, uuid(BOB)), literal(db, uuid(ALICE)));
    let ways = [
        format!("UPDATE papers SET author_id = {bob}, title = 'c'; DELETE FROM project_members"),
        "UPDATE papers SET tenant_id = 2".to_owned(),
        "UPDATE papers SET deleted_at = CURRENT_TIMESTAMP".to_owned(),
        "DELETE FROM papers WHERE title = 'a'".to_owned(),
    ];
    let whole = dump(db, "papers").await;
    for reach in &reaches {
        for way in &ways {
            member(db, home, ALICE, &[]).await;
            let row = transferring(db, reach, by(ALICE), made.id).await.unwrap();
            db.run_for_test(way).await;
            let before = dump(db, "papers").await;
            assert_eq!(status(row.to(user(BOB)).await), 404, "{reach:?} {way}");
            assert_eq!(dump(db, "papers").await, before);
            db.run_for_test("DELETE FROM papers").await;
            let id = literal(db, made.id);
            let project = literal(db, home);
            db.run_for_test(&format!("INSERT INTO papers (id, tenant_id, author_id, reviewer_id, project_id, title, level, version) VALUES ({id}, 1, {alice}, {alice}, {project}, 'a', 'admin', 1)")).await;
            assert_eq!(dump(db, "papers").await, whole);
        }
    }
    // In reach it is given, although by the rule she does not reach it then.
    for reach in &reaches {
        member(db, home, ALICE, &[]).await;
        let row = transferring(db, reach, by(ALICE), made.id).await.unwrap();
        assert_eq!(row.to(user(BOB)).await.unwrap().author_id, uuid(BOB), "{reach:?}");
        db.run_for_test(&format!("UPDATE papers SET author_id = {alice}")).await;
    }
    // What a request demands.
    let id = made.id.to_string();
    for (if_match, expected) in
        [(IfMatch::Any, 200), (IfMatch::Versions(vec![1]), 412), (IfMatch::Malformed, 400)]
    {
        let row = load::<Paper>(db, &BY_AUTHOR, by(ALICE), &[&id], Some(if_match)).await;
        assert_eq!(status(row), expected);
    }
    // A column that is no owner is never written.
    let row = load::<Paper>(db, &BY_AUTHOR, by(ALICE), &[&id], None).await.unwrap();
    let row = Transfer { row, owner: "project_id" };
    assert_eq!(status(row.to(user(BOB)).await), 500);
}

async fn recipients_of_other_kinds(db: &Db) {
    let made = paper(db, ALICE, "1").await;
    let before = dump(db, "papers").await;
    let row = transferring(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap();
    assert_eq!(status(row.to(Ref::<Stranger>::new(uuid(BOB))).await), 500);
    assert_eq!(dump(db, "papers").await, before);
    // Where recipients have no tenant, that they are there is enough.
    let row = transferring(db, &BY_AUTHOR, by(ALICE), made.id).await.unwrap();
    assert_eq!(row.to(Ref::<Anybody>::new(uuid(DAVE))).await.unwrap().tenant_id, 1);
    let row = transferring(db, &BY_REVIEWER, by(ALICE), made.id).await.unwrap();
    let absent = Ref::<Anybody>::new(Uuid::new_v4());
    assert_eq!(pointer(row.to(absent).await), (422, Some("#/author_id".to_owned())));
}
