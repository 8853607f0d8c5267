//! Shows a [`Toast`] on the desktop, on whatever the system has for it.
//!
//! The words are `toast`'s work, the calls `platform`'s; here the one becomes the other.
//! That a toast cannot be shown is logged and never more: everything it says stands in
//! menu, log and `status` as well.

use crate::platform::Note;

use super::toast::{Toast, Weight};

impl From<Toast> for Note {
    fn from(toast: Toast) -> Self {
        let Toast { title, body, weight, topic, icon: _ } = toast;
        Self { title, body, alarm: weight == Weight::Alarm, topic }
    }
}
