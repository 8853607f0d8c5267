//! The native menu, and which of its items means which click.

use std::io;

use muda::{CheckMenuItem, IsMenuItem, Menu as Native, MenuId, MenuItem, PredefinedMenuItem, Submenu};

use crate::ui::menu::{Click, Entry, Menu};

/// The clicks of the menu shown and of the one before: a click on that one may still be on its way.
#[derive(Default)]
pub struct Popup {
    generation: u32,
    clicks: Vec<Click>,
    before: Vec<Click>,
}

impl Popup {
    pub fn build(&mut self, menu: &Menu) -> io::Result<Native> {
        self.generation = self.generation.wrapping_add(1);
        self.before = std::mem::take(&mut self.clicks);
        let native = Native::new();
        for entry in &menu.entries {
            native.append(&*self.item(entry)?).map_err(io::Error::other)?;
        }
        Ok(native)
    }

    pub fn click(&self, id: &MenuId) -> Option<Click> {
        let (generation, number) = id.as_ref().split_once('.')?;
        let (generation, number): (u32, usize) = (generation.parse().ok()?, number.parse().ok()?);
        let clicks = match self.generation.wrapping_sub(generation) {
            0 => &self.clicks,
            1 => &self.before,
            _ => return None,
        };
        clicks.get(number).cloned()
    }

    fn item(&mut self, entry: &Entry) -> io::Result<Box<dyn IsMenuItem>> {
        // One ampersand would underline the letter after it.
        let label = |text: &str| text.replace('&', "&&");
        Ok(match entry {
            Entry::Separator => Box::new(PredefinedMenuItem::separator()),
            Entry::Info(text) => Box::new(MenuItem::new(label(text), false, None)),
            Entry::Submenu(text, inside) => {
                let submenu = Submenu::new(label(text), true);
                for entry in inside {
                    submenu.append(&*self.item(entry)?).map_err(io::Error::other)?;
                }
                Box::new(submenu)
            }
            Entry::Item(item) => {
                let id = format!("{}.{}", self.generation, self.clicks.len());
                self.clicks.push(item.click.clone());
                match item.checked {
                    Some(on) => Box::new(CheckMenuItem::with_id(id, label(&item.label), true, on, None)),
                    None => Box::new(MenuItem::with_id(id, label(&item.label), true, None)),
                }
            }
        })
    }
}
