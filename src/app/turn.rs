//! Whose turn it is to work: the service's alone, or that of everybody's own programs.
//!
//! The proof is the file `lock` in the service's folder, which everybody may read. An own worker holds
//! it together with others, the service holds it alone, and the system lets go of it when a
//! process ends, however it ends. Beside it lies `serving`, written anew when a service begins to
//! answer: whoever watches the folder looks then, and cedes.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::time::{Instant, sleep};

/// How long the service waits for programs that work to save their state and end.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How long those who work may take to notice a lock that was not there before.
const NOTICED: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(50);

/// The right to work, until it is dropped.
pub struct Turn(#[expect(dead_code, reason = "what counts is that it is open")] File);

fn lock(folder: &Path) -> PathBuf {
    folder.join("lock")
}

/// Holds the turn of an own worker beside the service that `folder` belongs to; `Ok(None)` where there is
/// no service. An error means that the service holds it.
pub fn own(folder: &Path) -> io::Result<Option<Turn>> {
    // A file that cannot be opened is nobody's proof.
    let Ok(file) = File::open(lock(folder)) else { return Ok(None) };
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::ResourceBusy.into()),
        // A file system without locks has no service that holds one either.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Turn(file))),
    }
}

/// What blocks until the service lets go of its lock; `None` where it holds none.
pub fn release(folder: &Path) -> Option<impl FnOnce() + Send + 'static> {
    own(folder).is_err().then(|| {
        let path = lock(folder);
        move || drop(File::open(path).and_then(|file| file.lock_shared()))
    })
}

/// Says to who watches the folder that a service answers there from now on, and takes the turn for it:
/// alone, or, after `patience`, beside whoever did not let go; that is said in the log.
///
/// The endpoint must be open by then: who cedes asks there first.
pub async fn service(folder: &Path, patience: Duration) -> io::Result<Turn> {
    fs::create_dir_all(folder)?;
    let path = lock(folder);
    // The installation's own file belongs to administrators: the service may read it, which is enough.
    let (file, new) = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            (OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path)?, true)
        }
        there => (there?, false),
    };
    for_everybody(&file)?;
    let serving = File::create(folder.join("serving"))?;
    for_everybody(&serving)?;
    drop(serving);
    if new {
        sleep(NOTICED).await;
    }
    let end = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Turn(file)),
            Err(TryLockError::WouldBlock) if Instant::now() < end => sleep(PAUSE).await,
            Err(why) => {
                tracing::warn!(
                    "a program of somebody's own still works after {} s ({why}); the service works beside it",
                    patience.as_secs()
                );
                return Ok(Turn(file));
            }
        }
    }
}

/// Readable for everybody, whatever the service's usual mode for new files is.
fn for_everybody(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))
    }
    // On Windows the folder's access list says it.
    #[cfg(windows)]
    file.metadata().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let dir = std::env::temp_dir().join(format!("fingerpost-turn-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&dir);
            Self(dir)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn own_programs_share_the_turn_and_the_service_has_it_alone() {
        let Folder(dir) = &Folder::new("shared");
        assert!(own(dir).unwrap().is_none(), "no service, no lock");
        let service_first = service(dir, PATIENCE).await.unwrap();
        assert_eq!(own(dir).err().unwrap().kind(), io::ErrorKind::ResourceBusy);
        drop(service_first);
        let (one, two) = (own(dir).unwrap().unwrap(), own(dir).unwrap().unwrap());
        // The service waits for both of them.
        let waiting = tokio::spawn({
            let dir = dir.clone();
            async move { service(&dir, PATIENCE).await.unwrap() }
        });
        tokio::time::sleep(PATIENCE / 4).await;
        assert!(!waiting.is_finished());
        drop((one, two));
        let turn = waiting.await.unwrap();
        let released = std::thread::spawn(release(dir).unwrap());
        drop(turn);
        released.join().unwrap();
        assert!(own(dir).unwrap().is_some() && release(dir).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_lets_go_does_not_keep_the_service_from_its_work() {
        let Folder(dir) = &Folder::new("stuck");
        drop(service(dir, PATIENCE).await.unwrap());
        let stuck = own(dir).unwrap().unwrap();
        let started = Instant::now();
        let _turn = service(dir, PATIENCE).await.unwrap();
        assert!(started.elapsed() >= PATIENCE);
        drop(stuck);
    }
}
