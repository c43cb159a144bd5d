//! How the library does what a case does, and what it answers.

use super::{
    super::pages,
    family::{Citizen, Member, Person},
    operations::{Demand, Operation, Step, Target, Write},
    reference::Caller,
    tables,
    world::{Id, Table, made, thing},
};
use crate::{
    authz::Reach,
    error::{Error, ErrorKind, Result},
    rows::{
        Db, Owned, Page, PageRequest, Ref, RowId as _, Scoped, Search,
        scope::{self, Scope},
        version::IfMatch,
    },
};

/// The ids of the rows that a case made, in their order.
#[derive(Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Learns that a row was made, unless it was there before.
    fn learn<R: Member>(&mut self, row: &R) {
        let id = row.id().texts().join("|");
        let is_known = (1..8).any(|number| thing(number).to_string() == id) || self.0.contains(&id);
        if R::SHAPE.table == Table::Things && !is_known {
            self.0.push(id);
        }
    }

    /// The same line with the ids as the reference calls them.
    pub(super) fn renamed(&self, line: String) -> String {
        let names = self.0.iter().enumerate();
        names.fold(line, |line, (number, id)| line.replace(id, &made(number).to_string()))
    }
}

fn refusal(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Invalid(failures) => {
            let pointers: Vec<_> =
                failures.iter().map(|failure| failure.pointer.to_string()).collect();
            format!("422 {}", pointers.join(" "))
        }
        // The answer does not say why, but whoever looks for the reason needs it.
        ErrorKind::Internal | ErrorKind::Unavailable => format!("{error:?}"),
        _ => error.status().to_string(),
    }
}

fn told(result: &Result<String>) -> String {
    result.as_ref().map_or_else(refusal, String::clone)
}

/// What a caller does to the rows of a resource.
struct Library<'a, R: Member> {
    db: &'a Db,
    reach: Option<&'a Reach>,
    caller: &'a Caller,
    rows: Scoped<R>,
    names: &'a mut Names,
}

pub(super) async fn run<R: Member>(
    db: &Db,
    reach: Option<&Reach>,
    caller: &Caller,
    operation: &Operation,
    names: &mut Names,
) -> Vec<String> {
    match scope(db, reach, caller, None).map(Scoped::new) {
        Some(rows) => Library::<R> { db, reach, caller, rows, names }.run(operation).await,
        None => vec!["refused".to_owned()],
    }
}

fn scope<R: Member>(
    db: &Db,
    reach: Option<&Reach>,
    caller: &Caller,
    demand: Option<&Demand>,
) -> Option<Scope<R>> {
    let caller = scope::Caller {
        owner_id: caller.subject,
        tenant: caller.tenant,
        crosses_tenants: caller.crosses_tenants,
        now: super::moment(caller),
    };
    let scope = Scope::<R>::new(db, reach?, caller);
    let scope = scope.map_err(|error| assert_eq!(error.status(), 403)).ok()?;
    Some(scope.with_pages(pages()).demanding(demand.map(Demand::as_sent)))
}

impl<R: Member> Library<'_, R> {
    fn scope(&self, of: &Target) -> Scope<R> {
        scope(self.db, self.reach, self.caller, of.demand.as_ref()).unwrap()
    }

    async fn run(mut self, operation: &Operation) -> Vec<String> {
        match operation {
            Operation::Read { ids, limit } => read(&self.rows, ids, *limit).await.unwrap(),
            Operation::Find(find) => {
                listed(&self.rows, Some(&find.search()), find.limit).await.unwrap()
            }
            Operation::Together { steps, ends_well } => self.together(steps, *ends_well).await,
            Operation::Write(write, of) if of.is_loaded => {
                let result = match self.load(of).await {
                    Ok(row) => {
                        if let Some(meddling) = of.meddling {
                            tables::meddle(self.db, meddling).await;
                        }
                        write_loaded(row, write, of).await
                    }
                    Err(error) => Err(error),
                };
                vec![told(&result)]
            }
            Operation::Write(write, of) => {
                vec![told(&write_by_id(&Scoped::new(self.scope(of)), write, of).await)]
            }
            make => vec![told(&making(&self.rows, make, self.names).await)],
        }
    }

    async fn load(&self, of: &Target) -> Result<Owned<R>> {
        let texts = R::id_of(of.id).texts();
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        Owned::named(self.scope(of), &texts).await
    }

    async fn together(&mut self, steps: &[Step], ends_well: bool) -> Vec<String> {
        let mut loaded = Vec::new();
        for step in steps {
            loaded.push(match &step.operation {
                Operation::Write(_, of) if of.is_loaded => Some(self.load(of).await),
                _ => None,
            });
        }
        let (mut answers, this) = (Vec::new(), &mut *self);
        let told_so = &mut answers;
        let outcome = this.db.transaction(async |tx| {
            let rows = tx.rows(&this.rows);
            for (step, loaded) in steps.iter().zip(loaded) {
                let result = match (&step.operation, loaded) {
                    (Operation::Write(write, of), Some(Ok(row))) => {
                        write_loaded(tx.row(row), write, of).await
                    }
                    (_, Some(Err(error))) => Err(error),
                    (Operation::Write(write, of), None) => {
                        let rows = Scoped::new(this.scope(of));
                        write_by_id(&tx.rows(&rows), write, of).await
                    }
                    (Operation::Read { ids, limit }, _) => {
                        read(&rows, ids, *limit).await.map(|lines| {
                            let renamed = lines.into_iter().map(|line| this.names.renamed(line));
                            let mut lines: Vec<_> = renamed.collect();
                            // Ids are random, and so is the order of the rows that were made.
                            lines.sort();
                            lines.join(" | ")
                        })
                    }
                    (make, _) => making(&rows, make, this.names).await,
                };
                told_so.push(told(&result));
                if step.is_needed {
                    result?;
                }
            }
            if ends_well { Ok(()) } else { Err(Error::precondition_failed()) }
        });
        let outcome = outcome.await;
        answers.push(match outcome {
            Ok(()) => "kept".to_owned(),
            Err(error) => format!("ended {}", refusal(&error)),
        });
        answers
    }
}

async fn making<R: Member>(
    rows: &Scoped<R>,
    operation: &Operation,
    names: &mut Names,
) -> Result<String> {
    let made = match operation {
        Operation::Create(input) => vec![rows.create(R::new(input)).await?],
        Operation::CreateMany(inputs) => rows.create_many(inputs.iter().map(R::new)).await?,
        Operation::Put(input) => vec![rows.upsert(R::put(input)).await?],
        other => panic!("{other:?} makes nothing"),
    };
    made.iter().for_each(|row| names.learn(row));
    Ok(made.iter().map(R::shown).collect::<Vec<_>>().join(" | "))
}

async fn write_by_id<R: Member>(rows: &Scoped<R>, write: &Write, of: &Target) -> Result<String> {
    let id = R::id_of(of.id);
    match write {
        Write::Update { changes, all: false } => {
            rows.update(id, R::change(changes)).await.map(|row| row.shown())
        }
        Write::Update { changes, all: true } => {
            rows.update(id, R::rewrite(changes)).await.map(|row| row.shown())
        }
        Write::Delete => rows.delete(id).await.map(|()| "done".to_owned()),
        Write::Transfer { .. } => panic!("only a row that was loaded is given away"),
    }
}

async fn write_loaded<R: Member>(mut row: Owned<R>, write: &Write, of: &Target) -> Result<String> {
    let mut before = String::new();
    if of.is_refreshed {
        row.refresh().await?;
        before = format!("{} then ", R::shown(&row));
    }
    let written = match write {
        Write::Update { changes, all: false } => {
            row.update(R::change(changes)).await.map(|row| row.shown())
        }
        Write::Update { changes, all: true } => {
            row.update(R::rewrite(changes)).await.map(|row| row.shown())
        }
        Write::Delete => row.delete().await.map(|()| "done".to_owned()),
        Write::Transfer { owner, to, to_citizen } => {
            let pointer = format!("#/{owner}");
            let given = match to_citizen {
                true => row.give(owner, Ref::<Citizen>::new(*to), &pointer).await,
                false => row.give(owner, Ref::<Person>::new(*to), &pointer).await,
            };
            given.map(|row| row.shown())
        }
    };
    written.map(|after| before + &after)
}

impl Demand {
    fn as_sent(&self) -> IfMatch {
        match self {
            Self::Any => IfMatch::Any,
            Self::Versions(versions) => IfMatch::Versions(versions.clone()),
            Self::Malformed => IfMatch::Malformed,
        }
    }
}

async fn read<R: Member>(rows: &Scoped<R>, ids: &[Id], limit: u32) -> Result<Vec<String>> {
    let listed = listed(rows, None, limit).await?;
    let mut answer = Vec::new();
    for id in ids {
        let got = rows.get(R::id_of(*id)).await;
        answer.push(told(&got.map(|row| row.shown())));
    }
    answer.extend(listed);
    Ok(answer)
}

/// Page by page, then what is told of all of them at once. Without a search, all of them.
async fn listed<R: Member>(
    rows: &Scoped<R>,
    search: Option<&Search<R>>,
    limit: u32,
) -> Result<Vec<String>> {
    let mut answer = vec!["listed".to_owned()];
    let mut after = None;
    loop {
        let request = PageRequest::new(Some(limit), after)?;
        let Page { items, next } = match search {
            Some(search) => rows.page(search.clone(), &request).await?,
            None => rows.list(&request).await?,
        };
        let most = limit.try_into().unwrap();
        assert!(items.len() <= most, "{} rows on a page of {most}", items.len());
        assert!(next.is_none() || items.len() == most, "{} rows are no page", items.len());
        answer.extend(items.iter().map(R::shown));
        assert!(answer.len() < 100, "there is no end to it: {answer:#?}");
        after = next;
        if after.is_none() {
            break;
        }
    }
    let search = search.cloned().unwrap_or_else(Search::all);
    let some = if rows.exists(search.clone()).await? { "some" } else { "none" };
    answer.push(format!("{some}: {} in all", rows.count(search).await?));
    Ok(answer)
}

/// What a row shows.
pub(super) fn show(values: &[String]) -> String {
    values.join("|")
}
