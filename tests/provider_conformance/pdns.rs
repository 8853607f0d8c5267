//! The PowerDNS API against a real server, where one is installed; says aloud when there is none.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fingerpost::{
    config::Account,
    core::{message::Outcome, problem::Code},
    provider::{Info, find},
};

use super::{
    real::{free_port, served},
    stand::{Client, Row, Stand, Trouble, account, changed, task},
};

const KEY: &str = "key-of-the-lab";

struct Pdns {
    child: Child,
    api: u16,
    dns: u16,
    folder: PathBuf,
}

impl Pdns {
    /// A server for example.org; `None`, said aloud, when PowerDNS is not installed.
    fn start() -> Option<Self> {
        let schema = "/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql";
        let tools = ["dig", "sqlite3"].iter().all(|tool| Command::new(tool).arg("-version").output().is_ok());
        if !Path::new("/usr/sbin/pdns_server").exists() || !Path::new(schema).exists() || !tools {
            println!(
                "SKIPPED: PowerDNS (pdns_server with its SQLite backend, sqlite3 and dig) is not installed"
            );
            return None;
        }
        let (api, dns) = (free_port(), free_port());
        let folder = std::env::temp_dir().join(format!("fingerpost-pdns-{}-{api}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let shown = folder.display();
        let records = "INSERT INTO domains (name, type) VALUES ('example.org', 'NATIVE');
            INSERT INTO records (domain_id, name, type, content, ttl, disabled) VALUES
            (1, 'example.org', 'SOA', 'ns.example.org host.example.org 1 3600 600 86400 60', 3600, 0),
            (1, 'home.example.org', 'A', '198.51.100.7', 120, 0),
            (1, 'home.example.org', 'A', '198.51.100.99', 120, 0),
            (1, 'home.example.org', 'A', '198.51.100.50', 120, 1),
            (1, 'off.example.org', 'A', '198.51.100.51', 60, 1),
            (1, 'www.example.org', 'CNAME', 'home.example.org', 60, 0);
            INSERT INTO comments (domain_id, name, type, modified_at, comment) VALUES
            (1, 'home.example.org', 'A', 1, 'kept');";
        fs::write(folder.join("sql"), format!("{}\n{records}", fs::read_to_string(schema).unwrap())).unwrap();
        let made = Command::new("sqlite3")
            .arg(folder.join("db"))
            .stdin(fs::File::open(folder.join("sql")).unwrap())
            .status();
        assert!(made.unwrap().success());
        let configuration = format!(
            "launch=gsqlite3\ngsqlite3-database={shown}/db\nlocal-address=127.0.0.1\nlocal-port={dns}\n\
             webserver=yes\nwebserver-address=127.0.0.1\nwebserver-port={api}\napi=yes\napi-key={KEY}\n\
             socket-dir={shown}\ndaemon=no\nguardian=no\nsetuid=\nsetgid=\ncache-ttl=0\nquery-cache-ttl=0\n\
             negquery-cache-ttl=0\nsecurity-poll-suffix=\n"
        );
        fs::write(folder.join("pdns.conf"), configuration).unwrap();
        let log = fs::File::create(folder.join("log")).unwrap();
        let child = Command::new("/usr/sbin/pdns_server")
            .arg(format!("--config-dir={shown}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let pdns = Self { child, api, dns, folder };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", pdns.api)).is_err() {
            assert!(Instant::now() < until, "{}", fs::read_to_string(pdns.folder.join("log")).unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(pdns)
    }

    /// What it serves, by a plain question of our own.
    fn serves(&self, name: &str, kind: &str) -> Vec<String> {
        served(self.dns, name, kind)
    }

    /// What its database holds.
    fn holds(&self, query: &str) -> String {
        let asked = Command::new("sqlite3").arg(self.folder.join("db")).arg(query).output().unwrap();
        String::from_utf8(asked.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Pdns {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Stand for Pdns {
    fn info(&self) -> &'static Info {
        find("powerdns").unwrap()
    }
    fn account(&self) -> Account {
        account(self.info(), Some(format!("http://127.0.0.1:{}", self.api)), &[])
    }
    fn secret(&self) -> &'static str {
        KEY
    }
    fn seed(&self, _: &[Row]) {}
    fn rows(&self) -> Vec<Row> {
        Vec::new()
    }
    fn requests(&self) -> (usize, usize) {
        (0, 0)
    }
    fn trouble(&self, _: Option<Trouble>) -> bool {
        false
    }
    fn complaints(&self) -> Vec<String> {
        Vec::new()
    }
}

#[tokio::test]
async fn a_real_powerdns_takes_our_changes() {
    let Some(pdns) = Pdns::start() else { return };
    let mut home = task("home.example.org", &["203.0.113.9"]);
    home.want.ours = vec!["198.51.100.7".parse().unwrap()];
    let tasks = [
        home,
        task("home.example.org", &["2001:db8::9"]),
        task("example.org", &["203.0.113.9"]),
        task("off.example.org", &["203.0.113.9"]),
        task("www.example.org", &["203.0.113.9"]),
    ];
    let mut client = Client::of(&pdns);
    let done = client.publish(&tasks).await;
    done[..4].iter().for_each(changed);
    assert!(matches!(&done[4], Outcome::Failed(problem) if problem.code == Code::Conflict), "{done:?}");
    let expected = ["home.example.org. 120 IN A 198.51.100.99", "home.example.org. 120 IN A 203.0.113.9"];
    assert_eq!(pdns.serves("home.example.org", "A"), expected, "the sibling and the TTL stay");
    assert_eq!(pdns.serves("home.example.org", "AAAA"), ["home.example.org. 300 IN AAAA 2001:db8::9"]);
    assert_eq!(pdns.serves("example.org", "A"), ["example.org. 300 IN A 203.0.113.9"]);
    assert_eq!(pdns.serves("off.example.org", "A"), ["off.example.org. 300 IN A 203.0.113.9"]);
    let off = pdns.holds("SELECT content FROM records WHERE disabled ORDER BY content");
    assert_eq!(off, "198.51.100.50\n198.51.100.51", "what is switched off stays");
    assert_eq!(pdns.holds("SELECT comment FROM comments"), "kept");
    let again = client.publish(&tasks[..4]).await;
    assert_eq!(again, [const { Outcome::Unchanged }; 4]);

    let many: Vec<_> = (0..200).map(|host| task(&format!("h{host}.example.org"), &["203.0.113.1"])).collect();
    client.publish(&many).await.iter().for_each(changed);
    assert_eq!(pdns.serves("h199.example.org", "A"), ["h199.example.org. 300 IN A 203.0.113.1"]);
}

#[tokio::test]
async fn a_real_powerdns_refuses_in_its_own_words() {
    let Some(pdns) = Pdns::start() else { return };
    let new = || task("new.example.org", &["203.0.113.9"]);
    let problem = Client::with_secret(&pdns, "wrong").problem(new()).await;
    assert_eq!(problem.code, Code::BadCredential, "{problem:?}");
    let code = Client::of(&pdns).code(task("home.example.net", &["203.0.113.9"])).await;
    assert_eq!(code, Code::NoZone);
    let mut other = new();
    other.zone = Some(super::stand::name("example.net"));
    other.want.name = super::stand::name("new.example.net");
    other.id.name = other.want.name.clone();
    assert_eq!(Client::of(&pdns).code(other).await, Code::NoZone);
}
