//! Hands a body on to the parser of its parts, piece by piece.
//!
//! The parser takes all that is there before it looks at any of it, and searches it anew whenever more comes. So it is given one piece
//! at a time, none of which is small, and no more of them than the head of a part can need: neither its memory nor its time then
//! depends on how a client cuts its body up, or on how long it lets the parser search.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use axum::body::Bytes;
use futures_util::Stream;

use crate::error::{Error, Result};

/// Pieces have this many bytes at least, but for the last one.
const PIECE: usize = 16 * 1024;

/// A head of a part that has not ended after so many pieces is refused. The first may stand in the middle of one.
const MOST_PIECES: usize = 3;

/// How many pieces the parser was given since it was last asked for something.
#[derive(Debug, Clone, Default)]
pub(super) struct Given(Arc<AtomicUsize>);

impl Given {
    pub(super) fn begin(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

#[derive(Debug)]
pub(super) struct Feed<S> {
    body: S,
    gathered: Vec<u8>,
    given: Given,
    has_ended: bool,
    /// Whether the last answer was a piece, so that the parser has to look at it before it gets another.
    is_resting: bool,
}

impl<S> Feed<S> {
    pub(super) fn new(body: S, given: Given) -> Self {
        Self { body, gathered: Vec::new(), given, has_ended: false, is_resting: false }
    }
}

impl<S: Stream<Item = Result<Bytes>> + Unpin> Stream for Feed<S> {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.is_resting) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if !self.has_ended && self.given.0.load(Ordering::Relaxed) >= MOST_PIECES {
            return Poll::Ready(Some(Err(Error::bad_request("the head of a part is too large"))));
        }
        while !self.has_ended && self.gathered.len() < PIECE {
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Ready(Some(Ok(more))) => self.gathered.extend_from_slice(&more),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => self.has_ended = true,
                Poll::Pending => return Poll::Pending,
            }
        }
        if self.gathered.is_empty() {
            return Poll::Ready(None);
        }
        self.given.0.fetch_add(1, Ordering::Relaxed);
        self.is_resting = true;
        Poll::Ready(Some(Ok(std::mem::take(&mut self.gathered).into())))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, StreamExt as _, stream};

    use super::*;

    #[tokio::test]
    async fn small_pieces_become_large_ones() {
        let body = stream::iter((0..PIECE * 2 + 1).map(|_| Ok(Bytes::from_static(b"x"))));
        let feed = Feed::new(body, Given::default());
        let sizes: Vec<_> = feed.map(|piece| piece.unwrap().len()).collect().await;
        assert_eq!(sizes, [PIECE, PIECE, 1]);
    }

    /// Else the parser would take the whole body into its memory before it gives anything away.
    #[test]
    fn after_a_piece_comes_a_pause() {
        let piece = Bytes::from(vec![b'x'; PIECE]);
        let mut feed = Feed::new(stream::repeat_with(|| Ok(piece.clone())), Given::default());
        let mut is_given = || feed.next().now_or_never().is_some();
        assert_eq!([is_given(), is_given(), is_given(), is_given()], [true, false, true, false]);
    }

    #[tokio::test]
    async fn there_is_an_end_to_what_is_given_at_once() {
        let given = Given::default();
        let piece = Bytes::from(vec![b'x'; PIECE]);
        let mut feed = Feed::new(stream::repeat_with(|| Ok(piece.clone())), given.clone());
        for _ in 0..MOST_PIECES {
            assert!(feed.next().await.unwrap().is_ok());
        }
        assert_eq!(feed.next().await.unwrap().unwrap_err().status(), 400);
        given.begin();
        assert!(feed.next().await.unwrap().is_ok());
    }
}
