//! What a trace says of a row that was refused.

use uuid::Uuid;

use super::{Invoice, NOW, NewInvoice, NewTag, OWNED, Tag, has_status, owner, row, status};
use crate::{
    authz::{Filter, Reach},
    policy::{Literal, MemberClause, OwnerColumn},
    rows::{
        Db, Scoped,
        any::AnyResource,
        run::Runner,
        scope::{Caller, Scope},
        trace::{RowTrace, explain_to},
    },
};

const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
const BOB: &str = "b0b00000-0000-4000-8000-000000000002";

/// All of them, one after the other.
pub(super) async fn run(db: &Db, empty: impl AsyncFn()) {
    empty().await;
    comparisons(db).await;
    members(db).await;
}

fn clauses(said: &[(&str, Option<bool>)]) -> RowTrace {
    RowTrace::Clauses(said.iter().map(|(words, is)| ((*words).to_owned(), *is)).collect())
}

async fn comparisons(db: &Db) {
    let alice =
        Caller { owner_id: Some(ALICE), tenant: Some("1"), crosses_tenants: false, now: NOW };
    let maker = Scoped::<Invoice>::new(Scope::new(db, &Reach::All, alice).unwrap());
    let draft = NewInvoice { status: Some("draft"), ..NewInvoice::default() };
    let draft = maker.create(draft).await.unwrap().id.to_string();
    let unknown = maker.create(NewInvoice::default()).await.unwrap().id.to_string();
    let runner = &Runner::Pool(db.clone());
    let explain = async |reach: &Reach, caller: Caller<'static>, id: &str| {
        explain_to(AnyResource::of::<Invoice>(), runner, reach, caller, &[id.to_owned()])
            .await
            .unwrap()
    };

    let bob = Caller { owner_id: Some(BOB), tenant: Some("2"), crosses_tenants: false, now: NOW };
    let paid_or_not_own = Reach::from(Filter::Any(vec![
        has_status("paid"),
        Filter::All(vec![owner(false), row("amount", Literal::Integer(0), true)]),
    ]));
    assert_eq!(
        explain(&paid_or_not_own, bob, &draft).await,
        clauses(&[
            ("tenant", Some(false)),
            ("row(status = \"paid\")", Some(false)),
            ("not(owner)", Some(true)),
            ("row(amount = 0)", Some(true)),
        ])
    );
    assert_eq!(
        explain(&paid_or_not_own, alice, &unknown).await,
        clauses(&[
            ("tenant", Some(true)),
            ("row(status = \"paid\")", None),
            ("not(owner)", Some(false)),
            ("row(amount = 0)", Some(true)),
        ])
    );
    // What the caller is not is unknown of every row.
    let nobody = Caller { owner_id: Some("service"), tenant: Some("one"), ..alice };
    assert_eq!(
        explain(&paid_or_not_own, nobody, &draft).await,
        clauses(&[
            ("tenant", None),
            ("row(status = \"paid\")", Some(false)),
            ("not(owner)", None),
            ("row(amount = 0)", Some(true)),
        ])
    );
    let crossing = Caller { crosses_tenants: true, ..bob };
    assert_eq!(explain(&OWNED, crossing, &draft).await, clauses(&[("owner", Some(false))]));
    assert_eq!(
        explain(&OWNED, nobody, &draft).await,
        clauses(&[("tenant", None), ("owner", None)])
    );
    assert_eq!(explain(&Reach::All, crossing, &draft).await, clauses(&[]));
    assert_eq!(explain(&Reach::All, bob, &draft).await, clauses(&[("tenant", Some(false))]));

    for id in [&Uuid::new_v4().to_string(), "", "1", "a\0b", &draft.to_uppercase()] {
        assert_eq!(explain(&paid_or_not_own, bob, id).await, RowTrace::NoSuchRow, "{id:?}");
    }
    let tags = Scoped::<Tag>::new(Scope::new(db, &Reach::All, alice).unwrap());
    let tag = tags.create(NewTag).await.unwrap().id.to_string();
    let trace =
        explain_to(AnyResource::of::<Tag>(), runner, &OWNED, alice, std::slice::from_ref(&tag))
            .await
            .unwrap();
    assert_eq!(trace, clauses(&[("owner", None)]));
    let nope = row("nope", Literal::Boolean(true), true).into();
    assert_eq!(
        status(
            explain_to(AnyResource::of::<Tag>(), runner, &nope, alice, std::slice::from_ref(&tag))
                .await
        ),
        500
    );
}

/// A row with two owners, of which a table says who is a member.
#[derive(crate::Resource, sqlx::FromRow)]
#[resource(
    table = "plans",
    member(
        table = "plan_members",
        resource_key = "plan",
        user_key = "who",
        levels(level = ["read", "write", "admin"])
    )
)]
struct Plan {
    #[resource(id)]
    id: String,
    #[resource(owner)]
    author: String,
    #[resource(owner)]
    reviewer: String,
}

const PLANS: &str = "
    DROP TABLE IF EXISTS plans;
    DROP TABLE IF EXISTS plan_members;
    CREATE TABLE plans (id TEXT PRIMARY KEY NOT NULL, author TEXT NOT NULL, reviewer TEXT NOT NULL);
    CREATE TABLE plan_members (plan TEXT NOT NULL, who TEXT NOT NULL, level TEXT);
    INSERT INTO plans VALUES ('1', 'ann', 'ben');
    INSERT INTO plan_members VALUES ('1', 'ann', NULL), ('1', 'ben', 'write'), ('1', 'cleo', 'guest');
    INSERT INTO plan_members VALUES ('2', 'dora', 'admin');
";

/// Each clause by its own words, with its level and its column.
async fn members(db: &Db) {
    db.run_for_test(PLANS).await;
    let runner = &Runner::Pool(db.clone());
    let member = |level| Filter::Member(MemberClause { level });
    let owner = |column, is| Filter::Owner { column: OwnerColumn::Named(column), is };
    let rule = Reach::from(Filter::Any(vec![
        Filter::All(vec![member(None), member(Some("write"))]),
        member(Some("admin")),
        owner("author", true),
        owner("reviewer", false),
    ]));
    for (subject, said) in [
        (Some("ann"), [Some(false), Some(false), Some(false), Some(true), Some(true)]),
        (Some("ben"), [Some(true), Some(true), Some(false), Some(false), Some(false)]),
        (Some("cleo"), [Some(false), Some(false), Some(false), Some(false), Some(true)]),
        (Some("dora"), [Some(false), Some(false), Some(false), Some(false), Some(true)]),
        (None, [None; 5]),
    ] {
        let caller = Caller { owner_id: subject, tenant: None, crosses_tenants: false, now: NOW };
        let words = [
            "member",
            "member(level = \"write\")",
            "member(level = \"admin\")",
            "owner = \"author\"",
            "not(owner = \"reviewer\")",
        ];
        let said: Vec<_> = words.into_iter().zip(said).collect();
        let trace = explain_to(AnyResource::of::<Plan>(), runner, &rule, caller, &["1".to_owned()])
            .await
            .unwrap();
        assert_eq!(trace, clauses(&said), "{subject:?}");
    }
    let ann = Caller { owner_id: Some("ann"), tenant: None, crosses_tenants: false, now: NOW };
    let unknown = Reach::from(member(Some("guest")));
    assert_eq!(
        status(
            explain_to(AnyResource::of::<Plan>(), runner, &unknown, ann, &["1".to_owned()]).await
        ),
        500
    );
}
