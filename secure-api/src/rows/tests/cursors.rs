//! What a cursor is good for: the page that it was given out for, and nothing else.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    NOW,
    search::{BOOKS, Book, seed},
    status,
};
use crate::{
    Error, JwtVerifier, MasterSecret, Principal, Security, TokenSecret,
    authz::{Filter, Reach},
    clock::Instant,
    policy::{EndpointPolicy, Literal, OwnerColumn, RowClause},
    rows::{
        Cursors, Db, PageRequest, Pages, Resource, Scoped, Search,
        cursor::{PageOf, Place},
        raw::RawValue,
        scope::{Caller, Scope},
    },
};

const LIFETIME: Duration = Duration::from_secs(600);

const SECRETS: [&[u8; 32]; 3] = [
    b"zJ8Yw0w2c1kqS7pQ9dXn5RrT3vBm6HfL",
    b"Q9dXn5RrT3vBm6HfLzJ8Yw0w2c1kqS7p",
    b"n5RrT3vBm6HfLzJ8Yw0w2c1kqS7pQ9dX",
];

/// The same table as another type.
#[derive(Debug, crate::Resource, sqlx::FromRow)]
#[resource(table = "books")]
struct Volume {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner: String,
    #[resource(filter, sort)]
    stars: i64,
}

const VOLUMES: &<Volume as Resource>::Columns = &Volume::COLUMNS;

/// All of them, one after the other.
pub(super) async fn run(db: &Db, make: impl AsyncFn()) {
    make().await;
    seed(db).await;
    what_it_is_for(db).await;
    what_it_is_altered_to(db).await;
    how_long_it_lasts(db).await;
    keys_are_replaced(db).await;
    whoever_loses_access(db).await;
    rows_without_pages(db).await;
    numbers_without_a_place_in_json(db).await;
    values_without_a_place_in_a_cursor(db).await;
}

fn cursors(current: usize, previous: Option<usize>) -> Arc<Cursors> {
    let secret = MasterSecret::new(SECRETS[current].to_vec()).unwrap();
    let secret = match previous {
        Some(previous) => secret.with_previous(SECRETS[previous].to_vec()).unwrap(),
        None => secret,
    };
    Arc::new(Cursors::new(&secret, LIFETIME).unwrap())
}

fn endpoint(module: &'static str, name: &'static str) -> Option<&'static EndpointPolicy> {
    Some(Box::leak(Box::new(EndpointPolicy { module, name, ..EndpointPolicy::CLOSED })))
}

fn security() -> Security {
    let key = TokenSecret::random().unwrap();
    let verifier = |issuer| JwtVerifier::hs256(&key, issuer, "https://api.example").unwrap();
    Security::builder()
        .jwt(verifier("https://id.example"))
        .jwt(verifier("https://partner.example"))
        .owners(|_, subject| Some(subject.to_owned()))
        .build()
        .unwrap()
}

fn user(issuer: &str, subject: &str, tenant: Option<&str>) -> Principal {
    let job = security().act_as(Some(issuer), subject, tenant, "a test").unwrap();
    job.principal().clone()
}

fn alices() -> Pages {
    let principal = user("https://id.example", "alice", Some("acme"));
    Pages { cursors: cursors(0, None), endpoint: endpoint("app::books", "list"), principal }
}

/// Every row, for whoever has these pages.
fn rows<R: Resource>(db: &Db, pages: Pages, now: Instant) -> Scoped<R> {
    let caller = Caller { owner_id: None, tenant: None, crosses_tenants: false, now };
    Scoped::new(Scope::new(db, &Reach::All, caller).unwrap().with_pages(pages))
}

fn search() -> Search<Book> {
    Search::filter(BOOKS.stars.ge(1).and(BOOKS.title.contains("a"))).sort(BOOKS.stars.asc())
}

fn two(after: Option<&str>) -> PageRequest {
    PageRequest::new(Some(2), after.map(str::to_owned)).unwrap()
}

async fn first(db: &Db, pages: Pages) -> String {
    let page = rows(db, pages, NOW).page(search(), &two(None)).await.unwrap();
    page.next.unwrap()
}

async fn next(db: &Db, pages: Pages, search: Search<Book>, cursor: &str) -> u16 {
    status(rows(db, pages, NOW).page(search, &two(Some(cursor))).await)
}

/// Ash (CVE-2026-67579), and every cursor that is a number or an id: it works for whoever has it, and for whatever it is sent to.
async fn what_it_is_for(db: &Db) {
    let cursor = first(db, alices()).await;
    assert_eq!(next(db, alices(), search(), &cursor).await, 200);

    let of =
        |issuer, subject, tenant| Pages { principal: user(issuer, subject, tenant), ..alices() };
    let job = security();
    for pages in [
        of("https://id.example", "bob", Some("acme")),
        of("https://id.example", "alice", Some("globex")),
        of("https://id.example", "alice", None),
        of("https://partner.example", "alice", Some("acme")),
        Pages { principal: Principal::anonymous(), ..alices() },
        Pages {
            principal: job.system(Some("acme"), "a test").unwrap().principal().clone(),
            ..alices()
        },
        Pages { endpoint: endpoint("app::books", "export"), ..alices() },
        Pages { endpoint: endpoint("app::others", "list"), ..alices() },
        Pages { endpoint: endpoint("app::book", "slist"), ..alices() },
        Pages { endpoint: endpoint("app", "books::list"), ..alices() },
        Pages { endpoint: None, ..alices() },
    ] {
        let (principal, endpoint) = (pages.principal.clone(), pages.endpoint);
        let answer = next(db, pages, search(), &cursor).await;
        assert_eq!(answer, 422, "{principal:?} {endpoint:?}");
    }

    let by = |condition| Search::filter(condition).sort(BOOKS.stars.asc());
    let both = || BOOKS.stars.ge(1).and(BOOKS.title.contains("a"));
    for other in [
        Search::all(),
        Search::all().sort(BOOKS.stars.asc()),
        Search::filter(both()),
        Search::filter(both()).sort(BOOKS.stars.desc()),
        Search::filter(both()).sort(BOOKS.title.asc()),
        by(both()).sort(BOOKS.title.asc()),
        by(both().not()),
        by(BOOKS.stars.ge(1).or(BOOKS.title.contains("a"))),
        by(BOOKS.stars.ge(2).and(BOOKS.title.contains("a"))),
        by(BOOKS.stars.gt(1).and(BOOKS.title.contains("a"))),
        by(BOOKS.stars.ge(1).and(BOOKS.title.contains("b"))),
        by(BOOKS.stars.ge(1).and(BOOKS.title.starts_with("a"))),
        by(BOOKS.stars.ge(1).and(BOOKS.note.contains("a"))),
        by(BOOKS.title.contains("a").and(BOOKS.stars.ge(1))),
        search().and(BOOKS.note.is_null()),
    ] {
        assert_eq!(next(db, alices(), other.clone(), &cursor).await, 422, "{other:?}");
    }
    // The columns of two searches, and values that only together are the same text.
    let texts = |one, other| by(BOOKS.title.ne(one).and(BOOKS.note.ne(other)));
    let cursor = rows(db, alices(), NOW).page(texts("ab", "c"), &two(None)).await.unwrap().next;
    let cursor = cursor.unwrap();
    assert_eq!(next(db, alices(), texts("ab", "c"), &cursor).await, 200);
    for (one, other) in [("a", "bc"), ("abc", ""), ("ab\", \"c", ""), ("c", "ab")] {
        assert_eq!(next(db, alices(), texts(one, other), &cursor).await, 422, "{one} {other}");
    }

    let volumes: Scoped<Volume> = rows(db, alices(), NOW);
    let of_volumes = || Search::filter(VOLUMES.stars.ge(1)).sort(VOLUMES.stars.asc());
    let cursor = volumes.page(of_volumes(), &two(None)).await.unwrap().next.unwrap();
    assert_eq!(status(volumes.page(of_volumes(), &two(Some(&cursor))).await), 200);
    assert_eq!(next(db, alices(), by(BOOKS.stars.ge(1)), &cursor).await, 422);
    // What is not bound: how many rows the page has.
    let more = PageRequest::new(Some(3), Some(cursor)).unwrap();
    assert_eq!(volumes.page(of_volumes(), &more).await.unwrap().items.len(), 3);
}

async fn what_it_is_altered_to(db: &Db) {
    let cursor = first(db, alices()).await;
    let bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
    for place in 0..bytes.len() {
        for bit in [1, 0x80] {
            let mut altered = bytes.clone();
            altered[place] ^= bit;
            let altered = URL_SAFE_NO_PAD.encode(altered);
            assert_eq!(next(db, alices(), search(), &altered).await, 422, "{place}");
        }
        let cut = URL_SAFE_NO_PAD.encode(&bytes[..place]);
        assert_eq!(next(db, alices(), search(), &cut).await, 422, "{place}");
    }
    // The same bytes in another spelling would be another name of the same page.
    for other in [
        String::new(),
        format!("{cursor}="),
        format!("{cursor}A"),
        format!(" {cursor}"),
        cursor.replace('-', "+").replace('_', "/") + "\n",
        cursor.to_ascii_uppercase(),
        "7".to_owned(),
        "A".repeat(10_000_000),
    ] {
        assert_eq!(next(db, alices(), search(), &other).await, 422);
    }
    // One that says what it likes, with a code that is no more than as long as one.
    let content = r#"[99999999999,[{"i":0}],["0"]]"#;
    for tag in [[0; 32], [0xff; 32]] {
        let forged = URL_SAFE_NO_PAD.encode([&[1][..], &tag, content.as_bytes()].concat());
        assert_eq!(next(db, alices(), search(), &forged).await, 422);
    }
    let page = rows::<Book>(db, alices(), NOW).page(search(), &two(Some("x"))).await;
    let expected = Error::invalid("#/after", "cursor", "this is not the cursor of a page");
    assert_eq!(page.unwrap_err().kind(), expected.kind());
}

async fn how_long_it_lasts(db: &Db) {
    let cursor = first(db, alices()).await;
    let after = |seconds| Instant::from_unix_seconds(NOW.unix_seconds() + seconds);
    for (seconds, expected) in [(0, 200), (599, 200), (600, 422), (100_000_000, 422)] {
        let books: Scoped<Book> = rows(db, alices(), after(seconds));
        assert_eq!(status(books.page(search(), &two(Some(&cursor))).await), expected, "{seconds}");
    }
    // Each page gives out one that is new.
    let later: Scoped<Book> = rows(db, alices(), after(599));
    let cursor = later.page(search(), &two(Some(&cursor))).await.unwrap().next.unwrap();
    let latest: Scoped<Book> = rows(db, alices(), after(1_198));
    assert_eq!(status(latest.page(search(), &two(Some(&cursor))).await), 200);
}

async fn keys_are_replaced(db: &Db) {
    let with = |current, previous| Pages { cursors: cursors(current, previous), ..alices() };
    let cursor = first(db, with(0, None)).await;
    for (current, previous, expected) in
        [(0, None, 200), (1, Some(0), 200), (1, None, 422), (2, Some(1), 422), (0, Some(1), 200)]
    {
        let answer = next(db, with(current, previous), search(), &cursor).await;
        assert_eq!(answer, expected, "{current} {previous:?}");
    }
    // What is made is made with the current one.
    let cursor = first(db, with(1, Some(0))).await;
    assert_eq!(next(db, with(0, None), search(), &cursor).await, 422);
    assert_eq!(next(db, with(1, None), search(), &cursor).await, 200);
    // Without a secret, each process has its own.
    let random = || {
        let cursors = Cursors::new(&MasterSecret::random().unwrap(), LIFETIME).unwrap();
        Pages { cursors: Arc::new(cursors), ..alices() }
    };
    let cursor = first(db, random()).await;
    assert_eq!(next(db, random(), search(), &cursor).await, 422);
}

/// A cursor is no authority: whoever no longer reaches the rows gets those that it does reach.
async fn whoever_loses_access(db: &Db) {
    let cursor = first(db, alices()).await;
    let rest = PageRequest::new(Some(100), Some(cursor)).unwrap();
    let reached = async |reach: Reach| {
        let owner_id = Some("bob");
        let caller = Caller { owner_id, tenant: None, crosses_tenants: false, now: NOW };
        let scope = Scope::<Book>::new(db, &reach, caller).unwrap().with_pages(alices());
        Scoped::new(scope).page(search(), &rest).await.unwrap().items
    };
    let all = reached(Reach::All).await;
    let own = reached(Reach::Owned(OwnerColumn::Declared)).await;
    assert!(all.iter().any(|book| book.owner == "alice"));
    let of_bob: Vec<_> = all.into_iter().filter(|book| book.owner == "bob").collect();
    assert!(!of_bob.is_empty());
    assert_eq!(own, of_bob);
    let nothing = RowClause { column: "hidden", value: Literal::Text("nothing") };
    let nothing = Reach::from(Filter::Row { clause: nothing, is: true });
    assert_eq!(reached(nothing).await, []);
}

/// A scope that no endpoint and no job has made gives out no cursor, and takes none.
async fn rows_without_pages(db: &Db) {
    let caller = Caller { owner_id: None, tenant: None, crosses_tenants: false, now: NOW };
    let books = Scoped::<Book>::new(Scope::new(db, &Reach::All, caller).unwrap());
    assert_eq!(status(books.page(search(), &two(None)).await), 500);
    assert_eq!(status(books.list(&two(Some("x"))).await), 500);
    assert_eq!(status(books.list(&PageRequest::default()).await), 200);
}

/// JSON has no infinity. A row that holds it must not end the list for everybody.
async fn numbers_without_a_place_in_json(db: &Db) {
    let infinity = if db.is_sqlite() { "9e999" } else { "'Infinity'" };
    for (id, weight) in
        [(60, infinity.to_owned()), (61, format!("-{infinity}").replace("-'", "'-"))]
    {
        db.run_for_test(&format!(
            "INSERT INTO books VALUES ({id}, 'carol', 'far', 0, {weight}, NULL, NULL, NULL, 'draft', '')"
        ))
        .await;
    }
    if !db.is_sqlite() {
        db.run_for_test(
            "INSERT INTO books VALUES (62, 'carol', 'nowhere', 0, 'NaN', NULL, NULL, NULL, 'draft', '')",
        )
        .await;
    }
    let books: Scoped<Book> = rows(db, alices(), NOW);
    for search in [
        Search::filter(BOOKS.id.ge(60).and(BOOKS.id.lt(100))).sort(BOOKS.weight.desc()),
        Search::filter(BOOKS.id.ge(60).and(BOOKS.id.lt(100)))
            .sort(BOOKS.weight.desc())
            .sort(BOOKS.title.asc()),
    ] {
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let one = PageRequest::new(Some(1), after).unwrap();
            let page = books.page(search.clone(), &one).await.unwrap();
            walked.extend(page.items.iter().map(|book| book.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let expected: &[i64] = if db.is_sqlite() { &[60, 61] } else { &[62, 60, 61] };
        assert_eq!(walked, expected);
    }
}

/// Only the page that would have to end at such a row fails, and says to the log which column it is.
async fn values_without_a_place_in_a_cursor(db: &Db) {
    let title = format!("zz{}", "x".repeat(5_000));
    let insert = format!(
        "INSERT INTO books VALUES (70, 'carol', '{title}', 0, 0, NULL, NULL, NULL, 'draft', ''), \
         (71, 'carol', '{title}', 0, 0, NULL, NULL, NULL, 'draft', '')"
    );
    db.run_for_test(&insert).await;
    let books: Scoped<Book> = rows(db, alices(), NOW);
    let long = || Search::filter(BOOKS.id.ge(70).and(BOOKS.id.lt(100)));
    let sorted = || long().sort(BOOKS.stars.asc()).sort(BOOKS.title.asc());
    assert_eq!(books.page(sorted(), &two(None)).await.unwrap().items.len(), 2);
    let one = PageRequest::new(Some(1), None).unwrap();
    let error = books.page(sorted(), &one).await.unwrap_err();
    assert_eq!(error.status(), 500);
    let why = std::error::Error::source(&error).unwrap().to_string();
    assert!(why.contains("`Book` ends at a row whose `title` has 5002 bytes"), "{why}");
    let by_stars = long().sort(BOOKS.stars.asc());
    assert!(books.page(by_stars, &one).await.unwrap().next.is_some());
}

#[test]
fn what_does_not_fit_a_uri_is_no_cursor() {
    let of = PageOf { resource: Book::INFO, condition: "", values: "", order: "" };
    let place = |length: usize| Place {
        sorted_by: vec![RawValue::Text("x".repeat(length))],
        id: vec!["1".to_owned()],
    };
    let pages = alices();
    let cursor = pages.cursor(of, &place(4_400), NOW).unwrap().unwrap();
    assert!(cursor.len() <= 6_000);
    assert_eq!(pages.place(of, &cursor, NOW).unwrap(), place(4_400));
    assert_eq!(pages.cursor(of, &place(4_500), NOW).unwrap(), None);
    assert!(!format!("{:?}", pages.cursors).contains("HMAC"));
}
