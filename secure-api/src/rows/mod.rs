//! Rows that a grant reaches. The only folder that names `sqlx`.
