//! Making many rows at once.

use super::Scope;
use crate::{
    error::{Error, ErrorKind, Failure, Params, Result},
    rows::{Create, Resource, run::Runner, transaction::Whole},
};

/// How many rows are made at once at most.
const MOST: usize = 1_000;

impl<R: Resource> Scope<R> {
    /// All or none, each as if it were made by itself.
    pub(in crate::rows) async fn create_many<C: Create<R>>(
        &self,
        inputs: impl IntoIterator<Item = C>,
    ) -> Result<Vec<R>> {
        // One more tells that there are too many, however many there are.
        let inputs: Vec<C> = inputs.into_iter().take(MOST + 1).collect();
        match (inputs.len(), &self.rows.runner) {
            (0, _) => Ok(Vec::new()),
            (1..=MOST, Runner::Transaction(open)) => {
                // What is said of another operation is not about an element of this one.
                open.goes_on()?;
                let made = self.create_each(inputs).await;
                if let Err(error) = &made {
                    // Some of them may be there.
                    open.fail(error);
                }
                made
            }
            (1..=MOST, Runner::Pool(db)) => {
                let all = Whole::begin(db).await?;
                let made = self.within(all.open()).create_each(inputs).await;
                all.end(made).await
            }
            _ => Err(too_many()),
        }
    }

    async fn create_each<C: Create<R>>(&self, inputs: Vec<C>) -> Result<Vec<R>> {
        let mut rows = Vec::with_capacity(inputs.len());
        for (index, input) in inputs.into_iter().enumerate() {
            rows.push(self.create(input).await.map_err(|error| of_element(error, index))?);
        }
        Ok(rows)
    }
}

fn too_many() -> Error {
    Error::new(ErrorKind::Invalid(vec![Failure {
        pointer: "#".to_owned(),
        code: "items",
        detail: format!("must have at most {MOST} items").into(),
        params: Params::from([("max".into(), MOST.into())]),
    }]))
}

/// What is wrong with an element is wrong at its place in the list.
fn of_element(error: Error, index: usize) -> Error {
    let ErrorKind::Invalid(failures) = error.kind() else { return error };
    let failures = failures.iter().cloned().map(|failure| {
        let rest = failure.pointer.strip_prefix('#').unwrap_or(&failure.pointer);
        Failure { pointer: format!("#/{index}{rest}"), ..failure }
    });
    Error::new(ErrorKind::Invalid(failures.collect()))
}
