//! Whole pages, as in the program's own `build.rs`: or Wine would count all of the file as memory of its own.

fn main() {
    println!("cargo::rustc-link-arg-bins=-Wl,--file-alignment=4096");
}
