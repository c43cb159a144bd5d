//! Two resources of one table need not agree on the types of their values, where the columns take both. A driver keeps what it has prepared by
//! its text, with the types of the first.

use super::{caller, filtered};
use crate::{
    authz::Filter,
    policy::MemberClause,
    rows::{Db, PageRequest, Resource, Search},
};

#[derive(crate::Resource, sqlx::FromRow)]
#[resource(
    table = "files",
    member(table = "readers", resource_key = "file", user_key = "who", user_type = i64)
)]
struct Wide {
    #[resource(id)]
    id: i64,
    #[resource(filter, sort)]
    name: String,
}

/// PostgreSQL compares these with a wide column as well, but they are sent in four bytes.
#[derive(crate::Resource, sqlx::FromRow)]
#[resource(
    table = "files",
    member(table = "readers", resource_key = "file", user_key = "who", user_type = i32)
)]
struct Narrow {
    #[resource(id)]
    id: i64,
    #[resource(filter, sort)]
    name: String,
}

/// On a pool of its own, which has one connection as long as nothing runs at once.
pub(super) async fn run(db: &Db) {
    db.run_for_test(
        "DROP TABLE IF EXISTS readers;
         DROP TABLE IF EXISTS files;
         CREATE TABLE files (id BIGINT PRIMARY KEY, name TEXT NOT NULL);
         CREATE TABLE readers (file BIGINT NOT NULL, who BIGINT NOT NULL);
         INSERT INTO files VALUES (1, 'a'), (2, 'b');
         INSERT INTO readers VALUES (1, 7), (2, 8)",
    )
    .await;
    for _ in 0..2 {
        reads(db, |file: Wide| (file.id, file.name), Wide::COLUMNS.name.eq("a".to_owned())).await;
        reads(db, |file: Narrow| (file.id, file.name), Narrow::COLUMNS.name.eq("a".to_owned()))
            .await;
    }
    for id in [1, 2] {
        let member = || Filter::Member(MemberClause { level: None });
        let deleted = filtered::<Wide>(db, member(), caller(Some("9"))).unwrap().delete(id).await;
        assert_eq!(deleted.unwrap_err().status(), 404);
        let deleted = filtered::<Narrow>(db, member(), caller(Some("9"))).unwrap().delete(id).await;
        assert_eq!(deleted.unwrap_err().status(), 404);
    }
}

/// Every statement that reads, by kept texts and by one of the call.
async fn reads<R: Resource<Id = i64>>(
    db: &Db,
    told: impl Fn(R) -> (i64, String) + Copy,
    named: crate::rows::Condition<R>,
) {
    let member = Filter::Member(MemberClause { level: None });
    let files = filtered::<R>(db, member, caller(Some("7"))).unwrap();
    let first = || (1, "a".to_owned());
    assert_eq!(files.get(1).await.map(told).unwrap(), first());
    assert_eq!(files.get(2).await.err().unwrap().status(), 404);
    assert_eq!(files.count(Search::all()).await.unwrap(), 1);
    let page = files.list(&PageRequest::default()).await.unwrap();
    assert_eq!(page.items.into_iter().map(told).collect::<Vec<_>>(), [first()]);
    let page = files.page(named, &PageRequest::default()).await.unwrap();
    assert_eq!(page.items.into_iter().map(told).collect::<Vec<_>>(), [first()]);
}
