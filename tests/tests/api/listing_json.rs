//! The listing as JSON, and the schema that describes it.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use futures_util::future::BoxFuture;
use secure_api::{
    SecureRouter, Security,
    authz::CheckContext,
    endpoint::{Answer, SecureEndpoint},
    get,
    policy::{
        Access, ArgumentKind, Check, Clause, Count, EndpointPolicy, InputArgument, InputSource,
        Literal, MemberClause, MemberInfo, MemberLevels, OptOutKind, OwnerColumn, Quota, QuotaKey,
        ResourceInfo, RoleClause, RowArgument, RowClause, Source, Unbounded,
    },
    post,
    prelude::*,
};
use secure_api_tests::endpoints::{self, Document, Role};
use serde_json::{Value, json};
use tower::layer::util::Identity;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/policies.schema.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[track_caller]
fn validate(listing: &Value) {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(listing)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// An endpoint that uses every variant of everything that a policy is made of. `N` is the stance.
#[derive(Clone, Copy)]
struct Everything<const N: usize>;

fn is_active<'a>(_: &'a CheckContext<'a>) -> BoxFuture<'a, Result<bool>> {
    Box::pin(async { Ok(true) })
}

const CHECK: Check = Check { name: "is_active", function: is_active };
const ROW: RowClause = RowClause { column: "title", value: Literal::Text("x") };
const RULE: &Clause = &Clause::All(&[
    Clause::Authenticated,
    Clause::Role(RoleClause { table: Role::TABLE, index: 1 }),
    Clause::Scope("documents:write"),
    Clause::Fresh(Duration::from_secs(600)),
    Clause::Mfa,
    Clause::Check(CHECK),
    Clause::Any(&[
        Clause::Owner(OwnerColumn::Declared),
        Clause::Owner(OwnerColumn::Named("owner_id")),
        Clause::Owner(OwnerColumn::Each(&[(Document::INFO, "owner_id")])),
        Clause::Member(MemberClause { level: Some("write") }),
        Clause::Member(MemberClause { level: None }),
        Clause::Row(ROW),
        Clause::Row(RowClause { column: "year", value: Literal::Integer(-44) }),
        Clause::Row(RowClause { column: "public", value: Literal::Boolean(true) }),
    ]),
    Clause::Not(&Clause::Owner(OwnerColumn::Declared)),
]);
const ROWS: RowArgument = RowArgument {
    resource: Document::INFO,
    loads_row: false,
    transfers: false,
    refers_to: Vec::new,
};

/// A resource with an id of two columns, two owners, and members on levels.
const SHARED: &ResourceInfo = &ResourceInfo {
    name: "Shared",
    table: "shared",
    id: &["project_id", "number"],
    owners: &["author_id", "owner_id"],
    tenant: Some("tenant_id"),
    member: Some(&MemberInfo {
        table: "shared_members",
        keys: &[("project_id", "project_id")],
        user: "user_id",
        tenant: Some("tenant_id"),
        filter: &[],
        levels: Some(MemberLevels { column: "level", names: &["read", "write", "admin"] }),
        expiry: None,
        soft_delete: None,
    }),
    soft_delete: None,
    version: None,
    columns: &[],
};

/// One whose members have no levels.
const PLAIN: &ResourceInfo = &ResourceInfo {
    name: "Plain",
    member: Some(&MemberInfo {
        table: "plain_members",
        keys: &[("id", "plain_id")],
        user: "user_id",
        tenant: None,
        filter: &[],
        levels: None,
        expiry: None,
        soft_delete: None,
    }),
    ..*Document::INFO
};

fn unbounded() -> Vec<Unbounded> {
    vec![Unbounded { field: "NewNote.text".to_owned(), reason: "a test" }]
}

impl<const N: usize> SecureEndpoint<()> for Everything<N> {
    const POLICY: &'static EndpointPolicy = &EndpointPolicy {
        name: "everything",
        module: "tests",
        source: Source { file: "listing_json.rs", line: 1 },
        access: match N {
            0 => Access::Public { reason: "a test", rows: Some(RULE) },
            1 => Access::Optional { reason: "a test", rule: None },
            _ => Access::Rule(RULE),
        },
        quotas: if N == 0 {
            &[]
        } else {
            &[
                Quota::DEFAULT,
                Quota::per(QuotaKey::Address, "address", 5, 1).with_burst(2).with_cost(2),
                Quota::per(QuotaKey::Tenant, "tenant", 5, 1).counting(Count::Failures),
                Quota::per(QuotaKey::Global, "global", 5, 1),
            ]
        },
        tier: if N == 2 { Some("heavy") } else { None },
        unlimited: Some("a test"),
        unscoped: Some("a test"),
        cross_tenant: Some("a test"),
        transfer: Some(OwnerColumn::Named("owner_id")),
        body: Some(1),
        timeout: Some(Duration::from_millis(1)),
        audit: Some("everything"),
        arguments: &[
            ArgumentKind::Server,
            ArgumentKind::Rows(ROWS),
            ArgumentKind::Rows(RowArgument { loads_row: true, ..ROWS }),
            ArgumentKind::Input(InputArgument::bounded(InputSource::Query)),
            ArgumentKind::Body(InputArgument {
                unbounded,
                ..InputArgument::bounded(InputSource::Json)
            }),
            ArgumentKind::Unchecked,
            ArgumentKind::Rows(RowArgument {
                resource: SHARED,
                loads_row: true,
                transfers: true,
                ..ROWS
            }),
            ArgumentKind::Rows(RowArgument { resource: SHARED, loads_row: true, ..ROWS }),
            ArgumentKind::Rows(RowArgument { resource: PLAIN, ..ROWS }),
        ],
        captures: &[&[], &[], &["id"], &[], &[], &[], &[], &["a", "b"], &[]],
    };

    async fn call((): ()) -> impl Answer {}
}

fn everything() -> SecureRouter<Security> {
    SecureRouter::new()
        .route("/0/{id}", get(Everything::<0>))
        .layer(Identity::new())
        .route("/1/{id}", get(Everything::<1>))
        .route("/2/{id}", post(Everything::<2>))
}

#[test]
fn the_listing_is_what_the_schema_says() {
    validate(&endpoints::routes().policies().to_json());
    validate(&everything().policies().to_json());
    validate(&SecureRouter::<Security>::new().policies().to_json());
    let security = Security::builder().jwt(secure_api_tests::tokens::verifier()).build().unwrap();
    let routes = everything().with_state(security);
    validate(&routes.policies().to_json());
    let policies = routes.policies();
    assert_eq!(serde_json::to_value(&policies).unwrap(), policies.to_json());
}

#[test]
fn the_schema_takes_nothing_else() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let listing = everything().policies().to_json();
    for (place, wrong) in [
        ("/version", json!(2)),
        ("/endpoints/0/method", json!("TRACE")),
        ("/endpoints/0/policy", json!(null)),
        ("/endpoints/0/implied", json!("preflight")),
        ("/endpoints/0/policy/access/stance", json!("anyone")),
        ("/endpoints/0/policy/access/clause/kind", json!("some")),
        ("/endpoints/0/policy/access/clause/clauses/1", json!({ "kind": "role" })),
        ("/endpoints/0/policy/arguments/0", json!({ "kind": "server", "more": 1 })),
        ("/endpoints/0/policy/opt_outs/0/kind", json!("other")),
        ("/endpoints/0/policy/opt_outs/0/kind", json!("unbounded")),
        ("/endpoints/0/policy/opt_outs/0/field", json!("NewNote.text")),
        ("/endpoints/2/policy", listing["endpoints"][0]["policy"].clone()),
    ] {
        let mut other = listing.clone();
        *other.pointer_mut(place).unwrap() = wrong;
        assert!(!validator.is_valid(&other), "{place}");
    }
}

/// Each function matches every variant by name, so that a new one is missed here first, then in the schema.
mod names {
    use super::*;

    pub fn clause(clause: &Clause) -> &'static str {
        match clause {
            Clause::Authenticated => "authenticated",
            Clause::Role(_) => "role",
            Clause::Scope(_) => "scope",
            Clause::Fresh(_) => "fresh",
            Clause::Mfa => "mfa",
            Clause::Check(_) => "check",
            Clause::Owner(OwnerColumn::Declared | OwnerColumn::Named(_) | OwnerColumn::Each(_)) => {
                "owner"
            }
            Clause::Member(_) => "member",
            Clause::Row(row) => match row.value {
                Literal::Text(_) | Literal::Integer(_) | Literal::Boolean(_) => "row",
            },
            Clause::All(_) => "all",
            Clause::Any(_) => "any",
            Clause::Not(_) => "not",
        }
    }

    pub fn stance(access: &Access) -> &'static str {
        match access {
            Access::Public { .. } => "public",
            Access::Optional { .. } => "optional",
            Access::Rule(_) => "authenticated",
        }
    }

    pub fn key(key: QuotaKey) -> &'static str {
        match key {
            QuotaKey::Caller => "caller",
            QuotaKey::Address => "address",
            QuotaKey::Tenant => "tenant",
            QuotaKey::Global => "global",
        }
    }

    pub fn count(count: Count) -> &'static str {
        match count {
            Count::Requests => "requests",
            Count::Failures => "failures",
        }
    }

    pub fn argument(kind: &ArgumentKind) -> &'static str {
        match kind {
            ArgumentKind::Server => "server",
            ArgumentKind::Rows(_) => "rows",
            ArgumentKind::Input(_) => "input",
            ArgumentKind::Body(_) => "body",
            ArgumentKind::Unchecked => "unchecked",
        }
    }

    pub fn opt_out(kind: OptOutKind) -> &'static str {
        match kind {
            OptOutKind::Public
            | OptOutKind::Optional
            | OptOutKind::Unscoped
            | OptOutKind::CrossTenant
            | OptOutKind::Unlimited
            | OptOutKind::Unchecked
            | OptOutKind::Unbounded => kind.name(),
        }
    }
}

fn clauses(clause: &'static Clause) -> Vec<&'static Clause> {
    let inner = clause.inner().iter().flat_map(clauses);
    std::iter::once(clause).chain(inner).collect()
}

/// The names that a place of the schema allows.
fn allowed(schema: &Value, place: &str) -> BTreeSet<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let place = schema.pointer(place).unwrap_or_else(|| panic!("{place}"));
    let names = place.as_array().unwrap().iter().filter_map(|choice| {
        text(choice).or_else(|| text(choice.pointer("/properties/kind/const")?))
    });
    names.collect()
}

#[test]
fn every_variant_has_its_place_in_the_schema() {
    let policies = everything().policies();
    let all: Vec<_> = policies.iter().filter_map(secure_api::listing::Entry::policy).collect();
    let of = |names: &dyn Fn(&EndpointPolicy) -> Vec<&'static str>| -> BTreeSet<String> {
        all.iter().flat_map(|policy| names(policy)).map(str::to_owned).collect()
    };
    let clauses = |policy: &EndpointPolicy| {
        let rule = policy.access.rule();
        rule.into_iter().flat_map(clauses).map(names::clause).collect()
    };
    let quotas = |policy: &EndpointPolicy| policy.quotas.iter();
    let schema = schema();
    for (place, found) in [
        ("clause/oneOf", of(&clauses)),
        ("access/properties/stance/enum", of(&|policy| vec![names::stance(&policy.access)])),
        (
            "quota/properties/key/enum",
            of(&|policy| quotas(policy).map(|quota| names::key(quota.key)).collect()),
        ),
        (
            "quota/properties/counts/enum",
            of(&|policy| quotas(policy).map(|quota| names::count(quota.count)).collect()),
        ),
        ("argument/oneOf", of(&|policy| policy.arguments.iter().map(names::argument).collect())),
        (
            "opt_out/properties/kind/enum",
            of(&|policy| policy.opt_outs().iter().map(|it| names::opt_out(it.kind)).collect()),
        ),
    ] {
        assert_eq!(found, allowed(&schema, &format!("/$defs/{place}")), "{place}");
    }
}

#[test]
fn a_rule_is_a_tree_that_tools_can_compare() {
    let json = everything().policies().to_json();
    let policy = &json["endpoints"][0]["policy"];
    assert_eq!(policy["endpoint"], "tests::everything");
    assert_eq!(policy["source"], json!({ "file": "listing_json.rs", "line": 1 }));
    let owner = |of: &[&str]| {
        let columns = of.iter().map(|name| json!({ "resource": name, "column": "owner_id" }));
        json!({ "kind": "owner", "columns": columns.collect::<Vec<_>>() })
    };
    let clauses = &policy["access"]["clause"]["clauses"];
    let role = json!({ "kind": "role", "role": "editor", "held_by": ["admin", "editor"] });
    assert_eq!(clauses[1], role);
    assert_eq!(clauses[3], json!({ "kind": "fresh", "milliseconds": 600_000 }));
    // However it is written, it is the same column. Alone it says nothing of a resource that has several.
    assert_eq!(clauses[6]["clauses"][0], owner(&["Document", "Plain"]));
    assert_eq!(clauses[6]["clauses"][1], owner(&["Document", "Shared", "Plain"]));
    assert_eq!(clauses[6]["clauses"][2], owner(&["Document"]));
    let table = |name, table, levels| json!({ "resource": name, "table": table, "levels": levels });
    let writers = table("Shared", "shared_members", json!(["write", "admin"]));
    assert_eq!(
        clauses[6]["clauses"][3],
        json!({ "kind": "member", "level": "write", "tables": [writers] })
    );
    let members = [
        table("Shared", "shared_members", json!(["read", "write", "admin"])),
        table("Plain", "plain_members", json!(null)),
    ];
    assert_eq!(
        clauses[6]["clauses"][4],
        json!({ "kind": "member", "level": null, "tables": members })
    );
    assert_eq!(clauses[6]["clauses"][6], json!({ "kind": "row", "column": "year", "value": -44 }));
    assert_eq!(clauses[7], json!({ "kind": "not", "clause": owner(&["Document", "Plain"]) }));
    assert_eq!(policy["transfer"], json!([{ "resource": "Shared", "column": "owner_id" }]));
    let captures = [1, 2, 6, 7, 8].map(|place| &policy["arguments"][place]["captures"]);
    assert_eq!(json!(captures), json!([[], ["id"], ["project_id", "number"], ["a", "b"], []]));
    let shared = json!({
        "kind": "rows", "resource": "Shared", "table": "shared", "owners": ["author_id", "owner_id"],
        "tenant": "tenant_id", "member": "shared_members", "captures": ["project_id", "number"],
    });
    assert_eq!(policy["arguments"][6], shared);
    let unbounded = json!({ "kind": "unbounded", "field": "NewNote.text", "reason": "a test" });
    let opt_outs = policy["opt_outs"].as_array().unwrap();
    assert_eq!(opt_outs.last(), Some(&unbounded));
    assert_eq!(opt_outs[0], json!({ "kind": "public", "field": null, "reason": "a test" }));
    assert_eq!(
        everything().policies().to_string().matches(", transfer = \"owner_id\"  ").count(),
        3
    );
    let quotas = &json["endpoints"][3]["policy"]["quotas"];
    let address = json!({
        "name": "address", "key": "address", "limit": 5, "period_milliseconds": 1000, "burst": 2,
        "cost": 2, "counts": "requests", "stated": true,
    });
    assert_eq!(quotas[1], address);
    assert_eq!(quotas[0]["stated"], false);
}
