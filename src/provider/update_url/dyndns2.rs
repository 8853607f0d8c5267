//! The answers of the dyndns2 protocol, to the letter.
//!
//! help.dyn.com/return-codes and noip.com/integrate/response: one line for each name, in
//! the order they were asked for; what concerns the account or the system is said once.
//! Services add words of their own; a word that is not known is no success.
//!
//! What follows from a word is its [`Code`]'s business: `abuse`, `badagent`, `badauth` and
//! `badsys` stop the account, what is said of a name stops that name, `911` and `dnserr`
//! wait half an hour.

use std::{net::IpAddr, time::Duration};

use crate::{
    core::problem::{Code, Problem},
    provider::Applied,
};

/// One result for each of `names` names that were sent with `sent`.
pub fn results(body: &str, names: usize, sent: &[IpAddr]) -> Vec<Result<Applied, Problem>> {
    let lines: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut read: Vec<_> = lines.iter().map(|line| result(line, sent)).collect();
    // Some add a line for people; what was said before it holds.
    while read.len() > names && read.last().is_some_and(is_unknown) {
        read.pop();
    }
    if read.len() == names {
        return read;
    }
    if names == 1 {
        // nsupdate.info answers a line for each family. All of them have to be good.
        let mut read = read.into_iter();
        let first = read.next().unwrap_or_else(|| Err(unknown("")));
        return vec![read.fold(first, |all, next| match (&all, &next) {
            (Ok(Applied::Unchanged), Ok(_)) | (Ok(_), Err(_)) => next,
            _ => all,
        })];
    }
    match &read[..] {
        [] => vec![Err(unknown("")); names],
        [Err(problem)] if problem.code.whole_account() || concerns_all(problem.code) => {
            vec![Err(problem.clone()); names]
        }
        // Not a line for each name: the service does not take lists. They are tried one by one.
        _ => {
            let said = format!("{} lines for {names} names", read.len());
            vec![Err(Problem::from(Code::TooManyNames).said(&said)); names]
        }
    }
}

/// Whether `line` begins with a word of the protocol.
pub fn speaks(line: &str) -> bool {
    !is_unknown(&result(line.trim(), &[]))
}

fn is_unknown(result: &Result<Applied, Problem>) -> bool {
    matches!(result, Err(problem) if problem.code == Code::BadAnswer)
}

/// Said once although several names were sent.
const fn concerns_all(code: Code) -> bool {
    matches!(code, Code::NotInPlan | Code::BadAnswer)
}

fn result(line: &str, sent: &[IpAddr]) -> Result<Applied, Problem> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let refused = |code: Code| Err(Problem::from(code).said(line));
    match word {
        "good" | "nochg" => {
            let told: Vec<IpAddr> =
                rest.split([',', ' ']).filter_map(|address| address.trim().parse().ok()).collect();
            if told.iter().any(IpAddr::is_loopback) && !sent.iter().any(IpAddr::is_loopback) {
                // "good 127.0.0.1": the request was ignored because of who sent it.
                return Err(Problem::from(Code::BadAgent).said(line));
            }
            if !sent.is_empty() && !told.is_empty() && !told.iter().any(|address| sent.contains(address)) {
                let said = format!("it set another address than the one sent: {line}");
                return Err(Problem::from(Code::BadAnswer).said(&said));
            }
            Ok(if word == "good" { Applied::Changed } else { Applied::Unchanged })
        }
        "badauth" => refused(Code::BadCredential),
        "!donator" => refused(Code::NotInPlan),
        "nohost" => refused(Code::NotYours),
        "!yours" => refused(Code::OthersName),
        "notfqdn" => refused(Code::BadName),
        "!active" => refused(Code::NotActive),
        "numhost" => refused(Code::TooManyNames),
        "abuse" => refused(Code::Blocked),
        "badagent" => refused(Code::BadAgent),
        "badsys" => refused(Code::BadSystem),
        "dnserr" => refused(Code::DnsError),
        "servererror" => refused(Code::Outage),
        "911" => refused(Code::LongOutage),
        _ => match wait(word) {
            Some(wait) => Err(Problem::from(Code::RateLimited).said(line).retry_after(Some(wait))),
            None => Err(unknown(line)),
        },
    }
}

/// The older way to say "not now": `w` and a number of seconds, minutes or hours (`w10m`).
fn wait(word: &str) -> Option<Duration> {
    let rest = word.strip_prefix('w')?;
    let unit = rest.chars().last()?;
    let number: u64 = rest.strip_suffix(unit)?.parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        _ => return None,
    };
    Some(Duration::from_secs(number.checked_mul(seconds)?.min(24 * 60 * 60)))
}

fn unknown(line: &str) -> Problem {
    let start: String = line.chars().take(80).collect();
    Problem::from(Code::BadAnswer).said(if start.is_empty() { "an empty answer" } else { &start })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent() -> [IpAddr; 2] {
        ["203.0.113.9".parse().unwrap(), "2001:db8::9".parse().unwrap()]
    }

    #[track_caller]
    fn one(body: &str) -> Result<Applied, Code> {
        let mut read = results(body, 1, &sent());
        assert_eq!(read.len(), 1);
        read.remove(0).map_err(|problem| problem.code)
    }

    #[test]
    fn every_word_has_its_meaning() {
        assert_eq!(one("good 203.0.113.9\r\n"), Ok(Applied::Changed));
        assert_eq!(one("good"), Ok(Applied::Changed));
        assert_eq!(one("good 203.0.113.9,2001:db8::9"), Ok(Applied::Changed));
        assert_eq!(one("nochg 203.0.113.9"), Ok(Applied::Unchanged));
        for (words, code) in [
            ("badauth", Code::BadCredential),
            ("!donator", Code::NotInPlan),
            ("notfqdn", Code::BadName),
            ("nohost", Code::NotYours),
            ("!yours", Code::OthersName),
            ("!active", Code::NotActive),
            ("numhost", Code::TooManyNames),
            ("abuse", Code::Blocked),
            ("badagent", Code::BadAgent),
            ("badsys", Code::BadSystem),
            ("dnserr", Code::DnsError),
            ("servererror", Code::Outage),
            ("911", Code::LongOutage),
            ("w60s", Code::RateLimited),
            ("good 127.0.0.1", Code::BadAgent),
            ("nochg 127.0.0.1", Code::BadAgent),
            ("NOHOST", Code::BadAnswer),
            ("badauthorised", Code::BadAnswer),
            ("good 198.51.100.1", Code::BadAnswer),
            ("goodbye", Code::BadAnswer),
            ("<html>good</html>", Code::BadAnswer),
            ("", Code::BadAnswer),
        ] {
            assert_eq!(one(words), Err(code), "{words}");
        }
    }

    #[test]
    fn waits_are_read_in_their_units() {
        let wait = |word: &str| results(word, 1, &[]).remove(0).unwrap_err().retry_after.map(|w| w.as_secs());
        assert_eq!((wait("w30s"), wait("w10m"), wait("w2h")), (Some(30), Some(600), Some(7200)));
        assert_eq!(wait("w99999h"), Some(86_400));
        assert_eq!((wait("wow"), wait("w10d"), wait("w")), (None, None, None));
    }

    #[test]
    fn a_line_for_each_name_in_order() {
        let read = results("good 203.0.113.9\nnohost\nnochg 203.0.113.9\n", 3, &sent());
        assert_eq!(read[0], Ok(Applied::Changed));
        assert_eq!(read[1].as_ref().unwrap_err().code, Code::NotYours);
        assert_eq!(read[2], Ok(Applied::Unchanged));
    }

    #[test]
    fn what_concerns_the_account_is_said_once_for_all() {
        for (words, code) in [
            ("badauth", Code::BadCredential),
            ("abuse", Code::Blocked),
            ("badagent", Code::BadAgent),
            ("badsys", Code::BadSystem),
            ("!donator", Code::NotInPlan),
            ("dnserr", Code::DnsError),
            ("911", Code::LongOutage),
            ("good 127.0.0.1", Code::BadAgent),
            ("", Code::BadAnswer),
        ] {
            let read = results(words, 3, &sent());
            assert!(read.len() == 3 && read.iter().all(|r| r.as_ref().unwrap_err().code == code), "{words}");
        }
    }

    #[test]
    fn a_service_that_takes_no_lists_is_asked_one_by_one() {
        for words in ["good 203.0.113.9", "nohost", "notfqdn"] {
            let read = results(words, 3, &sent());
            assert!(read.iter().all(|r| r.as_ref().unwrap_err().code == Code::TooManyNames), "{words}");
        }
    }

    #[test]
    fn several_lines_for_one_name_must_all_be_good() {
        assert_eq!(one("nochg 203.0.113.9\ngood 2001:db8::9"), Ok(Applied::Changed));
        assert_eq!(one("good 203.0.113.9\ndnserr"), Err(Code::DnsError));
        assert_eq!(one("dnserr\ngood 203.0.113.9"), Err(Code::DnsError));
    }

    #[test]
    fn a_line_for_people_takes_nothing_back() {
        assert_eq!(one("good 203.0.113.9\nThank you for using us!"), Ok(Applied::Changed));
        assert_eq!(one("nochg\n\n<!-- 0.02 s -->\n"), Ok(Applied::Unchanged));
        assert_eq!(one("abuse\nSee our terms."), Err(Code::Blocked));
        let read = results("good 203.0.113.9\nnohost\nbye", 2, &sent());
        assert_eq!((read[0].is_ok(), read[1].is_ok()), (true, false));
        // Nor does one stand in for a name's own.
        let read = results("good 203.0.113.9\nbye", 2, &sent());
        assert_eq!(read[1].as_ref().unwrap_err().code, Code::BadAnswer);
    }
}
