//! What the statements do to the rows of both databases is what a plain reference says: which rows a caller reads, and which rows hold
//! what after it wrote.
//!
//! A case is one operation by one caller under one rule on tables filled for it, and reading counts as one: a few rows by their ids, all
//! in pages, and their number. Each case runs on SQLite and, where it is installed, on PostgreSQL; answers, and after a write the whole
//! content of all tables, are compared with the reference's.
//!
//! `SECURE_API_TRUTH_CASES` says how many there are (500 otherwise), `SECURE_API_TRUTH_SEED` which: the seed stands in the message of a
//! failure, with the smallest case that fails.

mod family;
mod operations;
mod reference;
mod rules;
mod tables;
mod world;

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    time::Duration,
};

use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use self::{
    family::Member,
    operations::{Answered, Operation, operations, renamed},
    reference::{Caller, Meant, Reference, Shape},
    rules::{Rule, Way, rules},
    world::{World, worlds},
};
use super::{NOW, postgres::server::Postgres};
use crate::{
    clock::{Clock as _, Instant, ManualClock},
    rows::Db,
};

#[derive(Clone)]
struct Case {
    resource: &'static Kin,
    world: World,
    way: Way,
    rule: Rule,
    caller: Caller,
    operation: Operation,
}

impl fmt::Debug for Case {
    /// A line for each row, whatever the format.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resource, world, way, rule, caller, operation } = self;
        let name = resource.shape.name;
        write!(f, "{operation:?}\nof {name} by {caller:?}\nunder ({way:?}) {rule:?}\non {world:?}")
    }
}

/// A resource of the family, and how a case runs on it.
struct Kin {
    shape: &'static Shape,
    run: fn(&tokio::runtime::Runtime, &Db, &Case) -> Answered,
}

impl Kin {
    const fn of<R: Member>() -> Self {
        Self { shape: R::SHAPE, run: run::<R> }
    }
}

fn run<R: Member>(runtime: &tokio::runtime::Runtime, db: &Db, case: &Case) -> Answered {
    runtime.block_on(async {
        let reach = case.rule.reach(case.way, R::INFO, case.caller.subject).await;
        operations::run::<R>(db, reach.as_ref(), &case.caller, &case.operation).await
    })
}

static FAMILY: [Kin; 12] = [
    Kin::of::<family::Bare>(),
    Kin::of::<family::Note>(),
    Kin::of::<family::Local>(),
    Kin::of::<family::Kept>(),
    Kin::of::<family::Invoice>(),
    Kin::of::<family::Review>(),
    Kin::of::<family::Shared>(),
    Kin::of::<family::Guest>(),
    Kin::of::<family::Task>(),
    Kin::of::<family::Whole>(),
    Kin::of::<family::Parcel>(),
    Kin::of::<family::Plot>(),
];

fn callers() -> impl Strategy<Value = Caller> {
    let now = i64::try_from(NOW.unix_seconds()).unwrap();
    (
        prop_oneof![
            8 => Just(Some("1")),
            3 => select(vec![Some("2"), Some("3")]),
            1 => select(vec![Some("x"), Some("01"), None]),
        ],
        prop_oneof![
            9 => Just(Some("1")),
            2 => Just(Some("2")),
            1 => select(vec![Some("3"), Some("01"), Some(""), None]),
        ],
        prop::bool::weighted(0.2),
        select(vec![now, now, now + 1]),
    )
        .prop_map(|(subject, tenant, crosses_tenants, now)| Caller {
            subject,
            tenant,
            crosses_tenants,
            now,
        })
}

/// When a caller asks: within the second before the one that its clock is rounded up to.
fn moment(caller: &Caller) -> Instant {
    let clock = ManualClock::at_unix_seconds(NOW.unix_seconds());
    if caller.now > NOW.unix_seconds().try_into().unwrap() {
        clock.advance(Duration::from_millis(1));
    }
    clock.now()
}

fn cases() -> impl Strategy<Value = Case> {
    (0..FAMILY.len()).prop_flat_map(|place| {
        let resource = &FAMILY[place];
        let shape = resource.shape;
        (worlds(), rules(shape), callers(), operations(shape)).prop_map(
            move |(world, (way, rule), caller, operation)| Case {
                resource,
                world,
                way,
                rule,
                caller,
                operation,
            },
        )
    })
}

/// What there is to say of a database that did something else.
fn disagreement(
    runtime: &tokio::runtime::Runtime,
    db: &Db,
    case: &Case,
    meant: &Meant,
) -> Option<String> {
    runtime.block_on(tables::fill(db, &case.world));
    let Answered { answer, made } = (case.resource.run)(runtime, db, case);
    let answer = renamed(answer, made.as_deref());
    let refused = |answer: &[String]| answer == ["refused"];
    // A filter that is never true is not always seen to be that before a statement; then it has to reach nothing.
    let may_differ = case.way == Way::Direct && case.rule.is_partly_empty();
    let is_as_meant = if may_differ && refused(&meant.answer) {
        !answer.iter().any(|line| line.contains('|'))
    } else {
        answer == meant.answer
    };
    let mut says = String::new();
    if !is_as_meant {
        let _ = write!(says, "answered {answer:#?}\ninstead of {:#?}\n", meant.answer);
    }
    if !matches!(case.operation, Operation::Read { .. }) {
        let found = renamed(runtime.block_on(tables::lines(db)), made.as_deref());
        let expected = meant.world.lines();
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|line| !those.contains(line)).cloned().collect()
        };
        if found != expected {
            let (found, missing) = (only(&found, &expected), only(&expected, &found));
            let _ = write!(says, "left {found:#?}\ninstead of {missing:#?}\n");
        }
    }
    (!says.is_empty()).then(|| format!("{db:?}\n{says}"))
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a whole number, not {text}")))
}

/// SQLite in memory, and PostgreSQL where it is installed.
struct Databases {
    sqlite: Db,
    postgres: Option<(Db, Postgres)>,
}

impl Databases {
    async fn start() -> Self {
        let sqlite = Db::connect("sqlite::memory:").await.unwrap();
        tables::make(&sqlite).await;
        let postgres = match Postgres::start() {
            Some(server) => {
                let db = Db::connect(&server.url()).await.unwrap();
                tables::make(&db).await;
                Some((db, server))
            }
            None => None,
        };
        Self { sqlite, postgres }
    }

    fn all(&self) -> impl Iterator<Item = &Db> {
        [&self.sqlite].into_iter().chain(self.postgres.as_ref().map(|(db, _)| db))
    }
}

/// How often each answer was given, so that a generator which only makes refusals would be seen.
type Answers = BTreeMap<String, u32>;

/// Those without which nothing would be proven.
const KINDS: [&str; 11] = [
    "read rows",
    "read nothing",
    "create 200",
    "create 403",
    "create 422 #/friend_id",
    "update 200",
    "update 404",
    "update 422 #/friend_id",
    "delete done",
    "delete 404",
    "transfer 200",
];

fn kind(meant: &Meant, case: &Case) -> String {
    let what = match &case.operation {
        Operation::Read { .. } => "read",
        Operation::Create(_) => "create",
        Operation::Update { .. } => "update",
        Operation::Delete { .. } => "delete",
        Operation::Transfer { .. } => "transfer",
    };
    let answer = match meant.answer.as_slice() {
        [one] if one.contains('|') => "200",
        [one] => one,
        many if many.last().is_some_and(|count| count == "0 in all") => "nothing",
        _ => "rows",
    };
    format!("{what} {answer}")
}

#[test]
fn statements_do_what_the_reference_says() {
    let cases_to_run = number("SECURE_API_TRUTH_CASES").unwrap_or(500);
    let seed = number("SECURE_API_TRUTH_SEED").unwrap_or_else(|| {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        u64::from_le_bytes(bytes)
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let databases = runtime.block_on(Databases::start());
    let mut answers = Answers::new();
    let seen = std::cell::RefCell::new(&mut answers);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: cases_to_run.try_into().unwrap(),
        failure_persistence: None,
        max_shrink_iters: 1_000,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let result = TestRunner::new_with_rng(config, rng).run(&cases(), |case| {
        let (shape, rule) = (case.resource.shape, &case.rule);
        let meant = Reference { shape, world: &case.world, rule, caller: &case.caller }
            .meant(&case.operation);
        *seen.borrow_mut().entry(kind(&meant, &case)).or_default() += 1;
        let wrong: Vec<_> =
            databases.all().filter_map(|db| disagreement(&runtime, db, &case, &meant)).collect();
        if wrong.is_empty() { Ok(()) } else { Err(TestCaseError::fail(wrong.join("\n"))) }
    });
    if let Err(failure) = result {
        panic!("SECURE_API_TRUTH_SEED={seed}\n{failure}");
    }
    for kind in KINDS {
        let often = answers.get(kind).copied().unwrap_or_default();
        assert!(
            u64::from(often) >= cases_to_run / 500,
            "{kind}: {often} of {cases_to_run}\n{answers:#?}"
        );
    }
}
