//! Compiles again when a migration is added: the compiler itself knows only of files that it has read.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
