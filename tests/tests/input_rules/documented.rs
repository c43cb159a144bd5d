//! What is there is listed: in the tables of the modules and in the README.

use std::{collections::BTreeSet, fs, path::Path};

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

/// Every file below a folder, up to its tests.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => sources(&path),
            false => {
                let text = fs::read_to_string(&path).unwrap();
                vec![text.split("#[cfg(test)]").next().unwrap().to_owned()]
            }
        })
        .collect()
}

/// The first literal among the arguments of each call, after so many others.
fn literals(source: &str, call: &str, skipped: usize) -> Vec<String> {
    let arguments = source.split(call).skip(1).map(|rest| rest.split(')').next().unwrap());
    arguments
        .filter_map(|arguments| arguments.split(',').nth(skipped))
        .filter_map(|argument| argument.trim().strip_prefix('"')?.strip_suffix('"'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_code() {
    let module = read("secure-api/src/input/mod.rs");
    let table = module.split("//! | code |").nth(1).unwrap().split("//!\n").next().unwrap();
    let cells = table.lines().filter_map(|line| line.strip_prefix("//! | `")?.split(" |").next());
    let listed: BTreeSet<String> =
        cells.flat_map(|cell| cell.split(", ")).map(|code| code.replace('`', "")).collect();
    // What a function of the application's says has no literal here.
    let mut codes = BTreeSet::from(["custom".to_owned()]);
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../secure-api/src")) {
        let source: String = source
            .lines()
            .map(|line| line.trim_start())
            .filter(|line| !line.starts_with("//"))
            .collect();
        codes.extend(literals(&source, "Flaw::new(", 0));
        codes.extend(literals(&source, ".refuse(", 0));
        codes.extend(literals(&source, "Error::invalid(", 1));
        codes.extend(literals(&source, ",code: ", 0));
    }
    assert_eq!(listed, codes);
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
