//! Desktop notifications over the session bus (`org.freedesktop.Notifications`, version 1.2).
//!
//! Called directly on the tray's own D-Bus connection: one method does not need a library,
//! and a shared connection needs no second socket, thread or handshake per toast.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use tokio::{sync::mpsc, time::timeout};
use tracing::debug;
use zbus::{
    Connection,
    zvariant::{Structure, StructureBuilder, Value},
};

use crate::platform::Note;

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// The service may be started by this very call; one that hangs must not keep the others waiting.
const PATIENCE: Duration = Duration::from_secs(10);

/// A picture for the note: width and height, then red, green, blue, alpha.
pub struct Picture {
    pub size: u32,
    pub rgba: Vec<u8>,
}

/// Shows what comes through `notes`, one after the other, until the sender is dropped.
pub async fn serve(bus: Connection, mut notes: mpsc::Receiver<(Note, Picture)>) {
    let mut shown = HashMap::new();
    while let Some((note, picture)) = notes.recv().await {
        match timeout(PATIENCE, show(&bus, &note, Some(picture), shown.get(&note.topic).copied())).await {
            Ok(Ok(id)) => {
                shown.insert(note.topic, id);
            }
            Ok(Err(error)) => debug!(%error, title = note.title, "the desktop did not take a notification"),
            Err(_) => debug!(title = note.title, "the desktop did not answer a notification"),
        }
    }
}

/// Shows a note of a program that ends now; true where it was.
pub async fn show_last(note: Note) -> bool {
    let shown = async { show(&Connection::session().await?, &note, None, None).await };
    timeout(PATIENCE, shown).await.is_ok_and(|shown| shown.is_ok())
}

async fn show(
    bus: &Connection,
    note: &Note,
    picture: Option<Picture>,
    replaces: Option<u32>,
) -> zbus::Result<u32> {
    // Asked each time: another service may have taken over since, and notes are rare.
    let reply = bus.call_method(Some(SERVICE), PATH, Some(SERVICE), "GetCapabilities", &()).await?;
    let abilities: Vec<String> = reply.body().deserialize()?;
    let markup = abilities.iter().any(|ability| ability == "body-markup");
    let body = harmless(&note.body, markup);
    let mut hints: BTreeMap<&str, Value<'_>> = BTreeMap::new();
    hints.insert("urgency", Value::U8(if note.alarm { 2 } else { 1 }));
    hints.insert("category", Value::from("network"));
    hints.insert("desktop-entry", Value::from("fingerpost"));
    if let Some(picture) = picture {
        hints.insert("image-data", Value::from(image(picture)?));
    }
    let actions: [&str; 0] = [];
    let wait_as_the_desktop_likes = -1i32;
    let call = (
        "Fingerpost",
        replaces.unwrap_or(0),
        "",
        note.title.as_str(),
        body,
        &actions[..],
        hints,
        wait_as_the_desktop_likes,
    );
    bus.call_method(Some(SERVICE), PATH, Some(SERVICE), "Notify", &call).await?.body().deserialize()
}

/// The structure `(iiibiiay)`: width, height, bytes per row, has alpha, bits, channels, data.
fn image(picture: Picture) -> zbus::Result<Structure<'static>> {
    let size = i32::try_from(picture.size).unwrap_or(0);
    Ok(StructureBuilder::new()
        .add_field(size)
        .add_field(size)
        .add_field(size * 4)
        .add_field(true)
        .add_field(8i32)
        .add_field(4i32)
        .add_field(picture.rgba)
        .build()?)
}

/// Text that no service can read as markup. One that does not announce markup may read it all
/// the same (dunst) or show an escape as it stands: it gets signs that look alike.
fn harmless(text: &str, markup: bool) -> String {
    let [and, less, more] = if markup { ["&amp;", "&lt;", "&gt;"] } else { ["+", "‹", "›"] };
    text.replace('&', and).replace('<', less).replace('>', more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_foreign_words_is_only_text() {
        assert_eq!(harmless("<b>&</b>", true), "&lt;b&gt;&amp;&lt;/b&gt;");
        assert_eq!(harmless("<b>&</b>", false), "‹b›+‹/b›");
    }

    #[test]
    fn the_picture_has_the_signature_of_the_specification() {
        let picture = image(Picture { size: 2, rgba: vec![0; 16] }).unwrap();
        assert_eq!(picture.signature().to_string(), "(iiibiiay)");
    }
}
