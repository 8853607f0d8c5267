//! A program of the person's own that prints the address.
//!
//! Started without a shell, with nothing on its standard input; only its exit status 0
//! and exactly one address count. What it prints beyond the limit is not read.

use std::process::Stdio;

use tokio::io::AsyncReadExt;

use super::{Heard, http::one_address};
use crate::{
    core::problem::{Code, Problem},
    platform,
};

const LIMIT: u64 = 1024;

pub async fn ask(words: &[String]) -> Result<Heard, Problem> {
    let mut command = platform::command(words)
        .ok_or_else(|| Problem::from(Code::BadSetting).said("the command is empty"))?;
    let failed =
        |why: &dyn std::fmt::Display| Problem::from(Code::BadAnswer).said(&format!("{}: {why}", words[0]));
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    let mut printed = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(LIMIT).read_to_end(&mut printed).await.map_err(|error| failed(&error))?;
    }
    if printed.len() as u64 == LIMIT {
        return Err(failed(&"it prints more than one address"));
    }
    let status = child.wait().await.map_err(|error| failed(&error))?;
    if !status.success() {
        return Err(failed(&format!("it ended with {status}")));
    }
    one_address(&String::from_utf8_lossy(&printed)).map(Heard::Address)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn says(words: &[&str]) -> Result<String, Code> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        match ask(&words).await {
            Ok(Heard::Address(address)) => Ok(address.to_string()),
            Ok(Heard::Unfit(..)) => Ok("unfit".to_owned()),
            Err(problem) => Err(problem.code),
        }
    }

    #[tokio::test]
    async fn one_address_and_success_are_an_answer() {
        assert_eq!(says(&["printf", "198.41.0.4\n"]).await.as_deref(), Ok("198.41.0.4"));
    }

    #[tokio::test]
    async fn failure_floods_and_two_addresses_are_not() {
        for words in [
            &["sh", "-c", "echo 198.41.0.4; exit 1"][..],
            &["printf", "198.41.0.4\n198.41.0.5\n"],
            &["head", "-c", "100000000", "/dev/zero"],
            &["/nonexistent/program"],
        ] {
            assert_eq!(says(words).await, Err(Code::BadAnswer), "{words:?}");
        }
    }
}
