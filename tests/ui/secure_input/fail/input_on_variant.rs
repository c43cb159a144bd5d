use secure_api::SecureInput;

#[derive(SecureInput)]
enum Kind {
    #[input(plain)]
    Address(std::net::IpAddr),
}

fn main() {}
