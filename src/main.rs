//! The program; everything is in the library.

// Started from Explorer or at login it must not open a console; `platform` attaches to the
// one it was started from.
#![cfg_attr(windows, windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    fingerpost::cli::main()
}
