//! Carries out what the machine decides, one action at a time: what takes time becomes a task, whose end is an event.

use tokio::time::sleep;

use super::{
    Worker,
    accounts::{self, Slot},
};
use crate::{
    core::{
        message::{Action, Event, Served},
        state::State,
    },
    net, platform,
};

impl Worker {
    pub(super) fn act(&mut self, action: Action) {
        let routine = matches!(
            action,
            Action::Detect(..) | Action::Glance(..) | Action::Log(_) | Action::Publish(_) | Action::WakeAt(_)
        );
        self.worked |= !routine;
        match action {
            Action::Log(happening) => {
                if !self.journal.happened(&happening) {
                    self.log.write(&happening);
                }
            }
            Action::Detect(uplink, believed) => {
                let detector = self.detector.clone();
                self.tasks.spawn(async move {
                    let report = detector.look(&uplink, believed).await;
                    vec![Event::Detected(uplink, report)]
                });
            }
            Action::Apply(account, tasks) => {
                let slot = self.accounts.get(&account);
                self.tasks.spawn(async move {
                    let (tried, outcomes) = accounts::publish(slot, &tasks).await;
                    vec![Event::Applied { account, tried, outcomes }]
                });
            }
            Action::Verify(id, values, wait) => {
                let slot = self.accounts.get(&id.account);
                let authority = self.authority.clone();
                self.verifying += 1;
                self.tasks.spawn(async move {
                    sleep(wait).await;
                    let server = name_server(slot).await;
                    let answer = authority.served(&id, &values, server.as_deref()).await;
                    vec![Event::Verified(id, values, answer)]
                });
            }
            Action::Glance(id, values) => {
                let (slot, authority) = (self.accounts.get(&id.account), self.authority.clone());
                self.verifying += 1;
                self.tasks.spawn(async move {
                    let server = name_server(slot).await;
                    let answer = match authority.glance(&id.name, id.kind, server.as_deref()).await {
                        None => Served::Unknown,
                        Some(found) if values.iter().all(|value| found.contains(value)) => Served::Yes,
                        Some(found) => Served::NotYet(found),
                    };
                    vec![Event::Glanced(id, values, answer)]
                });
            }
            Action::Deliver { number, hook, told } => {
                let hooks = self.hooks.clone();
                self.tasks.spawn(async move {
                    let result = hooks.deliver(&hook, &told).await;
                    vec![Event::Delivered(hook, number, result)]
                });
            }
            Action::FlushDnsCache => platform::dns::flush_cache(),
            Action::Save(state) => self.save(&state),
            Action::Publish(mut update) => {
                update.snapshot.traffic = net::meter::traffic();
                if let Some(notice) = &update.notice {
                    self.journal.notice(notice);
                }
                (self.sink)(*update);
            }
            Action::WakeAt(moment) => self.wake_at = moment,
            Action::ReloadConfiguration => {}
            Action::Quit => self.quit = true,
        }
    }

    pub(super) fn save(&mut self, state: &State) {
        let saved =
            self.store.save(state).map_err(|error| format!("{}: {error}", self.store.dir().display()));
        if let Err(why) = &saved
            && self.machine.snapshot(self.now()).unsaved.is_none()
            && !self.journal.state_unwritten(why)
        {
            tracing::error!("the state cannot be written: {why}");
        }
        self.machine.saved(saved);
    }
}

/// The name server that an account itself speaks with, where it is one.
async fn name_server(slot: Option<Slot>) -> Option<String> {
    slot?.name_server().await
}
