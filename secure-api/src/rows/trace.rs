//! Why a row is out of reach. For development mode only: it runs a statement of its own, and what it says depends on rows that
//! the caller does not reach.

use crate::{
    authz::{Filter, Grant, Reach},
    error::{Error, Result},
    policy::EndpointPolicy,
    rows::{
        any::AnyResource,
        run::Runner,
        scope::{Caller, LibraryValues},
        statements::{Confines, filter_of},
    },
};

/// What the row that a refused request names has to do with the access rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowTrace {
    /// No row has this id, whoever asks.
    NoSuchRow,
    /// Each comparison, in the words of the rule, and whether it is true of the row; `None` where that is unknown.
    Clauses(Vec<(String, Option<bool>)>),
}

/// What a scope keeps for the log. Only grants in development mode have one.
#[derive(Clone)]
pub(super) struct Explained {
    policy: &'static EndpointPolicy,
    /// As it was granted, with comparisons that this caller can never satisfy.
    reach: Reach,
}

impl Explained {
    pub(super) fn of_grant(grant: &Grant) -> Option<Box<Self>> {
        let reach = || grant.reach().clone();
        grant.explained().map(|policy| Box::new(Self { policy, reach: reach() }))
    }

    /// Writes to the log why the row with this id is not within reach.
    pub(super) async fn log(
        &self,
        resource: &'static AnyResource,
        runner: &Runner,
        caller: Caller<'_>,
        id: &[String],
    ) {
        let Self { policy, reach } = self;
        let table = resource.info.table;
        let explained = explain_to(resource, runner, reach, caller, id).await;
        let id = id.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ");
        let why = match explained {
            Ok(RowTrace::NoSuchRow) => format!("no row of `{table}` has the id {id}"),
            Ok(RowTrace::Clauses(clauses)) => {
                let mut why = format!("the row of `{table}` with the id {id} is out of reach:");
                for (words, truth) in clauses {
                    let truth =
                        truth.map_or("unknown", |truth| if truth { "true" } else { "false" });
                    why.push_str(&format!("\n  {words}: {truth}"));
                }
                why
            }
            Err(error) => format!("asking why a row is out of reach failed: {error}"),
        };
        tracing::info!(
            target: "secure_api::denial",
            endpoint = %policy,
            source = %policy.source,
            "`{policy}` ({}) answers 404: {why}",
            policy.source,
        );
    }
}

/// What the comparisons of a reach say of the row with this id: `tenant` first where the caller is confined to one, then those of
/// the filter.
pub(super) async fn explain_to(
    resource: &'static AnyResource,
    runner: &Runner,
    reach: &Reach,
    caller: Caller<'_>,
    id: &[String],
) -> Result<RowTrace> {
    resource.fits(runner.db())?;
    let texts: Vec<_> = id.iter().map(String::as_str).collect();
    let Some(id) = (resource.id_named)(&texts) else { return Ok(RowTrace::NoSuchRow) };
    let (owner, member, tenant) =
        (caller.owner(resource), caller.member(resource), caller.tenant(resource));
    let filter = filter_of(reach);
    let comparisons = filter.as_ref().map(|filter| filter.comparisons()).unwrap_or_default();
    // What compares with an owner or a tenant that the caller is not is unknown of every row, and not asked.
    let is_asked = |comparison: &Filter| match comparison {
        Filter::Owner { .. } => owner.is_some(),
        Filter::Member(_) => member.is_some(),
        _ => true,
    };
    let asked: Vec<_> =
        comparisons.iter().filter(|comparison| is_asked(comparison)).copied().cloned().collect();
    let reach = if asked.is_empty() { Reach::All } else { Filter::All(asked).into() };
    let one_tenant = caller.has_one_tenant(resource);
    let (one_tenant_is_asked, dialect) = (one_tenant && tenant.is_some(), runner.db().dialect());
    let confines = Confines {
        reach: &reach,
        one_tenant: one_tenant_is_asked,
        dialect,
        types: (resource.types)(),
    };

    let statement = (resource.statements)().trace(resource, confines)?;
    let given = LibraryValues {
        resource,
        id: Some(&*id),
        version: None,
        recipient: None,
        tenant: tenant.as_ref(),
        owner: owner.as_ref(),
        member: member.as_ref(),
        caller,
    };
    let values = given.bind(runner.db(), statement)?;
    let rows = runner.fetch(statement, values).await?;
    let row = match rows.as_slice() {
        [] => return Ok(RowTrace::NoSuchRow),
        [row] => row,
        _ => return Err(Error::internal("an id names several rows")),
    };
    // Before the first stands a constant.
    let mut answers = 1..;
    let mut answer = |is_asked: bool| {
        let answer = if is_asked { answers.next() } else { None };
        answer.map_or(Ok(None), |column| row.truth(column))
    };
    let mut clauses = Vec::with_capacity(comparisons.len() + 1);
    if one_tenant {
        clauses.push(("tenant".to_owned(), answer(tenant.is_some())?));
    }
    for comparison in comparisons {
        clauses.push((words(comparison), answer(is_asked(comparison))?));
    }
    Ok(RowTrace::Clauses(clauses))
}

/// A comparison as the rule states it.
fn words(comparison: &Filter) -> String {
    let (words, is) = match comparison {
        Filter::Owner { column, is } => (column.to_string(), *is),
        Filter::Member(clause) => (clause.to_string(), true),
        Filter::Row { clause, is } => (clause.to_string(), *is),
        Filter::All(_) | Filter::Any(_) => (String::new(), true),
    };
    if is { words } else { format!("not({words})") }
}
