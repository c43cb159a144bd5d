//! Foreign keys: every reach, caller and row that is referred to, by inserts and by every kind of update.

use uuid::Uuid;

use super::{NOW, OWNED, has_status, owner, row, status};
use crate::{
    authz::{Filter, Reach},
    error::{Error, ErrorKind, Result},
    input::Patch,
    policy::Literal,
    rows::{
        AssignedTo, Create, Db, Keep, Ref, Resource as _, Scoped, Search, Update,
        any::AnyResource,
        kept::WriteOf,
        scope::{Caller, Scope},
        statements::{self, Confines, Dialect},
    },
};

const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
const BOB: &str = "b0b00000-0000-4000-8000-000000000002";

/// Has everything, and refers to itself.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "folders")]
struct Folder {
    #[resource(id)]
    id: Uuid,
    #[resource(tenant)]
    tenant_id: i64,
    #[resource(owner)]
    owner_id: Uuid,
    inside: Option<Ref<Self>>,
}

#[derive(crate::SecureInput)]
#[input(create = Folder)]
struct NewFolder {
    inside: Option<Ref<Folder>>,
}

#[derive(crate::SecureInput)]
#[input(update = Folder)]
struct Move {
    inside: Patch<Option<Ref<Folder>>>,
}

/// Belongs to nobody.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "labels")]
struct Label {
    #[resource(id)]
    id: i64,
    name: Option<String>,
}

/// Belongs to a tenant only.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "teams")]
struct Team {
    #[resource(id)]
    id: String,
    #[resource(tenant)]
    tenant: String,
}

type Maybe<T> = Option<Ref<T>>;

/// Refers to all of them. Its owners are of another type than theirs, and it has no tenant.
#[derive(Debug, Clone, PartialEq, crate::Resource, sqlx::FromRow)]
#[resource(table = "pins")]
struct Pin {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner: String,
    title: String,
    folder_id: Ref<Folder>,
    #[sqlx(rename = "shelf")]
    shelf_id: Maybe<Folder>,
    label_id: Maybe<Label>,
    team_id: Maybe<Team>,
}

#[derive(Clone, crate::SecureInput)]
#[input(create = Pin)]
#[serde(rename_all = "camelCase")]
struct NewPin {
    #[validate(length(max = 100))]
    title: String,
    folder_id: Ref<Folder>,
    #[serde(rename = "the/shelf")]
    shelf_id: Maybe<Folder>,
    label_id: Maybe<Label>,
    #[validate(length(max = 40))]
    team_id: Maybe<Team>,
}

#[derive(Clone, Default, crate::SecureInput)]
#[input(update = Pin)]
struct Change {
    #[validate(length(max = 100))]
    title: Patch<String>,
    folder_id: Patch<Ref<Folder>>,
    shelf_id: Patch<Option<Ref<Folder>>>,
    label_id: Patch<Option<Ref<Label>>>,
    #[validate(length(max = 40))]
    team_id: Patch<Option<Ref<Team>>>,
}

/// The other kinds of assignments.
#[derive(Clone, crate::SecureInput)]
#[input(update = Pin)]
struct Rewrite {
    folder_id: Option<Ref<Folder>>,
    shelf_id: Option<Ref<Folder>>,
    label_id: Option<Option<Ref<Label>>>,
}

/// All of them, one after the other.
pub(super) async fn run(db: &Db, empty: impl AsyncFn()) {
    described();
    empty().await;
    matrix(db).await;
    empty().await;
    several_at_once(db).await;
    empty().await;
    null_and_absent(db).await;
    empty().await;
    to_themselves(db).await;
    empty().await;
    after_what_comes_first(db).await;
    empty().await;
    whoever_takes_it_away(db).await;
}

fn described() {
    let refers_to = |column| Pin::refers_to(column).map(|referent| referent.info.table);
    assert_eq!(
        ["folder_id", "shelf", "label_id", "team_id"].map(refers_to),
        [Some("folders"), Some("folders"), Some("labels"), Some("teams")]
    );
    assert_eq!(["title", "id", "owner", "shelf_id", "nope"].map(refers_to), [None; 5]);
    assert_eq!(Folder::refers_to("inside").map(|referent| referent.info), Some(Folder::INFO));
    let keep = [
        <Patch<Ref<Folder>> as AssignedTo<Ref<Folder>>>::KEEP,
        <Patch<Maybe<Folder>> as AssignedTo<Maybe<Folder>>>::KEEP,
        <Ref<Folder> as AssignedTo<Ref<Folder>>>::KEEP,
    ];
    assert_eq!(keep, [Keep::IfAbsent, Keep::IfAbsent, Keep::Never]);
}

#[test]
fn the_text_of_statements_with_references() {
    let columns = r#""folders"."id" AS "id", "folders"."tenant_id" AS "tenant_id", "folders"."owner_id" AS "owner_id", "folders"."inside" AS "inside""#;
    let confines =
        Confines { reach: &OWNED, one_tenant: true, dialect: Dialect::Sqlite, types: "" };
    let write = <Move as Update<Folder>>::statements()
        .update(
            WriteOf::update::<Folder, Move>(),
            AnyResource::of::<Folder>(),
            confines,
            Move::ASSIGNMENTS,
        )
        .unwrap();
    let row =
        r#"("folders"."id" = $1) AND ("folders"."tenant_id" = $2) AND ("folders"."owner_id" = $3)"#;
    let reaches = |value| {
        format!(
            r#"({value} IS NULL OR EXISTS (SELECT 1 FROM "folders" AS "referred to" WHERE ("referred to"."id" = {value}) AND ("referred to"."tenant_id" = $4) AND ("referred to"."owner_id" = $5)))"#
        )
    };
    let reached = reaches("$7");
    assert_eq!(
        write.statement.text,
        format!(
            r#"UPDATE "folders" SET "inside" = CASE WHEN $6 THEN $7 ELSE "folders"."inside" END WHERE {row} AND {reached} RETURNING {columns}"#
        )
    );
    let look = write.look.as_ref().unwrap();
    assert_eq!(
        look.statement.text,
        format!(r#"SELECT CASE WHEN {reached} THEN 1 ELSE 0 END FROM "folders" WHERE {row}"#)
    );
    assert_eq!((&look.statement.given, look.statement.others), (&write.statement.given, 2));

    let insert = |reach, one_tenant| {
        let (confines, columns) = (
            Confines { reach, one_tenant, dialect: Dialect::Sqlite, types: "" },
            NewFolder::COLUMNS,
        );
        let cell = <NewFolder as Create<Folder>>::statement();
        let write = cell
            .insert(
                WriteOf::insert::<Folder, NewFolder>(),
                AnyResource::of::<Folder>(),
                true,
                confines,
                columns,
            )
            .unwrap();
        (&write.statement.text, &write.look.as_ref().unwrap().statement.text)
    };
    let reached = reaches("$6");
    let start =
        r#"INSERT INTO "folders" ("id", "tenant_id", "owner_id", "inside") SELECT $1, $2, $3,"#;
    let (text, look) = insert(&OWNED, true);
    assert_eq!(*text, format!("{start} $6 WHERE {reached} RETURNING {columns}"));
    assert_eq!(*look, format!("SELECT CASE WHEN {reached} THEN 1 ELSE 0 END"));
    // Whoever reaches every row of every tenant refers to any.
    let (text, _) = insert(&Reach::All, false);
    let exists =
        r#"EXISTS (SELECT 1 FROM "folders" AS "referred to" WHERE ("referred to"."id" = $4))"#;
    assert_eq!(*text, format!("{start} $4 WHERE ($4 IS NULL OR {exists}) RETURNING {columns}"));
    // What an input refers to is checked by the type of the column; one that sets no such column is as it was.
    let title = Change::ASSIGNMENTS.split_at(1).0;
    let plain = statements::update(Pin::INFO, confines, title, Pin::refers_to).unwrap();
    assert!(plain.look.is_none() && !plain.statement.text.contains("EXISTS"));
}

fn of<'a>(owner_id: &'a str, tenant: &'a str) -> Caller<'a> {
    Caller { owner_id: Some(owner_id), tenant: Some(tenant), crosses_tenants: false, now: NOW }
}

fn reaching<R: crate::Resource>(db: &Db, reach: &Reach, caller: Caller<'_>) -> Scoped<R> {
    Scoped::new(Scope::new(db, reach, caller).unwrap().with_pages(super::pages()))
}

async fn folder(db: &Db, owner: &str, tenant: &str) -> Folder {
    let new = NewFolder { inside: None };
    reaching::<Folder>(db, &Reach::All, of(owner, tenant)).create(new).await.unwrap()
}

struct Seed {
    folders: Vec<Folder>,
    teams: [(&'static str, &'static str); 3],
}

/// A folder of each user in each tenant, a team of each tenant, and a label.
async fn seed(db: &Db) -> Seed {
    let mut folders = Vec::new();
    for tenant in ["1", "2"] {
        for user in [ALICE, BOB] {
            folders.push(folder(db, user, tenant).await);
        }
    }
    db.run_for_test("INSERT INTO labels (id, name) VALUES (7, 'a')").await;
    db.run_for_test("INSERT INTO teams VALUES ('reds', '1'), ('blues', '2'), ('ghosts', '')").await;
    Seed { folders, teams: [("reds", "1"), ("blues", "2"), ("ghosts", "")] }
}

/// What the client hears: the status, and what it points at.
fn said<T>(result: Result<T>) -> (u16, Vec<String>) {
    let Err(error) = result else { return (200, Vec::new()) };
    let pointers = match error.kind() {
        ErrorKind::Invalid(failures) => {
            assert!(failures.iter().all(|failure| failure.code == "reference"), "{failures:?}");
            failures.iter().map(|failure| failure.pointer.clone()).collect()
        }
        _ => Vec::new(),
    };
    (error.status(), pointers)
}

fn points_at(pointers: &[&str]) -> (u16, Vec<String>) {
    let status = if pointers.is_empty() { 200 } else { 422 };
    (status, pointers.iter().map(ToString::to_string).collect())
}

/// A pin of each caller's own, whatever it reaches otherwise: its rows are not what this is about.
async fn pin(db: &Db, caller: Caller<'_>, folder: &Folder) -> Pin {
    db.run_for_test("DELETE FROM pins").await;
    let new = NewPin {
        title: "a".to_owned(),
        folder_id: Ref::new(folder.id),
        shelf_id: None,
        label_id: None,
        team_id: None,
    };
    let everything = Caller { crosses_tenants: true, ..caller };
    reaching::<Pin>(db, &Reach::All, everything).create(new).await.unwrap()
}

fn reaches() -> [Reach; 4] {
    let title = row("title", Literal::Text("a"), true);
    [
        Reach::All,
        OWNED,
        // Of pins everything that this caller can have: it says nothing of folders.
        title.clone().into(),
        Filter::Any(vec![owner(true), title]).into(),
    ]
}

async fn matrix(db: &Db) {
    let seed = seed(db).await;
    let absent = Ref::<Folder>::new(Uuid::new_v4());
    let callers =
        [of(ALICE, "1"), of(BOB, "1"), of(ALICE, "2"), of("service", "1"), of(ALICE, "none")];
    let upper = ALICE.to_uppercase();
    let nowhere = Caller { owner_id: Some(upper.as_str()), ..super::caller(None) };
    for caller in callers.into_iter().chain([nowhere]) {
        for crosses_tenants in [false, true] {
            let caller = Caller { crosses_tenants, ..caller };
            for reach in reaches() {
                one_caller(db, &reach, caller, &seed, absent).await;
            }
        }
    }
}

async fn one_caller(db: &Db, reach: &Reach, caller: Caller<'_>, seed: &Seed, absent: Ref<Folder>) {
    let of_tenant =
        |tenant: &str| caller.crosses_tenants || caller.tenant.is_some_and(|own| own == tenant);
    let is_within = |folder: &Folder| {
        let is_own = caller.owner_id == Some(folder.owner_id.to_string().as_str());
        of_tenant(&folder.tenant_id.to_string()) && (matches!(reach, Reach::All) || is_own)
    };
    let says = format!("{reach:?} {caller:?}");
    let own = pin(db, caller, &seed.folders[0]).await;
    let pins = reaching::<Pin>(db, reach, caller);
    let cases = seed.folders.iter().map(|folder| (Ref::new(folder.id), is_within(folder)));
    for (folder, is_within) in cases.chain([(absent, false)]) {
        let new = NewPin {
            title: "b".to_owned(),
            folder_id: folder,
            shelf_id: None,
            label_id: None,
            team_id: None,
        };
        let expected = |pointer| match is_within {
            true => points_at(&[]),
            false => points_at(&[pointer]),
        };
        let made = pins.create(new.clone()).await;
        // A row that the rule does not leave is refused after what it refers to.
        match &made {
            Err(error) if is_within => assert_eq!(error.status(), 403, "{says}"),
            made => assert_eq!(said(made.as_ref().map_err(copy)), expected("#/folderId"), "{says}"),
        }
        db.run_for_test("DELETE FROM pins WHERE title = 'b'").await;

        let patched = Change { folder_id: Patch::Given(folder), ..Change::default() };
        let rewritten = Rewrite { folder_id: Some(folder), shelf_id: None, label_id: None };
        let shelved = Change { shelf_id: Patch::Given(Some(folder)), ..Change::default() };
        let set = Rewrite { folder_id: None, shelf_id: Some(folder), label_id: None };
        let before = own.clone();
        let answers = [
            (pins.update(own.id, patched).await, "#/folder_id"),
            (pins.update(own.id, rewritten).await, "#/folder_id"),
            (pins.update(own.id, shelved).await, "#/shelf_id"),
            (pins.update(own.id, set).await, "#/shelf_id"),
        ];
        for (answer, pointer) in answers {
            assert_eq!(said(answer), expected(pointer), "{says}");
        }
        let after = pins.get(own.id).await.unwrap();
        if is_within {
            assert_eq!((after.folder_id, after.shelf_id), (folder, Some(folder)), "{says}");
            pins.update(own.id, Change { folder_id: Patch::Given(before.folder_id), ..cleared() })
                .await
                .map_or_else(|error| assert_eq!(error.status(), 422), drop);
            db.run_for_test("UPDATE pins SET shelf = NULL").await;
        } else {
            assert_eq!(after.shelf_id, before.shelf_id, "{says}");
        }
    }
    // Where there is no owner the tenant decides, and where there is neither, whether it is there.
    let elsewhere = (Ref::<Team>::new("none".to_owned()), false);
    let teams =
        seed.teams.iter().map(|(id, tenant)| (Ref::new((*id).to_owned()), of_tenant(tenant)));
    for (team, is_within) in teams.chain([elsewhere]) {
        let change = Change { team_id: Patch::Given(Some(team)), ..Change::default() };
        let expected = points_at(if is_within { &[] } else { &["#/team_id"] });
        assert_eq!(said(pins.update(own.id, change).await), expected, "{says}");
    }
    for (label, expected) in [(7, points_at(&[])), (8, points_at(&["#/label_id"]))] {
        let label = Some(Ref::new(label));
        let change = Change { label_id: Patch::Given(label), ..Change::default() };
        assert_eq!(said(pins.update(own.id, change).await), expected, "{says}");
        let change = Rewrite { folder_id: None, shelf_id: None, label_id: Some(label) };
        assert_eq!(said(pins.update(own.id, change).await), expected, "{says}");
    }
}

fn cleared() -> Change {
    Change { shelf_id: Patch::Given(None), ..Change::default() }
}

fn copy(error: &Error) -> Error {
    Error::new(error.kind().clone())
}

async fn several_at_once(db: &Db) {
    let seed = seed(db).await;
    let [of_alice, of_bob, ..] = seed.folders.as_slice() else { panic!("{}", seed.folders.len()) };
    let pins = reaching::<Pin>(db, &OWNED, of(ALICE, "1"));
    let new = NewPin {
        title: "a".to_owned(),
        folder_id: Ref::new(of_bob.id),
        shelf_id: Some(Ref::new(Uuid::new_v4())),
        label_id: Some(Ref::new(7)),
        team_id: Some(Ref::new("blues".to_owned())),
    };
    let refused = pins.create(new.clone()).await;
    assert_eq!(said(refused), points_at(&["#/folderId", "#/the~1shelf", "#/teamId"]));
    let new = NewPin { folder_id: Ref::new(of_alice.id), team_id: None, ..new };
    assert_eq!(said(pins.create(new.clone()).await), points_at(&["#/the~1shelf"]));
    assert_eq!(pins.count(Search::all()).await.unwrap(), 0);
    let made = pins.create(NewPin { shelf_id: Some(Ref::new(of_alice.id)), ..new }).await.unwrap();
    assert_eq!(made.label_id, Some(Ref::new(7)));

    let change = Change {
        title: Patch::Given("b".to_owned()),
        folder_id: Patch::Given(Ref::new(of_bob.id)),
        shelf_id: Patch::Given(Some(Ref::new(of_bob.id))),
        label_id: Patch::Given(Some(Ref::new(8))),
        team_id: Patch::Given(Some(Ref::new("reds".to_owned()))),
    };
    let refused = pins.update(made.id, change).await;
    assert_eq!(said(refused), points_at(&["#/folder_id", "#/shelf_id", "#/label_id"]));
    assert_eq!(pins.get(made.id).await.unwrap(), made, "one that is wrong and nothing is written");
}

async fn null_and_absent(db: &Db) {
    let seed = seed(db).await;
    let [first, ..] = seed.folders.as_slice() else { panic!("{}", seed.folders.len()) };
    let pins = reaching::<Pin>(db, &OWNED, of(ALICE, "1"));
    let new = NewPin {
        title: "a".to_owned(),
        folder_id: Ref::new(first.id),
        shelf_id: Some(Ref::new(first.id)),
        label_id: Some(Ref::new(7)),
        team_id: Some(Ref::new("reds".to_owned())),
    };
    let made = pins.create(new).await.unwrap();
    // What is absent stays, even what would be out of reach by now.
    db.run_for_test("UPDATE teams SET tenant = '2'").await;
    assert_eq!(pins.update(made.id, Change::default()).await.unwrap(), made);
    let renamed = Change { title: Patch::Given("b".to_owned()), ..Change::default() };
    let renamed = pins.update(made.id, renamed).await.unwrap();
    assert_eq!(renamed, Pin { title: "b".to_owned(), ..made.clone() });
    let emptied = Change {
        shelf_id: Patch::Given(None),
        label_id: Patch::Given(None),
        team_id: Patch::Given(None),
        ..Change::default()
    };
    let emptied = pins.update(made.id, emptied).await.unwrap();
    assert_eq!(emptied, Pin { shelf_id: None, label_id: None, team_id: None, ..renamed });
    let same = Rewrite { folder_id: None, shelf_id: None, label_id: None };
    assert_eq!(pins.update(made.id, same).await.unwrap(), emptied);
}

async fn to_themselves(db: &Db) {
    let (hers, his) = (folder(db, ALICE, "1").await, folder(db, BOB, "1").await);
    let of_alice = reaching::<Folder>(db, &OWNED, of(ALICE, "1"));
    let into = |folder: &Folder| Some(Ref::new(folder.id));
    let inner = of_alice.create(NewFolder { inside: into(&hers) }).await.unwrap();
    assert_eq!(inner.inside, into(&hers));
    let refused = of_alice.create(NewFolder { inside: into(&his) }).await;
    assert_eq!(said(refused), points_at(&["#/inside"]));
    let refused = of_alice.update(inner.id, Move { inside: Patch::Given(into(&his)) }).await;
    assert_eq!(said(refused), points_at(&["#/inside"]));
    let moved = of_alice.update(inner.id, Move { inside: Patch::Given(None) }).await.unwrap();
    assert_eq!(moved.inside, None);
    of_alice.update(inner.id, Move { inside: Patch::Given(into(&inner)) }).await.unwrap();
    assert_eq!(of_alice.count(Search::all()).await.unwrap(), 2);
}

/// A row out of reach is 404 whatever it would refer to, and what is refused for its references contradicts nothing yet.
async fn after_what_comes_first(db: &Db) {
    let seed = seed(db).await;
    let [of_alice, of_bob, ..] = seed.folders.as_slice() else { panic!("{}", seed.folders.len()) };
    let new = |title: &str, folder: &Folder| NewPin {
        title: title.to_owned(),
        folder_id: Ref::new(folder.id),
        shelf_id: None,
        label_id: None,
        team_id: None,
    };
    let (alices, bobs) = (of(ALICE, "1"), of(BOB, "1"));
    let pins = reaching::<Pin>(db, &OWNED, alices);
    let bobs_pins = reaching::<Pin>(db, &OWNED, bobs);
    let hers = pins.create(new("hers", of_alice)).await.unwrap();
    let his = bobs_pins.create(new("his", of_bob)).await.unwrap();
    for id in [his.id, i64::MAX] {
        for folder in [of_alice.id, of_bob.id, Uuid::new_v4()] {
            let change = Change { folder_id: Patch::Given(Ref::new(folder)), ..Change::default() };
            assert_eq!(status(pins.update(id, change).await), 404);
        }
        assert_eq!(status(pins.update(id, Change::default()).await), 404);
    }
    assert_eq!(bobs_pins.get(his.id).await.unwrap(), his);

    // A title that is taken is not confirmed to whoever refers to what it does not reach.
    assert_eq!(status(pins.create(new("his", of_alice)).await), 409);
    assert_eq!(said(pins.create(new("his", of_bob)).await), points_at(&["#/folderId"]));
    let change = Change {
        title: Patch::Given("his".to_owned()),
        folder_id: Patch::Given(Ref::new(of_bob.id)),
        ..Change::default()
    };
    assert_eq!(said(pins.update(hers.id, change).await), points_at(&["#/folder_id"]));
    // Nor does a filter see the row that was not written.
    let named = reaching::<Pin>(db, &has_status("x").into(), alices);
    assert_eq!(status(named.create(new("c", of_alice)).await), 500, "there is no such column");
    let titled = row("title", Literal::Text("hers"), true).into();
    let titled = reaching::<Pin>(db, &titled, alices);
    assert_eq!(said(titled.create(new("c", of_bob)).await), points_at(&["#/folderId"]));
    assert_eq!(status(titled.create(new("c", of_alice)).await), 403);
    assert_eq!(pins.count(Search::all()).await.unwrap(), 1);
}

/// The row that is referred to goes away at the same time: the foreign key is refused or is kept, and never dangles.
async fn whoever_takes_it_away(db: &Db) {
    for round in 0..20 {
        let folder = folder(db, ALICE, "1").await;
        let folders = reaching::<Folder>(db, &OWNED, of(ALICE, "1"));
        let pins = reaching::<Pin>(db, &OWNED, of(ALICE, "1"));
        let new = NewPin {
            title: round.to_string(),
            folder_id: Ref::new(folder.id),
            shelf_id: None,
            label_id: None,
            team_id: None,
        };
        let made = tokio::spawn(async move { status(pins.create(new).await) });
        let deleted = tokio::spawn(async move { status(folders.delete(folder.id).await) });
        let answers = (made.await.unwrap(), deleted.await.unwrap());
        assert!(matches!(answers, (200, 409) | (422 | 409, 200)), "{answers:?}");
    }
}
