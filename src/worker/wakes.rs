//! What the operating system tells while nobody asks: the network changed, the machine woke up,
//! the clock was set.
//!
//! Everything here only means "look again"; what follows is the machine's matter. A message
//! that changes nothing is kept from it: leases are renewed and routers advertise all day.

use tokio::sync::mpsc::{self, error::TrySendError};

use crate::platform::{self, Jump};

/// What was heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Woken {
    Network,
    Resumed,
    Stepped,
}

/// What is listened to. Its senders are kept here: without any a channel would end.
pub struct Wakes {
    network: (mpsc::Sender<()>, mpsc::Receiver<()>),
    /// One place for each kind: neither may push the other out.
    jumps: [(mpsc::Sender<()>, mpsc::Receiver<()>); 2],
    /// The network as it was when it was last looked at.
    fingerprint: u64,
    look: fn() -> u64,
}

impl Wakes {
    /// Hears nothing yet.
    pub fn new() -> Self {
        let channel = || mpsc::channel(1);
        let jumps = [channel(), channel()];
        Self { network: channel(), jumps, fingerprint: 0, look: platform::fingerprint }
    }

    /// Begins to listen. What cannot be listened to is said in the log; the clock does its part then.
    pub fn listen(&mut self) {
        let wake = self.network.0.clone();
        let changed = move || is_heard(&wake);
        if let Err(error) = platform::network::watch(changed) {
            tracing::warn!(
                "network changes cannot be watched ({error}); addresses are looked at by the clock"
            );
        }
        let [resumed, stepped] = [self.jumps[0].0.clone(), self.jumps[1].0.clone()];
        let jumped = move |jump| match jump {
            Jump::Resumed => is_heard(&resumed),
            Jump::Stepped => is_heard(&stepped),
        };
        if let Err(error) = platform::power::watch(jumped) {
            tracing::warn!("sleep cannot be watched ({error}); it is noticed at the next look");
        }
        // After the listening began, or a change in between would be in neither; the look with which every
        // run starts comes later still.
        self.fingerprint = (self.look)();
    }

    /// Waits for the next one. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Woken {
        loop {
            let [resumed, stepped] = &mut self.jumps;
            tokio::select! {
                Some(()) = resumed.1.recv() => return Woken::Resumed,
                Some(()) = stepped.1.recv() => return Woken::Stepped,
                Some(()) = self.network.1.recv() => {
                    if self.is_another_network() {
                        return Woken::Network;
                    }
                }
            }
        }
    }

    /// One change comes as a burst of messages. The first is acted on at once; those that come later are
    /// looked at again, each by itself, because the change may have come in steps (first an address,
    /// then its route).
    ///
    /// No real change is lost: the network is read after the messages of before were taken out. One that
    /// comes while it is read fills the channel again, and the network is read again. What went away and
    /// came back within the time of one reading was away too shortly for anything to depend on it, and
    /// what changes elsewhere (behind the router) was never told by these messages.
    fn is_another_network(&mut self) -> bool {
        while self.network.1.try_recv().is_ok() {}
        let now = (self.look)();
        std::mem::replace(&mut self.fingerprint, now) != now
    }
}

/// Wakes whoever waits; whether he is still there. A full channel means that a wake is waiting already.
pub fn is_heard(wake: &mpsc::Sender<()>) -> bool {
    !matches!(wake.try_send(()), Err(TrySendError::Closed(())))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    static NETWORK: AtomicU64 = AtomicU64::new(1);

    #[tokio::test]
    async fn what_changes_nothing_wakes_nobody_and_what_changes_something_always_does() {
        let mut wakes = Wakes { look: || NETWORK.load(Ordering::SeqCst), fingerprint: 1, ..Wakes::new() };
        let (network, resumed) = (wakes.network.0.clone(), wakes.jumps[0].0.clone());
        // A renewal, and behind it something to stop at.
        network.try_send(()).unwrap();
        tokio::task::yield_now().await;
        {
            let mut waiting = Box::pin(wakes.next());
            assert!(polled(&mut waiting).await.is_none());
        }
        // A change: the first message acts at once, the rest of the burst does nothing more.
        NETWORK.store(2, Ordering::SeqCst);
        network.try_send(()).unwrap();
        assert_eq!(wakes.next().await, Woken::Network);
        network.try_send(()).unwrap();
        {
            let mut waiting = Box::pin(wakes.next());
            assert!(polled(&mut waiting).await.is_none());
        }
        // A second step of the same burst is a change of its own, and back is one, too.
        for network_now in [3, 1] {
            NETWORK.store(network_now, Ordering::SeqCst);
            network.try_send(()).unwrap();
            assert_eq!(wakes.next().await, Woken::Network);
        }
        resumed.try_send(()).unwrap();
        assert_eq!(wakes.next().await, Woken::Resumed);
    }

    /// Polls once.
    async fn polled<T>(future: &mut std::pin::Pin<Box<impl Future<Output = T>>>) -> Option<T> {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(match future.as_mut().poll(context) {
                std::task::Poll::Ready(value) => Some(value),
                std::task::Poll::Pending => None,
            })
        })
        .await
    }
}
