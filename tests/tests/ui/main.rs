//! What the compiler says to a mistake, and that it says nothing to correct code.
//!
//! Each case in `ui/<macro>/fail` holds one mistake and the messages that it leads to; `TRYBUILD=overwrite cargo test -p
//! secure-api-tests --test ui` writes them anew. The wording of rustc changes between versions, so messages are compared on the
//! compiler that they were made with only. On another one every case still has to fail.

mod help;
mod message;
mod paste;

use std::{fs, path::Path, process::Command, sync::Once};

/// The compiler whose messages the `.stderr` files hold.
const COMPILER: &str = "1.95.0";

/// Set in the process that runs the cases without comparing messages.
const WITHOUT_MESSAGES: &str = "SECURE_API_UI_WITHOUT_MESSAGES";

#[test]
fn cases() {
    place_migrations();
    let compiler = rustc_version::version().expect("rustc tells its version");
    if std::env::var_os(WITHOUT_MESSAGES).is_some() {
        without_messages();
    } else if compiler.to_string() == COMPILER {
        let cases = trybuild::TestCases::new();
        cases.pass("ui/*/pass/*.rs");
        cases.compile_fail("ui/*/fail/*.rs");
    } else {
        println!(
            "messages are not compared: they were made with rustc {COMPILER}, this is {compiler}"
        );
        // trybuild accepts any message while it is told to write them down.
        let status = Command::new(std::env::current_exe().expect("a test knows its own file"))
            .args(["--exact", "cases", "--nocapture"])
            .env(WITHOUT_MESSAGES, "1")
            .env("TRYBUILD", "overwrite")
            .status()
            .expect("a test can start itself");
        assert!(status.success(), "a case that has to fail compiles, or the reverse");
    }
}

/// The cases are compiled as a package of trybuild's own, which has no migrations beside its `Cargo.toml`, so they are copied there.
fn place_migrations() {
    static PLACED: Once = Once::new();
    PLACED.call_once(|| {
        let target =
            Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder in the target");
        let package = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
        let _ = fs::remove_dir_all(package.join("migrations"));
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/resource/migrations");
        for folder in fs::read_dir(from).expect("the migrations are readable").flatten() {
            let to = package.join("migrations").join(folder.file_name());
            fs::create_dir_all(&to).expect("the target folder is writable");
            for file in fs::read_dir(folder.path()).expect("the migrations are readable").flatten()
            {
                fs::copy(file.path(), to.join(file.file_name()))
                    .expect("a migration can be copied");
            }
        }
    });
}

/// Runs copies of the cases, which have no messages beside them.
fn without_messages() {
    let copies = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    let _ = fs::remove_dir_all(&copies);
    copy_cases(Path::new(env!("CARGO_MANIFEST_DIR")).join("ui").as_path(), &copies);
    let cases = trybuild::TestCases::new();
    cases.pass(copies.join("*/pass/*.rs"));
    cases.compile_fail(copies.join("*/fail/*.rs"));
}

fn copy_cases(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the target folder is writable");
    for entry in fs::read_dir(from).expect("the cases are readable").flatten() {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_cases(&path, &copy);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            fs::copy(&path, &copy).expect("a case can be copied");
        }
    }
}

/// Those in which the compiler itself speaks too, or where several mistakes are meant.
const SEVERAL: &[&str] = &[
    "two_mistakes",
    "compilers_sanitize",
    "owned_of_no_resource",
    "condition_of_another_resource",
    "input_of_another_type",
    "upsert_without_key",
    "rule_on_no_field",
];

#[test]
fn one_mistake_is_one_message() {
    let mut read = 0;
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")).unwrap().flatten()
    {
        let Ok(cases) = fs::read_dir(folder.path().join("fail")) else { continue };
        for path in cases.flatten().map(|case| case.path()) {
            if path.extension().is_none_or(|extension| extension != "stderr") {
                continue;
            }
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            let messages = text.lines().filter(|line| line.starts_with("error")).count();
            assert_eq!(messages > 1, SEVERAL.contains(&&*name), "{}:\n{text}", path.display());
            read += 1;
        }
    }
    assert!(read >= 300, "{read}");
}
