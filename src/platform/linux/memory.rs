//! Memory that is not needed for now.

use std::{
    ffi::{c_int, c_void},
    slice,
    sync::atomic::{AtomicBool, Ordering},
};

/// The kernel maps sixteen pages around each that is touched, as far as the mapping goes. With its text in
/// pieces of this size a program that sleeps most of its time keeps what it runs through, and not four times
/// that: then it need not give it back after every look, which costs more than the look.
const PIECE: usize = 16 * 1024;
static SPLIT: AtomicBool = AtomicBool::new(false);

/// Gives back what comes again by itself: free parts of the heap, and the pages of program text, which the
/// next look reads from the system's cache of the file. The text of libraries stays: most of it is held by
/// others anyway.
pub fn give_back() {
    // SAFETY: may be called at any time by any thread.
    #[cfg(target_env = "gnu")]
    unsafe {
        libc::malloc_trim(0);
    }
    // SAFETY: the callback has the type that is asked for and takes no data.
    unsafe {
        libc::dl_iterate_phdr(Some(drop_text), std::ptr::null_mut());
    }
}

unsafe extern "C" fn drop_text(object: *mut libc::dl_phdr_info, _size: usize, _data: *mut c_void) -> c_int {
    // SAFETY: the loader hands in one valid description and keeps it unchanged during the call.
    let object = unsafe { &*object };
    // SAFETY: it points at that many headers.
    let headers = unsafe { slice::from_raw_parts(object.dlpi_phdr, usize::from(object.dlpi_phnum)) };
    // SAFETY: it only tells a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let Ok(page) = usize::try_from(page) else { return 0 };
    // Once: the mappings stay as they are.
    let split = !SPLIT.swap(true, Ordering::Relaxed);
    for header in headers {
        // What may be written to holds relocated pointers and must not be read from the file again.
        if header.p_type != libc::PT_LOAD || header.p_flags & libc::PF_W != 0 {
            continue;
        }
        let (Ok(from), Ok(size)) =
            (usize::try_from(object.dlpi_addr + header.p_vaddr), usize::try_from(header.p_memsz))
        else {
            continue;
        };
        let (start, end) = (from.next_multiple_of(page), (from + size) / page * page);
        if split {
            // Neighbours that are read in different ways are mappings of their own.
            let ways = [libc::MADV_NORMAL, libc::MADV_RANDOM].into_iter().cycle();
            for (piece, way) in (start..end).step_by(PIECE.next_multiple_of(page)).zip(ways) {
                advise(piece, PIECE.min(end - piece), way);
            }
        }
        if start < end {
            advise(start, end - start, libc::MADV_DONTNEED);
        }
    }
    // The program itself comes first, before the libraries; anything but 0 ends the round.
    1
}

/// Tells the kernel about whole pages of a mapping of a file that nobody writes to.
fn advise(start: usize, size: usize, advice: c_int) {
    // SAFETY: each page is read from the file again when it is next touched. A refusal changes nothing.
    unsafe {
        libc::madvise(start as *mut c_void, size, advice);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_program_goes_on_without_what_it_gave_back() {
        let text = || std::fs::read_to_string("/proc/self/smaps_rollup").unwrap();
        let resident = |text: &str| -> u64 {
            let line = text.lines().find_map(|line| line.strip_prefix("Rss:")).unwrap();
            line.trim().trim_end_matches(" kB").parse().unwrap()
        };
        let before = resident(&text());
        super::give_back();
        assert!(resident(&text()) < before);
        let sorted: Vec<u32> = std::collections::BTreeSet::from([3, 1, 2]).into_iter().collect();
        assert_eq!(sorted, [1, 2, 3]);
    }
}
