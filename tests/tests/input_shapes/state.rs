//! Rules that need the application's state.
