//! `fingerpost demo`: the whole program against a pretended Internet on this machine.
//!
//! Nothing outside is asked or changed: two echo services and an update server listen on
//! loopback, the name lies under `.test` (RFC 6761), and the state lives in a folder that is
//! removed at the end. Detection, confirmation, publishing and state are the real ones.

mod internet;

use std::{
    fmt::Display,
    fs, io,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use self::internet::Internet;
use super::{Worked, known, runtime, work};
use crate::{
    config,
    core::message::Command,
    store::Store,
    text::{Language, cli as text},
    worker::{Order, Until},
};

const NAME: &str = "home.fingerpost.test";
/// How long any one step may take before the demo gives up.
const PATIENCE: Duration = Duration::from_secs(20);

const fn address(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(203, 0, 113, last))
}

/// Runs the demo; `say` prints a line. Says why it failed, if it did.
pub fn demo(language: Language, say: &dyn Fn(&dyn Display)) -> Result<(), String> {
    let folder = Folder::new().map_err(|error| error.to_string())?;
    let runtime = runtime().map_err(|_| "no runtime".to_owned())?;
    runtime.block_on(async {
        let internet = Internet::start(address(7)).await.map_err(|error| error.to_string())?;
        let file = configure(&folder.0, &internet).map_err(|error| error.to_string())?;
        let config = config::load(&file, &known()).map_err(|mistakes| mistakes.render(language))?;
        let store = Store::open(&folder.0.join("state")).map_err(|why| format!("{why:?}"))?;
        let channel = Worked::default();
        let orders = channel.sender.clone();
        let worker = work(config, store, Arc::new(|_| {}), Until::Quit, channel, language);
        let tale = async {
            let told = story(&internet, language, say).await;
            let _ = orders.send(Order::Command(Command::Quit));
            told
        };
        let (_, told) = tokio::join!(worker, tale);
        told
    })
}

async fn story(internet: &Internet, language: Language, say: &dyn Fn(&dyn Display)) -> Result<(), String> {
    say(&text::DEMO_INTRO.to(language));
    say(&"");
    say(&text::DEMO_FIRST.fill(language, &[("address", &address(7)), ("name", &NAME)]));
    published(internet, address(7), language, say).await?;
    internet.everyone_says(address(8));
    say(&text::DEMO_CHANGES.fill(language, &[("address", &address(8))]));
    published(internet, address(8), language, say).await?;
    internet.one_says(address(66));
    say(&text::DEMO_LIES.fill(language, &[("address", &address(66))]));
    internet.asked_again(4, PATIENCE).await?;
    if internet.record() != Some(address(8)) {
        return Err(format!("{NAME} points at {:?}", internet.record()));
    }
    say(&text::DEMO_KEPT.fill(language, &[("name", &NAME), ("address", &address(8))]));
    say(&"");
    say(&text::DEMO_DONE.to(language));
    Ok(())
}

async fn published(
    internet: &Internet,
    value: IpAddr,
    language: Language,
    say: &dyn Fn(&dyn Display),
) -> Result<(), String> {
    let started = Instant::now();
    internet.record_becomes(value, PATIENCE).await?;
    let took = started.elapsed().as_millis();
    say(&text::DEMO_PUBLISHED.fill(language, &[("name", &NAME), ("address", &value), ("took", &took)]));
    Ok(())
}

/// Writes the configuration that a person would write, for the pretended Internet.
fn configure(folder: &Path, internet: &Internet) -> io::Result<PathBuf> {
    let [one, two, update] = internet.ports();
    let file = folder.join("config.toml");
    let text = format!(
        r#"version = 1
[address]
ipv4 = ["http://127.0.0.1:{one}/", "http://127.0.0.1:{two}/"]
ipv6 = "off"
accept = ["203.0.113.0/24"]
interval = "1s"
[account.demo]
provider = "dyndns2"
endpoint = "http://127.0.0.1:{update}/nic/update"
username = "demo"
secret = {{ file = "demo.secret" }}
[[record]]
name = "{NAME}"
account = "demo"
"#
    );
    let secret = folder.join("demo.secret");
    write_private(&secret, "pretended")?;
    fs::write(&file, text)?;
    Ok(file)
}

fn write_private(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(file)?, text.as_bytes())
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
