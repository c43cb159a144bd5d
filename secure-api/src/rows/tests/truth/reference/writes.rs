//! What writing means.

use super::{
    super::{
        operations::{Changes, Demand, Input, Meddling, Operation, Target, Write},
        world::{Id, Row, Table, World, made},
    },
    Key, Reference, UNSAID, equal,
};

/// What a write answers, and whether it ends the transaction that it is in.
pub(super) struct Done {
    pub(super) answer: String,
    pub(super) fails: bool,
}

impl Done {
    fn told(answer: impl Into<String>) -> Self {
        Self { answer: answer.into(), fails: false }
    }

    /// By a statement that wrote, or tried to.
    fn failed(answer: impl Into<String>) -> Self {
        Self { answer: answer.into(), fails: true }
    }
}

/// The version of a row that was loaded.
pub(super) type Seen = Result<i64, String>;

impl Reference<'_> {
    pub(super) fn write(&self, operation: &Operation, world: &mut World) -> Done {
        match operation {
            Operation::Create(input) => self.create(input, world),
            Operation::CreateMany(inputs) => self.create_many(inputs, world),
            Operation::Put(input) => self.put(input, world),
            Operation::Write(write, of) => self.write_one(write, of, world),
            other => panic!("{other:?} writes nothing by itself"),
        }
    }

    /// Whether whoever makes a row here is somebody it can belong to.
    pub(super) fn can_make(&self) -> bool {
        (!self.shape.has_tenant || self.tenant().is_some())
            && (self.shape.owners.is_empty() || self.owner().is_some())
    }

    fn row(&self, input: &Input, world: &World) -> Row {
        let tenant = if self.shape.gives_tenant { Some(input.tenant) } else { self.tenant() };
        let is_made = |row: &&Row| matches!(row.id, Id::Thing(id) if id >= made(1_000));
        let id = match self.shape.table {
            Table::Things => Id::Thing(made(world.things.iter().filter(is_made).count())),
            Table::Parcels => Id::Parcel(tenant.unwrap(), input.number),
        };
        let owner = |column| self.owner().filter(|_| self.shape.owners.contains(&column));
        Row {
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
            rank: 0,
            slug: None,
            code: None,
            version: 1,
            note: Some("by default"),
            deleted: false,
        }
    }

    fn create(&self, input: &Input, world: &mut World) -> Done {
        if !self.can_make() {
            return Done::told("403");
        }
        if !self.refers_well(input.friend) {
            return Done::told("422 #/friend_id");
        }
        self.add(self.row(input, world), world)
    }

    fn add(&self, row: Row, world: &mut World) -> Done {
        // Whoever may not make the row hears nothing of one that is in the way.
        if self.truth(self.rule, &row) != 1 {
            return Done::failed("403");
        }
        let rows = world.rows_mut(self.shape.table);
        if rows.iter().any(|other| other.id == row.id) {
            return Done::failed("409");
        }
        let shown = self.shown(&row);
        rows.push(row);
        Done::told(shown)
    }

    /// One after the other; the first that is refused undoes all of them.
    fn create_many(&self, inputs: &[Input], world: &mut World) -> Done {
        let before = world.clone();
        let mut shown = Vec::new();
        for (place, input) in inputs.iter().enumerate() {
            let Done { answer, .. } = self.create(input, world);
            if !answer.contains('|') {
                *world = before;
                return Done::failed(answer.replace("#/", &format!("#/{place}/")));
            }
            shown.push(answer);
        }
        Done::told(shown.join(" | "))
    }

    fn put(&self, input: &Input, world: &mut World) -> Done {
        if !self.can_make() {
            return Done::told("403");
        }
        if !self.refers_well(input.friend) {
            return Done::told("422 #/friend_id");
        }
        let key = Some(input.key);
        let mut new = self.row(input, world);
        match self.shape.key {
            Some(Key::Slug) => new.slug = key,
            Some(Key::Code) => new.code = key,
            _ => {}
        }
        let is_it = |row: &Row| match self.shape.key {
            Some(Key::Slug) => equal(self.owner(), row.owner) == 1 && row.slug == key,
            Some(Key::Code) => equal(self.tenant(), row.tenant) == 1 && row.code == key,
            Some(Key::Number) => row.id == new.id,
            None => panic!("{} has no key", self.shape.name),
        };
        let Some(place) = world.rows(self.shape.table).iter().position(is_it) else {
            return self.add(new, world);
        };
        let row = &mut world.rows_mut(self.shape.table)[place];
        if !self.is_reached(row) {
            let may_be_made = self.truth(self.rule, &new) == 1;
            return Done::told(if may_be_made { "409" } else { UNSAID });
        }
        let changed = Row {
            project: input.project,
            friend: input.friend,
            title: input.title,
            status: input.status,
            year: input.year,
            public: input.public,
            version: row.version + i64::from(self.shape.counts_changes),
            ..row.clone()
        };
        // Whether it is the owner of the row that is there who is not the rule's is known too late to say so.
        match self.truth(self.rule, &changed) {
            1 => self.replace(row, changed),
            _ => Done::told(UNSAID),
        }
    }

    /// If the row is within the rule as it is then.
    fn replace(&self, row: &mut Row, changed: Row) -> Done {
        if self.truth(self.rule, &changed) != 1 {
            return Done::failed("403");
        }
        *row = changed;
        Done::told(self.shown(row))
    }

    fn write_one(&self, write: &Write, of: &Target, world: &mut World) -> Done {
        let loaded = self.load(of);
        if let (Ok(_), Some(meddling)) = (&loaded, of.meddling) {
            meddle(meddling, world);
        }
        let now = world.clone();
        Reference { world: &now, ..*self }.write_loaded(write, of, loaded, world)
    }

    /// Whether a row is reached, then whether it is what the request demands.
    pub(super) fn load(&self, of: &Target) -> Seen {
        let is_it = |row: &&Row| row.id == of.id && self.is_reached(row);
        let row = self.world.rows(self.shape.table).iter().find(is_it);
        let version = row.ok_or("404")?.version;
        match &of.demand {
            None | Some(Demand::Any) => Ok(version),
            Some(Demand::Versions(versions))
                if self.shape.counts_changes && versions.contains(&version) =>
            {
                Ok(version)
            }
            Some(Demand::Versions(_)) => Err("412".to_owned()),
            Some(Demand::Malformed) => Err("400".to_owned()),
        }
    }

    /// The row has to be there still, and to be what was loaded.
    pub(super) fn write_loaded(
        &self,
        write: &Write,
        of: &Target,
        mut seen: Seen,
        world: &mut World,
    ) -> Done {
        if of.is_refreshed {
            seen = seen.and_then(|_| self.load(of));
        }
        let seen = match seen {
            Ok(seen) => seen,
            Err(answer) => return Done::told(answer),
        };
        let rows = self.world.rows(self.shape.table);
        let is_it = |row: &Row| row.id == of.id && self.is_reached(row);
        let Some(place) = rows.iter().position(is_it) else { return Done::told("404") };
        if self.shape.counts_changes && rows[place].version != seen {
            return Done::told(if of.demand.is_some() { "412" } else { "409" });
        }
        let done = match write {
            Write::Update { changes, .. } => self.update(place, changes, world),
            Write::Transfer { owner, to, to_citizen } => {
                self.transfer(place, owner, *to, *to_citizen, world)
            }
            Write::Delete => self.delete(place, world),
        };
        if of.is_refreshed && (done.answer.contains('|') || done.answer == "done") {
            return Done::told(format!("{} then {}", self.shown(&rows[place]), done.answer));
        }
        done
    }

    fn update(&self, place: usize, changes: &Changes, world: &mut World) -> Done {
        if !self.refers_well(changes.friend.flatten()) {
            return Done::told("422 #/friend_id");
        }
        let row = &mut world.rows_mut(self.shape.table)[place];
        let changed = Row {
            title: changes.title.unwrap_or(row.title),
            status: changes.status.unwrap_or(row.status),
            year: changes.year.unwrap_or(row.year),
            public: changes.public.unwrap_or(row.public),
            project: changes.project.unwrap_or(row.project),
            friend: changes.friend.unwrap_or(row.friend),
            version: row.version + i64::from(self.shape.counts_changes),
            ..row.clone()
        };
        self.replace(row, changed)
    }

    /// The row is not held against the rule as it is then. The recipient is somebody of the row's tenant, if both have one.
    fn transfer(
        &self,
        place: usize,
        owner: &str,
        to: i64,
        to_citizen: bool,
        world: &mut World,
    ) -> Done {
        let rows = world.rows_mut(self.shape.table);
        let row = &rows[place];
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
            return Done::told(format!("422 #/{owner}"));
        }
        if owner == "owner_id" && self.shape.table == Table::Things {
            let is_like = |(other, row): (usize, &Row)| {
                other != place && row.owner == Some(to) && equal(row.slug, rows[place].slug) == 1
            };
            if rows.iter().enumerate().any(is_like) {
                return Done::failed("409");
            }
        }
        let row = &mut rows[place];
        match owner {
            "owner_id" => row.owner = Some(to),
            _ => row.second = Some(to),
        }
        row.version += i64::from(self.shape.counts_changes);
        Done::told(self.shown(row))
    }

    fn delete(&self, place: usize, world: &mut World) -> Done {
        let rows = world.rows_mut(self.shape.table);
        if self.shape.keeps_deleted {
            rows[place].deleted = true;
            rows[place].version += i64::from(self.shape.counts_changes);
        } else {
            rows.remove(place);
        }
        Done::told("done")
    }
}

fn meddle(meddling: Meddling, world: &mut World) {
    for rows in [&mut world.things, &mut world.parcels] {
        match meddling {
            Meddling::Deletes => rows.clear(),
            Meddling::Touches => rows.iter_mut().for_each(|row| row.version += 1),
            Meddling::Moves => rows.iter_mut().for_each(|row| {
                row.version += 1;
                row.status = Some("o'ld");
                row.public = Some(false);
            }),
        }
    }
}
