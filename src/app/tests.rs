//! What the composition root does with an endpoint that is not to be had at once.

use std::fs;

use super::*;
use crate::control::{Reply, Request, ask, trial::nothing};

/// As a folder lies at the socket's place; of a Windows pipe that somebody else has, only the refusal.
#[tokio::test(start_paused = true)]
async fn an_endpoint_that_a_stranger_holds_is_opened_once_he_goes() {
    let dir = std::env::temp_dir().join(format!("fingerpost-squatted-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    let squat = dir.join("control.sock");
    fs::create_dir_all(&squat).unwrap();
    let listening = control::listen(&dir);
    assert!(cfg!(windows) || listening.is_err());
    drop(listening);
    let (sender, _orders) = mpsc::unbounded_channel();
    let server = Arc::new(Server::new(&dir, &dir, sender, Board::default(), Arc::new(|_| {}), nothing()));
    let squatted = Err(io::ErrorKind::PermissionDenied.into());
    let serving = tokio::spawn(listen(dir.clone(), squatted, server));
    if cfg!(unix) {
        sleep(RETRY * 3).await;
        assert!(ask(&dir, Request::Status).await.is_err());
    }
    fs::remove_dir(&squat).unwrap();
    sleep(RETRY * 2).await;
    // The system's own pipe takes the system's own time.
    tokio::time::resume();
    assert!(matches!(ask(&dir, Request::Status).await, Ok(Reply::Status(_))));
    serving.abort();
    fs::remove_dir_all(dir).unwrap();
}
