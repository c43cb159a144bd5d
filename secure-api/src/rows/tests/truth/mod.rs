//! What the statements do to the rows of both databases is what a plain reference says: which rows a caller reads, and which rows hold
//! what after it wrote.
//!
//! A case is what one caller does under one rule to tables filled for it: it reads all in pages and a few rows by their ids, searches, and writes
//! once, or several times in one transaction. Each case runs on SQLite and, where it is installed, on PostgreSQL; answers, and after the write
//! the whole content of all tables, are compared with the reference's. Text is in the order of its bytes, as it is on SQLite; on
//! PostgreSQL because the server of these tests has the locale `C`.
//!
//! `SECURE_API_TRUTH_CASES` says how many there are (500 otherwise), `SECURE_API_TRUTH_SEED` which: the seed stands in the message of a
//! failure, with the smallest case that fails.

mod aim;
mod family;
mod find;
mod library;
mod operations;
mod reference;
mod rules;
mod stored;
mod tables;
mod world;

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    future::Future,
    pin::Pin,
    time::Duration,
};

use proptest::{
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use self::{
    aim::aim,
    family::Member,
    library::Names,
    operations::{Operation, Write, reads, searches, writes},
    reference::{Caller, Reference, Shape, UNSAID},
    rules::{Rule, Way, rules},
    world::{World, worlds},
};
use super::{NOW, postgres::server::Postgres};
use crate::{
    authz::Reach,
    clock::{Clock as _, Instant, ManualClock},
    policy::ResourceInfo,
    rows::Db,
};

#[derive(Clone)]
struct Case {
    resource: &'static Kin,
    world: World,
    way: Way,
    rule: Rule,
    caller: Caller,
    /// Only the last one writes.
    operations: Vec<Operation>,
}

impl fmt::Debug for Case {
    /// A line for each row, whatever the format.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resource, world, way, rule, caller, operations } = self;
        operations.iter().try_for_each(|operation| writeln!(f, "{operation:?}"))?;
        let name = resource.shape.name;
        write!(f, "of {name} by {caller:?}\nunder ({way:?}) {rule:?}\non {world:?}")
    }
}

/// A resource of the family, and how a case runs on it.
struct Kin {
    shape: &'static Shape,
    info: &'static ResourceInfo,
    run: Run,
}

type Run = for<'a> fn(
    &'a Db,
    Option<&'a Reach>,
    &'a Caller,
    &'a Operation,
    &'a mut Names,
) -> Pin<Box<dyn Future<Output = Vec<String>> + 'a>>;

impl Kin {
    const fn of<R: Member>() -> Self {
        Self {
            shape: R::SHAPE,
            info: R::INFO,
            run: |db, reach, caller, operation, names| {
                Box::pin(library::run::<R>(db, reach, caller, operation, names))
            },
        }
    }
}

/// And how often each is taken: those that say more, more often.
static FAMILY: [(u32, Kin); 12] = [
    (2, Kin::of::<family::Bare>()),
    (3, Kin::of::<family::Note>()),
    (2, Kin::of::<family::Local>()),
    (4, Kin::of::<family::Kept>()),
    (5, Kin::of::<family::Invoice>()),
    (6, Kin::of::<family::Review>()),
    (5, Kin::of::<family::Shared>()),
    (2, Kin::of::<family::Guest>()),
    (2, Kin::of::<family::Task>()),
    (7, Kin::of::<family::Whole>()),
    (6, Kin::of::<family::Parcel>()),
    (2, Kin::of::<family::Plot>()),
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
    let family = FAMILY.iter().enumerate().map(|(place, (weight, _))| (*weight, Just(place)));
    prop::strategy::Union::new_weighted(family.collect()).prop_flat_map(|place| {
        let (_, resource) = &FAMILY[place];
        let shape = resource.shape;
        let operations = (
            option::weighted(0.85, reads(shape)),
            option::weighted(0.9, searches(shape)),
            option::weighted(0.97, writes(shape)),
        );
        (worlds(), rules(shape), callers(), operations).prop_map(
            move |(world, (way, rule), caller, (read, search, write))| {
                let mut operations: Vec<_> = [read, search, write].into_iter().flatten().collect();
                let at = Reference { shape, world: &world, rule: &rule, caller: &caller };
                operations.iter_mut().for_each(|operation| aim(operation, &at));
                Case { resource, world, way, rule, caller, operations }
            },
        )
    })
}

/// What there is to say of a database that did something else.
async fn disagreement(db: &Db, reach: Option<&Reach>, case: &Case) -> Option<String> {
    let Case { resource, world, way, rule, caller, operations } = case;
    let reference = Reference { shape: resource.shape, world, rule, caller };
    tables::fill(db, world).await;
    let mut says = String::new();
    for operation in operations {
        let meant = reference.meant(operation);
        // A filter that is never true is not always seen to be that before a statement; then it has to reach nothing.
        let may_differ = *way == Way::Direct && rule.is_partly_empty();
        let asked = (may_differ && meant.answer == ["refused"]).then(|| reference.asked(operation));
        let meants: Vec<_> = [Some(&meant), asked.as_ref()].into_iter().flatten().collect();
        if meants.iter().any(|meant| is_left_open(operation, &meant.answer)) {
            break;
        }
        let mut names = Names::default();
        let answer = (resource.run)(db, reach, caller, operation, &mut names).await;
        let answer: Vec<_> = answer.into_iter().map(|line| names.renamed(line)).collect();
        let is_as_meant = meants.iter().any(|meant| {
            let is_unsaid = meant.answer == [UNSAID] && (answer == ["403"] || answer == ["409"]);
            is_unsaid || answer == meant.answer
        });
        if !is_as_meant {
            let _ = write!(says, "answered {answer:#?}\ninstead of {:#?}\n", meant.answer);
        }
        if !matches!(operation, Operation::Read { .. } | Operation::Find(_)) {
            let found = tables::lines(db).await.into_iter().map(|line| names.renamed(line));
            let mut found: Vec<_> = found.collect();
            found.sort();
            let expected = meant.world.lines();
            let only = |these: &[String], those: &[String]| -> Vec<String> {
                these.iter().filter(|line| !those.contains(line)).cloned().collect()
            };
            if found != expected {
                let (found, missing) = (only(&found, &expected), only(&expected, &found));
                let _ = write!(says, "left {found:#?}\ninstead of {missing:#?}\n");
            }
        }
    }
    (!says.is_empty()).then(|| format!("{db:?}\n{says}"))
}

/// Which of the two answers it was decides about the rest of a transaction.
fn is_left_open(operation: &Operation, meant: &[String]) -> bool {
    matches!(operation, Operation::Together { .. }) && meant.iter().any(|line| line == UNSAID)
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
}

/// How often each answer was given, so that a generator which only makes refusals would be seen.
type Answers = BTreeMap<String, u32>;

/// Those without which nothing would be proven.
const KINDS: [&str; 16] = [
    "read some",
    "read none",
    "find some",
    "find none",
    "create 200",
    "create 403",
    "create many 200",
    "create many 403",
    "put 200",
    "put 403",
    "put 409",
    "update 200",
    "delete done",
    "transfer 200",
    "together kept",
    "together ended 403",
];

/// Of those in one transaction, each counts.
fn kinds(operation: &Operation, answer: &[String]) -> Vec<String> {
    let mut kinds = vec![kind(operation, answer.last().map_or("", String::as_str))];
    if let Operation::Together { steps, .. } = operation {
        // The last line is how it ended.
        let steps = steps.iter().zip(answer.iter().rev().skip(1).rev());
        kinds.extend(steps.map(|(step, answer)| kind(&step.operation, answer)));
    }
    kinds
}

fn kind(operation: &Operation, answer: &str) -> String {
    let what = match operation {
        Operation::Read { .. } => "read",
        Operation::Find(_) => "find",
        Operation::Create(_) => "create",
        Operation::CreateMany(_) => "create many",
        Operation::Put(_) => "put",
        Operation::Write(Write::Update { .. }, _) => "update",
        Operation::Write(Write::Delete, _) => "delete",
        Operation::Write(Write::Transfer { .. }, _) => "transfer",
        Operation::Together { .. } => "together",
    };
    let answer = match answer.split_once(": ") {
        _ if answer.contains('|') => "200",
        Some((some, _)) => some,
        None => answer,
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
    let config = Config {
        cases: cases_to_run.try_into().unwrap(),
        failure_persistence: None,
        max_shrink_iters: 1_000,
        ..Config::default()
    };
    // Its first words are scrambled, because this generator, which is the quickest, begins alike for seeds that are.
    let words = [seed, !seed].map(|word| word.wrapping_mul(0x9e37_79b9_7f4a_7c15).swap_bytes());
    let words = words.map(|word| word.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::XorShift, words.as_flattened());
    let result = TestRunner::new_with_rng(config, rng).run(&cases(), |case| {
        let Case { resource, world, way, rule, caller, operations } = &case;
        let reference = Reference { shape: resource.shape, world, rule, caller };
        for operation in operations {
            let answer = reference.meant(operation).answer;
            for kind in kinds(operation, &answer) {
                *seen.borrow_mut().entry(kind).or_default() += 1;
            }
        }
        let wrong: Vec<_> = runtime.block_on(async {
            let reach = rule.reach(*way, resource.info, caller.subject).await;
            let on_postgres = async {
                let (db, _) = databases.postgres.as_ref()?;
                disagreement(db, reach.as_ref(), &case).await
            };
            let on_sqlite = disagreement(&databases.sqlite, reach.as_ref(), &case);
            let (one, other) = tokio::join!(on_sqlite, on_postgres);
            one.into_iter().chain(other).collect()
        });
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
