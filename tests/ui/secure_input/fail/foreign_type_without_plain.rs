use secure_api::SecureInput;

#[derive(SecureInput)]
struct Client {
    address: std::net::IpAddr,
}

fn main() {}
