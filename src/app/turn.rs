//! Whose turn it is to work: the service's alone, or that of everybody's own programs.
//!
//! Who works is proved by an endpoint whose server may be trusted, and by nothing else. The file `lock` in the
//! service's folder is for the hand-over between honest programs alone: everybody may read it, so anybody can hold it.
//! An own worker holds it together with others, the service holds it alone, and the system lets go of it when a
//! process ends, however it ends. Beside it lies `serving`, written anew when a service begins to answer: whoever
//! watches the folder looks then, and cedes.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    future::pending,
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};

use crate::core::duty::RETRY;

/// How long the service waits for programs that work to save their state and end.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How long those who work may take to notice a lock that was not there before.
const NOTICED: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(50);

/// The right to work, until it is dropped.
pub struct Turn(#[expect(dead_code, reason = "what counts is that it is open")] File);

fn lock(folder: &Path) -> PathBuf {
    folder.join("lock")
}

/// Holds the turn of an own worker beside the service that `folder` belongs to; `Ok(None)` where there is
/// no service. An error means that somebody holds it alone: perhaps the service, which then answers at its endpoint.
pub fn own(folder: &Path) -> io::Result<Option<Turn>> {
    // A file that cannot be opened is nobody's proof.
    let Ok(file) = File::open(lock(folder)) else { return Ok(None) };
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::ResourceBusy.into()),
        // A file system without locks has no service that holds one either.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Turn(file))),
    }
}

/// Holds the service's turn for as long as it is polled: alone, as soon as nobody else holds one. `begin` is told when
/// the service may work: then, or after [`PATIENCE`], whoever does not let go; that is said in the log.
///
/// The endpoint must be open by then: who cedes asks there first.
pub async fn service(folder: PathBuf, begin: oneshot::Sender<()>) {
    let end = Instant::now() + PATIENCE;
    let mut begin = Some(begin);
    let made = lay(&folder);
    announce(&folder);
    if let Ok((_, true)) = &made {
        sleep(NOTICED).await;
    }
    let mut file = made.map(|(file, _)| file);
    loop {
        let why = match file {
            Ok(open) => match open.try_lock() {
                Ok(()) => {
                    let _turn = Turn(open);
                    begin.take().map(|begin| begin.send(()));
                    return pending().await;
                }
                Err(TryLockError::WouldBlock) if begin.is_some() && Instant::now() < end => {
                    file = Ok(open);
                    sleep(PAUSE).await;
                    continue;
                }
                Err(why) => {
                    file = Ok(open);
                    why.to_string()
                }
            },
            Err(why) => {
                file = Err(io::ErrorKind::NotFound.into());
                why.to_string()
            }
        };
        if let Some(begin) = begin.take() {
            tracing::warn!(
                "the service works without holding {} alone ({why}); it keeps trying",
                lock(&folder).display()
            );
            let _ = begin.send(());
        }
        sleep(RETRY).await;
        if file.is_err() {
            file = lay(&folder).map(|(file, _)| file);
        }
    }
}

/// The lock's file, and whether it is new. One that is there is only read: that is all a service of few rights may.
fn lay(folder: &Path) -> io::Result<(File, bool)> {
    let path = lock(folder);
    match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        opened => return opened.map(|file| (file, false)),
    }
    fs::create_dir_all(folder)?;
    let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path)?;
    for_everybody(&file)?;
    Ok((file, true))
}

/// Says to who watches the folder that a service answers there.
pub fn announce(folder: &Path) {
    let path = folder.join("serving");
    // Something is written: not every system tells of a file that was empty and is.
    let said =
        File::create(&path).and_then(|mut file| file.write_all(b"\n").and_then(|()| for_everybody(&file)));
    if let Err(error) = said {
        tracing::warn!("{} ({error}): other programs notice this service late", path.display());
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
    use tokio::task::JoinHandle;

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

    /// A service at this folder, and the word that it may begin.
    fn serving(dir: &Path) -> (JoinHandle<()>, oneshot::Receiver<()>) {
        let (begin, ready) = oneshot::channel();
        (tokio::spawn(service(dir.to_owned(), begin)), ready)
    }

    async fn end(service: JoinHandle<()>) {
        service.abort();
        let _ = service.await;
    }

    #[tokio::test(start_paused = true)]
    async fn own_programs_share_the_turn_and_the_service_has_it_alone() {
        let Folder(dir) = &Folder::new("shared");
        assert!(own(dir).unwrap().is_none(), "no service, no lock");
        let (first, ready) = serving(dir);
        ready.await.unwrap();
        assert_eq!(own(dir).err().unwrap().kind(), io::ErrorKind::ResourceBusy);
        end(first).await;
        let (one, two) = (own(dir).unwrap().unwrap(), own(dir).unwrap().unwrap());
        // The service waits for both of them.
        let (second, mut ready) = serving(dir);
        sleep(PATIENCE / 2).await;
        assert!(ready.try_recv().is_err());
        drop((one, two));
        ready.await.unwrap();
        assert!(own(dir).is_err());
        end(second).await;
        assert!(own(dir).unwrap().is_some());
    }

    /// A service's folder is not a person's to write, and neither is what lies in it.
    #[tokio::test(start_paused = true)]
    async fn who_may_only_read_the_lock_takes_part_all_the_same() {
        let Folder(dir) = &Folder::new("read");
        drop(lay(dir).unwrap());
        let file = lock(dir);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o644);
        }
        let read_only = |so| {
            let mut permissions = fs::metadata(&file).unwrap().permissions();
            permissions.set_readonly(so);
            fs::set_permissions(&file, permissions).unwrap();
        };
        read_only(true);
        let turn = own(dir).unwrap().unwrap();
        let (service, mut ready) = serving(dir);
        sleep(PATIENCE / 2).await;
        assert!(ready.try_recv().is_err(), "it does not wait for who works");
        drop(turn);
        ready.await.unwrap();
        assert!(own(dir).is_err());
        end(service).await;
        #[cfg(windows)]
        read_only(false);
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_lets_go_does_not_keep_the_service_from_its_work() {
        let Folder(dir) = &Folder::new("stuck");
        drop(lay(dir).unwrap());
        let stranger = File::open(lock(dir)).unwrap();
        stranger.try_lock().unwrap();
        let started = Instant::now();
        let (service, ready) = serving(dir);
        ready.await.unwrap();
        assert!(started.elapsed() >= PATIENCE && started.elapsed() < PATIENCE * 2);
        // It takes its turn when it can.
        drop(stranger);
        drop(own(dir).unwrap().unwrap());
        sleep(RETRY * 2).await;
        assert!(own(dir).is_err());
        end(service).await;
    }
}
