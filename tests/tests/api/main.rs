//! The whole library over HTTP: what each caller reaches, in which order a request is judged, what every answer looks like.

mod audit;
mod batches;
mod headers;
mod listing;
mod listing_json;
mod members;
mod methods;
mod mounting;
mod order;
mod problems;
mod quota_keys;
mod quotas;
mod references;
mod reports;
mod rows;
mod rules;
mod server;
mod slow_clients;
mod sources;
mod spans;
mod startup;
