//! A family of resources over the same two tables: what one declares, another leaves out.

use uuid::Uuid;

use super::{
    library::show,
    operations::{Changes, Input},
    reference::{Key, Members, Of, Shape},
    stored::{Number, Show as _, Text, Time},
    world::{Id, Table},
};
use crate::{
    error::Result,
    input::Patch,
    rows::{AnyDatabase, Create, Ref, Resource, StatementCell, Update, Upsert, Values},
};

/// A resource of the family, and what its inputs are.
pub(super) trait Member: Resource<Database = AnyDatabase> {
    const SHAPE: &'static Shape;
    type New: Create<Self>;
    type Put: Upsert<Self>;
    type Change: Update<Self>;
    type Rewrite: Update<Self>;

    fn id_of(id: Id) -> Self::Id;
    fn new(input: &Input) -> Self::New;
    fn put(input: &Input) -> Self::Put;
    fn change(changes: &Changes) -> Self::Change;
    fn rewrite(changes: &Changes) -> Self::Rewrite;
    fn shown(&self) -> String;
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
    key: None,
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
        $name:ident, $new:ident, $put:ident, $change:ident, $rewrite:ident
        { $($(#[$($kind:ident),+])? $field:ident: $type:ident,)* }
        id |$id:ident| $id_of:expr;
        given { $($given:ident: $of_input:ident,)* }
        put [$($of_key:literal),*] $keyed:literal: $of_key_type:ty = |$input:ident| $key:expr;
        friend $friend:ident;
        $shape:expr
    ) => {
        #[derive(crate::Resource, sqlx::FromRow)]
        #[resource($($about)*)]
        pub(super) struct $name {
            $($(#[resource($($kind),+)])? $field: $type,)*
            #[resource(filter)]
            project_id: Option<i64>,
            friend_id: Option<Ref<$friend>>,
            #[resource(filter, sort)]
            title: String,
            #[resource(filter)]
            status: Option<String>,
            #[resource(filter)]
            year: Option<i64>,
            #[resource(filter)]
            public: Option<bool>,
            #[resource(read_only, filter, sort)]
            rank: i64,
            slug: Option<String>,
            code: Option<String>,
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

        /// By hand, because the derive takes no key that may be NULL.
        pub(super) struct $put {
            key: $of_key_type,
            rest: $new,
        }

        impl Create<$name> for $put {
            const COLUMNS: &'static [&'static str] =
                &[$keyed, "project_id", "friend_id", "title", "status", "year", "public"];

            fn statement() -> &'static StatementCell {
                panic!("it is only put")
            }

            fn bind(self, values: &mut Values) -> Result<()> {
                let Self { key, rest } = self;
                values.push::<AnyDatabase, _>(key)?;
                values.push::<AnyDatabase, _>(rest.project_id)?;
                values.push::<AnyDatabase, _>(rest.friend_id)?;
                values.push::<AnyDatabase, _>(rest.title)?;
                values.push::<AnyDatabase, _>(rest.status)?;
                values.push::<AnyDatabase, _>(rest.year)?;
                values.push::<AnyDatabase, _>(rest.public)
            }
        }

        impl Upsert<$name> for $put {
            const KEY: &'static [&'static str] = &[$($of_key),*];

            fn upsert_statement() -> &'static StatementCell {
                static CELL: StatementCell = StatementCell::new();
                &CELL
            }
        }

        impl Member for $name {
            const SHAPE: &'static Shape = &Shape {
                name: stringify!($name),
                columns: &[
                    $(stringify!($field),)*
                    "project_id", "friend_id", "title", "status", "year", "public", "rank", "slug",
                    "code",
                ],
                friend: || <$friend as Member>::SHAPE,
                ..$shape
            };

            type New = $new;
            type Put = $put;
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

            fn put($input: &Input) -> $put {
                $put { key: $key, rest: Self::new($input) }
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
                    self.rank.show(),
                    self.slug.show(),
                    self.code.show(),
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
    Bare, NewBare, PutBare, ChangeBare, RewriteBare
    { #[id, sort] id: Uuid, }
    id |id| thing(id);
    given {}
    put [] "code": Text = |_input| None;
    friend Kept;
    THINGS
}

resource! {
    (table = "things")
    Note, NewNote, PutNote, ChangeNote, RewriteNote
    { #[id, sort] id: Uuid, #[owner] owner_id: Number, }
    id |id| thing(id);
    given {}
    put ["owner_id", "slug"] "slug": Text = |input| Some(input.key.to_owned());
    friend Bare;
    Shape { key: Some(Key::Slug), owners: &["owner_id"], ..THINGS }
}

resource! {
    (table = "things")
    Local, NewLocal, PutLocal, ChangeLocal, RewriteLocal
    { #[id, sort] id: Uuid, #[tenant] tenant_id: Number, }
    id |id| thing(id);
    given {}
    put ["tenant_id", "code"] "code": Text = |input| Some(input.key.to_owned());
    friend Note;
    Shape { key: Some(Key::Code), has_tenant: true, ..THINGS }
}

resource! {
    (table = "things")
    Kept, NewKept, PutKept, ChangeKept, RewriteKept
    { #[id, sort] id: Uuid, #[tenant] tenant_id: Number, #[version, sort] version: i64, #[soft_delete] deleted_at: Time, }
    id |id| thing(id);
    given {}
    put ["tenant_id", "code"] "code": Text = |input| Some(input.key.to_owned());
    friend Shared;
    Shape { key: Some(Key::Code), has_tenant: true, keeps_deleted: true, counts_changes: true, ..THINGS }
}

resource! {
    (table = "things")
    Invoice, NewInvoice, PutInvoice, ChangeInvoice, RewriteInvoice
    { #[id, sort] id: Uuid, #[tenant] tenant_id: Number, #[owner] owner_id: Number, #[read_only] note: Text, }
    id |id| thing(id);
    given {}
    put ["owner_id", "slug"] "slug": Text = |input| Some(input.key.to_owned());
    friend Local;
    Shape { key: Some(Key::Slug), has_tenant: true, owners: &["owner_id"], ..THINGS }
}

resource! {
    (table = "things")
    Review, NewReview, PutReview, ChangeReview, RewriteReview
    {
        #[id, sort] id: Uuid, #[tenant] tenant_id: Number, #[owner] owner_id: Number, #[owner] second_id: Number,
        #[version, sort] version: i64,
    }
    id |id| thing(id);
    given {}
    put ["owner_id", "slug"] "slug": Text = |input| Some(input.key.to_owned());
    friend Invoice;
    Shape { key: Some(Key::Slug), has_tenant: true, owners: &["owner_id", "second_id"], counts_changes: true, ..THINGS }
}

resource! {
    (table = "things",
     member(table = "thing_members", resource_key = "thing_id", user_key = "user_id", tenant = "tenant_id",
            filter(active = true), levels(level = ["read", "write", "admin"]), expiry = "ends"))
    Shared, NewShared, PutShared, ChangeShared, RewriteShared
    { #[id, sort] id: Uuid, #[tenant] tenant_id: Number, #[owner] owner_id: Number, #[soft_delete] deleted_at: Time, }
    id |id| thing(id);
    given {}
    put ["tenant_id", "code"] "code": Text = |input| Some(input.key.to_owned());
    friend Shared;
    Shape { key: Some(Key::Code),
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
    Guest, NewGuest, PutGuest, ChangeGuest, RewriteGuest
    { #[id, sort] id: Uuid, }
    id |id| thing(id);
    given {}
    put [] "code": Text = |_input| None;
    friend Task;
    Shape { members: Some(Members { has_expiry: true, ..MEMBERS }), ..THINGS }
}

resource! {
    (table = "things",
     member(table = "project_members", resource_key = "project", column = "project_id", user_key = "user_name",
            user_type = String, levels(level = ["read", "write", "admin"])))
    Task, NewTask, PutTask, ChangeTask, RewriteTask
    { #[id, sort] id: Uuid, #[soft_delete] deleted_at: Time, }
    id |id| thing(id);
    given {}
    put [] "code": Text = |_input| None;
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
    Whole, NewWhole, PutWhole, ChangeWhole, RewriteWhole
    {
        #[id, sort] id: Uuid, #[tenant] tenant_id: Number, #[owner] owner_id: Number, #[owner] second_id: Number,
        #[version, sort] version: i64, #[soft_delete] deleted_at: Time, #[read_only] note: Text,
    }
    id |id| thing(id);
    given {}
    put ["tenant_id", "code"] "code": Text = |input| Some(input.key.to_owned());
    friend Whole;
    Shape { key: Some(Key::Code),
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
    Parcel, NewParcel, PutParcel, ChangeParcel, RewriteParcel
    {
        #[id, tenant] tenant_id: i64, #[id, sort] number: i64, #[owner] owner_id: Number, #[version, sort] version: i64,
        #[soft_delete] deleted_at: Time,
    }
    id |id| parcel(id);
    given { number: number, }
    put ["tenant_id", "number"] "number": i64 = |input| input.number;
    friend Guest;
    Shape { key: Some(Key::Number),
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
    Plot, NewPlot, PutPlot, ChangePlot, RewritePlot
    { #[id] tenant_id: i64, #[id, sort] number: i64, #[owner] owner_id: Number, }
    id |id| parcel(id);
    given { tenant_id: tenant, number: number, }
    put [] "code": Text = |_input| None;
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
