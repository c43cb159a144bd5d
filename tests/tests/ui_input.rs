#[test]
fn ui() {
    let t = trybuild::TestCases::new();
    t.pass("ui/secure_input/pass/no_members.rs");
    t.compile_fail("ui/secure_input/fail/*.rs");
}
