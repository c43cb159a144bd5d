use secure_api::SecureInput;

#[derive(SecureInput)]
struct Client {
    #[input(plain, unbounded(reason = "it is small"))]
    address: std::net::IpAddr,
}

fn main() {}
