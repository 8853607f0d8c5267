//! One thread in which everything arrives that Windows tells through handles: a thread costs more than what it waits
//! for. What an event means is the matter of who waits for it.

use std::{
    io, ptr,
    sync::{Mutex, OnceLock, PoisonError},
    thread,
};

use windows_sys::Win32::{
    Foundation::{HANDLE, WAIT_OBJECT_0},
    System::Threading::{CreateEventW, INFINITE, SetEvent, WaitForMultipleObjects},
};

/// What one wait can hold (`MAXIMUM_WAIT_OBJECTS`), without the event that there is something new.
const MOST: usize = 63;

/// Something that tells through a handle.
pub trait Source: Send {
    /// Open for as long as this lives; may be another after [`Self::told`].
    fn handle(&self) -> HANDLE;
    /// Called once, in the thread that waits; whether to wait.
    fn begin(&mut self) -> bool {
        true
    }
    /// Called when the handle was signalled; whether to go on.
    fn told(&mut self) -> bool;
}

/// An event that goes out by itself when it was heard.
pub struct Signal(HANDLE);
// SAFETY: a handle is a number that the whole process shares, and the system serialises what is done with it.
unsafe impl Send for Signal {}
// SAFETY: as above.
unsafe impl Sync for Signal {}

impl Signal {
    /// Lives for as long as the program does.
    pub fn new() -> io::Result<Self> {
        // SAFETY: an unnamed auto-reset event with default security; the result is checked.
        let event = unsafe { CreateEventW(ptr::null(), 0, 0, ptr::null()) };
        if event.is_null() { Err(io::Error::last_os_error()) } else { Ok(Self(event)) }
    }

    pub const fn handle(&self) -> HANDLE {
        self.0
    }
}

static NEW: Mutex<Vec<Box<dyn Source>>> = Mutex::new(Vec::new());

/// Waits for a source until it wants no more. More of them than one wait can hold are not heard; that is an error
/// only for who comes when the thread cannot be made.
pub fn wait_for(source: Box<dyn Source>) -> io::Result<()> {
    static STIR: OnceLock<io::Result<Signal>> = OnceLock::new();
    NEW.lock().unwrap_or_else(PoisonError::into_inner).push(source);
    let begin = || {
        let stir = Signal::new()?;
        let handle = Signal(stir.handle());
        thread::Builder::new().name("events".into()).stack_size(64 * 1024).spawn(move || listen(&handle))?;
        Ok(stir)
    };
    match STIR.get_or_init(begin) {
        Ok(stir) => {
            // SAFETY: the event is never closed.
            unsafe { SetEvent(stir.handle()) };
            Ok(())
        }
        Err(error) => Err(error.kind().into()),
    }
}

fn listen(stir: &Signal) {
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    loop {
        let new = std::mem::take(&mut *NEW.lock().unwrap_or_else(PoisonError::into_inner));
        let room = MOST.saturating_sub(sources.len());
        sources.extend(new.into_iter().take(room).filter_map(|mut source| source.begin().then_some(source)));
        let mut handles = vec![stir.handle()];
        handles.extend(sources.iter().map(|source| source.handle()));
        let count = u32::try_from(handles.len()).unwrap_or(0);
        // SAFETY: the handles are open for the length of the call, and there are `count` of them.
        let told = unsafe { WaitForMultipleObjects(count, handles.as_ptr(), 0, INFINITE) };
        match (told.wrapping_sub(WAIT_OBJECT_0) as usize).checked_sub(1) {
            None => {}
            Some(at) if at < sources.len() => {
                if !sources[at].told() {
                    drop(sources.swap_remove(at));
                }
            }
            Some(_) => return,
        }
    }
}
