//! `fingerpost demo`: the whole program against a pretended Internet on this machine.
//!
//! Nothing outside is asked or changed: echo services and an authoritative name server listen
//! on loopback, the name lies under `.test` (RFC 6761), and the state lives in a folder that is
//! removed at the end. Detection, confirmation, publishing, state, tray and toasts are the real
//! ones; only the addresses are scripted.

mod internet;
mod name_server;
mod story;

use std::{
    fmt::Display,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use tokio::sync::watch;

use self::{
    internet::Echoes,
    name_server::{KEY_NAME, NameServer, ZONE},
    story::Story,
};
use super::{Worked, foreground::signalled, known, runtime, work};
use crate::{
    config,
    core::{
        duty::{Duty, Own},
        message::Command,
        snapshot::Snapshot,
    },
    store::Store,
    text::{Language, cli as text},
    ui::{self, tray::Files},
    worker::{Order, Sink, Until},
};

type Say<'a> = &'a (dyn Fn(&dyn Display) + Sync);

/// Runs the demo; `say` prints a line. Says why it failed, if it did.
///
/// With a desktop the tray lives on this thread and the story on another, as in the tray mode.
pub fn demo(language: Language, headless: bool, say: Say<'_>) -> Result<(), String> {
    let folder = Folder::new().map_err(|error| error.to_string())?;
    let folder = &folder.0;
    say(&text::DEMO_INTRO.to(language));
    if headless {
        return play(folder, language, say, Arc::new(|_| {}), Worked::default());
    }
    let files = Files { log: folder.join("fingerpost.log"), config: config_file(folder) };
    let options = ui::tray::Options {
        language,
        own: files.clone(),
        service: files,
        state_dir: folder.to_owned(),
        autostart: Vec::new(),
    };
    let (face, runner) = match ui::tray::prepare(options) {
        Ok(tray) => tray,
        Err(why) => {
            say(&text::DEMO_NO_TRAY.fill(language, &[("why", &why)]));
            return play(folder, language, say, Arc::new(|_| {}), Worked::default());
        }
    };
    face.turn(Duty::Own(Own::default()));
    say(&text::DEMO_TRAY.to(language));
    let channel = Worked::default();
    let orders = channel.sender.clone();
    thread::scope(|scope| {
        let story = thread::Builder::new().name("worker".into()).spawn_scoped(scope, move || {
            let shown = face.clone();
            let told = play(folder, language, say, Arc::new(move |update| shown.update(update)), channel);
            face.quit();
            told
        });
        let story = story.map_err(|error| error.to_string())?;
        let quit = orders.clone();
        let ran = runner.run(Box::new(move |command| {
            let _ = orders.send(Order::Command(command));
        }));
        match ran {
            // The session may end before the story does.
            Ok(()) => drop(quit.send(Order::Command(Command::Quit))),
            Err(why) => say(&text::DEMO_NO_TRAY.fill(language, &[("why", &why)])),
        }
        story.join().unwrap_or_else(|_| Err(text::DEMO_QUIT.to(language).to_owned()))
    })
}

/// Sets the stage and runs worker and story beside each other until one of them ends.
fn play(folder: &Path, language: Language, say: Say<'_>, sink: Sink, channel: Worked) -> Result<(), String> {
    let other = |error: io::Error| error.to_string();
    let runtime = runtime().map_err(|_| "no runtime".to_owned())?;
    runtime.block_on(async {
        let key = story::key();
        let name_server = NameServer::start(&key).await.map_err(other)?;
        let v4 = Echoes::start(story::V4.into()).await.map_err(other)?;
        let v6 = Echoes::start(story::V6.into()).await.ok();
        if v6.is_none() {
            say(&text::DEMO_NO_IPV6.to(language));
        }
        say(&"");
        write_secret(folder, &key).map_err(other)?;
        configure(folder, &v4, v6.as_ref(), &name_server).map_err(other)?;
        let config = config::load(&config_file(folder), &known()).map_err(|why| why.render(language))?;
        let store = Store::open(&folder.join("state")).map_err(|why| format!("{why:?}"))?;
        let (publish, latest) = watch::channel(Snapshot::default());
        let sink: Sink = Arc::new(move |update| {
            publish.send_replace(update.snapshot.clone());
            sink(update);
        });
        let orders = channel.sender.clone();
        let endpoint = store.dir().to_owned();
        let worker = work(config, store, &endpoint, sink, Until::Quit, channel, language);
        tokio::pin!(worker);
        let tale = Story::new(folder, language, say, name_server, v4, v6, latest);
        let told = tokio::select! {
            told = tale.tell() => told,
            _ = &mut worker => return Err(text::DEMO_QUIT.to(language).to_owned()),
            () = signalled() => Err(text::DEMO_QUIT.to(language).to_owned()),
        };
        let _ = orders.send(Order::Command(Command::Quit));
        worker.await;
        told
    })
}

fn config_file(folder: &Path) -> PathBuf {
    folder.join("config.toml")
}

/// Writes the configuration that a person would write, for the pretended Internet.
fn configure(folder: &Path, v4: &Echoes, v6: Option<&Echoes>, server: &NameServer) -> io::Result<()> {
    let ipv4 = v4.sources();
    let ipv6 = v6.map_or_else(|| r#""off""#.to_owned(), Echoes::sources);
    let types = if v6.is_some() { r#"["A", "AAAA"]"# } else { r#"["A"]"# };
    let (server, name) = (server.address, story::NAME);
    let text = format!(
        r#"version = 1
[address]
ipv4 = {ipv4}
ipv6 = {ipv6}
accept = ["203.0.113.0/24", "2001:db8::/32"]
interval = "1s"
[account.demo]
provider = "rfc2136"
server = "{server}"
key_name = "{KEY_NAME}"
secret = {{ file = "demo.secret" }}
[[record]]
name = "{name}"
zone = "{ZONE}"
types = {types}
account = "demo"
"#
    );
    fs::write(config_file(folder), text)
}

/// Stores the key as a person would: in a file that nobody else can read.
fn write_secret(folder: &Path, key: &[u8]) -> io::Result<()> {
    let mut file = crate::platform::private::create_file(&folder.join("demo.secret"))?;
    io::Write::write_all(&mut file, BASE64_STANDARD.encode(key).as_bytes())
}

/// A folder of the demo's own, removed with all that is in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let dir = std::env::temp_dir().join(format!(
            "fingerpost-demo-{}-{:x}",
            std::process::id(),
            fastrand::u64(..)
        ));
        crate::platform::private::create_dir(&dir)?;
        Ok(Self(dir))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
