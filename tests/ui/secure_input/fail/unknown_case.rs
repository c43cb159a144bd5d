use secure_api::SecureInput;

#[derive(SecureInput)]
#[serde(rename_all = "camelcase")]
struct Page {
    page_size: u32,
}

fn main() {}
