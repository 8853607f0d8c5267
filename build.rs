//! Gives the Windows exe its icon, manifest and version, and takes from the released Linux program what only
//! unwinding would need.
//!
//! `embed-resource` finds the resource compiler: windres for the GNU targets, also across
//! systems, rc.exe or llvm-rc for MSVC.

use std::env;

fn main() {
    for file in [
        "build.rs",
        "assets/no-unwinding.ld",
        "assets/fingerpost.rc",
        "assets/fingerpost.manifest",
        "assets/icon.ico",
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
    // Without manifest the exe would run, but blurred and with menus of another century.
    if let Err(error) = embed_resource::compile("assets/fingerpost.rc", macros).manifest_required() {
        println!("cargo::error=the Windows resources could not be compiled: {error}");
    }
}
