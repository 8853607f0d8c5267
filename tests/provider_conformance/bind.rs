//! RFC 2136 against a real BIND, where one is installed; says aloud when there is none.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fingerpost::{
    config::Account,
    core::{message::Outcome, problem::Code},
    provider::{Info, rfc2136::INFO},
};

use super::{
    real::{free_port, served},
    stand::{Client, Row, Stand, Trouble, account, changed, task},
};

const SECRET: &str = "c2VjcmV0LW9mLXRoZS1sYWItc2VjcmV0LW9mLXRoZS1sYWI=";

struct Bind {
    child: Child,
    port: u16,
    folder: PathBuf,
    key: &'static str,
    algorithm: &'static str,
}

impl Bind {
    /// A server for example.org; `None`, said aloud, when BIND is not installed.
    fn start() -> Option<Self> {
        let installed = ["/usr/sbin/named", "/usr/local/sbin/named"]
            .into_iter()
            .find(|path| PathBuf::from(path).exists());
        let dig = Command::new("dig").arg("-v").output().is_ok();
        let Some(named) = installed.filter(|_| dig) else {
            println!("SKIPPED: BIND (named and dig) is not installed");
            return None;
        };
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("fingerpost-bind-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let keys: String = ["sha1", "sha256", "sha384", "sha512"]
            .map(|hash| format!("key \"key-{hash}\" {{ algorithm hmac-{hash}; secret \"{SECRET}\"; }};\n"))
            .concat();
        let shown = folder.display();
        let configuration = format!(
            "{keys}
            options {{ directory \"{shown}\"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
                pid-file \"{shown}/named.pid\"; session-keyfile \"{shown}/session.key\"; recursion no; }};
            controls {{ }};
            zone \"example.org\" {{ type primary; file \"{shown}/zone\"; update-policy {{
                grant key-sha1 zonesub A AAAA; grant key-sha256 zonesub A AAAA;
                grant key-sha384 zonesub A AAAA; grant key-sha512 name home.example.org A; }}; }};\n"
        );
        let zone = "$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n\
                    home 120 A 198.51.100.7\nhome 120 A 198.51.100.99\nwww CNAME home\n*.wild 60 A 198.51.100.1\n";
        fs::write(folder.join("named.conf"), configuration).unwrap();
        fs::write(folder.join("zone"), zone).unwrap();
        let log = fs::File::create(folder.join("log")).unwrap();
        let child = Command::new(named)
            .args(["-g", "-c"])
            .arg(folder.join("named.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let bind = Self { child, port, folder, key: "key-sha256", algorithm: "hmac-sha256" };
        let until = Instant::now() + Duration::from_secs(20);
        while !fs::read_to_string(bind.folder.join("log")).unwrap().contains("running\n") {
            assert!(Instant::now() < until, "{}", fs::read_to_string(bind.folder.join("log")).unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(bind)
    }

    /// What it serves, by a plain question of our own.
    fn serves(&self, name: &str, kind: &str) -> String {
        served(self.port, name, kind).join("\n")
    }
}

impl Drop for Bind {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Stand for Bind {
    fn info(&self) -> &'static Info {
        &INFO
    }
    fn account(&self) -> Account {
        let fields = [
            ("server", format!("127.0.0.1:{}", self.port)),
            ("key_name", self.key.to_owned()),
            ("algorithm", self.algorithm.to_owned()),
        ];
        account(&INFO, None, &fields)
    }
    fn secret(&self) -> &'static str {
        SECRET
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
async fn a_real_bind_takes_our_updates() {
    let Some(mut bind) = Bind::start() else { return };
    let mut home = task("home.example.org", &["203.0.113.9"]);
    home.want.ours = vec!["198.51.100.7".parse().unwrap()];
    let tasks = [
        home.clone(),
        task("home.example.org", &["2001:db8::9"]),
        task("example.org", &["203.0.113.9"]),
        task("www.example.org", &["203.0.113.9"]),
        task("a.wild.example.org", &["203.0.113.9"]),
    ];
    let mut client = Client::of(&bind);
    let done = client.publish(&tasks).await;
    changed(&done[0]);
    changed(&done[1]);
    changed(&done[2]);
    assert!(matches!(&done[3], Outcome::Failed(problem) if problem.code == Code::Conflict), "{done:?}");
    changed(&done[4]);
    let expected = "home.example.org. 120 IN A 198.51.100.99\nhome.example.org. 120 IN A 203.0.113.9";
    assert_eq!(bind.serves("home.example.org", "A"), expected, "the sibling and the TTL stay");
    assert_eq!(bind.serves("home.example.org", "AAAA"), "home.example.org. 300 IN AAAA 2001:db8::9");
    assert_eq!(bind.serves("a.wild.example.org", "A"), "a.wild.example.org. 60 IN A 203.0.113.9");
    let again = client.publish(&tasks[..3]).await;
    assert_eq!(again, [Outcome::Unchanged, Outcome::Unchanged, Outcome::Unchanged]);

    let many: Vec<_> = (0..200).map(|host| task(&format!("h{host}.example.org"), &["203.0.113.1"])).collect();
    client.publish(&many).await.iter().for_each(changed);
    assert_eq!(bind.serves("h199.example.org", "A"), "h199.example.org. 300 IN A 203.0.113.1");

    for (key, algorithm) in [("key-sha1", "hmac-sha1"), ("key-sha384", "hmac-sha384")] {
        (bind.key, bind.algorithm) = (key, algorithm);
        changed(&Client::of(&bind).one(task(&format!("{key}.example.org"), &["203.0.113.2"])).await);
    }
    (bind.key, bind.algorithm) = ("key-sha512", "hmac-sha512");
    home.want.values = vec!["203.0.113.3".parse().unwrap()];
    home.want.ours = vec!["203.0.113.9".parse().unwrap()];
    changed(&Client::of(&bind).one(home).await);
}

#[tokio::test]
async fn a_real_bind_refuses_in_its_own_words() {
    let Some(mut bind) = Bind::start() else { return };
    let new = || task("new.example.org", &["203.0.113.9"]);
    let wrong = "d3JvbmctdGhlLXNlY3JldC1vZi10aGUtbGFiLXdyb25nLXdyb25n";
    let problem = Client::with_secret(&bind, wrong).problem(new()).await;
    assert_eq!(problem.code, Code::BadCredential, "{problem:?}");
    assert!(problem.said.unwrap().starts_with("BADSIG"));
    bind.key = "no-such-key";
    let problem = Client::of(&bind).problem(new()).await;
    assert_eq!(problem.code, Code::BadCredential, "{problem:?}");
    assert!(problem.said.unwrap().starts_with("BADKEY"));
    (bind.key, bind.algorithm) = ("key-sha512", "hmac-sha512");
    assert_eq!(Client::of(&bind).code(new()).await, Code::NotPermitted, "not granted for this name");
    let code = Client::of(&bind).code(task("home.example.net", &["203.0.113.9"])).await;
    assert!(matches!(code, Code::NotPermitted | Code::NoZone), "{code:?}");
}
