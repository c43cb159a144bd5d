//! What every operation means, said as plainly as possible over rows in memory. It shares nothing with what it is compared with: no
//! statement, no evaluator, no description of a resource.

use super::{
    operations::{Changes, Demand, Input, Operation, Target},
    rules::{Holding, Named, Rule},
    world::{Ends, Id, MADE, Member, Row, Table, World, user_name},
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
    /// What `friend_id` refers to.
    pub(super) friend: fn() -> &'static Shape,
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

pub(super) struct Reference<'a> {
    pub(super) shape: &'a Shape,
    pub(super) world: &'a World,
    pub(super) rule: &'a Rule,
    pub(super) caller: &'a Caller,
}

impl Reference<'_> {
    pub(super) fn meant(&self, operation: &Operation) -> Meant {
        let mut world = self.world.clone();
        let answer = if self.is_refused() {
            vec!["refused".to_owned()]
        } else {
            match operation {
                Operation::Read { ids, .. } => self.read(ids),
                Operation::Create(input) => vec![self.create(input, &mut world)],
                Operation::Update { of, .. }
                | Operation::Delete { of }
                | Operation::Transfer { of, .. } => vec![self.write(operation, of, &mut world)],
            }
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

    /// The place of a row that is reached.
    fn find(&self, id: Id) -> Option<usize> {
        let is_it = |row: &Row| row.id == id && self.is_reached(row);
        self.world.rows(self.shape.table).iter().position(is_it)
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

    fn shown(&self, row: &Row) -> String {
        shown(self.shape.columns.iter().map(|column| row.text(column)))
    }

    fn read(&self, ids: &[Id]) -> Vec<String> {
        let mut rows: Vec<_> = self.world.rows(self.shape.table).iter().collect();
        rows.retain(|row| self.is_reached(row));
        rows.sort_by_key(|row| row.id);
        let got = ids.iter().map(|id| match rows.iter().find(|row| row.id == *id) {
            Some(row) => self.shown(row),
            None => "404".to_owned(),
        });
        let listed = rows.iter().map(|row| self.shown(row));
        got.chain(["listed".to_owned()])
            .chain(listed)
            .chain([format!("{} in all", rows.len())])
            .collect()
    }

    fn create(&self, input: &Input, world: &mut World) -> String {
        if self.shape.has_tenant && self.tenant().is_none()
            || !self.shape.owners.is_empty() && self.owner().is_none()
        {
            return "403".to_owned();
        }
        if !self.refers_well(input.friend) {
            return "422 #/friend_id".to_owned();
        }
        let tenant = if self.shape.gives_tenant { Some(input.tenant) } else { self.tenant() };
        let id = match self.shape.table {
            Table::Things => Id::Thing(MADE),
            Table::Parcels => Id::Parcel(tenant.unwrap(), input.number),
        };
        let owner = |column| self.owner().filter(|_| self.shape.owners.contains(&column));
        let row = Row {
            id,
            tenant: tenant.filter(|_| self.shape.has_tenant || self.shape.gives_tenant),
            owner: owner("owner_id"),
            second: owner("second_id"),
            project: input.project,
            friend: input.friend,
            title: input.title,
            status: input.status,
            year: input.year,
            public: input.public,
            version: 1,
            note: Some("by default"),
            deleted: false,
        };
        let rows = world.rows_mut(self.shape.table);
        // Whoever may not make the row hears nothing of one that is in the way.
        if self.truth(self.rule, &row) != 1 {
            return "403".to_owned();
        }
        if rows.iter().any(|other| other.id == id) {
            return "409".to_owned();
        }
        let shown = self.shown(&row);
        rows.push(row);
        shown
    }

    /// What comes before a write of a row that is there: whether it is reached, then whether it is what the request demands, then
    /// whether it is still the same.
    fn write(&self, operation: &Operation, of: &Target, world: &mut World) -> String {
        let Some(place) = self.find(of.id) else { return "404".to_owned() };
        let version = world.rows(self.shape.table)[place].version;
        match &of.demand {
            None | Some(Demand::Any) => {}
            Some(Demand::Versions(versions))
                if self.shape.counts_changes && versions.contains(&version) => {}
            Some(Demand::Versions(_)) => return "412".to_owned(),
            Some(Demand::Malformed) => return "400".to_owned(),
        }
        if of.is_overtaken {
            world.things.iter_mut().chain(&mut world.parcels).for_each(|row| row.version += 1);
            if self.shape.counts_changes {
                return if of.demand.is_some() { "412" } else { "409" }.to_owned();
            }
        }
        match operation {
            Operation::Update { changes, .. } => self.update(place, changes, world),
            Operation::Transfer { owner, to, to_citizen, .. } => {
                self.transfer(place, owner, *to, *to_citizen, world)
            }
            _ => self.delete(place, world),
        }
    }

    fn update(&self, place: usize, changes: &Changes, world: &mut World) -> String {
        if !self.refers_well(changes.friend.flatten()) {
            return "422 #/friend_id".to_owned();
        }
        let row = &mut world.rows_mut(self.shape.table)[place];
        let before = row.clone();
        row.title = changes.title.unwrap_or(before.title);
        row.status = changes.status.unwrap_or(before.status);
        row.year = changes.year.unwrap_or(before.year);
        row.public = changes.public.unwrap_or(before.public);
        row.project = changes.project.unwrap_or(before.project);
        row.friend = changes.friend.unwrap_or(before.friend);
        row.version += i64::from(self.shape.counts_changes);
        if self.truth(self.rule, row) == 1 {
            return self.shown(row);
        }
        *row = before;
        "403".to_owned()
    }

    /// The row is not held against the rule as it is then. The recipient is somebody of the row's tenant, if both have one.
    fn transfer(
        &self,
        place: usize,
        owner: &str,
        to: i64,
        to_citizen: bool,
        world: &mut World,
    ) -> String {
        let row = &mut world.rows_mut(self.shape.table)[place];
        let of_tenant = |tenant: Option<i64>| {
            if self.shape.has_tenant {
                equal(tenant, row.tenant) == 1
            } else {
                self.caller.crosses_tenants || equal(tenant, self.tenant()) == 1
            }
        };
        let is_there = self.world.people.iter().any(|person| {
            person.id == to && (!to_citizen || !person.deleted && of_tenant(person.tenant))
        });
        if !is_there {
            return format!("422 #/{owner}");
        }
        match owner {
            "owner_id" => row.owner = Some(to),
            _ => row.second = Some(to),
        }
        row.version += i64::from(self.shape.counts_changes);
        self.shown(row)
    }

    fn delete(&self, place: usize, world: &mut World) -> String {
        let rows = world.rows_mut(self.shape.table);
        if self.shape.keeps_deleted {
            rows[place].deleted = true;
            rows[place].version += i64::from(self.shape.counts_changes);
        } else {
            rows.remove(place);
        }
        "done".to_owned()
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
