//! Why a row is out of reach. For development mode only: it runs a statement of its own, and what it says depends on rows that
//! the caller does not reach.

use crate::{
    authz::{Filter, Grant, Reach},
    error::{Error, Result},
    rows::{
        Db, Resource, key,
        scope::{self, Caller},
        statements::Confines,
    },
};

/// What the row that a refused request names has to do with the access rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowTrace {
    /// No row has this id, whoever asks.
    NoSuchRow,
    /// Each comparison, in the words of the rule, and whether it is true of the row; `None` where that is unknown.
    Clauses(Vec<(String, Option<bool>)>),
}

/// What the comparisons of a grant say of the row with this id: `tenant` first where the grant is confined to one, then those of
/// its filter.
///
/// # Errors
/// As reading the row would fail.
#[allow(dead_code, reason = "development mode calls it")]
pub(crate) async fn explain<R: Resource>(db: &Db, grant: &Grant, id: &str) -> Result<RowTrace> {
    explain_to::<R>(db, grant.reach(), Caller::of_grant(grant), id).await
}

pub(super) async fn explain_to<R: Resource>(
    db: &Db,
    reach: &Reach,
    caller: Caller<'_>,
    id: &str,
) -> Result<RowTrace> {
    scope::fits::<R>(db)?;
    let Some(id) = key::id_named::<R::Id>(id) else { return Ok(RowTrace::NoSuchRow) };
    let (owner, tenant) = (caller.owner::<R>(), caller.tenant::<R>());
    let comparisons = match reach {
        Reach::All => Vec::new(),
        Reach::Owned => vec![&Filter::Owner { is: true }],
        Reach::Filtered(filter) => filter.comparisons(),
    };
    // What compares with an owner or a tenant that the caller is not is unknown of every row, and not asked.
    let is_asked = |comparison: &Filter| owner.is_some() || !comparison.names_owner();
    let asked: Vec<_> =
        comparisons.iter().filter(|comparison| is_asked(comparison)).copied().cloned().collect();
    let reach = if asked.is_empty() { Reach::All } else { Filter::All(asked).into() };
    let one_tenant = caller.has_one_tenant::<R>();
    let confines = Confines { reach: &reach, one_tenant: one_tenant && tenant.is_some() };

    let statement = R::statements().trace::<R>(R::INFO, confines)?;
    let values = scope::given::<R>(db, statement, Some(id), tenant.as_ref(), owner.as_ref())?;
    let rows = db.fetch(statement, values).await?;
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
        Filter::Owner { is } => ("owner".to_owned(), *is),
        Filter::Row { clause, is } => (clause.to_string(), *is),
        Filter::All(_) | Filter::Any(_) => (String::new(), true),
    };
    if is { words } else { format!("not({words})") }
}
