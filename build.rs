//! Gives the Windows exe its icon, manifest, version and the words of its events, and takes from the released Linux program what only
//! unwinding would need.
//!
//! `embed-resource` finds the resource compiler: windres for the GNU targets, also across
//! systems, rc.exe or llvm-rc for MSVC.

use std::{env, fs, path::Path};

#[path = "src/text/events.rs"]
#[allow(dead_code, reason = "numbers and words are wanted, not which event is which")]
mod events;
#[path = "src/journal/message_table.rs"]
mod message_table;

fn main() {
    for file in [
        "build.rs",
        "assets/no-unwinding.ld",
        "assets/fingerpost.rc",
        "assets/fingerpost.manifest",
        "assets/icon.ico",
        "src/text/events.rs",
        "src/journal/message_table.rs",
    ] {
        println!("cargo::rerun-if-changed={file}");
    }
    let is = |variable: &str, value: &str| env::var(variable).as_deref() == Ok(value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && is("PROFILE", "release") {
        let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr,-T,{folder}/assets/no-unwinding.ld");
    }
    if env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return;
    }
    // Sections begin on whole pages of the file, so that they are mapped from it. Windows does so
    // anyway; Wine reads what lies unaligned into memory of its own: all of the exe. And no time of day in
    // the file: the same source gives the same exe.
    match env::var("CARGO_CFG_TARGET_ENV").as_deref() {
        Ok("gnu") => println!("cargo::rustc-link-arg-bins=-Wl,--file-alignment=4096,--no-insert-timestamp"),
        Ok("msvc") => {
            println!("cargo::rustc-link-arg-bins=/FILEALIGN:4096");
            println!("cargo::rustc-link-arg-bins=/BREPRO");
        }
        _ => {}
    }
    let number = |name: &str| env::var(format!("CARGO_PKG_VERSION_{name}")).unwrap_or_else(|_| "0".into());
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let macros = [
        format!("VERSION_MAJOR={}", number("MAJOR")),
        format!("VERSION_MINOR={}", number("MINOR")),
        format!("VERSION_PATCH={}", number("PATCH")),
        // Made into a text by the preprocessor: quotes do not survive every resource compiler's shell.
        format!("VERSION={version}"),
    ];
    if let Err(error) = write_messages() {
        println!("cargo::error=the words of the events could not be written: {error}");
    }
    // Without manifest the exe would run, but blurred and with menus of another century.
    if let Err(error) = embed_resource::compile("assets/fingerpost.rc", macros).manifest_required() {
        println!("cargo::error=the Windows resources could not be compiled: {error}");
    }
}

/// One file for each language, where the resource compiler looks for it.
fn write_messages() -> std::io::Result<()> {
    let english: Vec<_> = events::ALL.iter().map(|row| (row.number, row.en)).collect();
    let chinese: Vec<_> = events::ALL.iter().map(|row| (row.number, row.zh)).collect();
    let folder = env::var("OUT_DIR").unwrap_or_default();
    let folder = Path::new(&folder);
    fs::write(folder.join("messages-en.bin"), message_table::message_table(&english))?;
    fs::write(folder.join("messages-zh.bin"), message_table::message_table(&chinese))
}
