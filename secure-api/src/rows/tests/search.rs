//! What a search finds, in which order, and on which pages: compared with a plain reference, on both databases.

use std::collections::BTreeSet;

use super::{caller, filtered, owned_by, owner, row, status};
use crate::{
    Error,
    authz::Filter,
    policy::Literal,
    rows::{
        Column, Condition, Db, Filtered, Order, Page, PageRequest, Plain, Ref, Resource, Scoped,
        Search, Sorted,
    },
};

/// An enum that is stored as text.
#[derive(Debug, Clone, Copy, PartialEq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub(super) enum State {
    Draft,
    Public,
}

/// A column of each kind of value. What is not declared is `hidden`.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "books")]
pub(super) struct Book {
    #[resource(id, filter)]
    pub(super) id: i64,
    #[resource(owner)]
    pub(super) owner: String,
    #[resource(filter, sort)]
    pub(super) title: String,
    #[resource(sort, filter)]
    pub(super) stars: i64,
    #[resource(filter, sort)]
    pub(super) weight: f64,
    #[resource(filter)]
    pub(super) note: Option<String>,
    #[resource(filter)]
    pub(super) price: Option<i64>,
    #[resource(filter)]
    pub(super) inside: Option<Ref<Book>>,
    #[resource(filter, sort)]
    pub(super) state: State,
    pub(super) hidden: String,
}

pub(super) type Columns = <Book as Resource>::Columns;

pub(super) const BOOKS: &Columns = &Book::COLUMNS;

/// The columns but the owner: what `ALICE` has, in the order of the ids.
type Held = (&'static str, i64, f64, Option<&'static str>, Option<i64>, Option<i64>, State);

const HELD: [Held; 14] = [
    ("plain", 3, 1.5, Some("a note"), Some(10), None, State::Draft),
    ("50% off", 3, -0.25, None, Some(-1), Some(1), State::Public),
    ("50 off", 1, 1.5, Some("x_y"), None, Some(1), State::Public),
    ("it's", 1, 1e300, Some("xzy"), Some(10), Some(2), State::Draft),
    ("back\\slash", 2, 0.0, Some(""), Some(0), None, State::Public),
    ("\"quoted\"", 2, 1.5, None, None, None, State::Draft),
    ("Äpfel", 5, 2.5, Some("ä"), Some(3), Some(99), State::Draft),
    ("äpfel 🍎", 5, 2.5, Some("🍎🍏"), Some(3), None, State::Public),
    ("Plain", 3, 1.5, Some("%"), Some(10), Some(2), State::Public),
    ("plain", 3, 1.5, Some("A note"), None, Some(3), State::Draft),
    ("plainer", 0, 4.0, Some("_"), Some(i64::MAX), None, State::Draft),
    ("", -7, -1e300, Some("NULL"), Some(i64::MIN), Some(1), State::Public),
    ("'; DROP TABLE books; --", 3, 3.0, None, Some(10), None, State::Draft),
    ("$1", 3, 3.0, Some("?"), None, None, State::Public),
];

const ALICE: &str = "alice";

/// All of them, one after the other.
pub(super) async fn run(db: &Db, make: impl AsyncFn()) {
    make().await;
    seed(db).await;
    conditions(db).await;
    conditions_take_away(db).await;
    what_is_no_text_of_the_database(db).await;
    too_much(db).await;
    undeclared(db).await;
    every_page(db).await;
    ties_across_pages(db).await;
    rows_that_come_and_go(db).await;
}

pub(super) async fn seed(db: &Db) {
    for (place, (title, stars, weight, note, price, inside, state)) in HELD.iter().enumerate() {
        for (owner, offset) in [(ALICE, 1), ("bob", 101)] {
            let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
            let null = || "NULL".to_owned();
            let id = place + offset;
            let values = [
                id.to_string(),
                text(owner),
                text(title),
                stars.to_string(),
                format!("{weight:e}"),
                note.map_or_else(null, text),
                price.map_or_else(null, |price| price.to_string()),
                inside.map_or_else(null, |inside| inside.to_string()),
                text(if *state == State::Draft { "draft" } else { "public" }),
                text("secret"),
            ];
            db.run_for_test(&format!("INSERT INTO books VALUES ({})", values.join(", "))).await;
        }
    }
}

fn books(db: &Db) -> Scoped<Book> {
    owned_by(db, ALICE)
}

async fn found(books: &Scoped<Book>, search: impl Into<Search<Book>>) -> Vec<i64> {
    let page = PageRequest::new(Some(100), None).unwrap();
    ids(&books.page(search, &page).await.unwrap())
}

fn ids(page: &Page<Book>) -> Vec<i64> {
    page.items.iter().map(|book| book.id).collect()
}

/// Whether a row is meant: `None` where that is unknown.
type Means = fn(&Held) -> Option<bool>;

async fn conditions(db: &Db) {
    let Columns { title, stars, weight, note, price, inside, state, .. } = BOOKS;
    let at = |place: usize| i64::try_from(place).unwrap() + 1;
    let cases: Vec<(Condition<Book>, Means)> = vec![
        (title.eq("plain"), |held| Some(held.0 == "plain")),
        (title.eq("plain".to_owned()).not(), |held| Some(held.0 != "plain")),
        (title.eq(""), |held| Some(held.0.is_empty())),
        (title.eq("'; DROP TABLE books; --"), |held| Some(held.0.starts_with("';"))),
        (title.eq("\"title\""), |_| Some(false)),
        (title.contains("%"), |held| Some(held.0.contains('%'))),
        (title.contains("50%"), |held| Some(held.0 == "50% off")),
        (title.contains("\\"), |held| Some(held.0.contains('\\'))),
        (title.contains("'"), |held| Some(held.0.contains('\''))),
        (title.contains("\""), |held| Some(held.0.contains('"'))),
        (title.contains("P"), |held| Some(held.0.contains('P'))),
        (title.contains("🍎"), |held| Some(held.0.contains('🍎'))),
        (title.contains("pfel"), |held| Some(held.0.contains("pfel"))),
        (title.contains(""), |_| Some(true)),
        (note.contains("_"), |held| held.3.map(|note| note.contains('_'))),
        (note.contains(""), |held| held.3.map(|_| true)),
        (note.contains("").not(), |held| held.3.map(|_| false)),
        (note.starts_with("🍎"), |held| held.3.map(|note| note.starts_with('🍎'))),
        (title.starts_with("plain"), |held| Some(held.0.starts_with("plain"))),
        (title.starts_with("Ä"), |held| Some(held.0.starts_with('Ä'))),
        (title.starts_with(""), |_| Some(true)),
        (title.starts_with("50_"), |_| Some(false)),
        (title.starts_with("lain"), |_| Some(false)),
        (title.starts_with("plainer than it is"), |_| Some(false)),
        (note.eq("%"), |held| held.3.map(|note| note == "%")),
        (note.ne("%"), |held| held.3.map(|note| note != "%")),
        (note.eq("%").not(), |held| held.3.map(|note| note != "%")),
        (note.eq("%").not().not(), |held| held.3.map(|note| note == "%")),
        (note.eq(None::<String>), |_| None),
        (note.eq(None::<String>).not(), |_| None),
        (note.is_null(), |held| Some(held.3.is_none())),
        (note.is_null().not(), |held| Some(held.3.is_some())),
        (note.is_not_null(), |held| Some(held.3.is_some())),
        (note.is_in(["%", "_", "?"]), |held| held.3.map(|note| ["%", "_", "?"].contains(&note))),
        (note.is_in(["%"]).not(), |held| held.3.map(|note| note != "%")),
        (note.is_in(Vec::<&str>::new()), |_| Some(false)),
        // As in SQL: there is nothing that could be unknown.
        (note.is_in(Vec::<&str>::new()).not(), |_| Some(true)),
        (price.is_in([10, 3, 3, i64::MIN, i64::MAX]), |held| {
            held.4.map(|price| [10, 3, i64::MIN, i64::MAX].contains(&price))
        }),
        (price.lt(3), |held| held.4.map(|price| price < 3)),
        (price.le(3), |held| held.4.map(|price| price <= 3)),
        (price.gt(3), |held| held.4.map(|price| price > 3)),
        (price.ge(Some(3)), |held| held.4.map(|price| price >= 3)),
        (stars.ge(3).and(stars.lt(5)), |held| Some((3..5).contains(&held.1))),
        (stars.lt(1).or(stars.gt(3)), |held| Some(held.1 < 1 || held.1 > 3)),
        (weight.lt(1.5), |held| Some(held.2 < 1.5)),
        (weight.eq(-0.25), |held| Some(held.2 == -0.25)),
        (inside.eq(Ref::new(1)), |held| held.5.map(|inside| inside == 1)),
        (inside.is_in([Ref::new(2), Ref::new(99)]), |held| {
            held.5.map(|inside| [2, 99].contains(&inside))
        }),
        (state.eq(State::Public), |held| Some(held.6 == State::Public)),
        (state.is_in([State::Draft]), |held| Some(held.6 == State::Draft)),
        // Three values: false and unknown is false, true or unknown is true, else it is unknown.
        (price.gt(3).and(note.eq("%")).not(), |held| {
            match (held.4.map(|price| price > 3), held.3.map(|note| note == "%")) {
                (Some(false), _) | (_, Some(false)) => Some(true),
                (Some(true), Some(true)) => Some(false),
                _ => None,
            }
        }),
        (price.gt(3).or(note.eq("%")).not(), |held| {
            match (held.4.map(|price| price > 3), held.3.map(|note| note == "%")) {
                (Some(true), _) | (_, Some(true)) => Some(false),
                (Some(false), Some(false)) => Some(true),
                _ => None,
            }
        }),
        (price.is_null().or(stars.eq(3)).and(title.eq("$1").or(note.is_null())), |held| {
            Some((held.4.is_none() || held.1 == 3) && (held.0 == "$1" || held.3.is_none()))
        }),
    ];
    let books = books(db);
    let mut sizes = BTreeSet::new();
    for (condition, means) in cases {
        let meant: Vec<_> = HELD
            .iter()
            .enumerate()
            .filter(|(_, held)| means(held) == Some(true))
            .map(|(place, _)| at(place))
            .collect();
        assert_eq!(found(&books, condition.clone()).await, meant, "{condition:?}");
        let count = books.count(condition.clone()).await.unwrap();
        assert_eq!(count, meant.len() as u64, "{condition:?}");
        let exists = books.exists(condition.clone()).await.unwrap();
        assert_eq!(exists, !meant.is_empty(), "{condition:?}");
        sizes.insert(meant.len());
    }
    assert!(sizes.len() > 8, "{sizes:?}");
    assert_eq!(found(&books, BOOKS.id.eq(3).or(BOOKS.id.eq(103))).await, [3]);
}

/// Ash (CVE-2026-67579): filters leak rows that the caller cannot read. A search has what it likes of the rows in reach, and no others.
async fn conditions_take_away(db: &Db) {
    let always = || BOOKS.id.ge(0).or(BOOKS.id.lt(0));
    assert_eq!(books(db).count(Search::all()).await.unwrap(), 14);
    assert_eq!(books(db).count(always()).await.unwrap(), 14);
    assert!(!books(db).exists(BOOKS.id.gt(100)).await.unwrap());
    // Whatever the rule leaves, and however conditions are joined with it.
    let public = || row("state", Literal::Text("public"), true);
    let own_or_public = Filter::Any(vec![owner(true), public()]);
    for (filter, all) in [(owner(false), 14), (public(), 14), (own_or_public, 21)] {
        let rows = filtered::<Book>(db, filter, caller(Some(ALICE))).unwrap();
        assert_eq!(rows.count(always()).await.unwrap(), all);
        assert_eq!(rows.count(always().not()).await.unwrap(), 0);
        assert_eq!(found(&rows, Search::all().sort(BOOKS.stars.desc())).await.len() as u64, all);
        let plain = rows.count(BOOKS.title.eq("plain")).await.unwrap();
        let others = rows.count(BOOKS.title.eq("plain").not()).await.unwrap();
        assert_eq!(plain + others, all);
    }
}

async fn what_is_no_text_of_the_database(db: &Db) {
    let books = books(db);
    for condition in [
        BOOKS.title.eq("a\0b"),
        BOOKS.title.contains("\0"),
        BOOKS.note.starts_with("\0"),
        BOOKS.note.is_in(["a", "\0"]),
    ] {
        assert_eq!(status(books.count(condition).await), 422);
    }
}

/// What a client's input becomes is bounded, however an application puts it together: the statement, the memory and the stack.
async fn too_much(db: &Db) {
    let books = books(db);
    let many = |number: i64| (1..number).fold(BOOKS.id.eq(0), |all, id| all.or(BOOKS.id.eq(id)));
    assert_eq!(books.count(many(100)).await.unwrap(), 14);
    let at_once: i64 = 1_000;
    assert_eq!(books.count(BOOKS.id.is_in(1..=at_once)).await.unwrap(), 14);
    let deep = |depth| {
        (1..depth).fold(BOOKS.id.eq(1), |inside, step| match step % 2 {
            0 => inside.or(BOOKS.id.eq(1)),
            _ => inside.and(BOOKS.id.eq(1)),
        })
    };
    assert_eq!(books.count(deep(16)).await.unwrap(), 1);
    let expected = Error::invalid("#", "search", "this searches for too much at once");
    for condition in [
        many(101),
        many(50_000).not(),
        BOOKS.id.is_in(1..=at_once + 1),
        BOOKS.id.is_in(0..),
        BOOKS.id.is_in(1..=at_once).or(BOOKS.id.is_in([1])),
        deep(17),
        deep(50_000).or(BOOKS.id.eq(1)),
    ] {
        let refusal = books.count(condition.clone()).await.unwrap_err();
        assert_eq!(refusal.kind(), expected.kind());
        assert_eq!(status(books.exists(condition.clone().not()).await), 422);
        let page = books.page(condition.and(BOOKS.id.eq(1)), &PageRequest::default()).await;
        assert_eq!(status(page), 422);
    }
    let not = (0..50_001).fold(BOOKS.id.eq(1), |condition, _| condition.not());
    assert_eq!(books.count(not).await.unwrap(), 13);

    let three =
        Search::all().sort(BOOKS.stars.asc()).sort(BOOKS.title.asc()).sort(BOOKS.weight.asc());
    // One that is there already is none more.
    assert_eq!(found(&books, three.clone().sort(BOOKS.stars.desc())).await.len(), 14);
    let four = three.sort(BOOKS.state.asc());
    assert_eq!(status(books.page(four.clone(), &PageRequest::default()).await), 422);
    assert_eq!(status(books.count(four).await), 422);
}

/// Columns that are made by hand, past what the derive declares. SQLite would take a name that is no column for a text.
async fn undeclared(db: &Db) {
    type Any<V> = Column<Book, V, Filtered<Sorted<Plain>>>;
    let books = books(db);
    let hidden = Any::new("hidden", false, |book: &Book| &book.hidden);
    let owner = Any::new("owner", false, |book: &Book| &book.owner);
    let absent = Any::new("secret", false, |book: &Book| &book.hidden);
    let injected = Any::new("title\" OR 1=1 --", false, |book: &Book| &book.title);
    for column in [hidden, owner, absent, injected] {
        let name = column.name();
        let conditions = [
            column.eq("secret"),
            column.contains("s"),
            column.is_not_null(),
            BOOKS.id.eq(1).or(column.starts_with("s").not()),
        ];
        for condition in conditions {
            assert_eq!(status(books.count(condition.clone()).await), 500, "{name}");
            assert_eq!(status(books.exists(condition.clone()).await), 500, "{name}");
            let page = books.page(condition, &PageRequest::default()).await;
            assert_eq!(status(page), 500, "{name}");
        }
        for order in [column.asc(), column.desc()] {
            let search = Search::all().sort(BOOKS.stars.asc()).sort(order);
            let page = books.page(search.clone(), &PageRequest::default()).await;
            assert_eq!(status(page), 500, "{name}");
            assert_eq!(status(books.count(search).await), 500, "{name}");
        }
    }
    // Declared for filters only, and one that would leave rows with a NULL out of every page.
    let note = Any::new("note", true, |book: &Book| &book.title);
    let title = Any::new("title", true, |book: &Book| &book.title);
    for order in [note.asc(), title.asc()] {
        let page = books.page(Search::all().sort(order), &PageRequest::default()).await;
        assert_eq!(status(page), 500);
    }
}

/// One page after the other, to the end.
async fn walk(books: &Scoped<Book>, search: &Search<Book>, limit: u32) -> Vec<i64> {
    let (mut walked, mut after) = (Vec::new(), None);
    loop {
        let request = PageRequest::new(Some(limit), after).unwrap();
        let page = books.page(search.clone(), &request).await.unwrap();
        let is_full = page.items.len() == limit as usize;
        walked.extend(ids(&page));
        after = page.next;
        assert!(is_full || after.is_none(), "{search:?}");
        assert!(walked.len() <= HELD.len(), "{search:?} does not end");
        if after.is_none() {
            return walked;
        }
    }
}

fn orders() -> Vec<Vec<Order<Book>>> {
    let Columns { title, stars, weight, state, .. } = BOOKS;
    vec![
        vec![],
        vec![stars.asc()],
        vec![stars.desc()],
        vec![title.asc()],
        vec![title.desc()],
        vec![weight.desc()],
        vec![state.asc()],
        vec![state.desc(), stars.asc()],
        vec![stars.asc(), title.asc()],
        vec![stars.asc(), title.desc()],
        vec![stars.desc(), weight.asc(), title.asc()],
        vec![weight.asc(), stars.desc(), title.asc()],
        vec![state.asc(), title.asc(), weight.desc()],
    ]
}

fn in_order(orders: &[Order<Book>]) -> Search<Book> {
    orders.iter().fold(Search::all(), |search, order| search.sort(*order))
}

/// Whatever the order, the pages together are what one page would be, without a gap, a row twice, or one of somebody else's.
async fn every_page(db: &Db) {
    let books = books(db);
    for order in orders() {
        let search = in_order(&order);
        let whole = found(&books, search.clone()).await;
        let known: BTreeSet<_> = whole.iter().copied().collect();
        assert_eq!(known, (1..=14).collect(), "{search:?}");
        for limit in [1, 2, 3, 5, 13, 14] {
            assert_eq!(walk(&books, &search, limit).await, whole, "{search:?} by {limit}");
        }
        let some = search.and(BOOKS.stars.ge(2).and(BOOKS.note.is_not_null()));
        let whole = found(&books, some.clone()).await;
        assert_eq!(walk(&books, &some, 2).await, whole, "{some:?}");
    }
    // The list is the same as a page of all rows, and either's cursor is the other's.
    let first = books.list(&PageRequest::new(Some(3), None).unwrap()).await.unwrap();
    let rest = PageRequest::new(Some(100), first.next).unwrap();
    assert_eq!(
        ids(&books.page(Search::all(), &rest).await.unwrap()),
        [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    );
    assert_eq!(ids(&books.list(&rest).await.unwrap()).len(), 11);
}

/// Where the columns of the order are equal, the id decides, in the direction of the last of them.
async fn ties_across_pages(db: &Db) {
    let books = books(db);
    let place = |id: &i64| HELD[usize::try_from(*id).unwrap() - 1];
    let mut ascending: Vec<i64> = (1..=14).collect();
    ascending.sort_by_key(|id| (place(id).1, *id));
    let up = in_order(&[BOOKS.stars.asc()]);
    assert_eq!(walk(&books, &up, 3).await, ascending);
    ascending.reverse();
    assert_eq!(walk(&books, &in_order(&[BOOKS.stars.desc()]), 3).await, ascending);
    let mut mixed: Vec<i64> = (1..=14).collect();
    mixed.sort_by(|a, b| {
        let ((_, one, light, ..), (_, other, heavy, ..)) = (place(a), place(b));
        other.cmp(&one).then(light.total_cmp(&heavy)).then(a.cmp(b))
    });
    let search = in_order(&[BOOKS.stars.desc(), BOOKS.weight.asc()]);
    assert_eq!(walk(&books, &search, 2).await, mixed);
    mixed.sort_by(|a, b| {
        let ((_, one, light, ..), (_, other, heavy, ..)) = (place(a), place(b));
        one.cmp(&other).then(heavy.total_cmp(&light)).then(b.cmp(a))
    });
    let search = in_order(&[BOOKS.stars.asc(), BOOKS.weight.desc()]);
    assert_eq!(walk(&books, &search, 2).await, mixed);
}

/// Pages by number repeat a row when one comes in before them, and leave one out when one goes. These are by what the last row held.
async fn rows_that_come_and_go(db: &Db) {
    let books = books(db);
    for order in [vec![BOOKS.stars.asc()], vec![BOOKS.stars.asc(), BOOKS.title.desc()]] {
        let search = in_order(&order);
        let whole = found(&books, search.clone()).await;
        let start = PageRequest::new(Some(5), None).unwrap();
        let first = books.page(search.clone(), &start).await.unwrap();
        let last = first.items.last().unwrap().clone();
        let insert = |id: i64, stars: i64| {
            format!(
                "INSERT INTO books VALUES ({id}, 'alice', 'new', {stars}, 0, NULL, NULL, NULL, 'draft', '')"
            )
        };
        db.run_for_test(&insert(50, -100)).await;
        db.run_for_test(&insert(51, 100)).await;
        // The very row that the page ends with goes as well.
        db.run_for_test(&format!("DELETE FROM books WHERE id = {}", last.id)).await;
        let rest = PageRequest::new(Some(100), first.next.clone()).unwrap();
        let rest = ids(&books.page(search.clone(), &rest).await.unwrap());
        assert_eq!(rest, [&whole[5..], &[51]].concat());
        db.run_for_test("DELETE FROM books WHERE id IN (50, 51)").await;
        let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let note = last.note.as_deref().map_or_else(|| "NULL".to_owned(), text);
        let number = |number: Option<i64>| number.map_or("NULL".to_owned(), |it| it.to_string());
        let inside = number(last.inside.as_ref().map(|inside| *inside.id()));
        let state = if last.state == State::Draft { "draft" } else { "public" };
        db.run_for_test(&format!(
            "INSERT INTO books VALUES ({}, 'alice', {}, {}, {:e}, {note}, {}, {inside}, '{state}', 'secret')",
            last.id,
            text(&last.title),
            last.stars,
            last.weight,
            number(last.price),
        ))
        .await;
        assert_eq!(found(&books, search).await, whole);
    }
}
