//! What the tables hold: a few rows of few values, NULL wherever a column takes it, so that everything meets everything.

use std::fmt;

use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::NOW;

/// What the rows of `things` that a case makes are called, in their order, whatever ids they got.
pub(super) const fn made(number: usize) -> Uuid {
    Uuid::from_u128(u128::MAX - number as u128)
}

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
    pub(super) rank: i64,
    /// One row of an owner has it, and one row of a tenant has the other.
    pub(super) slug: Option<&'static str>,
    pub(super) code: Option<&'static str>,
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
pub(super) const RANKS: [i64; 4] = [-1, 0, 1, 1];
pub(super) const KEYS: [&str; 3] = ["k", "K", "l%"];

/// What a search could take for something else: signs of patterns, letters in two cases and beyond ASCII, one letter in two spellings,
/// what is outside of the basic plane, nothing at all.
pub(super) const TEXTS: [&str; 24] = [
    "",
    " ",
    "%",
    "_",
    "\\",
    "a%",
    "a_",
    "ab",
    "a\\",
    "a\\%",
    "%a",
    "_b",
    "b",
    "B%",
    "aé",
    "ae\u{301}",
    "é",
    "É",
    "ß",
    "SS",
    "ǆ",
    "\u{ffff}",
    "😀",
    "😀a",
];

pub(super) fn titles() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => select(TITLES.to_vec()), 2 => select(TEXTS.to_vec())]
}

pub(super) fn statuses() -> impl Strategy<Value = Option<&'static str>> {
    let text = prop_oneof![
        3 => select(vec!["new", "new", "o'ld", "New"]),
        1 => select(TEXTS.to_vec()),
    ];
    option::weighted(0.8, text)
}

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
        titles(),
        statuses(),
        maybe(&YEARS),
        maybe(&[true, true, false]),
        select(RANKS.to_vec()),
        (maybe(&KEYS), maybe(&KEYS)),
    );
    let counts = (1..3_i64, maybe(&["by hand"]), prop::bool::weighted(0.25));
    (of, says, counts).prop_map(
        |(
            (id, tenant, owner, second, project),
            (friend, title, status, year, public, rank, (slug, code)),
            (version, note, deleted),
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
                rank,
                slug,
                code,
                version,
                note,
                deleted,
            }
        },
    )
}

/// What two rows may not both hold, only the first one does.
fn unlike(mut rows: Vec<Row>) -> Vec<Row> {
    for place in 1..rows.len() {
        let (before, rest) = rows.split_at_mut(place);
        let row = &mut rest[0];
        if before.iter().any(|other| other.owner == row.owner && other.slug == row.slug) {
            row.slug = None;
        }
        if before.iter().any(|other| other.tenant == row.tenant && other.code == row.code) {
            row.code = None;
        }
    }
    rows
}

/// Many that meet everything, or a few that each lack one thing at most, so that it is this one that decides.
fn members() -> impl Strategy<Value = Vec<Member>> {
    let now = i64::try_from(NOW.unix_seconds()).unwrap();
    prop_oneof![2 => vec(any_member(now), 0..20), 3 => lacking_members(now)]
}

fn any_member(now: i64) -> impl Strategy<Value = Member> {
    // Each of them grants more often than not, so that all of them together do now and then.
    let levels = ["read", "write", "write", "write", "admin", "admin", "owner", "Write", "write "];
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
    member.prop_map(|(of, of_tenant, user, level, ends, tenant, active, kind)| Member {
        of,
        of_tenant,
        user,
        level,
        ends,
        tenant,
        active,
        kind,
    })
}

fn lacking_members(now: i64) -> impl Strategy<Value = Vec<Member>> {
    let lacking = (0..14_u8, any::<bool>(), select(vec!["write", "admin"]));
    let member = |of| {
        lacking.clone().prop_map(move |(lacks, is_null, level)| {
            let full = Member {
                of: Some(of),
                of_tenant: Some(1),
                user: Some(1),
                level: Some(level),
                ends: Ends::At(now + 2),
                tenant: Some(1),
                active: Some(true),
                kind: Some("person"),
            };
            let other = |number| Some(number).filter(|_| !is_null);
            match lacks {
                0 => Member { user: other(2), ..full },
                1 => Member { level: Some("Write").filter(|_| !is_null), ..full },
                2 => Member { ends: if is_null { Ends::Null } else { Ends::At(now) }, ..full },
                3 => Member { tenant: other(2), ..full },
                4..=6 => Member { active: Some(false).filter(|_| !is_null), ..full },
                7..=9 => Member { kind: Some("group").filter(|_| !is_null), ..full },
                10 => Member { of_tenant: other(2), ..full },
                _ => full,
            }
        })
    };
    let members: Vec<_> = (1..6).map(|of| option::weighted(0.8, member(of))).collect();
    members.prop_map(|members| members.into_iter().flatten().collect())
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
            things: unlike(things.into_iter().flatten().collect()),
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
            ("rank", _) => self.rank.to_string(),
            ("slug", _) => or_null(self.slug),
            ("code", _) => or_null(self.code),
            ("version", _) => self.version.to_string(),
            ("note", _) => or_null(self.note),
            ("deleted_at", _) => if self.deleted { "deleted" } else { "NULL" }.to_owned(),
            (column, id) => panic!("{id:?} has no column {column}"),
        }
    }
}
