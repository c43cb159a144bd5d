//! Reading valid input by macro allocates nothing that reading it by hand does not.

use allocation_counter::measure;
use secure_api_benches::{SHAPES, Shape, Way};

fn allocations(shape: &Shape, way: Way) -> u64 {
    let read = || assert!(shape.read(way), "{}, {}", shape.name, way.name());
    read(); // patterns are compiled when they are first used
    measure(read).count_total
}

#[test]
fn no_more_than_by_hand() {
    for shape in &SHAPES {
        let [by_hand, by_macro] = Way::ALL.map(|way| allocations(shape, way));
        assert!(by_macro <= by_hand, "{}: {by_macro} instead of {by_hand}", shape.name);
    }
}
