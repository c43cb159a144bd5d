//! Random rules, as the reference sees them and as the library does: through the evaluator, or as a filter that a rule written by hand
//! could leave.

use proptest::{collection::vec, prelude::*, sample::select};

use super::{
    reference::Shape,
    world::{PROJECTS, TITLES, YEARS},
};
use crate::{
    authn::{Principal, TestPrincipal},
    authz::{Filter, Reach, RoleSet, tests::authorized},
    policy::{Clause, Literal, MemberClause, OwnerColumn, ResourceInfo, RowClause},
};

#[derive(Debug, Clone)]
pub(super) enum Rule {
    /// What is known of the caller: 1 is true, -1 false, 0 unknown.
    Known(i8),
    /// By which column.
    Owner(Named),
    /// From which level on.
    Member(Option<&'static str>),
    Row(Holding),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    /// By the only one; where there are several, by any of them.
    Declared,
    Column(&'static str),
    /// As the endpoint says for each of its resources.
    Each(&'static str),
}

/// A column and what it has to hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holding {
    Title(&'static str),
    Status(&'static str),
    Year(i64),
    Public(bool),
    Project(i64),
}

/// How a rule gets to the statements.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Way {
    /// By the evaluator.
    Evaluated,
    /// As it stands.
    Direct,
}

pub(super) fn rules(shape: &'static Shape) -> impl Strategy<Value = (Way, Rule)> {
    let direct = prop_oneof![
        1 => Just(Rule::Known(1)),
        9 => trees(shape, false),
    ];
    prop_oneof![
        1 => Just((Way::Evaluated, Rule::Known(1))),
        8 => trees(shape, true).prop_map(|rule| (Way::Evaluated, rule)),
        4 => direct.prop_map(|rule| (Way::Direct, rule)),
    ]
}

/// Up to eight clauses on up to three levels, with `not` at every one of them.
fn trees(shape: &'static Shape, says_of_caller: bool) -> BoxedStrategy<Rule> {
    let holding = prop_oneof![
        1 => select(TITLES.to_vec()).prop_map(Holding::Title),
        2 => select(vec!["new", "new", "new", "o'ld", "New"]).prop_map(Holding::Status),
        1 => select(YEARS.to_vec()).prop_map(Holding::Year),
        2 => prop::bool::weighted(0.7).prop_map(Holding::Public),
        1 => select(PROJECTS.to_vec()).prop_map(Holding::Project),
    ];
    let mut leaves = vec![(4, holding.prop_map(Rule::Row).boxed())];
    if says_of_caller {
        leaves.push((2, select(vec![1, 1, 1, 0, -1]).prop_map(Rule::Known).boxed()));
    }
    if !shape.owners.is_empty() {
        let names =
            shape.owners.iter().flat_map(|owner| [Named::Column(owner), Named::Each(owner)]);
        let names = [Named::Declared, Named::Declared].into_iter().chain(names).collect::<Vec<_>>();
        leaves.push((5, select(names).prop_map(Rule::Owner).boxed()));
    }
    if let Some(members) = &shape.members {
        let levels = if members.has_levels {
            vec![None, Some("read"), Some("write"), Some("admin")]
        } else {
            vec![None]
        };
        leaves.push((9, select(levels).prop_map(Rule::Member).boxed()));
    }
    // What decides by who calls stands alone more often than it would by chance.
    let mut of_caller = Vec::new();
    if shape.owners.len() > 1 {
        of_caller.push(Rule::Owner(Named::Declared));
    }
    if shape.members.is_some() {
        of_caller.push(Rule::Member(None));
    }
    let leaf = prop::strategy::Union::new_weighted(leaves);
    let of_caller = match of_caller.is_empty() {
        true => leaf.clone().boxed(),
        false => select(of_caller).boxed(),
    };
    let tree = leaf.clone().prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            4 => vec(inner.clone(), 1..3).prop_map(Rule::All),
            8 => vec(inner.clone(), 1..4).prop_map(Rule::Any),
            1 => select(vec![Rule::All(Vec::new()), Rule::Any(Vec::new())]),
            3 => inner.prop_map(|rule| Rule::Not(Box::new(rule))),
        ]
    });
    prop_oneof![
        3 => of_caller,
        3 => leaf.clone(),
        1 => leaf.prop_map(|rule| Rule::Not(Box::new(rule))),
        6 => tree,
    ]
    .boxed()
}

impl Rule {
    /// Which rows the rule leaves to a subject; none if it is refused.
    pub(super) async fn reach(
        &self,
        way: Way,
        info: &'static ResourceInfo,
        subject: Option<&str>,
    ) -> Option<Reach> {
        match (way, self) {
            (Way::Evaluated, rule) => {
                let principal = Principal::from(TestPrincipal {
                    owner_id: subject,
                    roles: RoleSet::EMPTY,
                    scopes: None,
                    authenticated_at: None,
                    several_factors: None,
                });
                let rule = Box::leak(Box::new(rule.clause(info)));
                Some(authorized(rule, principal).await.ok()?.reach().clone())
            }
            (Way::Direct, Self::Known(1)) => Some(Reach::All),
            (Way::Direct, rule) => Some(rule.filter(info, true).into()),
        }
    }

    /// As the macro would write it. It lives as long as the test, as constants do.
    fn clause(&self, info: &'static ResourceInfo) -> Clause {
        let clauses = |rules: &[Self]| {
            let clauses: Vec<_> = rules.iter().map(|rule| rule.clause(info)).collect();
            clauses.leak()
        };
        match self {
            Self::Known(1) => Clause::Authenticated,
            Self::Known(-1) => Clause::Not(&Clause::Authenticated),
            Self::Known(_) => Clause::Mfa,
            Self::Owner(named) => Clause::Owner(named.column(info)),
            Self::Member(level) => Clause::Member(MemberClause { level: *level }),
            Self::Row(holding) => Clause::Row(holding.clause()),
            Self::All(rules) => Clause::All(clauses(rules)),
            Self::Any(rules) => Clause::Any(clauses(rules)),
            Self::Not(rule) => Clause::Not(Box::leak(Box::new(rule.clause(info)))),
        }
    }

    /// With `not` at the comparisons. What a filter cannot say, it says by a group of nothing, which is never true.
    fn filter(&self, info: &'static ResourceInfo, is: bool) -> Filter {
        let filters = |rules: &[Self]| rules.iter().map(|rule| rule.filter(info, is)).collect();
        match (self, is) {
            (Self::Owner(named), _) => Filter::Owner { column: named.column(info), is },
            (Self::Member(level), true) => Filter::Member(MemberClause { level: *level }),
            (Self::Row(holding), _) => Filter::Row { clause: holding.clause(), is },
            (Self::All(rules), true) | (Self::Any(rules), false) => Filter::All(filters(rules)),
            (Self::Any(rules), true) | (Self::All(rules), false) => Filter::Any(filters(rules)),
            (Self::Not(rule), _) => rule.filter(info, !is),
            (Self::Known(_), _) | (Self::Member(_), false) => Filter::Any(Vec::new()),
        }
    }

    /// Whether it says something by a group of nothing on the direct way.
    pub(super) fn is_partly_empty(&self) -> bool {
        match self {
            Self::All(rules) | Self::Any(rules) => {
                rules.is_empty() || rules.iter().any(Self::is_partly_empty)
            }
            Self::Not(rule) => rule.is_partly_empty() || rule.names_member(),
            _ => false,
        }
    }

    fn names_member(&self) -> bool {
        match self {
            Self::Member(_) => true,
            Self::All(rules) | Self::Any(rules) => rules.iter().any(Self::names_member),
            Self::Not(rule) => rule.names_member(),
            _ => false,
        }
    }
}

impl Named {
    fn column(self, info: &'static ResourceInfo) -> OwnerColumn {
        match self {
            Self::Declared => OwnerColumn::Declared,
            Self::Column(column) => OwnerColumn::Named(column),
            Self::Each(column) => OwnerColumn::Each(vec![(info, column)].leak()),
        }
    }
}

impl Holding {
    const fn clause(self) -> RowClause {
        let (column, value) = match self {
            Self::Title(title) => ("title", Literal::Text(title)),
            Self::Status(status) => ("status", Literal::Text(status)),
            Self::Year(year) => ("year", Literal::Integer(year)),
            Self::Public(public) => ("public", Literal::Boolean(public)),
            Self::Project(project) => ("project_id", Literal::Integer(project)),
        };
        RowClause { column, value }
    }
}
