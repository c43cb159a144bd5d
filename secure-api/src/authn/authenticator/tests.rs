//! What is known of a token, against verifying it again.

mod alike;
mod attacks;
mod world;
