//! Which files are migrations, and in which order they run: as sqlx has it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use syn::{Error, LitStr, Result};

/// The files of a folder that lead to the schema: those that go back are left out.
pub(super) struct Files {
    /// The folder, as it is written in the attribute.
    pub(super) folder: LitStr,
    pub(super) files: Vec<File>,
}

/// One migration.
pub(super) struct File {
    pub(super) name: String,
    pub(super) sql: String,
}

/// Reads the folder beside the `Cargo.toml` of the crate that is compiled.
pub(super) fn read(folder: &LitStr) -> Result<Files> {
    // Cargo sets it, for editors too.
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    read_from(&root, folder)
}

pub(super) fn read_from(root: &Path, folder: &LitStr) -> Result<Files> {
    let written = folder.value();
    let refuse = |message: String, help: &str| {
        Err(Error::new_spanned(folder, format_args!("{message}\nhelp: {help}")))
    };
    if Path::new(&written).is_absolute() {
        return refuse(
            format!("folder `{written}` is there on one machine only"),
            "write the path from the folder of Cargo.toml: `\"migrations\"`",
        );
    }
    let Ok(entries) = fs::read_dir(root.join(&written)) else {
        return refuse(
            format!("no folder `{written}` can be read beside Cargo.toml"),
            "write where the migrations of sqlx are, from there: `\"migrations\"`",
        );
    };

    let mut found: Vec<(i64, File)> = Vec::new();
    for entry in entries {
        // An entry that cannot be read may be a migration.
        let Ok(entry) = entry else {
            return refuse(format!("folder `{written}` cannot be read to its end"), "look at it");
        };
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let Some((version, rest)) = name.split_once('_') else { continue };
        if !rest.ends_with(".sql") || !path.is_file() {
            continue;
        }
        let Ok(version) = version.parse::<i64>() else {
            return refuse(
                format!("migration `{name}` does not begin with a number"),
                "name it like `0001_documents.sql`, as sqlx does",
            );
        };
        if rest.ends_with(".down.sql") {
            continue;
        }
        let Ok(sql) = fs::read_to_string(&path) else {
            return refuse(format!("migration `{name}` cannot be read"), "make it a file of UTF-8");
        };
        if let Some((_, twin)) = found.iter().find(|(other, _)| *other == version) {
            let (first, second) =
                if twin.name < name { (&twin.name, &name) } else { (&name, &twin.name) };
            return refuse(
                format!("migrations `{first}` and `{second}` have the same number"),
                "give each its own number, in the order in which they run",
            );
        }
        found.push((version, File { name, sql }));
    }
    if found.is_empty() {
        return refuse(
            format!("folder `{written}` holds no migration"),
            "name them like `0001_documents.sql`, as sqlx does",
        );
    }
    found.sort_by_key(|(version, _)| *version);
    let files = found.into_iter().map(|(_, file)| file).collect();
    Ok(Files { folder: folder.clone(), files })
}
