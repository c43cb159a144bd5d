use secure_api::{Db, HasDb, SecureState, security::{HasSecurity, Security}};

type Guard = Security;

#[derive(Clone, SecureState)]
struct AppState<T: Clone> {
    #[state(security)]
    guard: Guard,
    #[state(db)]
    main: Db,
    archive: Db,
    rest: T,
}

fn holds_both<S: HasSecurity + HasDb>() {}

fn main() {
    holds_both::<AppState<u8>>();
}
