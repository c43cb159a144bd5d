use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role(includes(Editor), name = "administrator")]
    Admin,
    #[role(includes(Viewer))]
    Editor,
    Viewer,
}

fn main() {
    let table = <Role as Roles>::TABLE;
    let holds: Vec<_> = table.roles.iter().map(|role| (role.name, role.holds)).collect();
    assert_eq!(holds, [("administrator", 0b111), ("editor", 0b110), ("viewer", 0b100)]);
    assert_eq!((Role::Admin.index(), Role::Editor.index(), Role::Viewer.index()), (0, 1, 2));
}
