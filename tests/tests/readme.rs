//! What the README shows is what is there.

use std::{fs, path::Path};

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The fenced block that begins with this fence, after this heading.
fn block(readme: &str, heading: &str, fence: &str) -> String {
    let section = readme.split_once(heading).expect("the heading is there").1;
    let block = section.split_once(&format!("```{fence}\n")).expect("the block is there").1;
    block.split_once("```").expect("the block ends").0.to_owned()
}

#[test]
fn the_compile_error_is_a_real_one() {
    let readme = file("README.md");
    let heading = "## What a compile error looks like";
    let case = "tests/ui/secure_endpoint/fail/no_access_rule";
    assert_eq!(block(&readme, heading, "rust,ignore"), file(&format!("{case}.rs")));
    let message = file(&format!("{case}.stderr"));
    let here = message.replace("ui/secure_endpoint/fail/no_access_rule.rs", "src/main.rs");
    assert_eq!(block(&readme, heading, "text"), here);
}

#[test]
fn the_two_commands_exist() {
    let readme = file("README.md");
    let commands = block(&readme, "# secure-api", "console");
    assert!(commands.contains("cargo run -p quickstart") && commands.contains("scripts/test"));
    assert!(file("Cargo.toml").contains("examples/quickstart"));
    assert!(file(".ci/run").contains("scripts/test"));
}

#[test]
fn every_entry_of_the_attribute_stands_in_the_tables() {
    let readme = file("README.md");
    let manual = file("secure-api/src/docs/secure_endpoint.md");
    for (file_of, list) in [
        ("clause.rs", "const CLAUSES: &[&str] ="),
        ("attr.rs", "const SETTINGS: &[&str] ="),
        ("rate.rs", "const KEYS: &[&str] ="),
    ] {
        let parser = file(&format!("secure-api-macros/src/endpoint/{file_of}"));
        let keys = parser.split_once(list).expect("the list is there").1;
        let keys = keys.split_once(';').expect("the list ends").0;
        for key in keys.split('"').skip(1).step_by(2) {
            // In code: alone, or as the first, or a later one, of what stands in parentheses.
            let is_in = |text: &str| {
                ["`", "(", ", "].iter().any(|before| text.contains(&format!("{before}{key}")))
            };
            assert!(is_in(&readme), "`{key}` is missing in the README");
            assert!(is_in(&manual), "`{key}` is missing in the attribute's documentation");
        }
    }
}

#[test]
fn the_dependencies_are_those_of_the_workspace() {
    let (readme, workspace) = (file("README.md"), file("Cargo.toml"));
    for line in block(&readme, "## An example", "toml").lines().skip(1) {
        let (name, version) = line.split_once(" = ").expect("a dependency");
        let version = version.split('"').nth(1).expect("a version");
        let exact = format!("{name} = {{ path = \"{name}\", version = \"={version}.");
        let ours = [
            format!("{name} = \"{version}\""),
            format!("{name} = {{ version = \"{version}\""),
            exact,
        ];
        assert!(ours.iter().any(|ours| workspace.contains(ours.as_str())), "{line}");
    }
}
