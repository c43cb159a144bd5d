use secure_api::{Db, HasDb, SecureState, security::{HasSecurity, Security}};

#[derive(Clone, SecureState)]
struct AppState {
    security: Security,
    db: secure_api::rows::Db,
    name: String,
}

#[derive(Clone, SecureState)]
struct Tuple(Security, Db);

#[derive(Clone, SecureState)]
struct WithoutDatabase {
    security: Security,
}

fn holds_both<S: HasSecurity + HasDb>() {}
fn holds_security<S: HasSecurity>() {}

fn main() {
    holds_both::<AppState>();
    holds_both::<Tuple>();
    holds_security::<WithoutDatabase>();
}
