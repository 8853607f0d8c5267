//! A program of the person's own, started without a shell.
//!
//! What changed is in its environment: `FINGERPOST_NAMES`, `_OLD`, `_NEW`, `_TYPE`, `_TRACE_ID` and
//! `_AT`. It gets nothing on its standard input, and of what it prints only the start of its errors
//! is kept, for the message when it fails. It ends with its time: also what it started itself. What it
//! left running when it ended by itself goes on, and is not waited for.

use std::{pin::pin, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt},
    time::timeout,
};

use super::values;
use crate::{
    core::{
        problem::{Code, Problem},
        state::Told,
    },
    platform::{self, process},
};

/// What is kept of its errors.
const KEPT: usize = 400;
/// How long its last words are read once it has ended: what it left running may hold its output for ever.
const LAST_WORDS: Duration = Duration::from_millis(200);

pub async fn run(words: &[String], told: &Told) -> Result<(), Problem> {
    let mut command = platform::command(words)
        .ok_or_else(|| Problem::from(Code::BadSetting).said("the command is empty"))?;
    let failed =
        |why: &dyn std::fmt::Display| Problem::from(Code::BadAnswer).said(&format!("{}: {why}", words[0]));
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    for (key, value) in values(told) {
        command.env(format!("FINGERPOST_{}", key.to_ascii_uppercase()), value);
    }
    process::of_its_own(&mut command);
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    // When the time is over this is dropped, and whatever the program started ends with it.
    let group = process::Group::of(&child);
    let errors = child.stderr.take();
    let mut kept = Vec::new();
    let status = {
        let mut reading = pin!(async {
            if let Some(errors) = errors {
                start_of(errors, &mut kept).await;
            }
        });
        let mut read = false;
        loop {
            tokio::select! {
                status = child.wait() => {
                    if !read {
                        let _ = timeout(LAST_WORDS, reading).await;
                    }
                    break status;
                }
                () = &mut reading, if !read => read = true,
            }
        }
    };
    group.let_go();
    let printed = String::from_utf8_lossy(&kept);
    let status = status.map_err(|error| failed(&error))?;
    if status.success() { Ok(()) } else { Err(failed(&format!("it ended with {status}: {printed}"))) }
}

/// The start of what it prints; the rest is read and dropped, or the program would wait for ever.
async fn start_of(mut from: impl AsyncRead + Unpin, kept: &mut Vec<u8>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(size @ 1..) = from.read(&mut buffer).await {
        let room = KEPT.saturating_sub(kept.len()).min(size);
        kept.extend_from_slice(&buffer[..room]);
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::core::{record::Kind, trace::Trace};

    fn told() -> Told {
        Told {
            trace_id: Some(Trace(0xabcd)),
            kind: Kind::A,
            names: vec!["home.example.org".parse().unwrap(), "nas.example.org".parse().unwrap()],
            old: vec![],
            new: vec!["198.41.0.4".parse().unwrap()],
            at: Timestamp::from_second(1_800_000_000).unwrap(),
        }
    }

    async fn shell(script: &str) -> Result<(), Problem> {
        run(&["/bin/sh".into(), "-c".into(), script.into()], &told()).await
    }

    #[tokio::test]
    async fn what_changed_is_in_the_environment() {
        let right = "[ \"$FINGERPOST_NAMES/$FINGERPOST_OLD/$FINGERPOST_NEW/$FINGERPOST_TYPE/$FINGERPOST_TRACE_ID\" = \
                     home.example.org,nas.example.org//198.41.0.4/A/0000abcd ]";
        shell(right).await.unwrap();
    }

    #[tokio::test]
    async fn a_failure_is_told_with_its_own_words() {
        let problem = shell("echo no such tunnel >&2; exit 3").await.unwrap_err();
        assert!(problem.said.unwrap().contains("no such tunnel"));
        assert!(run(&["/nowhere/hook".into()], &told()).await.is_err());
    }

    #[tokio::test]
    async fn what_it_leaves_running_is_not_waited_for() {
        let done = timeout(Duration::from_secs(20), shell("sleep 60 & exit 0")).await;
        assert_eq!(done, Ok(Ok(())), "the sleep holds its output");
        let problem = timeout(Duration::from_secs(20), shell("sleep 60 & echo no >&2; exit 3")).await;
        assert!(problem.unwrap().unwrap_err().said.unwrap().contains("no"));
    }

    #[tokio::test]
    async fn a_hook_that_floods_is_read_and_not_kept() {
        let problem = shell("head -c 100000000 /dev/zero | tr '\\0' x >&2; exit 1").await.unwrap_err();
        assert!(problem.said.unwrap().chars().count() <= 201);
    }

    #[tokio::test]
    async fn a_hook_that_never_ends_is_ended_with_all_that_it_started() {
        let folder = std::env::temp_dir().join(format!("fingerpost-hook-{}", std::process::id()));
        let script = format!("sleep 1000 & echo $! > {}; wait", folder.display());
        // Not before the child wrote down whom it started.
        let started = async {
            while !std::fs::read_to_string(&folder).is_ok_and(|text| text.ends_with('\n')) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::select! {
            () = started => {}
            ended = shell(&script) => panic!("it ended by itself: {ended:?}"),
        }
        let pid = std::fs::read_to_string(&folder).unwrap();
        std::fs::remove_file(&folder).unwrap();
        let gone = async {
            let stat = format!("/proc/{}/stat", pid.trim());
            while std::fs::read_to_string(&stat).is_ok_and(|state| !state.contains(") Z ")) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        assert!(timeout(Duration::from_secs(10), gone).await.is_ok(), "{pid} is still there");
    }
}
