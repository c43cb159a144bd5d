//! What the server prints when it starts: where it is, what it serves, and lines to try it with.

use std::{io::Write as _, net::SocketAddr};

use secure_api::{Development, listing::Policies};

/// The subjects of the demonstration tokens. The first two own a document from the start.
const ALICE: &str = "a11ce000-0000-4000-8000-000000000001";
const BOB: &str = "b0b00000-0000-4000-8000-000000000002";
const ADMIN: &str = "ad000000-0000-4000-8000-000000000003";

const ALICES_DOCUMENT: &str = "00000000-0000-4000-8000-000000000a01";
const BOBS_DOCUMENT: &str = "00000000-0000-4000-8000-000000000b01";

/// Prints it.
pub fn print(
    address: SocketAddr,
    policies: &Policies,
    development: &Development,
) -> Result<(), Box<dyn std::error::Error>> {
    let alice = development.token(ALICE, &["editor"])?;
    let bob = development.token(BOB, &["viewer"])?;
    let admin = development.token(ADMIN, &["admin"])?;
    let url = format!("http://{address}");

    let get = |token: &str, path: &str| {
        format!("curl -i -H 'Authorization: Bearer {token}' '{url}{path}'")
    };
    let send = |method: &str, token: &str, path: &str, body: &str| {
        format!(
            "curl -i -X {method} -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' -d '{body}' '{url}{path}'"
        )
    };
    let document = r#"{"title": "Shopping", "content": "Bread, cheese, tea."}"#;
    let lines = [
        ("200", "anyone asks whether the server is up", format!("curl -i '{url}/health'")),
        ("200", "Alice lists her documents", get(&alice, "/documents?limit=10")),
        ("200", "Alice reads her document", get(&alice, &format!("/documents/{ALICES_DOCUMENT}"))),
        ("201", "Alice writes a document", send("POST", &alice, "/documents", document)),
        (
            "200",
            "Alice changes her document",
            send(
                "PATCH",
                &alice,
                &format!("/documents/{ALICES_DOCUMENT}"),
                r#"{"title": "A better plan"}"#,
            ),
        ),
        ("401", "nobody says who is calling", format!("curl -i '{url}/documents'")),
        ("401", "the token is not one of ours", get("not.a.token", "/documents")),
        (
            "403",
            "Bob is a viewer, and writing takes an editor",
            send("POST", &bob, "/documents", document),
        ),
        (
            "404",
            "Alice asks for Bob's document",
            get(&alice, &format!("/documents/{BOBS_DOCUMENT}")),
        ),
        (
            "422",
            "the title is empty, and the owner is not hers to choose",
            send(
                "POST",
                &alice,
                "/documents",
                r#"{"title": " ", "content": "", "owner_id": "me"}"#,
            ),
        ),
        (
            "429",
            "the fourth request of a minute, where three are allowed",
            get(&admin, "/statistics?try=[1-4]"),
        ),
    ];

    let mut out = std::io::stdout().lock();
    writeln!(out, "Listening on {url}\n\n{policies}")?;
    writeln!(
        out,
        "Tokens for this run, signed with a fresh random key that only this process knows:\n"
    )?;
    for (name, role, token) in
        [("alice", "editor", &alice), ("bob", "viewer", &bob), ("admin", "admin", &admin)]
    {
        writeln!(out, "{name} ({role})\n{token}\n")?;
    }
    writeln!(out, "Lines to paste, each with the status that it ends in:")?;
    for (status, what, line) in lines {
        writeln!(out, "\n# {status}: {what}\n{line}")?;
    }
    writeln!(out, "\nStop with Ctrl-C.")?;
    out.flush()?;
    Ok(())
}
