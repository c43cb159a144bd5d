//! The text of searches, what SQLite does by it, and how a place in an order is kept.

use sqlx::{Decode, Encode, Sqlite, Type, encode::IsNull, error::BoxDynError};

use super::{
    OWNED, owned_by,
    search::{BOOKS, Book},
};
use crate::rows::{
    Condition, Db, PageRequest, Resource, Search,
    statements::{self, Confines, Dialect, Statement},
};

const CONFINES: Confines<'_> =
    Confines { reach: &OWNED, one_tenant: false, dialect: Dialect::Sqlite, types: "" };

fn page(search: &Search<Book>, is_first: bool) -> Statement {
    statements::page(Book::INFO, CONFINES, search.sought().unwrap(), is_first).unwrap()
}

/// What stands after the list of columns.
fn rest(statement: &Statement) -> &str {
    statement.text.split_once(r#" FROM "books" "#).unwrap().1
}

#[test]
fn the_text_of_searches() {
    let search = Search::filter(BOOKS.title.contains("x").or(BOOKS.stars.is_in([1, 2, 3]).not()))
        .and(BOOKS.note.starts_with("y"))
        .sort(BOOKS.stars.desc());
    let condition = |first: u8| {
        let at = |place| first + place;
        format!(
            r#"(((instr("books"."title", ${}) > 0) OR (NOT ("books"."stars" IN (${}, ${}, ${}, ${})))) AND (substr("books"."note", 1, length(${})) = ${} COLLATE BINARY))"#,
            at(0),
            at(1),
            at(2),
            at(3),
            at(4),
            at(5),
            at(5)
        )
    };
    assert_eq!(
        rest(&page(&search, true)),
        format!(
            r#"WHERE ("books"."owner" = $1) AND {} ORDER BY "books"."stars" DESC, "books"."id" DESC LIMIT +$8"#,
            condition(2)
        )
    );
    let next = page(&search, false);
    assert_eq!(
        rest(&next),
        format!(
            r#"WHERE ("books"."owner" = $1) AND {} AND (("books"."stars", "books"."id") < ($9, $2)) ORDER BY "books"."stars" DESC, "books"."id" DESC LIMIT +$10"#,
            condition(3)
        )
    );
    assert_eq!((next.given.len(), next.others), (2, 8));

    let mixed = Search::all().sort(BOOKS.stars.asc()).sort(BOOKS.title.desc());
    assert_eq!(
        rest(&page(&mixed, false)),
        r#"WHERE ("books"."owner" = $1) AND (("books"."stars" >= $3) AND (("books"."stars" > $3) OR (("books"."title", "books"."id") < ($4, $2)))) ORDER BY "books"."stars", "books"."title" DESC, "books"."id" DESC LIMIT +$5"#
    );
    let sought = search.sought().unwrap();
    let exists = statements::exists(Book::INFO, CONFINES, sought).unwrap();
    assert_eq!(
        exists.text,
        format!(
            r#"SELECT CASE WHEN EXISTS (SELECT 1 FROM "books" WHERE ("books"."owner" = $1) AND {}) THEN 1 ELSE 0 END"#,
            condition(2)
        )
    );
}

/// However long a client's list is, there are eleven texts of it for the database to keep.
#[test]
fn lists_of_many_lengths_are_few_texts() {
    let text = |values: i64| page(&BOOKS.id.is_in(0..values).into(), true).text;
    let texts: std::collections::HashSet<_> = (1..=1_000).map(text).collect();
    assert_eq!(texts.len(), 11);
    let never = page(&BOOKS.id.is_in(0..0).into(), true);
    assert!(rest(&never).contains("AND (1 = 0) ORDER BY"), "{}", never.text);
}

/// In the text stand names and placeholders. Values, whatever they look like, never do.
#[test]
fn no_value_stands_in_the_text() {
    for value in ["'; DROP TABLE books; --", "$1", "\"owner\"", "%"] {
        let conditions: [Condition<Book>; 4] = [
            BOOKS.title.eq(value),
            BOOKS.title.contains(value),
            BOOKS.note.starts_with(value),
            BOOKS.note.is_in([value]),
        ];
        let plain = [
            BOOKS.title.eq("x"),
            BOOKS.title.contains("x"),
            BOOKS.note.starts_with("x"),
            BOOKS.note.is_in(["x"]),
        ];
        for (condition, plain) in conditions.into_iter().zip(plain) {
            assert_eq!(page(&condition.clone().into(), true).text, page(&plain.into(), true).text);
            assert!(!format!("{:?}", Search::filter(condition)).contains(value));
        }
    }
}

/// A page deep in the table costs what the first one costs.
#[tokio::test]
async fn an_order_that_has_an_index_is_not_sorted() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    db.run_for_test(super::sqlite::BOOKS).await;
    for order in [BOOKS.stars.asc(), BOOKS.stars.desc()] {
        let search = Search::all().sort(order);
        for is_first in [true, false] {
            let text = page(&search, is_first).text;
            let plan = db.run_for_test(&format!("EXPLAIN QUERY PLAN {text}")).await.join("; ");
            assert!(plan.contains("USING INDEX books_by_stars (owner=?"), "{plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
            assert_eq!(plan.contains("stars"), !is_first || plan.contains("books_by_stars"));
        }
        let plan = page(&search, false).text;
        let plan = db.run_for_test(&format!("EXPLAIN QUERY PLAN {plan}")).await.join("; ");
        let is_bounded = plan.contains("(stars,id)>(?,?)") || plan.contains("(stars,id)<(?,?)");
        assert!(is_bounded || plan.contains("stars>?") || plan.contains("stars<?"), "{plan}");
    }
    // Mixed directions sort within the equal ones, but begin where the page does.
    let mixed = Search::all().sort(BOOKS.stars.asc()).sort(BOOKS.title.desc());
    let text = page(&mixed, false).text;
    let plan = db.run_for_test(&format!("EXPLAIN QUERY PLAN {text}")).await.join("; ");
    assert!(plan.contains("books_by_stars (owner=? AND stars>?)"), "{plan}");
}

/// A moment, which is read from the text that SQLite's `CURRENT_TIMESTAMP` is, and written as another one, as sqlx writes times.
#[derive(Debug, Clone, PartialEq)]
struct Moment(String);

impl Type<Sqlite> for Moment {
    fn type_info() -> <Sqlite as sqlx::Database>::TypeInfo {
        <String as Type<Sqlite>>::type_info()
    }
}

impl<'r> Decode<'r, Sqlite> for Moment {
    fn decode(value: sqlx::sqlite::SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        <String as Decode<'r, Sqlite>>::decode(value).map(|text| Self(text.replace(' ', "T") + "Z"))
    }
}

impl Encode<'_, Sqlite> for Moment {
    fn encode_by_ref(
        &self,
        buffer: &mut sqlx::sqlite::SqliteArgumentsBuffer,
    ) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode_by_ref(&self.0, buffer)
    }
}

#[derive(Debug, crate::Resource, sqlx::FromRow)]
#[resource(table = "events", database = "sqlite")]
struct Event {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner: String,
    #[resource(sort)]
    at: Moment,
}

/// The value of a row as a type would write it again may stand elsewhere in the order than the row does, and then rows are on no page.
#[tokio::test]
async fn a_place_is_what_is_stored_and_not_what_a_type_makes_of_it() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    db.run_for_test(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    )
    .await;
    for hour in 10..20 {
        let insert =
            format!("INSERT INTO events VALUES ({hour}, 'alice', '2026-01-01 {hour}:00:00')");
        db.run_for_test(&insert).await;
    }
    let events = owned_by::<Event>(&db, "alice");
    let (mut walked, mut after) = (Vec::new(), None);
    loop {
        let three = PageRequest::new(Some(3), after).unwrap();
        let search = Search::all().sort(Event::COLUMNS.at.desc());
        let page = events.page(search, &three).await.unwrap();
        walked.extend(page.items.iter().map(|event| event.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(walked, [19, 18, 17, 16, 15, 14, 13, 12, 11, 10]);
}
