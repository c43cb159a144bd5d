//! Ids of several columns: no row is taken for another one that shares a part of its id.

use super::{
    papers::{
        ALICE, BOB, Entry, Project, Seat, by, dump, empty, load, member, of, project, reaching,
        uuid,
    },
    status,
};
use crate::{
    authz::Reach,
    error::Result,
    input::Patch,
    policy::{ColumnInfo, ColumnKind, ResourceInfo},
    rows::{
        Assignment, Create, Db, Keep, PageRequest, Ref, Resource as _, Scoped, StatementCell,
        Update, Values,
        scope::Caller,
        statements::{self, Confines, Dialect},
        version::IfMatch,
    },
};

#[derive(Clone, crate::SecureInput)]
#[input(create = Entry)]
struct NewEntry {
    number: i64,
    #[validate(length(max = 100))]
    title: String,
}

#[derive(Clone, Default, crate::SecureInput)]
#[input(update = Entry)]
struct Rename {
    #[validate(length(max = 100))]
    title: Patch<String>,
}

#[derive(Clone, crate::SecureInput)]
#[input(create = Seat)]
struct NewSeat {
    project_id: Ref<Project>,
}

fn new(number: i64) -> NewEntry {
    NewEntry { number, title: number.to_string() }
}

fn renamed() -> Rename {
    Rename { title: Patch::Given("renamed".to_owned()) }
}

/// All of them, one after the other.
pub(super) async fn run(db: &Db) {
    empty(db).await;
    one_number_in_two_tenants(db).await;
    empty(db).await;
    pages(db).await;
    empty(db).await;
    parts_that_inputs_do_not_set(db).await;
    empty(db).await;
    a_part_that_refers_to_a_row(db).await;
}

fn own(db: &Db, tenant: &'static str) -> Scoped<Entry> {
    reaching(db, super::papers::OWN, of(ALICE, tenant))
}

async fn one_number_in_two_tenants(db: &Db) {
    let (ones, twos) = (own(db, "1"), own(db, "2"));
    let first = ones.create(new(7)).await.unwrap();
    let second = twos.create(new(7)).await.unwrap();
    assert_eq!((first.id(), second.id()), ((1, 7), (2, 7)));
    assert_eq!(status(ones.create(new(7)).await), 409);

    let before = dump(db, "entries").await;
    for id in [(2, 7), (7, 1), (1, 2), (1, 8)] {
        assert_eq!(status(ones.get(id).await), 404, "{id:?}");
        assert_eq!(status(ones.update(id, renamed()).await), 404, "{id:?}");
        assert_eq!(status(ones.delete(id).await), 404, "{id:?}");
        let texts = [id.0.to_string(), id.1.to_string()];
        let texts = texts.each_ref().map(String::as_str);
        let loaded = load::<Entry>(db, super::papers::OWN, by(ALICE), &texts, None).await;
        assert_eq!(status(loaded), 404, "{id:?}");
    }
    let texts: [&[&str]; 7] =
        [&[], &["7"], &["1"], &["1", "7", "7"], &["01", "7"], &["1", "+7"], &["7", "1"]];
    for texts in texts {
        for reach in [super::papers::OWN, &Reach::All] {
            let loaded = load::<Entry>(db, reach, by(ALICE), texts, None).await;
            assert_eq!(status(loaded), 404, "{texts:?}");
        }
    }
    assert_eq!(dump(db, "entries").await, before);

    // Whoever reaches both tenants names one row all the same.
    let across = Caller { crosses_tenants: true, ..by(ALICE) };
    let both = reaching::<Entry>(db, super::papers::OWN, across);
    assert_eq!(both.get((2, 7)).await.unwrap(), second);
    assert_eq!(both.count(crate::Search::all()).await.unwrap(), 2);
    let changed = both.update((2, 7), renamed()).await.unwrap();
    assert_eq!((changed.tenant_id, changed.version), (2, 2));
    assert_eq!(ones.get((1, 7)).await.unwrap(), first);
    let stale =
        async || load::<Entry>(db, super::papers::OWN, across, &["1", "7"], None).await.unwrap();
    let (one, other) = (stale().await, stale().await);
    one.update(renamed()).await.unwrap();
    assert_eq!(status(other.delete().await), 409);
    let seen = Some(IfMatch::Versions(vec![2]));
    let row = load::<Entry>(db, super::papers::OWN, by(ALICE), &["1", "7"], seen).await.unwrap();
    row.delete().await.unwrap();
    assert_eq!(status(ones.get((1, 7)).await), 404);
    assert_eq!(twos.get((2, 7)).await.unwrap(), changed);
}

async fn pages(db: &Db) {
    for tenant in ["1", "2"] {
        for number in 0..5 {
            own(db, tenant).create(new(number)).await.unwrap();
        }
        let bobs = reaching::<Entry>(db, super::papers::OWN, of(BOB, tenant));
        bobs.create(new(9)).await.unwrap();
    }
    let across = Caller { crosses_tenants: true, ..by(ALICE) };
    let both = reaching::<Entry>(db, super::papers::OWN, across);
    let all: Vec<_> =
        (1..=2).flat_map(|tenant| (0..5).map(move |number| (tenant, number))).collect();
    for limit in [1, 2, 3, 5, 10] {
        for (rows, expected) in [(&own(db, "2"), &all[5..]), (&both, &all[..])] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let request = PageRequest::new(Some(limit), after).unwrap();
                let page = rows.list(&request).await.unwrap();
                seen.extend(page.items.iter().map(Entry::id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, expected, "{limit}");
        }
    }
}

/// Written by hand, with columns that the derive refuses.
struct Stamped;

impl Create<Entry> for Stamped {
    const COLUMNS: &'static [&'static str] = &["tenant_id", "number", "title"];

    fn statement() -> &'static StatementCell {
        static CELL: StatementCell = StatementCell::new();
        &CELL
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        values.push::<crate::rows::AnyDatabase, _>(2_i64)?;
        values.push::<crate::rows::AnyDatabase, _>(7_i64)?;
        values.push::<crate::rows::AnyDatabase, _>("a".to_owned())
    }
}

macro_rules! by_hand {
    ($($name:ident $column:literal)*) => {$(
        struct $name;

        impl Update<Entry> for $name {
            const ASSIGNMENTS: &'static [Assignment] =
                &[Assignment { column: $column, keep: Keep::Never }];

            fn statements() -> &'static StatementCell {
                static CELL: StatementCell = StatementCell::new();
                &CELL
            }

            fn bind(self, values: &mut Values) -> Result<()> {
                values.push::<crate::rows::AnyDatabase, _>(2_i64)
            }
        }
    )*};
}
by_hand!(Renumbered "number" Moved "tenant_id" Rewound "version" GivenAway "owner_id");

async fn parts_that_inputs_do_not_set(db: &Db) {
    let rows = own(db, "1");
    rows.create(new(1)).await.unwrap();
    let before = dump(db, "entries").await;
    assert_eq!(status(rows.create(Stamped).await), 500);
    assert_eq!(status(rows.update((1, 1), Renumbered).await), 500);
    assert_eq!(status(rows.update((1, 1), Moved).await), 500);
    assert_eq!(status(rows.update((1, 1), Rewound).await), 500);
    assert_eq!(status(rows.update((1, 1), GivenAway).await), 500);
    assert_eq!(dump(db, "entries").await, before);
}

/// A description by hand that calls everything plain.
#[test]
fn what_the_library_sets_is_no_plain_column_whatever_its_kind_says() {
    let columns: Vec<_> = Entry::INFO
        .columns
        .iter()
        .map(|column| ColumnInfo { kind: ColumnKind::Plain, ..*column })
        .collect();
    let info = ResourceInfo {
        soft_delete: Some("title"),
        columns: Box::leak(columns.into()),
        ..*Entry::INFO
    };
    let info: &'static ResourceInfo = Box::leak(Box::new(info));
    let confines =
        Confines { reach: &Reach::All, one_tenant: true, dialect: Dialect::Sqlite, types: "" };
    for column in ["tenant_id", "number", "owner_id", "title", "version"] {
        let made = statements::insert(info, false, confines, &[column], Entry::refers_to);
        assert_eq!(status(made), 500, "{column}");
        let changes = [Assignment { column, keep: Keep::Never }];
        let changed = statements::update(info, confines, &changes, Entry::refers_to);
        assert_eq!(status(changed), 500, "{column}");
    }
}

async fn a_part_that_refers_to_a_row(db: &Db) {
    let (mine, foreign, of_others) =
        (project(db, 1).await, project(db, 2).await, project(db, 1).await);
    member(db, mine, ALICE, &[]).await;
    // A membership of another tenant's project is none.
    member(db, foreign, ALICE, &[]).await;
    let seats = reaching::<Seat>(db, super::papers::OWN, by(ALICE));
    let at = |project| NewSeat { project_id: Ref::new(project) };
    for project in [foreign, of_others, uuid(ALICE)] {
        assert_eq!(status(seats.create(at(project)).await), 422);
    }
    let seat = seats.create(at(mine)).await.unwrap();
    assert_eq!(seat.id(), (Ref::new(mine), uuid(ALICE)));
    assert_eq!(status(seats.create(at(mine)).await), 409);
    let bobs = reaching::<Seat>(db, super::papers::OWN, by(BOB));
    assert_eq!(status(bobs.get(seat.id()).await), 404);
    assert_eq!(status(bobs.delete(seat.id()).await), 404);
    let named = [mine.to_string(), ALICE.to_owned()];
    let named = named.each_ref().map(String::as_str);
    let row = load::<Seat>(db, super::papers::OWN, by(ALICE), &named, None).await.unwrap();
    assert_eq!(*row, seat);
    row.delete().await.unwrap();
    assert_eq!(dump(db, "seats").await, [""; 0]);
}
