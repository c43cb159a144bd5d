//! A family of resources over the same two tables: what one declares, another leaves out.

use sqlx::{Database, Decode, Type, error::BoxDynError};
use uuid::Uuid;

use super::{
    operations::{Changes, Input, show},
    reference::{Members, Of, Shape},
    world::{Id, Table},
};
use crate::{
    error::Result,
    input::Patch,
    rows::{AnyDatabase, Bind, Create, OwnerKey, Ref, Resource, Update, Values},
};

/// A resource of the family, and what its inputs are.
pub(super) trait Member: Resource {
    const SHAPE: &'static Shape;
    type New: Create<Self>;
    type Change: Update<Self>;
    type Rewrite: Update<Self>;

    fn id_of(id: Id) -> Self::Id;
    fn new(input: &Input) -> Self::New;
    fn change(changes: &Changes) -> Self::Change;
    fn rewrite(changes: &Changes) -> Self::Rewrite;
    fn shown(&self) -> String;
}

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

type Time = Option<Moment>;
type Text = Option<String>;

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
trait Show {
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

const THINGS: Shape = Shape {
    name: "",
    table: Table::Things,
    columns: &[],
    has_tenant: false,
    owners: &[],
    members: None,
    keeps_deleted: false,
    counts_changes: false,
    gives_tenant: false,
    friend: || &THINGS,
};

const MEMBERS: Members = Members {
    of: Of::Thing,
    has_levels: false,
    has_expiry: false,
    is_of_tenant: false,
    is_active: false,
    is_person: false,
};

const fn thing(id: Id) -> Uuid {
    match id {
        Id::Thing(id) => id,
        Id::Parcel(..) => Uuid::nil(),
    }
}

const fn parcel(id: Id) -> (i64, i64) {
    match id {
        Id::Parcel(tenant, number) => (tenant, number),
        Id::Thing(_) => (0, 0),
    }
}

/// A resource with the columns that all of them have: a declaration and, in other words, what it means.
macro_rules! resource {
    (
        ($($about:tt)*)
        $name:ident, $new:ident, $change:ident, $rewrite:ident
        { $($(#[$($kind:ident),+])? $field:ident: $type:ident,)* }
        id |$id:ident| $id_of:expr;
        given { $($given:ident: $of_input:ident,)* }
        friend $friend:ident;
        $shape:expr
    ) => {
        #[derive(crate::Resource, sqlx::FromRow)]
        #[resource($($about)*)]
        pub(super) struct $name {
            $($(#[resource($($kind),+)])? $field: $type,)*
            project_id: Option<i64>,
            friend_id: Option<Ref<$friend>>,
            title: String,
            status: Option<String>,
            year: Option<i64>,
            public: Option<bool>,
        }

        #[derive(crate::SecureInput)]
        #[input(create = $name)]
        pub(super) struct $new {
            $($given: i64,)*
            project_id: Option<i64>,
            friend_id: Option<Ref<$friend>>,
            #[validate(length(max = 10))]
            title: String,
            #[validate(length(max = 10))]
            status: Option<String>,
            year: Option<i64>,
            public: Option<bool>,
        }

        #[derive(crate::SecureInput)]
        #[input(update = $name)]
        pub(super) struct $change {
            project_id: Patch<Option<i64>>,
            friend_id: Patch<Option<Ref<$friend>>>,
            #[validate(length(max = 10))]
            title: Patch<String>,
            #[validate(length(max = 10))]
            status: Patch<Option<String>>,
            year: Patch<Option<i64>>,
            public: Patch<Option<bool>>,
        }

        #[derive(crate::SecureInput)]
        #[input(update = $name)]
        pub(super) struct $rewrite {
            friend_id: Option<Ref<$friend>>,
            #[validate(length(max = 10))]
            title: Option<String>,
            #[validate(length(max = 10))]
            status: Option<String>,
        }

        impl Member for $name {
            const SHAPE: &'static Shape = &Shape {
                name: stringify!($name),
                columns: &[
                    $(stringify!($field),)*
                    "project_id", "friend_id", "title", "status", "year", "public",
                ],
                friend: || <$friend as Member>::SHAPE,
                ..$shape
            };

            type New = $new;
            type Change = $change;
            type Rewrite = $rewrite;

            fn id_of($id: Id) -> Self::Id {
                $id_of
            }

            fn new(input: &Input) -> $new {
                $new {
                    $($given: input.$of_input,)*
                    project_id: input.project,
                    friend_id: input.friend.map(Ref::new),
                    title: input.title.to_owned(),
                    status: input.status.map(str::to_owned),
                    year: input.year,
                    public: input.public,
                }
            }

            fn change(changes: &Changes) -> $change {
                $change {
                    project_id: patch(changes.project),
                    friend_id: patch(changes.friend.map(|friend| friend.map(Ref::new))),
                    title: patch(changes.title.map(str::to_owned)),
                    status: patch(changes.status.map(|status| status.map(str::to_owned))),
                    year: patch(changes.year),
                    public: patch(changes.public),
                }
            }

            fn rewrite(changes: &Changes) -> $rewrite {
                $rewrite {
                    friend_id: changes.friend.flatten().map(Ref::new),
                    title: changes.title.map(str::to_owned),
                    status: changes.status.flatten().map(str::to_owned),
                }
            }

            fn shown(&self) -> String {
                show(&[
                    $(self.$field.show(),)*
                    self.project_id.show(),
                    self.friend_id.show(),
                    self.title.show(),
                    self.status.show(),
                    self.year.show(),
                    self.public.show(),
                ])
            }
        }
    };
}

fn patch<T>(change: Option<T>) -> Patch<T> {
    change.map_or(Patch::Absent, Patch::Given)
}

resource! {
    (table = "things")
    Bare, NewBare, ChangeBare, RewriteBare
    { #[id] id: Uuid, }
    id |id| thing(id);
    given {}
    friend Kept;
    THINGS
}

resource! {
    (table = "things")
    Note, NewNote, ChangeNote, RewriteNote
    { #[id] id: Uuid, #[owner] owner_id: Number, }
    id |id| thing(id);
    given {}
    friend Bare;
    Shape { owners: &["owner_id"], ..THINGS }
}

resource! {
    (table = "things")
    Local, NewLocal, ChangeLocal, RewriteLocal
    { #[id] id: Uuid, #[tenant] tenant_id: Number, }
    id |id| thing(id);
    given {}
    friend Note;
    Shape { has_tenant: true, ..THINGS }
}

resource! {
    (table = "things")
    Kept, NewKept, ChangeKept, RewriteKept
    { #[id] id: Uuid, #[tenant] tenant_id: Number, #[version] version: i64, #[soft_delete] deleted_at: Time, }
    id |id| thing(id);
    given {}
    friend Shared;
    Shape { has_tenant: true, keeps_deleted: true, counts_changes: true, ..THINGS }
}

resource! {
    (table = "things")
    Invoice, NewInvoice, ChangeInvoice, RewriteInvoice
    { #[id] id: Uuid, #[tenant] tenant_id: Number, #[owner] owner_id: Number, #[read_only] note: Text, }
    id |id| thing(id);
    given {}
    friend Local;
    Shape { has_tenant: true, owners: &["owner_id"], ..THINGS }
}

resource! {
    (table = "things")
    Review, NewReview, ChangeReview, RewriteReview
    {
        #[id] id: Uuid, #[tenant] tenant_id: Number, #[owner] owner_id: Number, #[owner] second_id: Number,
        #[version] version: i64,
    }
    id |id| thing(id);
    given {}
    friend Invoice;
    Shape { has_tenant: true, owners: &["owner_id", "second_id"], counts_changes: true, ..THINGS }
}

resource! {
    (table = "things",
     member(table = "thing_members", resource_key = "thing_id", user_key = "user_id", tenant = "tenant_id",
            filter(active = true), levels(level = ["read", "write", "admin"]), expiry = "ends"))
    Shared, NewShared, ChangeShared, RewriteShared
    { #[id] id: Uuid, #[tenant] tenant_id: Number, #[owner] owner_id: Number, #[soft_delete] deleted_at: Time, }
    id |id| thing(id);
    given {}
    friend Shared;
    Shape {
        has_tenant: true,
        owners: &["owner_id"],
        keeps_deleted: true,
        members: Some(Members {
            is_of_tenant: true,
            is_active: true,
            has_levels: true,
            has_expiry: true,
            ..MEMBERS
        }),
        ..THINGS
    }
}

resource! {
    (table = "things",
     member(table = "thing_members", resource_key = "thing_id", user_key = "user_id", user_type = i64,
            expiry = "ends_as_number"))
    Guest, NewGuest, ChangeGuest, RewriteGuest
    { #[id] id: Uuid, }
    id |id| thing(id);
    given {}
    friend Task;
    Shape { members: Some(Members { has_expiry: true, ..MEMBERS }), ..THINGS }
}

resource! {
    (table = "things",
     member(table = "project_members", resource_key = "project", column = "project_id", user_key = "user_name",
            user_type = String, levels(level = ["read", "write", "admin"])))
    Task, NewTask, ChangeTask, RewriteTask
    { #[id] id: Uuid, #[soft_delete] deleted_at: Time, }
    id |id| thing(id);
    given {}
    friend Review;
    Shape {
        keeps_deleted: true,
        members: Some(Members { of: Of::Project, has_levels: true, ..MEMBERS }),
        ..THINGS
    }
}

resource! {
    (table = "things",
     member(table = "project_members", resource_key = "project", column = "project_id", user_key = "user_name",
            user_type = String, tenant = "tenant_id", filter(active = true, kind = "person"),
            levels(level = ["read", "write", "admin"]), expiry = "ends"))
    Whole, NewWhole, ChangeWhole, RewriteWhole
    {
        #[id] id: Uuid, #[tenant] tenant_id: Number, #[owner] owner_id: Number, #[owner] second_id: Number,
        #[version] version: i64, #[soft_delete] deleted_at: Time, #[read_only] note: Text,
    }
    id |id| thing(id);
    given {}
    friend Whole;
    Shape {
        has_tenant: true,
        owners: &["owner_id", "second_id"],
        keeps_deleted: true,
        counts_changes: true,
        members: Some(Members {
            of: Of::Project,
            has_levels: true,
            has_expiry: true,
            is_of_tenant: true,
            is_active: true,
            is_person: true,
        }),
        ..THINGS
    }
}

resource! {
    (table = "parcels",
     member(table = "parcel_members", resource_key("parcel_tenant", "parcel_number"), user_key = "user_id",
            user_type = i64, filter(kind = "person"), levels(level = ["read", "write", "admin"])))
    Parcel, NewParcel, ChangeParcel, RewriteParcel
    {
        #[id, tenant] tenant_id: i64, #[id] number: i64, #[owner] owner_id: Number, #[version] version: i64,
        #[soft_delete] deleted_at: Time,
    }
    id |id| parcel(id);
    given { number: number, }
    friend Guest;
    Shape {
        table: Table::Parcels,
        has_tenant: true,
        owners: &["owner_id"],
        keeps_deleted: true,
        counts_changes: true,
        members: Some(Members { of: Of::Parcel, has_levels: true, is_person: true, ..MEMBERS }),
        ..THINGS
    }
}

resource! {
    (table = "parcels")
    Plot, NewPlot, ChangePlot, RewritePlot
    { #[id] tenant_id: i64, #[id] number: i64, #[owner] owner_id: Number, }
    id |id| parcel(id);
    given { tenant_id: tenant, number: number, }
    friend Task;
    Shape { table: Table::Parcels, gives_tenant: true, owners: &["owner_id"], ..THINGS }
}

/// Whom a row can be given to.
#[derive(crate::Resource, sqlx::FromRow)]
#[resource(table = "people")]
pub(super) struct Person {
    #[resource(id)]
    id: i64,
}

/// The same, of a tenant.
#[derive(crate::Resource, sqlx::FromRow)]
#[resource(table = "people")]
pub(super) struct Citizen {
    #[resource(id)]
    id: i64,
    #[resource(tenant)]
    tenant_id: Number,
    #[resource(soft_delete)]
    deleted_at: Time,
}
