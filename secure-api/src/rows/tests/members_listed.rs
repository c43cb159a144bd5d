//! Lists of what the caller is a member of hold what it reaches by id, whatever SQLite takes for equal.

use super::papers::{ALICE, BOB, by, members, reaching};
use crate::rows::{Db, PageRequest, Resource as _, Search};

/// Found by two columns, one of which is a text.
#[derive(Debug, crate::Resource, sqlx::FromRow)]
#[resource(
    table = "sheets",
    member(
        table = "readers",
        resource_key("book", "page"),
        user_key = "reader",
        user_type = String
    )
)]
struct Sheet {
    #[resource(id)]
    book: String,
    #[resource(id, filter)]
    page: i64,
    #[resource(sort)]
    title: String,
}

/// What is there, and what the reader is said to be a member of.
const SHEETS: [(&str, i64); 5] = [("atlas", 1), ("Atlas", 2), ("atlas ", 3), ("b", 4), ("b", 5)];
const READS: [(&str, i64); 5] = [("ATLAS", 1), ("atlas", 2), ("atlas", 3), ("b", 5), ("b", 6)];

async fn tables(db: &Db, of_book: &str, of_key: &str) {
    let values = |pairs: [(&str, i64); 5], more: &str| {
        let values = pairs.map(|(book, page)| format!("('{book}', {page}, {more})"));
        values.join(", ")
    };
    db.run_for_test(&format!(
        "DROP TABLE IF EXISTS sheets;
         DROP TABLE IF EXISTS readers;
         CREATE TABLE sheets (
             book TEXT NOT NULL COLLATE {of_book}, page INTEGER NOT NULL, title TEXT NOT NULL, PRIMARY KEY (book, page)
         ) STRICT;
         CREATE TABLE readers (book TEXT COLLATE {of_key}, page, reader TEXT NOT NULL);
         INSERT INTO sheets (book, page, title) VALUES {};
         INSERT INTO readers (book, page, reader) VALUES {}, (NULL, 4, '{ALICE}'), ('b', NULL, '{ALICE}');
         INSERT INTO readers (book, page, reader) VALUES ('b', 4, '{BOB}'), ('b', '5', '{ALICE}');",
        values(SHEETS, "'a'"),
        values(READS, &format!("'{ALICE}'")),
    ))
    .await;
}

#[tokio::test]
async fn a_list_of_members_is_what_they_reach_in_every_collation() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    let mut reached = Vec::new();
    for (of_book, of_key) in ["BINARY", "NOCASE", "RTRIM"]
        .map(|of| [(of, "BINARY"), (of, "NOCASE"), (of, "RTRIM")])
        .concat()
    {
        tables(&db, of_book, of_key).await;
        let sheets = reaching::<Sheet>(&db, &members(None), by(ALICE));
        let mut by_id = Vec::new();
        for (book, page) in SHEETS {
            if sheets.get((book.to_owned(), page)).await.is_ok() {
                by_id.push(page);
            }
        }
        let pages = |items: Vec<Sheet>| {
            let mut pages: Vec<_> = items.iter().map(|sheet| sheet.page).collect();
            pages.sort_unstable();
            pages
        };
        let list = sheets.list(&PageRequest::default()).await.unwrap();
        assert_eq!(pages(list.items), by_id, "{of_book} {of_key}");
        let search = || Search::filter(Sheet::COLUMNS.page.ge(0)).sort(Sheet::COLUMNS.title.asc());
        let found = sheets.page(search(), &PageRequest::default()).await.unwrap();
        assert_eq!(pages(found.items), by_id, "{of_book} {of_key}");
        let many = u64::try_from(by_id.len()).unwrap();
        assert_eq!(sheets.count(Search::all()).await.unwrap(), many);
        assert_eq!(sheets.count(search()).await.unwrap(), many);
        assert!(sheets.exists(search()).await.unwrap());
        reached.push((of_book, by_id));
    }
    let expected = [("BINARY", vec![5]), ("NOCASE", vec![1, 2, 5]), ("RTRIM", vec![3, 5])];
    let expected = expected.map(|expected| [expected.clone(), expected.clone(), expected]).concat();
    assert_eq!(reached, expected);
}
