//! What comes with the library when nobody asks for more.

use secure_api_benches::dependencies::packages;

#[test]
fn no_server_database_no_parser_of_html_or_sql_comes_unless_asked_for() {
    let default = packages(&[]).expect("cargo lists the tree");
    assert!(default.contains("sqlx-sqlite") && default.contains("axum"), "{default:?}");
    let heavy = [
        "sqlx-postgres",
        "sqlx-mysql",
        "redis",
        "fred",
        "ammonia",
        "html5ever",
        "sqlparser",
        "zxcvbn",
        "argon2",
        "multer",
    ];
    let come: Vec<_> = heavy.into_iter().filter(|name| default.contains(*name)).collect();
    assert_eq!(come, [""; 0]);
}

/// What the test above looks for is in the tree of whoever asks: a name that has changed would go unnoticed.
#[test]
fn what_is_asked_for_comes() {
    let features = ["postgres", "html", "migrations", "password-strength", "accounts", "multipart"];
    let all = packages(&["--features", &features.join(",")]).expect("cargo lists the tree");
    let asked_for =
        ["sqlx-postgres", "ammonia", "html5ever", "sqlparser", "zxcvbn", "argon2", "multer"];
    let missing: Vec<_> = asked_for.into_iter().filter(|name| !all.contains(*name)).collect();
    assert_eq!(missing, [""; 0]);
}
