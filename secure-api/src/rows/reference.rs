//! `Ref<T>`: the id of a row of another resource, which a statement writes only where the caller reaches that row.

use std::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

use serde::{
    Serialize, Serializer,
    de::{
        Deserializer, Error, IntoDeserializer as _, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};

use crate::{
    error::{Failure, Params, Result},
    input::{Field, Refers, Scope as Place, Shape, Survey, pointer_to},
    policy::ResourceInfo,
    rows::{
        Key, OwnerKey, Resource, Values, any::AnyResource, key, scope::Caller, statements::RefersTo,
    },
};

/// The id of a row of another resource `T`: what a column with a foreign key holds.
///
/// The resource states the relation by the type of the column, and an input that sets the column has to have that type too, so
/// that no foreign key is written unchecked. The statement that writes the row writes nothing unless each row that it refers
/// to is there and within reach:
///
/// - of the caller's tenant, where `T` has tenants and the endpoint does not say `cross_tenant`;
/// - the caller's own, where `T` has owners and the endpoint's rule does not reach every row.
///
/// So what the endpoint's rule says of rows (`row(status = "open")`) is not asked of those of `T`: it is about another table.
/// A caller that can own no rows of `T` reaches none under such a rule. Otherwise the answer is 422 with the code
/// `reference` at each such member, in the same bytes for a row of somebody else's and for one that nobody has. A member that is
/// null or absent refers to nothing.
///
/// ```
/// use secure_api::prelude::*;
/// use uuid::Uuid;
///
/// #[derive(Resource, sqlx::FromRow)]
/// #[resource(table = "folders")]
/// struct Folder {
///     #[resource(id)]
///     id: Uuid,
///     #[resource(owner)]
///     owner_id: Uuid,
///     inside: Option<Ref<Folder>>,
/// }
///
/// #[derive(Resource, sqlx::FromRow)]
/// #[resource(table = "documents")]
/// struct Document {
///     #[resource(id)]
///     id: Uuid,
///     #[resource(owner)]
///     owner_id: Uuid,
///     folder_id: Ref<Folder>,
///     title: String,
/// }
///
/// #[derive(SecureInput)]
/// #[input(create = Document)]
/// struct NewDocument {
///     folder_id: Ref<Folder>,
///     #[validate(length(min = 1, max = 100))]
///     title: String,
/// }
///
/// #[derive(SecureInput)]
/// #[input(update = Folder)]
/// struct Move {
///     inside: Patch<Option<Ref<Folder>>>,
/// }
/// ```
///
/// It is a name and proves nothing: whoever has one does not reach the row by it. In an input it is read like the id, and only in
/// the spelling in which the id is written, like an id in a path; one that is a `String` has to state a bound. A foreign
/// key in a column of any other type is not checked.
///
/// In the database it is the id, and so it is as JSON. It is not `Deserialize`.
pub struct Ref<T: Resource<Id: Key>>(T::Id);

impl<T: Resource<Id: Key>> Ref<T> {
    /// A name for the row with this id, whether there is one or not.
    pub const fn new(id: T::Id) -> Self {
        Self(id)
    }

    /// The id.
    pub const fn id(&self) -> &T::Id {
        &self.0
    }

    /// The id, to keep.
    pub fn into_id(self) -> T::Id {
        self.0
    }
}

impl<T: Resource<Id: Key>> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ref").field(&format_args!("{}", self.0.to_text())).finish()
    }
}

// By the id: derives would ask the same of the resource.
impl<T: Resource<Id: Key>> Clone for Ref<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Resource<Id: Key + Copy>> Copy for Ref<T> {}

impl<T: Resource<Id: Key + PartialEq>> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Resource<Id: Key + Eq>> Eq for Ref<T> {}

impl<T: Resource<Id: Key + Hash>> Hash for Ref<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T: Resource<Id: Key + Serialize>> Serialize for Ref<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<D: Database, T: Resource<Id: Key + Type<D>>> Type<D> for Ref<T> {
    fn type_info() -> D::TypeInfo {
        T::Id::type_info()
    }

    fn compatible(column: &D::TypeInfo) -> bool {
        T::Id::compatible(column)
    }
}

impl<'q, D: Database, T: Resource<Id: Key + Encode<'q, D>>> Encode<'q, D> for Ref<T> {
    fn encode_by_ref(&self, buffer: &mut D::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.0.encode_by_ref(buffer)
    }

    fn produces(&self) -> Option<D::TypeInfo> {
        self.0.produces()
    }

    fn size_hint(&self) -> usize {
        self.0.size_hint()
    }
}

impl<'r, D: Database, T: Resource<Id: Key + Decode<'r, D>>> Decode<'r, D> for Ref<T> {
    fn decode(value: D::ValueRef<'r>) -> Result<Self, BoxDynError> {
        T::Id::decode(value).map(Self)
    }
}

impl<T: Resource<Id: Key + Field>> Field for Ref<T> {
    type Value = <T::Id as Field>::Value;
    const GROWTH: u32 = T::Id::GROWTH;
    const SHAPE: Shape = T::Id::SHAPE;
    const IS_SECRET: bool = T::Id::IS_SECRET;
    const REFERS: Refers = Refers::Openly;
    const NEEDS_STATE: bool = T::Id::NEEDS_STATE;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        place: &mut Place<'_>,
    ) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(RefVisitor(place.here(), PhantomData))
    }

    fn value(&self) -> Option<&Self::Value> {
        self.0.value()
    }

    fn recheck(&self, place: &mut Place<'_>) {
        self.0.recheck(place);
    }

    fn survey(survey: &mut Survey) {
        survey.refers_to(T::INFO);
        T::Id::survey(survey);
    }
}

/// Reads what the id reads, and takes it in its own spelling only: one row has one name.
struct RefVisitor<'a, T>(Place<'a>, PhantomData<T>);

impl<'de, T: Resource<Id: Key + Field>> RefVisitor<'_, T> {
    /// What the id says to a value that has no spelling.
    fn other<D: Deserializer<'de>>(mut self, value: D) -> Result<Option<Ref<T>>, D::Error> {
        if T::Id::read(value, &mut self.0)?.is_some() {
            self.misspelt();
        }
        Ok(None)
    }

    fn spelt<D: Deserializer<'de>>(
        mut self,
        value: D,
        spelling: &str,
    ) -> Result<Option<Ref<T>>, D::Error> {
        if T::Id::read(value, &mut self.0)?.is_none() {
            return Ok(None);
        }
        let id = key::key_named(spelling);
        if id.is_none() {
            self.misspelt();
        }
        Ok(id.map(Ref))
    }

    fn misspelt(&mut self) {
        self.0.refuse("type", "must be an id as it is written here");
    }
}

impl<'de, T: Resource<Id: Key + Field>> Visitor<'de> for RefVisitor<'_, T> {
    type Value = Option<Ref<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.spelt(text.into_deserializer(), text)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.spelt(number.into_deserializer(), &number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.spelt(number.into_deserializer(), &number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        self.other(number.into_deserializer())
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
        self.other(truth.into_deserializer())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.other(().into_deserializer())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        self.other(SeqAccessDeserializer::new(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        self.other(MapAccessDeserializer::new(members))
    }
}

/// What the client hears of a member that refers to a row out of its reach, or to none.
pub(super) fn refusal(member: &str) -> Failure {
    Failure {
        pointer: pointer_to(member),
        code: "reference",
        detail: "names nothing that is there".into(),
        params: Params::new(),
    }
}

/// What a statement has to know of the resource that a column refers to.
#[derive(Clone, Copy)]
pub struct Referent {
    pub(super) info: &'static ResourceInfo,
    bind_owner: fn(Caller<'_>, &mut Values) -> Result<()>,
    bind_tenant: fn(Caller<'_>, &mut Values) -> Result<()>,
    bind_member: fn(Caller<'_>, &mut Values) -> Result<()>,
}

impl Referent {
    /// That of a resource.
    pub(super) const fn of<T: Resource>() -> Self {
        Self {
            info: T::INFO,
            bind_owner: owner_of::<T>,
            bind_tenant: tenant_of::<T>,
            bind_member: member_of::<T>,
        }
    }

    /// Adds the caller as an owner of rows of this resource.
    pub(super) fn bind_owner(&self, caller: Caller<'_>, values: &mut Values) -> Result<()> {
        (self.bind_owner)(caller, values)
    }

    /// Adds the caller as a member of rows of this resource.
    pub(super) fn bind_member(&self, caller: Caller<'_>, values: &mut Values) -> Result<()> {
        (self.bind_member)(caller, values)
    }

    /// Adds the caller's tenant.
    pub(super) fn bind_tenant(&self, caller: Caller<'_>, values: &mut Values) -> Result<()> {
        (self.bind_tenant)(caller, values)
    }
}

/// Whoever can be none reaches nothing, by the statement that everybody's request runs.
fn owner_of<T: Resource>(caller: Caller<'_>, values: &mut Values) -> Result<()> {
    match caller.owner(AnyResource::of::<T>()) {
        Some(owner) => owner.bind(values),
        None => T::Owner::bind_nobody(values),
    }
}

fn member_of<T: Resource>(caller: Caller<'_>, values: &mut Values) -> Result<()> {
    match caller.member(AnyResource::of::<T>()) {
        Some(member) => member.bind(values),
        None => T::Member::bind_nobody(values),
    }
}

fn tenant_of<T: Resource>(caller: Caller<'_>, values: &mut Values) -> Result<()> {
    match caller.tenant(AnyResource::of::<T>()) {
        Some(tenant) => tenant.bind(values),
        None => T::Tenant::bind_nobody(values),
    }
}

/// The resources that columns of `T` refer to.
pub(super) fn referents<T: Resource>() -> Vec<&'static ResourceInfo> {
    referents_of(T::INFO, T::refers_to)
}

fn referents_of(info: &ResourceInfo, refers_to: RefersTo) -> Vec<&'static ResourceInfo> {
    info.columns.iter().filter_map(|column| Some(refers_to(column.name)?.info)).collect()
}

impl fmt::Debug for Referent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Referent").field(&self.info.name).finish()
    }
}
