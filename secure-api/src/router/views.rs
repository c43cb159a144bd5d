//! What the resources of one table have to agree on. Each is a view of the table, and knows nothing of the others; a router knows all that it
//! serves.

use super::place;
use crate::{
    config::ConfigError,
    listing::Mounted,
    policy::{ColumnKind, EndpointPolicy, ResourceInfo, RowArgument, is_one_table},
};

/// A column that every view of a table says something about, if one of them does.
struct Shared {
    attribute: &'static str,
    column: fn(&ResourceInfo) -> Option<&'static str>,
    /// Whether a view without it can do no harm, or says what it is about.
    may_leave_out: fn(&View, column: &str) -> bool,
    help: &'static str,
}

const SHARED: [Shared; 3] = [
    Shared {
        attribute: "tenant",
        column: |resource| resource.tenant,
        // It would reach the rows of every tenant.
        may_leave_out: |_, _| false,
        help: "add it with `#[resource(tenant)]`",
    },
    Shared {
        attribute: "version",
        column: |resource| resource.version,
        // What it writes would not be counted, and whoever holds an older tag would overwrite it.
        may_leave_out: |view, _| !view.writes,
        help: "add it with `#[resource(version)]`, or write `#[resource(read_only)]` above all that inputs could set",
    },
    Shared {
        attribute: "soft_delete",
        column: |resource| resource.soft_delete,
        // It would see, refer to and change what is deleted.
        may_leave_out: |view, column| {
            view.resource.column(column).is_some_and(|column| column.kind == ColumnKind::ReadOnly)
        },
        help: "add it with `#[resource(soft_delete)]`, or with `#[resource(read_only)]` if what is deleted is to be seen there",
    },
];

/// A resource, and an endpoint whose statements look into its table.
struct View {
    policy: &'static EndpointPolicy,
    resource: &'static ResourceInfo,
    /// Whether a row that is there can be changed by it, otherwise than by deleting it.
    writes: bool,
}

fn views(mounted: &[Mounted]) -> Vec<View> {
    let of_policy = |policy: &'static EndpointPolicy| {
        policy.resources().into_iter().map(move |resource| {
            let changes = |rows: &RowArgument| {
                let is_set = |kind| kind == ColumnKind::Plain;
                rows.transfers || resource.columns.iter().any(|column| is_set(column.kind))
            };
            let writes =
                policy.row_arguments().any(|rows| rows.resource == resource && changes(rows));
            View { policy, resource, writes }
        })
    };
    mounted.iter().map(Mounted::policy).flat_map(of_policy).collect()
}

/// Refuses two views of one table of which only one knows a column that the rows of all depend on.
pub(super) fn agree(mounted: &[Mounted]) -> Result<(), ConfigError> {
    let views = views(mounted);
    for shared in SHARED {
        let state = |other: &View| Some((other.resource, (shared.column)(other.resource)?));
        let stated: Vec<_> = views.iter().filter_map(state).collect();
        for view in &views {
            let View { policy, resource, .. } = view;
            let of_table =
                |(other, _): &&(&ResourceInfo, _)| is_one_table(other.table, resource.table);
            if let Some((other, column)) = stated.iter().find(of_table)
                && (shared.column)(resource) != Some(*column)
                && !(shared.may_leave_out)(view, column)
            {
                return Err(ConfigError::ViewsDisagree {
                    endpoint: place(policy),
                    resource: resource.name,
                    other: other.name,
                    attribute: shared.attribute,
                    column,
                    table: resource.table,
                    help: shared.help,
                });
            }
        }
    }
    Ok(())
}

/// Where rows of a table are kept when they are deleted, they are members no more: one that does not say so would let in whoever was
/// removed.
pub(super) fn members_leave(mounted: &[Mounted]) -> Result<(), ConfigError> {
    let views = views(mounted);
    let kept = |View { resource, .. }: &View| Some((resource.table, resource.soft_delete?));
    let columns: Vec<_> = views.iter().filter_map(kept).collect();
    for View { policy, resource, .. } in &views {
        let Some(member) = resource.member else { continue };
        let of_members = |(table, _): &&(&str, _)| is_one_table(table, member.table);
        if let (None, Some((_, column))) = (member.soft_delete, columns.iter().find(of_members)) {
            return Err(ConfigError::RemovedMembers {
                endpoint: place(policy),
                resource: resource.name,
                column,
                table: member.table,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::*;
    use crate::policy::{ArgumentKind, ColumnInfo, Holds, MemberInfo};

    const PLAIN: ResourceInfo = ResourceInfo {
        name: "Plain",
        table: "members",
        id: &["id"],
        owners: &[],
        tenant: None,
        member: None,
        soft_delete: None,
        version: None,
        columns: &[],
    };

    const MEMBERS: ResourceInfo =
        ResourceInfo { name: "Membership", soft_delete: Some("left_at"), ..PLAIN };

    const fn column(name: &'static str, kind: ColumnKind) -> ColumnInfo {
        ColumnInfo { name, kind, holds: Holds::Text, filter: false, sort: false }
    }

    const TITLE: &[ColumnInfo] = &[column("title", ColumnKind::Plain)];

    fn rows(resource: ResourceInfo) -> RowArgument {
        let resource = Box::leak(Box::new(resource));
        RowArgument { resource, loads_row: false, transfers: false, refers_to: Vec::new }
    }

    fn taking(rows: RowArgument) -> Mounted {
        let arguments = Box::leak(Box::new([ArgumentKind::Rows(rows)]));
        let policy = EndpointPolicy { arguments, ..EndpointPolicy::CLOSED };
        Mounted::new(Method::GET, "/", Box::leak(Box::new(policy)))
    }

    fn mounted(resource: ResourceInfo) -> Mounted {
        taking(rows(resource))
    }

    /// What keeps these from starting, in whichever order they are mounted: the attribute, and the views that disagree.
    fn disagreement(one: RowArgument, other: RowArgument) -> Option<[&'static str; 3]> {
        let why = |mounted: [Mounted; 2]| match agree(&mounted) {
            Ok(()) => None,
            Err(ConfigError::ViewsDisagree { attribute, resource, other, .. }) => {
                Some([attribute, resource, other])
            }
            Err(other) => panic!("{other}"),
        };
        let found = why([taking(one), taking(other)]);
        let turned = why([taking(other), taking(one)]);
        assert_eq!(found.map(|[attribute, ..]| attribute), turned.map(|[attribute, ..]| attribute));
        found
    }

    #[test]
    fn views_of_one_table_say_the_same() {
        let plain = ResourceInfo { columns: TITLE, ..PLAIN };
        let whole = ResourceInfo { name: "Whole", ..plain };
        let tenant = ResourceInfo { tenant: Some("tenant"), ..whole };
        let version = ResourceInfo { version: Some("version"), ..whole };
        let kept = ResourceInfo { soft_delete: Some("left_at"), ..whole };
        for (attribute, whole) in [("tenant", tenant), ("version", version), ("soft_delete", kept)]
        {
            assert_eq!(disagreement(rows(whole), rows(plain)), Some([attribute, "Plain", "Whole"]));
            assert_eq!(disagreement(rows(whole), rows(whole)), None);
            for table in ["Members", "public.members", "main.MEMBERS"] {
                let spelled = ResourceInfo { table, ..plain };
                let found = disagreement(rows(whole), rows(spelled));
                assert_eq!(found, Some([attribute, "Plain", "Whole"]), "{table}");
            }
            let elsewhere = ResourceInfo { table: "others", ..plain };
            assert_eq!(disagreement(rows(whole), rows(elsewhere)), None);
            // The other column is another word for the same, or not.
            let another = match attribute {
                "tenant" => ResourceInfo { tenant: Some("customer"), ..plain },
                "version" => ResourceInfo { version: Some("customer"), ..plain },
                _ => ResourceInfo { soft_delete: Some("customer"), ..plain },
            };
            let found = disagreement(rows(whole), rows(another));
            assert_eq!(found, Some([attribute, "Plain", "Whole"]));
        }
    }

    #[test]
    fn what_changes_nothing_need_not_count_changes() {
        let counted = ResourceInfo { name: "Counted", version: Some("version"), ..PLAIN };
        let shown =
            [ColumnKind::Id, ColumnKind::Owner, ColumnKind::ReadOnly, ColumnKind::Generated];
        let columns = Box::leak(Box::new(shown.map(|kind| column("title", kind))));
        let read = rows(ResourceInfo { columns, ..PLAIN });
        assert_eq!(disagreement(rows(counted), read), None);
        let given_away = RowArgument { transfers: true, ..read };
        let refused = Some(["version", "Plain", "Counted"]);
        assert_eq!(disagreement(rows(counted), given_away), refused);
        let written = rows(ResourceInfo { columns: TITLE, ..PLAIN });
        assert_eq!(disagreement(rows(counted), written), refused);
    }

    #[test]
    fn a_view_of_what_is_deleted_names_the_column() {
        let refused = Some(["soft_delete", "Plain", "Membership"]);
        for (kind, expected) in [
            (ColumnKind::ReadOnly, None),
            (ColumnKind::Plain, refused),
            (ColumnKind::Generated, refused),
        ] {
            let columns = Box::leak(Box::new([column("left_at", kind)]));
            let bin = rows(ResourceInfo { columns, ..PLAIN });
            assert_eq!(disagreement(rows(MEMBERS), bin), expected, "{kind:?}");
        }
    }

    #[test]
    fn members_that_are_kept_when_they_are_removed_do_not_start() {
        let of = |soft_delete| {
            let member = MemberInfo {
                table: "members",
                keys: &[("id", "document_id")],
                user: "user_id",
                tenant: None,
                filter: &[],
                levels: None,
                expiry: None,
                soft_delete,
            };
            let member = Some(&*Box::leak(Box::new(member)));
            mounted(ResourceInfo { name: "Document", table: "documents", member, ..PLAIN })
        };
        let why = members_leave(&[of(None), mounted(MEMBERS)]).unwrap_err();
        let is_said = matches!(
            why,
            ConfigError::RemovedMembers { resource: "Document", column: "left_at", .. }
        );
        assert!(is_said, "{why}");
        assert!(members_leave(&[of(Some("left_at")), mounted(MEMBERS)]).is_ok());
        let spelled = ResourceInfo { table: "public.Members", ..MEMBERS };
        assert!(members_leave(&[of(None), mounted(spelled)]).is_err());
        let deleted_for_good = ResourceInfo { soft_delete: None, ..MEMBERS };
        assert!(members_leave(&[of(None), mounted(deleted_for_good)]).is_ok());
    }
}
