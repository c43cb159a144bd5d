//! What a case does, and how the library does it.

use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::{
    family::Member,
    reference::{Caller, Shape, shown},
    world::{Id, MADE, PROJECTS, STATUSES, TITLES, Table, YEARS, thing},
};
use crate::{
    authz::Reach,
    error::{Error, ErrorKind, Result},
    rows::{
        Db, Owned, PageRequest, RowId as _, Scoped,
        scope::{self, Scope},
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
    /// By a row that was loaded, or by its id alone; `all` sets every column that the input has.
    Update {
        id: Id,
        changes: Changes,
        is_loaded: bool,
        all: bool,
    },
    Delete {
        id: Id,
        is_loaded: bool,
    },
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
    option::weighted(0.6, (1..9_i64).prop_map(thing))
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
        Table::Things => (1..9_i64).prop_map(|number| Id::Thing(thing(number))).boxed(),
        Table::Parcels => {
            (1..3_i64, 1..5_i64).prop_map(|(tenant, number)| Id::Parcel(tenant, number)).boxed()
        }
    }
}

pub(super) fn operations(shape: &'static Shape) -> impl Strategy<Value = Operation> {
    let one = || ids(shape.table);
    let update = any::<bool>().prop_flat_map(move |all| {
        (one(), changes(all), any::<bool>()).prop_map(move |(id, changes, is_loaded)| {
            Operation::Update { id, changes, is_loaded, all }
        })
    });
    prop_oneof![
        3 => (vec(one(), 1..5), select(vec![1, 2, 3, 100]))
            .prop_map(|(ids, limit)| Operation::Read { ids, limit }),
        3 => inputs().prop_map(Operation::Create),
        4 => update,
        2 => (one(), any::<bool>()).prop_map(|(id, is_loaded)| Operation::Delete { id, is_loaded }),
    ]
}

/// What the library answers, as [`Meant::answer`](super::reference::Meant) says it, and the id of the row that was made.
pub(super) struct Answered {
    pub(super) answer: Vec<String>,
    pub(super) made: Option<String>,
}

impl Answered {
    fn one<R: Member>(result: Result<R>) -> Self {
        Self { answer: vec![said(result, |row| row.shown())], made: None }
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
        ErrorKind::Internal => panic!("{error:?}"),
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
    let scope = || {
        Scope::<R>::new(db, reach?, caller).map_err(|error| assert_eq!(error.status(), 403)).ok()
    };
    let Some(rows) = scope().map(Scoped::new) else {
        return Answered { answer: vec!["refused".to_owned()], made: None };
    };
    let load = async |id: Id| {
        let texts = R::id_of(id).texts();
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        Owned::named(scope().unwrap(), &texts).await
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
        Operation::Update { id, changes, is_loaded: false, all: false } => {
            Answered::one(rows.update(R::id_of(*id), R::change(changes)).await)
        }
        Operation::Update { id, changes, is_loaded: false, all: true } => {
            Answered::one(rows.update(R::id_of(*id), R::rewrite(changes)).await)
        }
        Operation::Update { id, changes, is_loaded: true, all } => {
            let result = match (load(*id).await, all) {
                (Ok(row), false) => row.update(R::change(changes)).await,
                (Ok(row), true) => row.update(R::rewrite(changes)).await,
                (Err(error), _) => Err(error),
            };
            Answered::one(result)
        }
        Operation::Delete { id, is_loaded } => {
            let result = match is_loaded {
                false => rows.delete(R::id_of(*id)).await,
                true => match load(*id).await {
                    Ok(row) => row.delete().await,
                    Err(error) => Err(error),
                },
            };
            Answered { answer: vec![said(result, |()| "done".to_owned())], made: None }
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
    answer.push(format!("{} in all", rows.count().await.unwrap()));
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
