//! The icon on the taskbar: picture, tooltip, balloon.

use std::io;

use tracing::debug;
use tray_icon::{Icon, TrayIcon, TrayIconBuilder};

use crate::{
    platform::{Note, notification, shell},
    ui::{
        icon::{self, Bar, Picture},
        tray::face::View,
    },
};

pub struct Tray {
    icon: TrayIcon,
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
        let tray = Self { icon };
        // Building succeeds even where there is no taskbar yet; changing what is not there fails.
        tray.set(view, None)?;
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
        // `tray-icon` keeps the number of its icon to itself. It counts from 1 and an icon is
        // made anew only when the taskbar was not ready, so it is among the first few.
        let window = self.icon.window_handle() as isize;
        let shown = (1..64).any(|icon| notification::balloon(window, icon, note).is_ok());
        if !shown {
            debug!(title = note.title, "a balloon was not shown");
        }
    }
}

fn picture(view: &View) -> io::Result<Icon> {
    let bar = match shell::light_taskbar() {
        Some(true) => Bar::Light,
        Some(false) => Bar::Dark,
        None => Bar::Unknown,
    };
    let Picture { size, rgba } = icon::draw(view.state, shell::icon_size(), bar);
    Icon::from_rgba(rgba, size, size).map_err(io::Error::other)
}
