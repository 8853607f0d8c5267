//! The tray on Linux: a `StatusNotifierItem` over the session bus.
//!
//! Everything runs on the main thread in a runtime of its own: the item, its menu, the
//! notifications. There is no toolkit, no window and no further thread, and nothing
//! wakes while nothing happens. A panel that comes late or starts again is found by
//! `ksni`, which watches for it; a bus that is lost is looked for again here.

use std::{env, path::Path, sync::Arc, time::Duration};

use ksni::{
    MenuItem, TrayMethods,
    menu::{CheckmarkItem, StandardItem, SubMenu},
};
use tokio::{
    sync::{Notify, mpsc},
    time::{Instant, sleep},
};
use tracing::{debug, info, warn};
use zbus::{Connection, connection::Builder};

use super::{
    Options, Unavailable,
    face::{Face, View},
};
use crate::{
    core::{message::Command, snapshot::Overall},
    platform::{Note, memory, notification},
    ui::{
        icon::{self, Bar},
        inbox::Inbox,
        menu::{Click, Entry},
        toast::Toast,
    },
};

/// What panels ask for, from 100 % to 200 %.
const SIZES: [u32; 6] = [16, 22, 24, 32, 48, 64];
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// After a change the panel fetches menu and icon anew; by then it has.
const SETTLED: Duration = Duration::from_secs(3);

pub struct Runner {
    inbox: Arc<Inbox>,
    arrived: Arc<Notify>,
    options: Options,
}

pub fn prepare(options: Options) -> Result<(Arc<Inbox>, Runner), Unavailable> {
    if !has_bus() {
        return Err(Unavailable::NoSessionBus);
    }
    let arrived = Arc::new(Notify::new());
    let waker = Arc::clone(&arrived);
    let inbox = Arc::new(Inbox::new(move || waker.notify_one()));
    Ok((Arc::clone(&inbox), Runner { inbox, arrived, options }))
}

/// Whether anything says where a session bus is; whether it answers is seen later.
fn has_bus() -> bool {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    set("DBUS_SESSION_BUS_ADDRESS").is_some()
        || set("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists())
}

enum End {
    Quit,
    /// The bus is gone or refused; in its own words.
    Lost(String),
}

impl Runner {
    pub fn run(self, send: Box<dyn Fn(Command) + Send + Sync>) -> Result<(), Unavailable> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| Unavailable::Refused(error.to_string()))?;
        runtime.block_on(self.sessions(Face::new(self.options.clone(), send)));
        Ok(())
    }

    /// Shows the tray for as long as there is a bus, and waits for one when there is none.
    async fn sessions(&self, mut face: Face) {
        let mut pause = FIRST_PAUSE;
        loop {
            let lost = match self.session(&mut face, &mut pause).await {
                Ok(End::Quit) => return,
                Ok(End::Lost(why)) => why,
                Err(error) => error.to_string(),
            };
            // Said once; after that the same again is no news.
            if pause == FIRST_PAUSE {
                warn!(error = lost, "no tray icon for now; the session bus is looked for again");
            }
            let retry = sleep(pause);
            tokio::pin!(retry);
            pause = (pause * 2).min(LONGEST_PAUSE);
            loop {
                tokio::select! {
                    () = &mut retry => break,
                    () = self.arrived.notified() => {
                        let waiting = self.inbox.take();
                        let quit = waiting.quit;
                        face.take(waiting);
                        if quit {
                            return;
                        }
                    }
                }
            }
        }
    }

    async fn session(&self, face: &mut Face, pause: &mut Duration) -> Result<End, ksni::Error> {
        let bus = connect().await.map_err(ksni::Error::Dbus)?;
        let (clicked, mut clicks) = mpsc::unbounded_channel();
        let view = face.view();
        let mut shown = view.clone();
        let item = TrayItem { view, clicked };
        // A panel may come up after us: its absence is no error.
        let handle = item.assume_sni_available(true).spawn().await?;
        info!("the tray icon is registered with the desktop");
        *pause = FIRST_PAUSE;
        let (notes, queue) = mpsc::channel(8);
        let server = tokio::spawn(notification::serve(bus.clone(), queue));
        let toast = |toast: Toast| {
            let icon::Picture { size, rgba } = icon::draw(toast.icon, 48, Bar::Unknown);
            if notes.try_send((Note::from(toast), notification::Picture { size, rgba })).is_err() {
                debug!("a notification was left out: too many are waiting");
            }
        };
        let mut settled = Box::pin(sleep(SETTLED));
        let mut unsettled = true;
        let end = loop {
            tokio::select! {
                // What a menu of 200 records took to be sent is two megabytes that nobody needs now.
                () = &mut settled, if unsettled => {
                    unsettled = false;
                    memory::give_back();
                    continue;
                }
                () = self.arrived.notified() => {
                    let waiting = self.inbox.take();
                    let quit = waiting.quit;
                    face.take(waiting).into_iter().for_each(toast);
                    if quit {
                        break End::Quit;
                    }
                }
                Some(click) = clicks.recv() => {
                    face.click(click).map(toast);
                }
                () = bus.closed() => break End::Lost("the connection was closed".into()),
            }
            let view = face.view();
            if view != shown {
                shown = view.clone();
                if handle.update(|item: &mut TrayItem| item.view = view).await.is_none() {
                    break End::Lost("the tray icon was taken away".into());
                }
                settled.as_mut().reset(Instant::now() + SETTLED);
                unsettled = true;
            }
        };
        // In this order: the item's task must not outlive both its handle and its bus.
        handle.shutdown().await;
        drop(notes);
        server.abort();
        Ok(end)
    }
}

async fn connect() -> zbus::Result<Connection> {
    Builder::session()?.method_timeout(Duration::from_secs(10)).build().await
}

/// What `ksni` asks when the panel asks.
struct TrayItem {
    view: View,
    clicked: mpsc::UnboundedSender<Click>,
}

impl TrayItem {
    /// The receiver lives as long as the session; after that a click means nothing.
    fn press(&self, click: Click) {
        let _ = self.clicked.send(click);
    }
}

impl ksni::Tray for TrayItem {
    fn id(&self) -> String {
        "fingerpost".into()
    }

    fn title(&self) -> String {
        "Fingerpost".into()
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.press(Click::Status);
    }

    fn secondary_activate(&mut self, _x: i32, _y: i32) {
        self.press(Click::CheckNow);
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        SIZES.map(|size| pixmap(self.view.state, size)).into()
    }

    fn tool_tip(&self) -> ksni::ToolTip {
        // Panels read markup here.
        let plain = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        ksni::ToolTip {
            title: plain(&format!("Fingerpost: {}", self.view.title)),
            description: plain(&self.view.body),
            ..ksni::ToolTip::default()
        }
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        self.view.menu.entries.iter().map(native).collect()
    }
}

/// Alpha first, as the specification of the item wants it.
fn pixmap(state: Overall, size: u32) -> ksni::Icon {
    let mut data = icon::draw(state, size, Bar::Unknown).rgba;
    for pixel in data.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    let width = i32::try_from(size).unwrap_or(0);
    ksni::Icon { width, height: width, data }
}

fn native(entry: &Entry) -> MenuItem<TrayItem> {
    // One underscore would underline the letter after it.
    let label = |text: &str| text.replace('_', "__");
    match entry {
        Entry::Separator => MenuItem::Separator,
        Entry::Info(text) => {
            StandardItem { label: label(text), enabled: false, ..StandardItem::default() }.into()
        }
        Entry::Submenu(text, inside) => {
            SubMenu { label: label(text), submenu: inside.iter().map(native).collect(), ..SubMenu::default() }
                .into()
        }
        Entry::Item(item) => {
            let click = item.click.clone();
            let activate = Box::new(move |item: &mut TrayItem| item.press(click.clone()));
            match item.checked {
                Some(checked) => {
                    CheckmarkItem { label: label(&item.label), checked, activate, ..CheckmarkItem::default() }
                        .into()
                }
                None => {
                    StandardItem { label: label(&item.label), activate, ..StandardItem::default() }.into()
                }
            }
        }
    }
}
