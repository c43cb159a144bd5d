//! What the columns of the family hold, where a table for this library would be stricter.

use sqlx::{Database, Decode, Type, error::BoxDynError};
use uuid::Uuid;

use crate::{
    error::Result,
    rows::{AnyDatabase, Bind, OwnerKey, Ref, Resource, Values},
};

/// An owner or a tenant that a row may lack, which a table for this library would not allow.
#[derive(Debug, Clone)]
pub(super) struct Number(Option<i64>);

impl OwnerKey for Number {
    fn parse(subject: &str) -> Option<Self> {
        subject.parse().ok().map(|number| Self(Some(number)))
    }

    fn to_text(&self) -> String {
        self.0.show()
    }

    fn bind(self, values: &mut Values) -> Result<()> {
        Bind::<AnyDatabase>::push_to(self.0, values)
    }

    fn bind_nobody(values: &mut Values) -> Result<()> {
        Bind::<AnyDatabase>::push_to(None::<i64>, values)
    }
}

impl<D: Database> Type<D> for Number
where
    i64: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        i64::type_info()
    }

    fn compatible(column: &D::TypeInfo) -> bool {
        i64::compatible(column)
    }
}

impl<'r, D: Database> Decode<'r, D> for Number
where
    Option<i64>: Decode<'r, D>,
{
    fn decode(value: D::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Option::decode(value).map(Self)
    }
}

/// A time of which nothing is known but that there is one.
#[derive(Debug)]
pub(super) struct Moment;

pub(super) type Time = Option<Moment>;
pub(super) type Text = Option<String>;

impl<D: Database> Type<D> for Moment
where
    i64: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        i64::type_info()
    }

    fn compatible(_: &D::TypeInfo) -> bool {
        true
    }
}

impl<'r, D: Database> Decode<'r, D> for Moment {
    fn decode(_: D::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self)
    }
}

/// What a field holds, as the tables are read.
pub(super) trait Show {
    fn show(&self) -> String;
}

macro_rules! shows {
    ($($type:ty),*) => {$(
        impl Show for $type {
            fn show(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
shows!(i64, bool, String, Uuid);

impl<T: Show> Show for Option<T> {
    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "NULL".to_owned(), Show::show)
    }
}

impl Show for Number {
    fn show(&self) -> String {
        self.0.show()
    }
}

impl Show for Moment {
    fn show(&self) -> String {
        "deleted".to_owned()
    }
}

impl<T: Resource<Id = Uuid>> Show for Ref<T> {
    fn show(&self) -> String {
        self.id().to_string()
    }
}
