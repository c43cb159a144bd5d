//! What every operation means, said as plainly as possible over rows in memory. It shares nothing with what it is compared with: no
//! statement, no evaluator, no description of a resource.

mod reads;
mod together;
mod writes;

use super::{
    operations::Operation,
    rules::{Holding, Named, Rule},
    world::{Ends, Id, Member, Row, Table, World, user_name},
};

/// What a resource says of a table.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) table: Table,
    /// The columns that a row shows, in the order of the type's fields.
    pub(super) columns: &'static [&'static str],
    pub(super) has_tenant: bool,
    pub(super) owners: &'static [&'static str],
    pub(super) members: Option<Members>,
    pub(super) keeps_deleted: bool,
    pub(super) counts_changes: bool,
    /// Whether inputs give the part of the id that is the tenant.
    pub(super) gives_tenant: bool,
    /// What tells an upsert which row is there.
    pub(super) key: Option<Key>,
    /// What `friend_id` refers to.
    pub(super) friend: fn() -> &'static Shape,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Key {
    /// The owner and the slug.
    Slug,
    /// The tenant and the code.
    Code,
    /// The id, which has the tenant in it.
    Number,
}

#[derive(Debug)]
pub(super) struct Members {
    pub(super) of: Of,
    pub(super) has_levels: bool,
    pub(super) has_expiry: bool,
    pub(super) is_of_tenant: bool,
    pub(super) is_active: bool,
    pub(super) is_person: bool,
}

/// Which table names them, and by what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Of {
    /// The row's own id.
    Thing,
    /// Its project. Its members are named by text.
    Project,
    /// Its own id, of two columns.
    Parcel,
}

#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) subject: Option<&'static str>,
    pub(super) tenant: Option<&'static str>,
    pub(super) crosses_tenants: bool,
    /// When it asks: the second, rounded up.
    pub(super) now: i64,
}

/// The answer of an upsert whose input the rule does not take, where a row is there: either of the two, which also tell whether it ends a
/// transaction.
pub(super) const UNSAID: &str = "403 or 409";

/// 1 is true, -1 is false, 0 is unknown.
type Truth = i8;

const fn known(is_true: bool) -> Truth {
    if is_true { 1 } else { -1 }
}

fn equal<T: PartialEq>(one: Option<T>, other: Option<T>) -> Truth {
    match (one, other) {
        (Some(one), Some(other)) => known(one == other),
        _ => 0,
    }
}

/// A number is named by its own spelling only.
fn number(text: Option<&str>) -> Option<i64> {
    let text = text?;
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

/// What an operation answers, and what there is afterwards.
pub(super) struct Meant {
    pub(super) answer: Vec<String>,
    pub(super) world: World,
}

/// A rule and a caller, and the rows as they are when an operation begins.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    pub(super) shape: &'a Shape,
    pub(super) world: &'a World,
    pub(super) rule: &'a Rule,
    pub(super) caller: &'a Caller,
}

impl Reference<'_> {
    pub(super) fn meant(&self, operation: &Operation) -> Meant {
        if self.is_refused() {
            return Meant { answer: vec!["refused".to_owned()], world: self.world.clone() };
        }
        self.asked(operation)
    }

    /// The same, if whoever can reach nothing is not told so before anything is asked of a row.
    pub(super) fn asked(&self, operation: &Operation) -> Meant {
        let mut world = self.world.clone();
        let answer = match operation {
            Operation::Read { ids, .. } => self.read(ids),
            Operation::Find(find) => self.find_all(find),
            Operation::Together { steps, ends_well } => {
                self.together(steps, *ends_well, &mut world)
            }
            write => vec![self.write(write, &mut world).answer],
        };
        Meant { answer, world }
    }

    /// Whether there is nothing to ask of any row: the caller is of no tenant that could have rows, or the rule cannot be true of one.
    fn is_refused(&self) -> bool {
        let lacks_tenant = self.shape.has_tenant && !self.caller.crosses_tenants;
        lacks_tenant && self.tenant().is_none() || !self.is_possible(self.rule, true)
    }

    fn tenant(&self) -> Option<i64> {
        number(self.caller.tenant)
    }

    fn owner(&self) -> Option<i64> {
        number(self.caller.subject)
    }

    /// Whether a rule, or its opposite, could be true of some row.
    fn is_possible(&self, rule: &Rule, is: bool) -> bool {
        match rule {
            Rule::Known(truth) => *truth == known(is),
            Rule::Owner(_) => self.owner().is_some(),
            Rule::Member(_) => is && self.can_be_member(self.shape),
            Rule::Row(_) => true,
            Rule::Not(rule) => self.is_possible(rule, !is),
            Rule::All(rules) | Rule::Any(rules) if rules.is_empty() => false,
            Rule::All(rules) if is => rules.iter().all(|rule| self.is_possible(rule, is)),
            Rule::Any(rules) if !is => rules.iter().all(|rule| self.is_possible(rule, is)),
            Rule::All(rules) | Rule::Any(rules) => {
                rules.iter().any(|rule| self.is_possible(rule, is))
            }
        }
    }

    /// Whether a rule, or its opposite, is true of every row, because of what the caller is.
    fn is_certain(&self, rule: &Rule, is: bool) -> bool {
        match rule {
            Rule::Known(truth) => *truth == known(is),
            Rule::Owner(_) | Rule::Member(_) | Rule::Row(_) => false,
            Rule::Not(rule) => self.is_certain(rule, !is),
            Rule::All(rules) | Rule::Any(rules) if rules.is_empty() => false,
            Rule::All(rules) if is => rules.iter().all(|rule| self.is_certain(rule, is)),
            Rule::Any(rules) if !is => rules.iter().all(|rule| self.is_certain(rule, is)),
            Rule::All(rules) | Rule::Any(rules) => {
                rules.iter().any(|rule| self.is_certain(rule, is))
            }
        }
    }

    fn truth(&self, rule: &Rule, row: &Row) -> Truth {
        match rule {
            Rule::Known(truth) => *truth,
            Rule::Owner(Named::Declared) => match self.shape.owners {
                [owner] => equal(self.owner(), owned(row, owner)),
                // Being any of several cannot be denied.
                _ => i8::from(self.owns(self.shape, row)),
            },
            Rule::Owner(Named::Column(owner) | Named::Each(owner)) => {
                equal(self.owner(), owned(row, owner))
            }
            // Nor can being a member.
            Rule::Member(level) => i8::from(self.is_member(self.shape, row, *level)),
            Rule::Row(Holding::Title(title)) => known(row.title == *title),
            Rule::Row(Holding::Status(status)) => equal(Some(*status), row.status),
            Rule::Row(Holding::Year(year)) => equal(Some(*year), row.year),
            Rule::Row(Holding::Public(public)) => equal(Some(*public), row.public),
            Rule::Row(Holding::Project(project)) => equal(Some(*project), row.project),
            // A group of nothing says nothing.
            Rule::All(rules) => rules.iter().map(|rule| self.truth(rule, row)).min().unwrap_or(0),
            Rule::Any(rules) => rules.iter().map(|rule| self.truth(rule, row)).max().unwrap_or(0),
            Rule::Not(rule) => -self.truth(rule, row),
        }
    }

    fn owns(&self, shape: &Shape, row: &Row) -> bool {
        shape.owners.iter().any(|owner| equal(self.owner(), owned(row, owner)) == 1)
    }

    fn can_be_member(&self, shape: &Shape) -> bool {
        match &shape.members {
            None => false,
            Some(Members { of: Of::Project, .. }) => self.caller.subject.is_some(),
            Some(_) => self.owner().is_some(),
        }
    }

    fn is_member(&self, shape: &Shape, row: &Row, level: Option<&str>) -> bool {
        let Some(members) = &shape.members else { return false };
        let (table, names): (_, fn(&Member, &Row) -> bool) = match members.of {
            Of::Thing => (&self.world.thing_members, |member, row| {
                member.of.is_some_and(|of| row.id == Id::Thing(super::world::thing(of)))
            }),
            Of::Project => {
                (&self.world.project_members, |member, row| equal(member.of, row.project) == 1)
            }
            Of::Parcel => (
                &self.world.parcel_members,
                |member, row| matches!((member.of_tenant, member.of), (Some(tenant), Some(number)) if row.id == Id::Parcel(tenant, number)),
            ),
        };
        let is_caller = |member: &Member| match members.of {
            Of::Project => equal(member.user.map(user_name).as_deref(), self.caller.subject) == 1,
            _ => equal(member.user, self.owner()) == 1,
        };
        let is_high_enough = |member: &Member| {
            let levels = ["read", "write", "admin"];
            let place = |level: &str| levels.iter().position(|known| *known == level);
            let lowest = level.map_or(Some(0), place);
            member.level.and_then(place) >= lowest && member.level.and_then(place).is_some()
        };
        let is_in_time =
            |member: &Member| matches!(member.ends, Ends::At(end) if end > self.caller.now);
        table.iter().any(|member| {
            names(member, row)
                && is_caller(member)
                && (!members.has_levels || is_high_enough(member))
                && (!members.has_expiry || is_in_time(member))
                && (!members.is_of_tenant || equal(member.tenant, row.tenant) == 1)
                && (!members.is_active || member.active == Some(true))
                && (!members.is_person || member.kind == Some("person"))
        })
    }

    fn is_there(shape: &Shape, row: &Row) -> bool {
        !(shape.keeps_deleted && row.deleted)
    }

    fn is_of_tenant(&self, shape: &Shape, row: &Row) -> bool {
        !shape.has_tenant || self.caller.crosses_tenants || equal(self.tenant(), row.tenant) == 1
    }

    fn is_reached(&self, row: &Row) -> bool {
        Self::is_there(self.shape, row)
            && self.is_of_tenant(self.shape, row)
            && self.truth(self.rule, row) == 1
    }

    fn refers_well(&self, friend: Option<uuid::Uuid>) -> bool {
        let Some(friend) = friend else { return true };
        let shape = (self.shape.friend)();
        let is_anyones = shape.owners.is_empty() && shape.members.is_none();
        self.world.things.iter().any(|row| {
            row.id == Id::Thing(friend)
                && Self::is_there(shape, row)
                && self.is_of_tenant(shape, row)
                && (is_anyones
                    || self.is_certain(self.rule, true)
                    || self.owns(shape, row)
                    || self.is_member(shape, row, None))
        })
    }
}

fn owned(row: &Row, owner: &str) -> Option<i64> {
    match owner {
        "owner_id" => row.owner,
        "second_id" => row.second,
        other => panic!("{other} is no owner"),
    }
}

pub(super) fn shown(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join("|")
}
