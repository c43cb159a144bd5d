//! What is there is listed: in the tables of the modules and in the README.

use std::{fs, path::Path};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The files of a folder, which has one for each rule or sanitizer.
fn names(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "mod")
        .collect();
    names.sort();
    names
}

/// Whether a word stands at the start of a piece of code: `` `name` ``, `` `name(…)` ``, `` [`name` ``.
fn is_listed(table: &str, name: &str) -> bool {
    ["`", "(", ", ", " "].iter().any(|before| {
        [",", "`", "(", ")", " "]
            .iter()
            .any(|after| table.contains(&format!("{before}{name}{after}")))
    })
}

#[test]
fn every_rule_and_every_sanitizer() {
    let readme = read("README.md");
    let row = readme.lines().find(|line| line.starts_with("| `SecureInput` |")).unwrap();
    for folder in ["rules", "sanitize"] {
        let folder = format!("secure-api/src/input/{folder}");
        let module = read(&format!("{folder}/mod.rs"));
        let table: String = module.lines().filter(|line| line.starts_with("//! |")).collect();
        for name in names(&folder) {
            assert!(
                is_listed(&table, &name),
                "`{name}` is missing in the table of {folder}/mod.rs"
            );
            assert!(is_listed(row, &name), "`{name}` is missing in the README");
            let file = read(&format!("{folder}/{name}.rs"));
            assert!(
                file.contains("/// ```\n/// use secure_api"),
                "{folder}/{name}.rs has no example"
            );
        }
    }
}

/// The macro has to know the types to suggest one, and cannot ask the library.
#[test]
fn the_macro_knows_the_media_types() {
    let file = read("secure-api-macros/src/input/rules/file.rs");
    let list = file.split("const MEDIA_TYPES: &[&str] = &[").nth(1).unwrap();
    let list = list.split("];").next().unwrap();
    let known: Vec<_> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(known, secure_api::input::rules::MEDIA_TYPES);
}
