//! The icon on the taskbar: picture, tooltip, balloon.

use std::{
    io,
    sync::atomic::{AtomicU32, Ordering},
};

use tracing::debug;
use tray_icon::{Icon, TrayIcon, TrayIconBuilder};

use crate::{
    platform::{
        Note, notification,
        shell::{self, Taskbar},
    },
    ui::{
        icon::{self, Bar, Picture},
        tray::face::View,
    },
};

/// How many icons were made so far, those the taskbar did not take included.
static MADE: AtomicU32 = AtomicU32::new(0);

pub struct Tray {
    icon: TrayIcon,
    /// The number under which the taskbar knows the icon.
    number: Option<u32>,
}

impl Tray {
    pub fn new(view: &View) -> io::Result<Self> {
        // No GUID: an icon with one is refused when the exe was moved.
        let icon = TrayIconBuilder::new()
            .with_id("fingerpost")
            .with_icon(picture(view)?)
            .with_tooltip(&view.tooltip)
            .with_menu_on_left_click(true)
            .build()
            .map_err(io::Error::other)?;
        let made = MADE.fetch_add(1, Ordering::Relaxed) + 1;
        let mut tray = Self { icon, number: None };
        // Building succeeds even where there is no taskbar yet; changing what is not there fails.
        tray.set(view, None)?;
        // `tray-icon` keeps the number to itself. It counts up from 1, two for every icon.
        let window = tray.icon.window_handle() as isize;
        tray.number = (1..=made.saturating_mul(4)).find(|number| notification::is_icon(window, *number));
        Ok(tray)
    }

    /// Sets what differs from what was there before, or everything.
    pub fn set(&self, view: &View, before: Option<&View>) -> io::Result<()> {
        if before.is_none_or(|before| before.state != view.state) {
            self.icon.set_icon(Some(picture(view)?)).map_err(io::Error::other)?;
        }
        if before.is_none_or(|before| before.tooltip != view.tooltip) {
            self.icon.set_tooltip(Some(&view.tooltip)).map_err(io::Error::other)?;
        }
        Ok(())
    }

    pub fn set_menu(&self, menu: muda::Menu) {
        self.icon.set_menu(Some(Box::new(menu)));
    }

    pub fn balloon(&self, note: &Note) {
        let window = self.icon.window_handle() as isize;
        let shown = self.number.ok_or_else(|| io::Error::other("the icon has no number"));
        if let Err(error) = shown.and_then(|number| notification::balloon(window, number, note)) {
            debug!(%error, title = note.title, "a balloon was not shown");
        }
    }
}

fn picture(view: &View) -> io::Result<Icon> {
    let bar = match shell::taskbar() {
        Taskbar::Light => Bar::Light,
        Taskbar::Dark => Bar::Dark,
        Taskbar::Contrast(text) => Bar::Contrast(text),
        Taskbar::Unknown => Bar::Unknown,
    };
    let Picture { size, rgba } = icon::draw(view.state, shell::icon_size(), bar);
    Icon::from_rgba(rgba, size, size).map_err(io::Error::other)
}
