//! The tray on Windows: an icon of `tray-icon`, a menu of `muda`, the loop of `platform::shell`.
//!
//! The loop waits without a timer; it is woken by the worker, by a click, or by the shell.
//! An icon the taskbar did not take is offered again: at log-on this program may be there
//! before the taskbar is.

mod icons;
mod popup;

use std::{
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    time::Duration,
};

use muda::MenuEvent;
use tracing::{info, warn};
use tray_icon::TrayIconEvent;

use super::{
    Options, Unavailable,
    face::{Face, View},
};
use crate::{
    core::message::Command,
    platform::{
        Note, notification,
        shell::{self, Event, Listener, Waker, Window},
    },
    ui::{inbox::Inbox, toast::Toast},
};
use icons::Tray;
use popup::Popup;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Windows gives a program five seconds to end with the session.
const LAST_SECONDS: Duration = Duration::from_secs(4);

/// What comes from elsewhere, besides the inbox.
enum Signal {
    Chosen(muda::MenuId),
    /// A toast that could not be one.
    Balloon(Note),
}

pub struct Runner {
    window: Window,
    inbox: Arc<Inbox>,
    options: Options,
}

/// Must be called on the thread that runs the tray: windows and their messages belong to one.
pub fn prepare(options: Options) -> Result<(Arc<Inbox>, Runner), Unavailable> {
    let window = Window::new().map_err(|error| Unavailable::Refused(error.to_string()))?;
    let waker = window.waker();
    let inbox = Arc::new(Inbox::new(move || waker.wake()));
    Ok((Arc::clone(&inbox), Runner { window, inbox, options }))
}

impl Runner {
    // The signature is that of every system; on this one nothing can go wrong any more.
    #[expect(clippy::unnecessary_wraps)]
    pub fn run(self, send: Box<dyn Fn(Command) + Send + Sync>) -> Result<(), Unavailable> {
        let Self { window, inbox, options } = self;
        let waker = window.waker();
        let (signal, signals) = mpsc::channel();
        let chosen = signal.clone();
        MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
            // The receiver is gone only when the tray is.
            drop(chosen.send(Signal::Chosen(event.id)));
            waker.wake();
        }));
        // Without a handler every movement over the icon would be kept in a queue for ever.
        TrayIconEvent::set_event_handler(Some(|_| {}));
        let mut app = App {
            face: Face::new(options, send),
            inbox,
            waker,
            signal,
            signals,
            tray: None,
            shown: None,
            popup: Popup::default(),
            pause: FIRST_PAUSE,
            waiting: false,
        };
        app.draw();
        window.run(Box::new(app));
        MenuEvent::set_event_handler::<fn(MenuEvent)>(None);
        Ok(())
    }
}

struct App {
    face: Face,
    inbox: Arc<Inbox>,
    waker: Waker,
    signal: Sender<Signal>,
    signals: Receiver<Signal>,
    tray: Option<Tray>,
    /// What the icon shows; `None` when that is to be set anew.
    shown: Option<View>,
    popup: Popup,
    /// How long to wait before the icon is offered to the taskbar again, and whether that is now.
    pause: Duration,
    waiting: bool,
}

impl Listener for App {
    fn hear(&mut self, event: Event) {
        match event {
            Event::Woken => {
                while let Ok(signal) = self.signals.try_recv() {
                    self.signal(signal);
                }
                let waiting = self.inbox.take();
                self.face.show(waiting.snapshot);
                for notice in waiting.notices {
                    self.toast(self.face.toast(&notice));
                }
                if waiting.quit {
                    self.tray = None;
                    return shell::quit();
                }
            }
            // An icon that was refused is made anew.
            Event::Timer | Event::NewTaskbar if self.waiting => {
                self.tray = None;
                self.waiting = false;
            }
            // `tray-icon` offers its icon to a new taskbar, as it was when it could last be set.
            Event::NewTaskbar | Event::Look => self.shown = None,
            Event::Close => self.face.send(Command::Quit),
            // When this returns, Windows ends the process: all has to be saved by then.
            Event::SessionEnd => {
                info!("the session ends");
                self.face.send(Command::Quit);
                if !self.inbox.wait_for_quit(LAST_SECONDS) {
                    warn!("the session ends before everything was saved");
                }
            }
            // A menu that was open may be closed now.
            Event::Idle if self.shown.is_some() => return,
            Event::Idle | Event::Timer => {}
        }
        self.draw();
    }
}

impl App {
    fn signal(&mut self, signal: Signal) {
        match signal {
            Signal::Chosen(id) => {
                if let Some(click) = self.popup.click(&id) {
                    // A check mark changes by itself when it is chosen: it is set anew.
                    self.shown = None;
                    if let Some(toast) = self.face.click(click) {
                        self.toast(toast);
                    }
                }
            }
            Signal::Balloon(note) => {
                if let Some(tray) = &self.tray {
                    tray.balloon(&note);
                }
            }
        }
    }

    /// Brings the icon to what it should show. Nothing is done when it shows that already.
    fn draw(&mut self) {
        let view = self.face.view();
        if self.waiting || (self.tray.is_some() && self.shown.as_ref() == Some(&view)) {
            return;
        }
        match self.set(&view) {
            // A menu is not taken away from under the pointer: it is set when it is closed.
            Ok(()) if shell::in_menu() => self.shown = None,
            Ok(()) => {
                self.pause = FIRST_PAUSE;
                self.shown = Some(view);
            }
            Err(error) => {
                if self.pause == FIRST_PAUSE {
                    warn!(%error, "no tray icon for now; it is offered to the taskbar again");
                }
                self.shown = None;
                self.waiting = true;
                self.waker.wake_after(self.pause);
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    fn set(&mut self, view: &View) -> std::io::Result<()> {
        let before = self.shown.as_ref();
        let tray = match &mut self.tray {
            Some(tray) => {
                tray.set(view, before)?;
                tray
            }
            empty => empty.insert(Tray::new(view)?),
        };
        if !shell::in_menu() && before.is_none_or(|before| before.menu != view.menu) {
            tray.set_menu(self.popup.build(&view.menu)?);
        }
        Ok(())
    }

    fn toast(&self, toast: Toast) {
        let (signal, waker) = (self.signal.clone(), self.waker);
        notification::show(toast.into(), move |note| {
            drop(signal.send(Signal::Balloon(note.clone())));
            waker.wake();
        });
    }
}
