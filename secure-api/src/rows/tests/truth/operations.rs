//! What a case does, and how the library does it.

use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::{
    super::pages,
    family::{Citizen, Member, Person},
    reference::{Caller, Shape, shown},
    tables,
    world::{Id, MADE, PROJECTS, STATUSES, TITLES, Table, YEARS, thing},
};
use crate::{
    authz::Reach,
    error::{Error, ErrorKind, Result},
    rows::{
        Db, Owned, PageRequest, Ref, RowId as _, Scoped, Search,
        scope::{self, Scope},
        version::IfMatch,
    },
};

#[derive(Debug, Clone)]
pub(super) enum Operation {
    /// Each of these, then all of them in pages of so many, then their number.
    Read {
        ids: Vec<Id>,
        limit: u32,
    },
    Create(Input),
    /// `all` sets every column that the input has.
    Update {
        changes: Changes,
        all: bool,
        of: Target,
    },
    Delete {
        of: Target,
    },
    /// Gives the row to this person, by one of its owner columns.
    Transfer {
        owner: &'static str,
        to: i64,
        to_citizen: bool,
        of: Target,
    },
}

/// Which row a write is about.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) id: Id,
    /// By a row that was loaded, or by its id alone.
    pub(super) is_loaded: bool,
    /// Whether somebody else changes it after it was loaded.
    pub(super) is_overtaken: bool,
    /// What the request demands of it.
    pub(super) demand: Option<Demand>,
}

#[derive(Debug, Clone)]
pub(super) enum Demand {
    Any,
    Versions(Vec<i64>),
    Malformed,
}

/// What a new row holds.
#[derive(Debug, Clone)]
pub(super) struct Input {
    /// Where these are the input's to give.
    pub(super) tenant: i64,
    pub(super) number: i64,
    pub(super) project: Option<i64>,
    pub(super) friend: Option<Uuid>,
    pub(super) title: &'static str,
    pub(super) status: Option<&'static str>,
    pub(super) year: Option<i64>,
    pub(super) public: Option<bool>,
}

/// What of a row becomes something else.
#[derive(Debug, Clone)]
pub(super) struct Changes {
    pub(super) project: Option<Option<i64>>,
    pub(super) friend: Option<Option<Uuid>>,
    pub(super) title: Option<&'static str>,
    pub(super) status: Option<Option<&'static str>>,
    pub(super) year: Option<Option<i64>>,
    pub(super) public: Option<Option<bool>>,
}

fn friends() -> impl Strategy<Value = Option<Uuid>> {
    option::weighted(0.65, (1..9_i64).prop_map(thing))
}

fn inputs() -> impl Strategy<Value = Input> {
    (
        1..4_i64,
        1..6_i64,
        option::weighted(0.8, select(PROJECTS.to_vec())),
        friends(),
        select(TITLES.to_vec()),
        option::weighted(0.8, select(STATUSES.to_vec())),
        option::weighted(0.8, select(YEARS.to_vec())),
        option::weighted(0.8, any::<bool>()),
    )
        .prop_map(|(tenant, number, project, friend, title, status, year, public)| Input {
            tenant,
            number,
            project,
            friend,
            title,
            status,
            year,
            public,
        })
}

/// `all`: title may stay, status and friend are set.
fn changes(all: bool) -> impl Strategy<Value = Changes> {
    let set = if all { 1.0 } else { 0.4 };
    (inputs(), [0.4, 0.5, set, set, 0.3, 0.3].map(prop::bool::weighted)).prop_map(
        move |(input, [project, title, status, friend, year, public])| Changes {
            project: (project && !all).then_some(input.project),
            friend: friend.then_some(input.friend),
            title: title.then_some(input.title),
            status: status.then_some(input.status),
            year: (year && !all).then_some(input.year),
            public: (public && !all).then_some(input.public),
        },
    )
}

fn ids(table: Table) -> BoxedStrategy<Id> {
    match table {
        // One more than there can be.
        Table::Things => prop_oneof![14 => 1..8_i64, 1 => Just(8)]
            .prop_map(|number| Id::Thing(thing(number)))
            .boxed(),
        Table::Parcels => (select(vec![1, 1, 1, 2]), select(vec![1, 1, 2, 2, 3, 4]))
            .prop_map(|(tenant, number)| Id::Parcel(tenant, number))
            .boxed(),
    }
}

fn targets(shape: &'static Shape, is_loaded: bool) -> impl Strategy<Value = Target> {
    let demand = prop_oneof![
        1 => Just(Demand::Any),
        4 => vec(1..4_i64, 1..3).prop_map(Demand::Versions),
        1 => Just(Demand::Malformed),
    ];
    // What is always loaded stays so in smaller cases.
    let loaded = if is_loaded { Just(true).boxed() } else { any::<bool>().boxed() };
    (ids(shape.table), loaded, prop::bool::weighted(0.25), option::weighted(0.2, demand)).prop_map(
        |(id, is_loaded, is_overtaken, demand)| Target {
            id,
            is_loaded,
            is_overtaken: is_overtaken && is_loaded,
            demand,
        },
    )
}

pub(super) fn operations(shape: &'static Shape) -> impl Strategy<Value = Operation> {
    let update = any::<bool>().prop_flat_map(move |all| {
        (targets(shape, false), changes(all)).prop_map(move |(of, changes)| Operation::Update {
            changes,
            all,
            of,
        })
    });
    let mut kinds = vec![
        (
            6,
            (vec(ids(shape.table), 1..5), select(vec![1, 2, 3, 100]))
                .prop_map(|(ids, limit)| Operation::Read { ids, limit })
                .boxed(),
        ),
        (8, inputs().prop_map(Operation::Create).boxed()),
        (14, update.boxed()),
        (5, targets(shape, false).prop_map(|of| Operation::Delete { of }).boxed()),
    ];
    if !shape.owners.is_empty() {
        let transfer = (
            targets(shape, true),
            select(shape.owners.to_vec()),
            1..5_i64,
            prop::bool::weighted(0.7),
        );
        let transfer = transfer.prop_map(|(of, owner, to, to_citizen)| Operation::Transfer {
            owner,
            to,
            to_citizen,
            of,
        });
        kinds.push((10, transfer.boxed()));
    }
    prop::strategy::Union::new_weighted(kinds)
}

/// What the library answers, as [`Meant::answer`](super::reference::Meant) says it, and the id of the row that was made.
pub(super) struct Answered {
    pub(super) answer: Vec<String>,
    pub(super) made: Option<String>,
}

impl Answered {
    fn one<R: Member>(result: Result<R>) -> Self {
        Self { answer: vec![said(result, R::shown)], made: None }
    }
}

fn said<T>(result: Result<T>, show: impl FnOnce(&T) -> String) -> String {
    match result {
        Ok(value) => show(&value),
        Err(error) => refusal(&error),
    }
}

fn refusal(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Invalid(failures) => {
            let pointers: Vec<_> =
                failures.iter().map(|failure| failure.pointer.to_string()).collect();
            format!("422 {}", pointers.join(" "))
        }
        ErrorKind::Internal => format!("{error:?}"),
        // The answer does not say why, but whoever looks for the reason needs it.
        ErrorKind::Unavailable => format!("{error:?}"),
        _ => error.status().to_string(),
    }
}

pub(super) async fn run<R: Member>(
    db: &Db,
    reach: Option<&Reach>,
    caller: &Caller,
    operation: &Operation,
) -> Answered {
    let caller = scope::Caller {
        owner_id: caller.subject,
        tenant: caller.tenant,
        crosses_tenants: caller.crosses_tenants,
        now: super::moment(caller),
    };
    let scope = |demand: Option<&Demand>| {
        let scope = Scope::<R>::new(db, reach?, caller).map(|scope| scope.with_pages(pages()));
        let scope = scope.map_err(|error| assert_eq!(error.status(), 403)).ok()?;
        Some(scope.with_pages(pages()).demanding(demand.map(Demand::as_sent)))
    };
    let Some(rows) = scope(None).map(Scoped::new) else {
        return Answered { answer: vec!["refused".to_owned()], made: None };
    };
    match operation {
        Operation::Read { ids, limit } => {
            Answered { answer: read(&rows, ids, *limit).await, made: None }
        }
        Operation::Create(input) => {
            let result = rows.create(R::new(input)).await;
            let made = result.as_ref().ok().map(|row| row.id().texts().join("|"));
            let made = made.filter(|_| R::SHAPE.table == Table::Things);
            Answered { made, ..Answered::one(result) }
        }
        Operation::Update { of, .. }
        | Operation::Delete { of }
        | Operation::Transfer { of, .. } => {
            let scope = || scope(of.demand.as_ref()).unwrap();
            let result = match of.is_loaded {
                true => write_loaded(db, scope, operation, of).await,
                false => write_by_id(&Scoped::new(scope()), operation, R::id_of(of.id)).await,
            };
            Answered { answer: vec![said(result, String::clone)], made: None }
        }
    }
}

async fn write_by_id<R: Member>(
    rows: &Scoped<R>,
    operation: &Operation,
    id: R::Id,
) -> Result<String> {
    match operation {
        Operation::Update { changes, all: false, .. } => {
            rows.update(id, R::change(changes)).await.map(|row| row.shown())
        }
        Operation::Update { changes, all: true, .. } => {
            rows.update(id, R::rewrite(changes)).await.map(|row| row.shown())
        }
        Operation::Delete { .. } => rows.delete(id).await.map(|()| "done".to_owned()),
        other => panic!("{other:?} is about a row that was loaded"),
    }
}

async fn write_loaded<R: Member>(
    db: &Db,
    scope: impl Fn() -> Scope<R>,
    operation: &Operation,
    of: &Target,
) -> Result<String> {
    let texts = R::id_of(of.id).texts();
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let row = Owned::<R>::named(scope(), &texts).await?;
    if of.is_overtaken {
        tables::change_all(db).await;
    }
    match operation {
        Operation::Update { changes, all: false, .. } => {
            row.update(R::change(changes)).await.map(|row| row.shown())
        }
        Operation::Update { changes, all: true, .. } => {
            row.update(R::rewrite(changes)).await.map(|row| row.shown())
        }
        Operation::Delete { .. } => row.delete().await.map(|()| "done".to_owned()),
        Operation::Transfer { owner, to, to_citizen, .. } => {
            let pointer = format!("#/{owner}");
            let given = match to_citizen {
                true => row.give(owner, Ref::<Citizen>::new(*to), &pointer).await,
                false => row.give(owner, Ref::<Person>::new(*to), &pointer).await,
            };
            given.map(|row| row.shown())
        }
        other => panic!("{other:?} is about no row"),
    }
}

impl Demand {
    fn as_sent(&self) -> IfMatch {
        match self {
            Self::Any => IfMatch::Any,
            Self::Versions(versions) => IfMatch::Versions(versions.clone()),
            Self::Malformed => IfMatch::Malformed,
        }
    }
}

async fn read<R: Member>(rows: &Scoped<R>, ids: &[Id], limit: u32) -> Vec<String> {
    let mut answer = Vec::new();
    for id in ids {
        answer.push(said(rows.get(R::id_of(*id)).await, R::shown));
    }
    answer.push("listed".to_owned());
    let mut after = None;
    loop {
        let page = rows.list(&PageRequest::new(Some(limit), after).unwrap()).await.unwrap();
        assert!(page.items.len() <= limit.try_into().unwrap(), "{}", page.items.len());
        answer.extend(page.items.iter().map(R::shown));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    answer.push(format!("{} in all", rows.count(Search::all()).await.unwrap()));
    answer
}

/// The same lines with the id of the row that was made as the reference calls it.
pub(super) fn renamed(lines: Vec<String>, made: Option<&str>) -> Vec<String> {
    let Some(made) = made else { return lines };
    let mut lines: Vec<_> =
        lines.into_iter().map(|line| line.replace(made, &MADE.to_string())).collect();
    lines.sort();
    lines
}

/// What a row shows.
pub(super) fn show(values: &[String]) -> String {
    shown(values.iter().cloned())
}
