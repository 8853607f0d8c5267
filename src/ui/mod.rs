//! stub
pub mod tray {
    use crate::{
        core::message::{Command, Update},
        text::Language,
    };
    pub struct Options {
        pub language: Language,
        pub open_log: std::path::PathBuf,
        pub open_config: std::path::PathBuf,
        pub autostart: Vec<std::ffi::OsString>,
    }
    #[derive(Clone)]
    pub struct Sink;
    impl Sink {
        pub fn update(&self, _: Update) {}
        pub fn quit(&self) {}
    }
    pub struct Runner;
    impl Runner {
        pub fn run(self, _: Box<dyn Fn(Command) + Send + Sync>) -> Result<(), String> {
            Ok(())
        }
    }
    pub fn prepare(_: Options) -> Result<(Sink, Runner), String> {
        Err("not here".into())
    }
}
