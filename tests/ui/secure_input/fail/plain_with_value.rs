use secure_api::SecureInput;

#[derive(SecureInput)]
struct Client {
    #[input(plain = true)]
    address: std::net::IpAddr,
}

fn main() {}
