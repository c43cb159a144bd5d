//! Request bodies that notice whether anybody reads them.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use axum::body::{Body, Bytes};
use futures_util::stream;

/// How often a body was asked for more.
#[derive(Debug, Clone, Default)]
pub struct Polls(Arc<AtomicUsize>);

impl Polls {
    /// So often.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// More pieces than any limit of these tests lets through.
const MANY: usize = 100_000;

/// A body that gives this piece again and again, without a length; it breaks off only when nobody stops it.
pub fn endless(piece: &'static [u8]) -> (Body, Polls) {
    let polls = Polls::default();
    let counted = polls.clone();
    let pieces = stream::poll_fn(move |_| {
        let given = counted.0.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(Some(match given {
            MANY.. => Err(std::io::Error::other("nobody stops it")),
            _ => Ok(Bytes::from_static(piece)),
        }))
    });
    (Body::from_stream(pieces), polls)
}

/// A body that never gives anything and never ends.
pub fn silent() -> (Body, Polls) {
    let polls = Polls::default();
    let counted = polls.clone();
    let pieces = stream::poll_fn(move |_| {
        counted.0.fetch_add(1, Ordering::SeqCst);
        Poll::<Option<Result<Bytes, Infallible>>>::Pending
    });
    (Body::from_stream(pieces), polls)
}

/// A body that gives these pieces and then breaks off.
pub fn broken_off(pieces: &'static [&'static [u8]]) -> Body {
    let whole = pieces.iter().map(|piece| Ok(Bytes::from_static(piece)));
    let end = std::iter::once(Err(std::io::Error::other("the client is gone")));
    Body::from_stream(stream::iter(whole.chain(end)))
}

/// A body in these pieces, without a length.
pub fn chunked(pieces: Vec<Vec<u8>>) -> Body {
    Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, Infallible>)))
}
