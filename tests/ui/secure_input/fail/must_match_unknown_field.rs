use secure_api::SecureInput;

#[derive(SecureInput)]
struct NewPassword {
    #[validate(length(max = 100))]
    password: String,
    #[validate(length(max = 100), must_match(other = pasword))]
    repeated: String,
}

fn main() {}
