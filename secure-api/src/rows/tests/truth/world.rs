//! What the tables hold: a few rows of few values, NULL wherever a column takes it, so that everything meets everything.

use std::fmt;

use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::NOW;

/// What a row of `things` that a case makes is called, whatever id it got.
pub(super) const MADE: Uuid = Uuid::max();

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Id {
    /// Of `things`.
    Thing(Uuid),
    /// Of `parcels`: the tenant and the number.
    Parcel(i64, i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Things,
    Parcels,
}

/// A row of `things` or `parcels`, which differ in the id only.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) id: Id,
    pub(super) tenant: Option<i64>,
    pub(super) owner: Option<i64>,
    pub(super) second: Option<i64>,
    pub(super) project: Option<i64>,
    pub(super) friend: Option<Uuid>,
    pub(super) title: &'static str,
    pub(super) status: Option<&'static str>,
    pub(super) year: Option<i64>,
    pub(super) public: Option<bool>,
    pub(super) version: i64,
    pub(super) note: Option<&'static str>,
    pub(super) deleted: bool,
}

/// A row of one of the tables of members.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// The thing, the project or the number of the parcel.
    pub(super) of: Option<i64>,
    /// The tenant that is a part of a parcel's id.
    pub(super) of_tenant: Option<i64>,
    pub(super) user: Option<i64>,
    pub(super) level: Option<&'static str>,
    pub(super) ends: Ends,
    pub(super) tenant: Option<i64>,
    pub(super) active: Option<bool>,
    pub(super) kind: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Ends {
    At(i64),
    Null,
    /// What SQLite keeps in a column of times without being one; NULL on PostgreSQL, which keeps no such thing.
    NoTime,
}

/// Whom a row can be given to.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: i64,
    pub(super) tenant: Option<i64>,
    pub(super) deleted: bool,
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) things: Vec<Row>,
    pub(super) parcels: Vec<Row>,
    pub(super) thing_members: Vec<Member>,
    pub(super) project_members: Vec<Member>,
    pub(super) parcel_members: Vec<Member>,
    pub(super) people: Vec<Person>,
}

/// The user of this number where members are named by text: the last one's name is no number.
pub(super) fn user_name(user: i64) -> String {
    if user == 9 { "x".to_owned() } else { user.to_string() }
}

pub(super) fn thing(number: i64) -> Uuid {
    Uuid::from_u128(number.unsigned_abs().into())
}

pub(super) const TITLES: [&str; 3] = ["a", "A", "b%"];
pub(super) const STATUSES: [&str; 3] = ["new", "o'ld", "New"];
pub(super) const YEARS: [i64; 2] = [-1, 2026];
pub(super) const PROJECTS: [i64; 3] = [1, 2, 3];

fn maybe<T: Clone + fmt::Debug + 'static>(
    values: &[T],
) -> impl Strategy<Value = Option<T>> + use<T> {
    option::weighted(0.85, select(values.to_vec()))
}

fn row(id: impl Strategy<Value = Id>) -> impl Strategy<Value = Row> {
    let of =
        (id, maybe(&[1, 1, 1, 2]), maybe(&[1, 1, 1, 2, 3]), maybe(&[1, 1, 2, 3]), maybe(&PROJECTS));
    let says = (
        option::of((1..8_i64).prop_map(thing)),
        select(TITLES.to_vec()),
        maybe(&["new", "new", "o'ld", "New"]),
        maybe(&YEARS),
        maybe(&[true, true, false]),
        1..3_i64,
        maybe(&["by hand"]),
        prop::bool::weighted(0.25),
    );
    (of, says).prop_map(
        |(
            (id, tenant, owner, second, project),
            (friend, title, status, year, public, version, note, deleted),
        )| {
            let tenant = if let Id::Parcel(tenant, _) = id { Some(tenant) } else { tenant };
            Row {
                id,
                tenant,
                owner,
                second,
                project,
                friend,
                title,
                status,
                year,
                public,
                version,
                note,
                deleted,
            }
        },
    )
}

fn members() -> impl Strategy<Value = Vec<Member>> {
    // Each of them grants more often than not, so that all of them together do now and then.
    let levels = ["read", "write", "write", "write", "admin", "admin", "owner", "Write", "write "];
    let now = i64::try_from(NOW.unix_seconds()).unwrap();
    let ends = prop_oneof![
        6 => select(vec![now - 1, now, now, now]).prop_map(Ends::At),
        8 => select(vec![now + 1, now + 2, now + 1_000_000]).prop_map(Ends::At),
        1 => Just(Ends::Null),
        1 => Just(Ends::NoTime),
    ];
    let member = (
        maybe(&[1, 1, 2, 3]),
        maybe(&[1, 1, 2]),
        maybe(&[1, 1, 1, 2, 3, 9]),
        maybe(&levels),
        ends,
        maybe(&[1, 1, 1, 2]),
        maybe(&[true, true, false]),
        maybe(&["person", "person", "group"]),
    );
    let member = member.prop_map(|(of, of_tenant, user, level, ends, tenant, active, kind)| {
        Member { of, of_tenant, user, level, ends, tenant, active, kind }
    });
    vec(member, 0..20)
}

pub(super) fn worlds() -> impl Strategy<Value = World> {
    let some = |ids: Vec<Id>| -> Vec<_> {
        ids.into_iter().map(|id| option::weighted(0.85, row(Just(id)))).collect()
    };
    let things = some((1..8).map(|number| Id::Thing(thing(number))).collect());
    let parcels = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)];
    let parcels = some(parcels.map(|(tenant, number)| Id::Parcel(tenant, number)).to_vec());
    let people = [1, 2, 3].map(|id| {
        let person = (maybe(&[1, 1, 1, 2]), prop::bool::weighted(0.2));
        person.prop_map(move |(tenant, deleted)| Person { id, tenant, deleted })
    });
    (things, parcels, members(), members(), members(), people).prop_map(
        |(things, parcels, thing_members, project_members, parcel_members, people)| World {
            people: people.to_vec(),
            things: things.into_iter().flatten().collect(),
            parcels: parcels.into_iter().flatten().collect(),
            thing_members,
            project_members,
            parcel_members,
        },
    )
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn lines<T: fmt::Debug>(
            f: &mut fmt::Formatter<'_>,
            table: &str,
            rows: &[T],
        ) -> fmt::Result {
            rows.iter().try_for_each(|row| write!(f, "\n  {table}: {row:?}"))
        }
        lines(f, "things", &self.things)?;
        lines(f, "parcels", &self.parcels)?;
        lines(f, "thing_members", &self.thing_members)?;
        lines(f, "project_members", &self.project_members)?;
        lines(f, "parcel_members", &self.parcel_members)?;
        lines(f, "people", &self.people)
    }
}

impl World {
    pub(super) fn rows(&self, table: Table) -> &Vec<Row> {
        match table {
            Table::Things => &self.things,
            Table::Parcels => &self.parcels,
        }
    }

    pub(super) fn rows_mut(&mut self, table: Table) -> &mut Vec<Row> {
        match table {
            Table::Things => &mut self.things,
            Table::Parcels => &mut self.parcels,
        }
    }

    /// Everything that a statement could have changed, one line for each row.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<_> = self
            .things
            .iter()
            .chain(&self.parcels)
            .map(|row| {
                let (table, columns) = match row.id {
                    Id::Thing(_) => ("things", super::tables::THING.iter()),
                    Id::Parcel(..) => ("parcels", super::tables::PARCEL.iter()),
                };
                let columns: Vec<_> =
                    columns.chain(&super::tables::COLUMNS).map(|column| row.text(column)).collect();
                format!("{table} {}", columns.join("|"))
            })
            .collect();
        lines.push(format!(
            "others {} {} {} {}",
            self.thing_members.len(),
            self.project_members.len(),
            self.parcel_members.len(),
            self.people.len()
        ));
        lines.sort();
        lines
    }
}

impl Row {
    /// What a column of it holds, as the tables are read.
    pub(super) fn text(&self, column: &str) -> String {
        fn or_null(value: Option<impl ToString>) -> String {
            value.map_or_else(|| "NULL".to_owned(), |value| value.to_string())
        }
        match (column, self.id) {
            ("id", Id::Thing(id)) => id.to_string(),
            ("number", Id::Parcel(_, number)) => number.to_string(),
            ("tenant_id", _) => or_null(self.tenant),
            ("owner_id", _) => or_null(self.owner),
            ("second_id", _) => or_null(self.second),
            ("project_id", _) => or_null(self.project),
            ("friend_id", _) => or_null(self.friend),
            ("title", _) => self.title.to_owned(),
            ("status", _) => or_null(self.status),
            ("year", _) => or_null(self.year),
            ("public", _) => or_null(self.public),
            ("version", _) => self.version.to_string(),
            ("note", _) => or_null(self.note),
            ("deleted_at", _) => if self.deleted { "deleted" } else { "NULL" }.to_owned(),
            (column, id) => panic!("{id:?} has no column {column}"),
        }
    }
}
