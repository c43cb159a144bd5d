//! The timer of one connection.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use hyper::rt;
use tokio::time;

/// What hyper takes its sleeps from, on one connection: one for the header fields of each request, dropped once they are there.
///
/// Putting a sleep into the runtime's list and taking it out again costs more than most of the other guards, and nearly none is ever slept
/// to its end. So a connection has one alarm in that list; when it goes off too early for the sleep that waits then, it is set to that one's end.
/// The alarm wakes one task, that of the connection, so nobody else may wait for one of its sleeps.
#[derive(Debug)]
pub(super) struct ConnectionTimer {
    alarm: Arc<Mutex<Pin<Box<time::Sleep>>>>,
}

impl ConnectionTimer {
    /// One whose alarm goes off after `first`, which is best the length of the sleeps.
    pub(super) fn new(first: Duration) -> Self {
        Self { alarm: Arc::new(Mutex::new(Box::pin(time::sleep(first)))) }
    }
}

impl rt::Timer for ConnectionTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn rt::Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn rt::Sleep>> {
        Box::pin(Sleep { deadline: deadline.into(), alarm: Arc::clone(&self.alarm) })
    }

    fn now(&self) -> Instant {
        time::Instant::now().into()
    }
}

/// Waits for the alarm of its connection until that goes off at or after the deadline.
struct Sleep {
    deadline: time::Instant,
    alarm: Arc<Mutex<Pin<Box<time::Sleep>>>>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut alarm = self.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        // It is set to the end of a sleep that began before this one.
        if alarm.deadline() > self.deadline {
            alarm.as_mut().reset(self.deadline);
        }
        loop {
            ready!(alarm.as_mut().poll(context));
            if alarm.deadline() >= self.deadline {
                return Poll::Ready(());
            }
            alarm.as_mut().reset(self.deadline);
        }
    }
}

impl rt::Sleep for Sleep {}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use hyper::rt::Timer as _;

    use super::*;

    const TEN: Duration = Duration::from_secs(10);

    /// How long this takes, by a clock that only the test moves.
    async fn taken(sleep: Pin<Box<dyn rt::Sleep>>) -> Duration {
        let begun = time::Instant::now();
        sleep.await;
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn every_sleep_ends_at_its_own_time() {
        let timer = ConnectionTimer::new(TEN);
        assert_eq!(taken(timer.sleep(TEN)).await, TEN);
        for _ in 0..5 {
            let mut dropped = timer.sleep(TEN);
            assert!((&mut dropped).now_or_never().is_none());
            time::sleep(TEN / 3).await;
            drop(dropped);
        }
        assert_eq!(taken(timer.sleep(TEN)).await, TEN, "the alarm was set to an earlier sleep");
        assert_eq!(taken(timer.sleep(TEN / 2)).await, TEN / 2, "a sleep that is shorter");
    }

    #[tokio::test(start_paused = true)]
    async fn a_sleep_that_nobody_asks_in_time_has_ended() {
        let timer = ConnectionTimer::new(TEN);
        let late = timer.sleep(TEN);
        time::sleep(TEN * 2).await;
        assert_eq!(taken(late).await, Duration::ZERO);
    }
}
