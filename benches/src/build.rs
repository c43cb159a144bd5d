//! One service of 200 endpoints written twice, as crates to compile: with the guards declared, and with the guards as they are written by
//! hand. What stands in `benches/build` is one resource of each with its ten endpoints; here it becomes twenty.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::Way;

/// How many resources a service has.
const RESOURCES: u32 = 20;

/// How many endpoints it has.
pub const ENDPOINTS: u32 = 10 * RESOURCES;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A workspace of both crates, outside of this one.
#[derive(Debug)]
pub struct Services {
    folder: PathBuf,
}

impl Services {
    /// Writes them, with the versions of this repository's `Cargo.lock`.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn write(folder: &Path) -> io::Result<Self> {
        let services = Self { folder: folder.to_owned() };
        fs::create_dir_all(folder)?;
        fs::write(folder.join("Cargo.toml"), workspace()?)?;
        fs::copy(Path::new(REPOSITORY).join("Cargo.lock"), folder.join("Cargo.lock"))?;
        for way in Way::ALL {
            let sources = services.sources(way);
            fs::create_dir_all(&sources)?;
            fs::write(folder.join(way.name()).join("Cargo.toml"), manifest(way))?;
            fs::write(sources.join("main.rs"), each_line_of_invoices(&template(way, "main.rs")?))?;
            let invoice = template(way, "invoice.rs")?;
            for number in 0..RESOURCES {
                fs::write(
                    sources.join(format!("{}.rs", named(number))),
                    as_number(&invoice, number),
                )?;
            }
        }
        fs::write(
            services.sources(Way::ByHand).join("guards.rs"),
            template(Way::ByHand, "guards.rs")?,
        )?;
        Ok(services)
    }

    /// Where the workspace is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the body of one handler longer, by a line for each edit: every line below it moves, as it does when somebody writes.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn edit(&self, way: Way, edits: usize) -> io::Result<()> {
        const PLACE: &str = "    let month = asked.month.unwrap_or(1);\n";
        let written = format!("{PLACE}{}", "    let month = month.max(1);\n".repeat(edits));
        let source = as_number(&template(way, "invoice.rs")?, 0);
        fs::write(
            self.sources(way).join(format!("{}.rs", named(0))),
            source.replacen(PLACE, &written, 1),
        )
    }

    fn sources(&self, way: Way) -> PathBuf {
        self.folder.join(way.name()).join("src")
    }
}

fn template(way: Way, file: &str) -> io::Result<String> {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("build").join(way.name()).join(file),
    )
}

fn named(number: u32) -> String {
    format!("invoice{number:02}")
}

fn as_number(source: &str, number: u32) -> String {
    source.replace("invoice", &named(number)).replace("Invoice", &format!("Invoice{number:02}"))
}

fn each_line_of_invoices(source: &str) -> String {
    let lines = source.split_inclusive('\n').map(|line| match line.contains("invoice") {
        true => (0..RESOURCES).map(|number| as_number(line, number)).collect(),
        false => line.to_owned(),
    });
    lines.collect()
}

/// With the dependencies of this workspace, at the same versions, and the profiles that users have who choose none.
fn workspace() -> io::Result<String> {
    let ours = fs::read_to_string(Path::new(REPOSITORY).join("Cargo.toml"))?;
    let (_, dependencies) = ours.split_once("[workspace.dependencies]").unwrap_or_default();
    let (dependencies, _) = dependencies.split_once("\n[").unwrap_or_default();
    let dependencies: String = dependencies
        .split_inclusive('\n')
        .map(|line| line.replace("path = \"", &format!("path = \"{REPOSITORY}/")))
        .collect();
    Ok(format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"by-hand\", \"by-macro\"]\n\n\
         [workspace.dependencies]{dependencies}\n[profile.release]\nstrip = true\n"
    ))
}

fn manifest(way: Way) -> String {
    let name = way.name();
    let guards = match way {
        Way::ByHand => {
            "governor.workspace = true\njsonwebtoken.workspace = true\nserde_json.workspace = true\n\
             validator = { workspace = true, features = [\"derive\"] }\n"
        }
        Way::ByMacro => "secure-api = { workspace = true, features = [\"sqlite\"] }\n",
    };
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{guards}\
         axum.workspace = true\nserde.workspace = true\nsqlx = {{ workspace = true, features = [\"sqlite\", \"uuid\"] }}\n\
         tokio = {{ workspace = true, features = [\"rt-multi-thread\"] }}\ntracing.workspace = true\nuuid.workspace = true\n"
    )
}
