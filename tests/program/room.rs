//! A folder with a configuration, a secret and a state of its own, and the program run in it.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;

/// The one record of most rooms: under a domain that is nowhere public.
pub const NAME: &str = "home.lab.example";
/// The secret of the account `lab`.
pub const SECRET: &str = "hunter2-4711-correct-horse";
/// No single command may take longer: a provider is given 30 s, a look at the sources a few times five.
const PATIENCE: Duration = Duration::from_secs(90);

pub struct Room {
    pub dir: PathBuf,
    /// Folders of rooms whose test failed are kept for a look.
    language: &'static str,
}

/// What a command printed and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Both outputs: what a person sees.
    pub fn seen(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// Ended with this code, without a panic, and said all of these words.
    #[track_caller]
    pub fn ended(&self, code: i32, words: &[&str]) -> &Self {
        let seen = self.seen();
        assert_eq!(self.code, Some(code), "{seen}");
        assert!(!seen.contains("panic") && !seen.contains("this is a bug"), "{seen}");
        for word in words {
            assert!(seen.contains(word), "nothing of “{word}” in: {seen}");
        }
        self
    }
}

impl Room {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("fingerpost-room-{}-{count}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        let room = Self { dir, language: "en" };
        room.secret(SECRET);
        room
    }

    pub fn chinese(mut self) -> Self {
        self.language = "zh";
        self
    }

    pub fn config(&self, text: impl AsRef<[u8]>) -> &Self {
        fs::write(self.dir.join("config.toml"), text).unwrap();
        self
    }

    /// The file that `secret = { file = "secret" }` names, readable by its owner alone.
    pub fn secret(&self, text: &str) {
        let file = self.dir.join("secret");
        fs::write(&file, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }

    pub fn state_file(&self) -> PathBuf {
        self.dir.join("state").join("state.json")
    }

    /// What is remembered of the record: the addresses published last.
    pub fn published(&self) -> Vec<String> {
        let status = self.run(&["status", "--json"]).json();
        let list = status["records"][0]["published"].as_array().unwrap().iter();
        list.map(|address| address.as_str().unwrap().to_owned()).collect()
    }

    /// The program in this folder, with nothing of the person who runs the tests around it.
    pub fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command
            .current_dir(&self.dir)
            .env("FINGERPOST_LANG", self.language)
            .env("FINGERPOST_CONFIG", "config.toml")
            .env("FINGERPOST_STATE_DIR", "state")
            .env("FINGERPOST_SERVICE_DIR", self.dir.join("service"))
            .env("HOME", &self.dir)
            .env("APPDATA", &self.dir)
            .env("XDG_CONFIG_HOME", self.dir.join("xdg"))
            .env("XDG_RUNTIME_DIR", &self.dir)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.program(env!("CARGO_BIN_EXE_fingerpost"));
        command.args(arguments);
        self.finish(command)
    }

    /// Runs it to its end, which must come in time.
    pub fn finish(&self, mut command: Command) -> Ran {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let (out, err) = (self.dir.join(format!("{count}.out")), self.dir.join(format!("{count}.err")));
        command.stdout(File::create(&out).unwrap()).stderr(File::create(&err).unwrap());
        let mut running = Running(command.spawn().unwrap());
        let ended = until(PATIENCE, || running.0.try_wait().unwrap());
        let text = |file| String::from_utf8_lossy(&fs::read(file).unwrap()).replace("\r\n", "\n");
        Ran { code: ended.code(), out: text(out), err: text(err) }
    }

    /// Starts it beside the test; it is stopped when the test lets go of it.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.program(env!("CARGO_BIN_EXE_fingerpost"));
        command.args(arguments);
        self.start_command(command)
    }

    pub fn start_command(&self, mut command: Command) -> Running {
        let log = File::create(self.dir.join("run.err")).unwrap();
        command.stdout(Stdio::null()).stderr(log);
        Running(command.spawn().unwrap())
    }

    /// What the program started last has logged.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.dir.join("run.err")).unwrap()).into_owned()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("kept {}", self.dir.display());
        } else {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

/// A child that does not outlive its test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks again and again until there is an answer.
#[track_caller]
pub fn until<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + patience;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "not within {patience:?}");
        sleep(Duration::from_millis(20));
    }
}
