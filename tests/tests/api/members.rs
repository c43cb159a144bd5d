//! Rules about members and about one of several owners, and rows whose id has several columns, as requests see them.

use secure_api::{
    Db, SecureRouter, SecureService, SecureState, Security, clock::ManualClock, get, prelude::*,
};
use secure_api_tests::{
    client::Call,
    database::{Database, On},
    endpoints::Role,
    on_each_database,
    tokens::{self, NOW},
};

on_each_database! {
    a_level_includes_those_below_it,
    a_rule_asks_for_one_of_several_owners,
    an_id_of_several_columns_is_read_in_their_order,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(
    table = "documents",
    member(
        table = "members",
        resource_key = "project",
        column = "project",
        user_key = "who",
        levels(level = ["read", "write", "admin"])
    )
)]
struct Document {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    author: String,
    #[resource(owner)]
    reviewer: String,
    project: i64,
}

#[derive(Resource, sqlx::FromRow)]
#[resource(table = "assignments")]
struct Assignment {
    #[resource(id)]
    project: i64,
    #[resource(id)]
    number: i64,
    #[resource(owner)]
    author: String,
    task: String,
}

macro_rules! reads {
    ($($name:ident: $rule:meta;)*) => {
        $(
            #[secure_endpoint($rule)]
            async fn $name(document: Owned<Document>) -> String {
                let Document { id, author, reviewer, project } = document.into_inner();
                format!("{id} {author} {reviewer} {project}")
            }
        )*
    };
}

access_rule!(Writer = member(level = "write"));

reads! {
    as_member: member;
    as_reader: member(level = "read");
    as_writer: rule = Writer;
    as_admin: any(role = "admin", member(level = "admin"));
    as_author: owner = "author";
    as_either: any(owner = "author", owner = "reviewer");
    as_author_alone: all(owner = "author", not(owner = "reviewer"));
}

#[secure_endpoint(owner)]
async fn by_columns(assignment: Owned<Assignment>) -> String {
    let Assignment { project, number, author, task } = assignment.into_inner();
    format!("{project} {number} {author} {task}")
}

#[secure_endpoint(owner)]
async fn by_names(#[path("first", "second")] assignment: Owned<Assignment>) -> String {
    assignment.into_inner().task
}

#[derive(Clone, SecureState)]
struct App {
    security: Security,
    db: Db,
}

const TABLES: &str = "
    CREATE TABLE documents (id BIGINT PRIMARY KEY, author TEXT NOT NULL, reviewer TEXT NOT NULL, project BIGINT NOT NULL);
    CREATE TABLE members (project BIGINT, who TEXT, level TEXT);
    CREATE TABLE assignments (project BIGINT NOT NULL, number BIGINT NOT NULL, author TEXT NOT NULL, task TEXT NOT NULL, PRIMARY KEY (project, number));
    INSERT INTO documents VALUES (1, 'ann', 'ben', 7), (2, 'ben', 'ann', 8), (3, 'ann', 'ann', 9);
    INSERT INTO members VALUES (7, 'reader', 'read'), (7, 'writer', 'write'), (7, 'boss', 'admin');
    INSERT INTO members VALUES (7, 'guest', 'guest'), (7, 'unknown', NULL), (NULL, 'lost', 'admin'), (8, 'other', 'admin');
    INSERT INTO assignments VALUES (1, 2, 'ann', 'mow'), (2, 1, 'ben', 'dig');
";

async fn service(database: &Database) -> SecureService {
    database.run(TABLES).await;
    let security = Security::builder()
        .jwt(tokens::verifier())
        .roles::<Role>()
        .clock(ManualClock::at_unix_seconds(NOW));
    SecureRouter::new()
        .route("/member/{id}", get(as_member))
        .route("/reader/{id}", get(as_reader))
        .route("/writer/{id}", get(as_writer))
        .route("/admin/{id}", get(as_admin))
        .route("/author/{id}", get(as_author))
        .route("/either/{id}", get(as_either))
        .route("/alone/{id}", get(as_author_alone))
        .route("/projects/{project}/assignments/{number}", get(by_columns))
        .route("/by-names/{second}/{first}", get(by_names))
        .with_state(App {
            security: security.build().unwrap(),
            db: Db::connect(database.url()).await.unwrap(),
        })
        .into_service()
        .unwrap()
}

async fn status(service: &SecureService, path: &str, subject: &str, roles: &[&str]) -> u16 {
    Call::new(service.clone(), "GET", path).by(subject, roles).send().await.status
}

async fn a_level_includes_those_below_it(on: On) {
    let database = Database::new(on).await;
    let service = service(&database).await;
    for (subject, expected) in [
        ("reader", [200, 200, 404, 404]),
        ("writer", [200, 200, 200, 404]),
        ("boss", [200, 200, 200, 200]),
        ("guest", [404; 4]),
        ("unknown", [404; 4]),
        ("lost", [404; 4]),
        ("other", [404; 4]),
        ("ann", [404; 4]),
    ] {
        let mut found = [0; 4];
        for (found, path) in
            found.iter_mut().zip(["/member/1", "/reader/1", "/writer/1", "/admin/1"])
        {
            *found = status(&service, path, subject, &[]).await;
        }
        assert_eq!(found, expected, "{subject}");
    }
    assert_eq!(status(&service, "/admin/1", "ann", &["admin"]).await, 200);
    assert_eq!(status(&service, "/writer/1", "ann", &["admin"]).await, 404);
    assert_eq!(status(&service, "/writer/2", "writer", &[]).await, 404);
}

async fn a_rule_asks_for_one_of_several_owners(on: On) {
    let database = Database::new(on).await;
    let service = service(&database).await;
    for (path, subject, expected) in [
        ("/author/1", "ann", 200),
        ("/author/1", "ben", 404),
        ("/author/2", "ann", 404),
        ("/either/1", "ann", 200),
        ("/either/1", "ben", 200),
        ("/either/3", "ben", 404),
        ("/alone/1", "ann", 200),
        ("/alone/2", "ann", 404),
        ("/alone/3", "ann", 404),
    ] {
        assert_eq!(status(&service, path, subject, &[]).await, expected, "{path} {subject}");
    }
}

/// The row whose id is the other way round is somebody else's.
async fn an_id_of_several_columns_is_read_in_their_order(on: On) {
    let database = Database::new(on).await;
    let service = service(&database).await;
    let text = async |path: &str, subject| {
        Call::new(service.clone(), "GET", path).by(subject, &[]).send().await
    };
    let answer = text("/projects/1/assignments/2", "ann").await;
    assert_eq!((answer.status, answer.text()), (200, "1 2 ann mow"));
    let answer = text("/projects/2/assignments/1", "ben").await;
    assert_eq!((answer.status, answer.text()), (200, "2 1 ben dig"));
    // `first` is the project, wherever it stands in the path.
    let answer = text("/by-names/2/1", "ann").await;
    assert_eq!((answer.status, answer.text()), (200, "mow"));
    for (path, subject) in [
        ("/projects/2/assignments/1", "ann"),
        ("/projects/1/assignments/2", "ben"),
        ("/projects/1/assignments/1", "ann"),
        ("/projects/1/assignments/x", "ann"),
        ("/projects/x/assignments/2", "ann"),
        ("/by-names/1/2", "ann"),
    ] {
        text(path, subject).await.problem(404);
    }
}
