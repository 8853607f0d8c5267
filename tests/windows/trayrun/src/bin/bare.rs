//! A program of the console that does nothing for ever and loads nothing but what every program does: what memory is
//! measured against.

fn main() {
    loop {
        std::thread::park();
    }
}
