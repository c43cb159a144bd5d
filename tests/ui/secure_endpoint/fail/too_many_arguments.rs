use secure_api::prelude::*;

#[secure_endpoint(authenticated)]
async fn report(a: Principal, b: Principal, c: Principal, d: Principal, e: Principal, f: Principal, g: Principal, h: Principal, i: Principal) {
    drop((a, b, c, d, e, f, g, h, i));
}

fn main() {}
