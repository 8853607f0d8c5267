//! What the system's own log is told: journald's socket is the test's own, the Event Log's words are in the exe.

#[cfg(unix)]
mod journald {
    use std::{
        fs::File,
        os::unix::{fs::MetadataExt, net::UnixDatagram},
        process::Stdio,
        time::Duration,
    };

    use crate::{
        room::{NAME, Room, Running, SECRET, until},
        service::{Echo, Kind, Service, config},
    };

    const PATIENCE: Duration = Duration::from_secs(60);

    /// A journal of the test's own.
    struct Journald {
        socket: UnixDatagram,
        heard: Vec<String>,
    }

    impl Journald {
        fn new(room: &Room) -> Self {
            let socket = UnixDatagram::bind(room.dir.join("journal")).unwrap();
            socket.set_nonblocking(true).unwrap();
            Self { socket, heard: Vec::new() }
        }

        /// Everything that has arrived so far.
        fn heard(&mut self) -> &[String] {
            let mut buffer = [0; 16 * 1024];
            while let Ok(size) = self.socket.recv(&mut buffer) {
                let event = String::from_utf8_lossy(&buffer[..size]).into_owned();
                assert!(!event.contains(SECRET));
                self.heard.push(event);
            }
            &self.heard
        }

        fn count(&mut self, number: u16) -> usize {
            self.heard().iter().filter(|event| field(event, "FINGERPOST_EVENT") == number.to_string()).count()
        }

        #[track_caller]
        fn event(&mut self, number: u16) -> String {
            let is = |event: &&String| field(event, "FINGERPOST_EVENT") == number.to_string();
            until(PATIENCE, || self.heard().iter().rfind(is).cloned())
        }
    }

    fn field<'a>(event: &'a str, name: &str) -> &'a str {
        event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
    }

    /// The program as a service manager starts it whose journal takes standard error.
    fn start(room: &Room, arguments: &[&str]) -> Running {
        let log = File::create(room.dir.join("run.err")).unwrap();
        let found = log.metadata().unwrap();
        let mut command = room.program(env!("CARGO_BIN_EXE_fingerpost"));
        command
            .args(arguments)
            .env("JOURNAL_STREAM", format!("{}:{}", found.dev(), found.ino()))
            .env("FINGERPOST_JOURNAL_SOCKET", "journal")
            .stdout(Stdio::null())
            .stderr(log);
        Running(command.spawn().unwrap())
    }

    #[test]
    fn each_event_arrives_once_with_its_fields_and_is_not_written_a_second_time() {
        let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
        let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
        room.config(config(&[&sources[0], &sources[1]], &service.account()));
        let mut journald = Journald::new(&room);
        let mut running = start(&room, &["run"]);
        let published = journald.event(300);
        assert!(field(&published, "MESSAGE").contains(NAME), "{published}");
        assert_eq!(field(&published, "PRIORITY"), "6");
        assert_eq!(field(&published, "MESSAGE_ID"), "b7f4fbac208a4590a02484a7051c012c");
        assert_eq!(field(&published, "SYSLOG_IDENTIFIER"), "fingerpost");
        assert_eq!(field(&published, "FINGERPOST_RECORD"), format!("{NAME} A"));
        assert_eq!(field(&published, "FINGERPOST_ACCOUNT"), "lab");
        let changed = journald.event(200);
        assert_eq!(field(&changed, "FINGERPOST_TRACE"), field(&published, "FINGERPOST_TRACE"));
        assert_eq!(field(&published, "FINGERPOST_TRACE").len(), 8);
        terminate(&mut running);
        assert_eq!((journald.count(100), journald.count(101), journald.count(300)), (1, 1, 1));
        let log = room.log();
        assert!(!log.contains("published 203.0.113.7") && !log.contains("started with"), "{log}");
    }

    /// SIGTERM, as a service manager ends a program.
    fn terminate(running: &mut Running) {
        let ended = std::process::Command::new("kill").arg(running.0.id().to_string()).status().unwrap();
        assert!(ended.success());
        until(PATIENCE, || running.0.try_wait().unwrap());
    }

    #[test]
    fn what_is_refused_is_told_once_and_that_it_is_right_again() {
        let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
        let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
        room.config(config(&[&sources[0], &sources[1]], &service.account()));
        let mut journald = Journald::new(&room);
        room.secret("not-the-right-one");
        let _running = start(&room, &["run"]);
        let latched = journald.event(302);
        assert_eq!((field(&latched, "PRIORITY"), field(&latched, "FINGERPOST_ACCOUNT")), ("3", "lab"));
        assert!(field(&latched, "MESSAGE").contains("write it into"), "{latched}");
        room.secret(SECRET);
        let recovered = journald.event(303);
        assert!(field(&recovered, "MESSAGE").contains(NAME), "{recovered}");
        assert_eq!((journald.count(302), journald.count(303), journald.count(300)), (1, 1, 1));
    }

    #[test]
    fn a_program_that_cannot_start_says_why_there() {
        let room = Room::new();
        room.config("version = 7\n");
        let mut journald = Journald::new(&room);
        let _running = start(&room, &["run"]);
        assert_eq!(field(&journald.event(102), "PRIORITY"), "3");
    }

    #[test]
    fn a_task_that_comes_back_tells_the_same_thing_once() {
        let room = Room::new();
        room.config("version = 7\n");
        let mut journald = Journald::new(&room);
        for _ in 0..3 {
            let mut round = start(&room, &["once", "--task"]);
            let ended = until(PATIENCE, || round.0.try_wait().unwrap());
            assert_eq!(ended.code(), Some(2));
        }
        assert_eq!(journald.count(102), 1);
    }

    #[test]
    fn where_the_journal_is_not_standard_error_or_not_wanted_nothing_is_sent() {
        let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
        let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
        let config = config(&[&sources[0], &sources[1]], &service.account());
        room.config(format!("{config}[log]\nevents = false\n"));
        let mut journald = Journald::new(&room);
        let _unwanted = start(&room, &["run"]);
        until(PATIENCE, || room.log().contains("published 203.0.113.7").then_some(()));
        assert!(journald.heard().is_empty());
    }
}

#[cfg(windows)]
mod event_log {
    use std::{os::windows::ffi::OsStrExt, path::Path, ptr};

    use fingerpost::text::events;
    use windows_sys::Win32::{
        Foundation::FreeLibrary,
        System::{
            Diagnostics::Debug::{
                FORMAT_MESSAGE_ARGUMENT_ARRAY, FORMAT_MESSAGE_FROM_HMODULE, FormatMessageW,
            },
            LibraryLoader::{LOAD_LIBRARY_AS_DATAFILE, LoadLibraryExW},
        },
    };

    const ENGLISH: u32 = 0x0409;
    const CHINESE: u32 = 0x0804;

    /// As the Event Viewer looks an event's words up in the exe that its source names.
    fn looked_up(number: u16, language: u32, inserts: &[&str]) -> String {
        let wide = |text: &std::ffi::OsStr| text.encode_wide().chain([0]).collect::<Vec<u16>>();
        let program = wide(Path::new(env!("CARGO_BIN_EXE_fingerpost")).as_os_str());
        let inserts: Vec<Vec<u16>> = inserts.iter().map(|text| wide(text.as_ref())).collect();
        let pointers: Vec<*const u16> = inserts.iter().map(|text| text.as_ptr()).collect();
        let mut buffer = [0_u16; 1000];
        // SAFETY: the path is closed by a zero.
        let exe = unsafe { LoadLibraryExW(program.as_ptr(), ptr::null_mut(), LOAD_LIBRARY_AS_DATAFILE) };
        assert!(!exe.is_null());
        // SAFETY: the exe is mapped; the buffer is as long as is said; there is a pointer for each place.
        let size = unsafe {
            FormatMessageW(
                FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY,
                exe,
                u32::from(number),
                language,
                buffer.as_mut_ptr(),
                1000,
                pointers.as_ptr().cast(),
            )
        };
        // SAFETY: mapped above, and nothing points into it any more.
        unsafe { FreeLibrary(exe) };
        String::from_utf16(&buffer[..size as usize]).unwrap()
    }

    #[test]
    fn the_exe_has_the_words_of_every_event_in_both_languages() {
        for row in events::ALL {
            let inserts = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
            let filled = |text: &str| text.replace('%', "") + "\r\n";
            assert_eq!(looked_up(row.number, ENGLISH, &inserts), filled(row.en));
            assert_eq!(looked_up(row.number, CHINESE, &inserts), filled(row.zh));
        }
    }
}
