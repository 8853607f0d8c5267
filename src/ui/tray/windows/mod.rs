//! The tray on Windows: an icon of `tray-icon`, a menu of `muda`, the loop of `winit`.
//!
//! The loop waits without a timer; it is woken by the worker, by a click, or by the shell.
//! An icon the taskbar did not take is offered again: at log-on this program may be there
//! before the taskbar is.

mod icons;
mod popup;

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use muda::MenuEvent;
use tracing::{info, warn};
use tray_icon::TrayIconEvent;
use winit::{
    application::ApplicationHandler,
    event::{StartCause, WindowEvent},
    event_loop::{ActiveEventLoop, ControlFlow, DeviceEvents, EventLoop, EventLoopProxy},
    platform::windows::EventLoopBuilderExtWindows,
    window::WindowId,
};

use super::{
    Options, Unavailable,
    face::{Face, View},
};
use crate::{
    core::message::Command,
    platform::{
        Note, app_id, notification,
        shell::{self, Window},
    },
    ui::{inbox::Inbox, toast::Toast},
};
use icons::Tray;
use popup::Popup;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Windows gives a program five seconds to end with the session.
const LAST_SECONDS: Duration = Duration::from_secs(4);

/// What wakes the loop.
enum Signal {
    /// There is something in the inbox.
    Woken,
    Chosen(muda::MenuId),
    /// A toast that could not be one.
    Balloon(Note),
    Shell(shell::Event),
}

type Send = Arc<dyn Fn(Command) + std::marker::Send + Sync>;

pub struct Runner {
    event_loop: EventLoop<Signal>,
    inbox: Arc<Inbox>,
    options: Options,
}

/// Must be called on the thread that runs the tray: windows and their messages belong to one.
pub fn prepare(options: Options) -> Result<(Arc<Inbox>, Runner), Unavailable> {
    if shell::is_server_core() {
        return Err(Unavailable::ServerCore);
    }
    app_id::register();
    let refused = |error: &dyn std::error::Error| Unavailable::Refused(error.to_string());
    let mut building = EventLoop::<Signal>::with_user_event();
    building.with_msg_hook(shell::is_kept_back);
    let event_loop = building.build().map_err(|error| refused(&error))?;
    event_loop.listen_device_events(DeviceEvents::Never);
    shell::calm_loop();
    let proxy = event_loop.create_proxy();
    let inbox = Arc::new(Inbox::new(move || {
        // A loop that has ended shows nothing any more.
        let _ = proxy.send_event(Signal::Woken);
    }));
    Ok((Arc::clone(&inbox), Runner { event_loop, inbox, options }))
}

impl Runner {
    pub fn run(self, send: Box<dyn Fn(Command) + std::marker::Send + Sync>) -> Result<(), Unavailable> {
        let Self { event_loop, inbox, options } = self;
        let refused = |error: &dyn std::error::Error| Unavailable::Refused(error.to_string());
        let send: Send = Arc::from(send);
        let proxy = event_loop.create_proxy();
        let _window =
            listen(proxy.clone(), Arc::clone(&inbox), Arc::clone(&send)).map_err(|error| refused(&error))?;
        let chosen = proxy.clone();
        MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
            let _ = chosen.send_event(Signal::Chosen(event.id));
        }));
        // Without a handler every movement over the icon would be kept in a queue for ever.
        TrayIconEvent::set_event_handler(Some(|_| {}));
        let mut app = App {
            face: Face::new(options, Box::new(move |command| send(command))),
            inbox,
            proxy,
            tray: None,
            shown: None,
            popup: Popup::default(),
            pause: FIRST_PAUSE,
            retry_at: None,
        };
        let ran = event_loop.run_app(&mut app).map_err(|error| refused(&error));
        MenuEvent::set_event_handler::<fn(MenuEvent)>(None);
        ran
    }
}

/// Hears the shell. The end of the session cannot wait for the loop: when the listener returns,
/// Windows ends the process, and all has to be saved by then.
fn listen(proxy: EventLoopProxy<Signal>, inbox: Arc<Inbox>, send: Send) -> io::Result<Window> {
    Window::new(Box::new(move |event| {
        if event == shell::Event::SessionEnd {
            info!("the session ends");
            send(Command::Quit);
            if !inbox.wait_for_quit(LAST_SECONDS) {
                warn!("the session ends before everything was saved");
            }
        } else {
            let _ = proxy.send_event(Signal::Shell(event));
        }
    }))
}

struct App {
    face: Face,
    inbox: Arc<Inbox>,
    proxy: EventLoopProxy<Signal>,
    tray: Option<Tray>,
    /// What the icon shows; `None` when that is to be set anew.
    shown: Option<View>,
    popup: Popup,
    /// How long to wait before a refused icon is offered to the taskbar again, and when that is.
    pause: Duration,
    retry_at: Option<Instant>,
}

impl ApplicationHandler<Signal> for App {
    fn new_events(&mut self, _: &ActiveEventLoop, cause: StartCause) {
        if matches!(cause, StartCause::ResumeTimeReached { .. }) {
            self.offer_again();
        }
    }

    // There are no windows of winit's own here.
    fn resumed(&mut self, _: &ActiveEventLoop) {}
    fn window_event(&mut self, _: &ActiveEventLoop, _: WindowId, _: WindowEvent) {}

    fn user_event(&mut self, event_loop: &ActiveEventLoop, signal: Signal) {
        self.signal(signal);
        let waiting = self.inbox.take();
        let quit = waiting.quit;
        for toast in self.face.take(waiting) {
            self.toast(toast);
        }
        if quit {
            self.tray = None;
            shell::end_menu();
            event_loop.exit();
        } else {
            self.draw();
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        // What could not be set while a menu was open, or is there for the first time.
        if self.shown.is_none() && !event_loop.exiting() {
            self.draw();
        }
        event_loop.set_control_flow(self.retry_at.map_or(ControlFlow::Wait, ControlFlow::WaitUntil));
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
            Signal::Shell(shell::Event::NewTaskbar) if self.retry_at.is_some() => self.offer_again(),
            // `tray-icon` offers its icon to a new taskbar, as it was when it could last be set.
            Signal::Shell(shell::Event::NewTaskbar | shell::Event::Look) => self.shown = None,
            Signal::Shell(shell::Event::Close | shell::Event::SessionEnd) => self.face.send(Command::Quit),
            Signal::Woken => {}
        }
    }

    /// An icon that was refused is made anew.
    fn offer_again(&mut self) {
        self.tray = None;
        self.shown = None;
        self.retry_at = None;
    }

    /// Brings the icon to what it should show. Nothing is done when it shows that already.
    fn draw(&mut self) {
        let view = self.face.view();
        if self.retry_at.is_some() || (self.tray.is_some() && self.shown.as_ref() == Some(&view)) {
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
                self.retry_at = Some(Instant::now() + self.pause);
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    fn set(&mut self, view: &View) -> io::Result<()> {
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
        let proxy = self.proxy.clone();
        notification::show(toast.into(), move |note| {
            let _ = proxy.send_event(Signal::Balloon(note.clone()));
        });
    }
}
