//! A message at the local endpoint, from somebody with the roles that are the bits of its first byte: read, judged and
//! answered over a connection in memory.
#![no_main]

use std::{cell::RefCell, sync::LazyLock};

use fingerpost::control::trial::Trial;
use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<std::path::PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("fingerpost-fuzz-control-{}", std::process::id())));

thread_local! {
    static TRIAL: RefCell<Trial> = RefCell::new(Trial::new(&FOLDER));
}

fuzz_target!(|message: &[u8]| {
    if let Some((roles, line)) = message.split_first() {
        TRIAL.with_borrow_mut(|trial| trial.send(line, *roles, usize::MAX));
    }
});
