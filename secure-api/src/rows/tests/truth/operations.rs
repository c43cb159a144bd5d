//! What a case does.

use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::{
    find::{Find, finds},
    reference::Shape,
    world::{Id, KEYS, PROJECTS, Table, YEARS, statuses, thing, titles},
};

#[derive(Debug, Clone)]
pub(super) enum Operation {
    /// All in pages of so many and their number, then each of these.
    Read {
        ids: Vec<Id>,
        limit: u32,
    },
    /// Those that are searched for, in pages, and their number.
    Find(Find),
    Create(Input),
    CreateMany(Vec<Input>),
    /// Makes a row, or changes the one that is there.
    Put(Input),
    /// Writes a row that is there.
    Write(Write, Target),
    /// Several of the others in one transaction. Where the application does not say well at the end, nothing of it remains.
    Together {
        steps: Vec<Step>,
        ends_well: bool,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) operation: Operation,
    /// Whether the application ends the transaction if it is refused.
    pub(super) is_needed: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Write {
    /// `all` sets every column that the input has.
    Update {
        changes: Changes,
        all: bool,
    },
    Delete,
    /// Gives the row to this person, by one of its owner columns.
    Transfer {
        owner: &'static str,
        to: i64,
        to_citizen: bool,
    },
}

/// Which row a write is about.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) id: Id,
    /// Which of those that are reached instead.
    pub(super) pick: Option<usize>,
    /// By a row that was loaded, or by its id alone.
    pub(super) is_loaded: bool,
    /// What somebody else does to every row after it was loaded.
    pub(super) meddling: Option<Meddling>,
    /// Whether it is loaded again before it is written.
    pub(super) is_refreshed: bool,
    /// What the request demands of it.
    pub(super) demand: Option<Demand>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Meddling {
    /// Changes what only its version tells.
    Touches,
    /// Changes what rules look at.
    Moves,
    Deletes,
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
    /// What an upsert names the row by, unless it does so by the number.
    pub(super) key: &'static str,
    pub(super) project: Option<i64>,
    pub(super) friend: Option<Uuid>,
    pub(super) title: &'static str,
    pub(super) status: Option<&'static str>,
    pub(super) year: Option<i64>,
    pub(super) public: Option<bool>,
    /// Whether it is to be what the rule asks for.
    pub(super) fits: bool,
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

/// How often they refer to a row is for the operation to say: each that is out of reach refuses all of it.
fn inputs(refer: f64) -> impl Strategy<Value = Input> {
    (
        1..4_i64,
        1..6_i64,
        select(KEYS.to_vec()),
        option::weighted(0.8, select(PROJECTS.to_vec())),
        option::weighted(refer, (1..9_i64).prop_map(thing)),
        titles(),
        statuses(),
        option::weighted(0.8, select(YEARS.to_vec())),
        (option::weighted(0.8, any::<bool>()), prop::bool::weighted(0.6)),
    )
        .prop_map(
            |(tenant, number, key, project, friend, title, status, year, (public, fits))| Input {
                tenant,
                number,
                key,
                project,
                friend,
                title,
                status,
                year,
                public,
                fits,
            },
        )
}

/// `all`: title may stay, status and friend are set.
fn changes(all: bool) -> impl Strategy<Value = Changes> {
    let set = if all { 1.0 } else { 0.4 };
    (inputs(0.5), [0.4, 0.5, set, set, 0.3, 0.3].map(prop::bool::weighted)).prop_map(
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
    let meddling =
        select(vec![Meddling::Touches, Meddling::Touches, Meddling::Moves, Meddling::Deletes]);
    // What is always loaded stays so in smaller cases.
    let loaded = if is_loaded { Just(true).boxed() } else { any::<bool>().boxed() };
    (
        ids(shape.table),
        option::weighted(0.8, 0..8_usize),
        loaded,
        option::weighted(0.35, meddling),
        prop::bool::weighted(0.5),
        option::weighted(0.2, demand),
    )
        .prop_map(|(id, pick, is_loaded, meddling, is_refreshed, demand)| Target {
            id,
            pick,
            is_loaded,
            meddling: meddling.filter(|_| is_loaded),
            is_refreshed: is_refreshed && is_loaded,
            demand,
        })
}

pub(super) fn reads(shape: &'static Shape) -> impl Strategy<Value = Operation> {
    (vec(ids(shape.table), 1..3), select(vec![2, 3, 100]))
        .prop_map(|(ids, limit)| Operation::Read { ids, limit })
}

pub(super) fn searches(shape: &'static Shape) -> impl Strategy<Value = Operation> {
    finds(shape).prop_map(Operation::Find)
}

/// Whatever writes, by itself or together with others.
pub(super) fn writes(shape: &'static Shape) -> impl Strategy<Value = Operation> {
    let step = prop_oneof![5 => write(shape), 1 => reads(shape)];
    let step = (step, prop::bool::weighted(0.2));
    let step = step.prop_map(|(mut operation, is_needed)| {
        if let Operation::Write(_, target) = &mut operation {
            // Somebody else would wait for the transaction.
            target.meddling = None;
        }
        Step { operation, is_needed }
    });
    let together = (vec(step, 2..5), prop::bool::weighted(0.8))
        .prop_map(|(steps, ends_well)| Operation::Together { steps, ends_well });
    prop_oneof![5 => write(shape), 2 => together]
}

fn write(shape: &'static Shape) -> BoxedStrategy<Operation> {
    let update = any::<bool>().prop_flat_map(move |all| {
        (targets(shape, false), changes(all))
            .prop_map(move |(of, changes)| Operation::Write(Write::Update { changes, all }, of))
    });
    let delete = targets(shape, false).prop_map(|of| Operation::Write(Write::Delete, of));
    let mut kinds = vec![
        (6, inputs(0.5).prop_map(Operation::Create).boxed()),
        (9, vec(inputs(0.1), 0..5).prop_map(Operation::CreateMany).boxed()),
        (12, update.boxed()),
        (4, delete.boxed()),
    ];
    if shape.key.is_some() {
        kinds.push((26, inputs(0.2).prop_map(Operation::Put).boxed()));
    }
    if !shape.owners.is_empty() {
        let transfer = (
            targets(shape, true),
            select(shape.owners.to_vec()),
            1..5_i64,
            prop::bool::weighted(0.7),
        );
        let transfer = transfer.prop_map(|(of, owner, to, to_citizen)| {
            Operation::Write(Write::Transfer { owner, to, to_citizen }, of)
        });
        kinds.push((8, transfer.boxed()));
    }
    prop::strategy::Union::new_weighted(kinds).boxed()
}
