//! Where the worker hangs out what is new, and where watchers read it.
//!
//! The worker never waits for a reader: of snapshots there is only the newest, of notices the
//! last few. Nobody is woken while nothing is hung out.

use std::sync::Arc;

use tokio::sync::{
    broadcast::{self, error::TryRecvError},
    watch,
};

use crate::core::{
    message::{Notice, Update},
    snapshot::Snapshot,
};

/// So many notices wait for a watcher that is busy; older ones are lost to it.
const KEPT: usize = 64;

/// One for each worker. Cheap to clone.
#[derive(Clone)]
pub struct Board {
    newest: watch::Sender<Arc<Snapshot>>,
    notices: broadcast::Sender<Notice>,
}

impl Default for Board {
    fn default() -> Self {
        Self { newest: watch::Sender::default(), notices: broadcast::Sender::new(KEPT) }
    }
}

impl Board {
    pub fn publish(&self, update: &Update) {
        if let Some(notice) = &update.notice {
            // Nobody may be watching.
            let _ = self.notices.send(notice.clone());
        }
        self.newest.send_replace(Arc::new(update.snapshot.clone()));
    }

    pub fn newest(&self) -> Arc<Snapshot> {
        self.newest.borrow().clone()
    }

    /// Begins to watch: the first update is there at once.
    pub fn watch(&self) -> Watcher {
        let mut newest = self.newest.subscribe();
        newest.mark_changed();
        Watcher { newest, notices: self.notices.subscribe(), shown: true }
    }
}

/// One reader's place in what was hung out.
pub struct Watcher {
    newest: watch::Receiver<Arc<Snapshot>>,
    notices: broadcast::Receiver<Notice>,
    /// The newest snapshot was given already, or is about to be.
    shown: bool,
}

impl Watcher {
    /// The next update: a notice that was not given yet, with the newest snapshot, else that alone once it is
    /// another. `None` when the worker is gone. May be dropped and called again.
    pub async fn next(&mut self) -> Option<Update> {
        loop {
            if let Some(notice) = self.notice() {
                return Some(self.update(Some(notice)));
            }
            if !self.shown {
                return Some(self.update(None));
            }
            self.newest.changed().await.ok()?;
            self.shown = false;
        }
    }

    fn notice(&mut self) -> Option<Notice> {
        loop {
            match self.notices.try_recv() {
                Ok(notice) => return Some(notice),
                // Some were lost; the next try gives the oldest that is left.
                Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return None,
            }
        }
    }

    fn update(&mut self, notice: Option<Notice>) -> Update {
        self.shown = true;
        Update { snapshot: Snapshot::clone(&self.newest.borrow_and_update()), notice }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(checks: u64, notice: bool) -> Update {
        let mut snapshot = Snapshot::default();
        snapshot.traffic.requests = checks;
        Update { snapshot, notice: notice.then_some(Notice::ConfigReloaded) }
    }

    async fn all(watcher: &mut Watcher) -> Vec<(u64, bool)> {
        let mut seen = Vec::new();
        while let Ok(Some(update)) = tokio::time::timeout(std::time::Duration::ZERO, watcher.next()).await {
            seen.push((update.snapshot.traffic.requests, update.notice.is_some()));
        }
        seen
    }

    #[tokio::test]
    async fn a_watcher_has_the_newest_at_once_and_then_what_is_new() {
        let board = Board::default();
        board.publish(&update(1, true));
        let mut watcher = board.watch();
        assert_eq!(all(&mut watcher).await, [(1, false)]);
        board.publish(&update(2, false));
        assert_eq!(all(&mut watcher).await, [(2, false)]);
        drop(board);
        assert!(watcher.next().await.is_none());
    }

    #[tokio::test]
    async fn no_notice_is_lost_between_two_snapshots() {
        let board = Board::default();
        let mut watcher = board.watch();
        for (count, notice) in [(1, true), (2, false), (3, true), (4, false)] {
            board.publish(&update(count, notice));
        }
        assert_eq!(all(&mut watcher).await, [(4, true), (4, true)]);
    }

    #[tokio::test]
    async fn who_never_reads_costs_no_more_than_a_few_notices() {
        let board = Board::default();
        let mut watcher = board.watch();
        for count in 0..10_000 {
            board.publish(&update(count, true));
        }
        assert_eq!(all(&mut watcher).await.len(), KEPT);
    }
}
