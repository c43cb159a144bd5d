use secure_api::SecureInput;

#[derive(SecureInput)]
struct Client {
    #[input(plain)]
    #[serde(with = "text")]
    address: std::net::IpAddr,
}

fn main() {}
