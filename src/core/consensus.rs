//! When an address is believed.
//!
//! [`judge_answers`] looks at what the sources of one family said so far and tells
//! whether that settles it. A new address needs `confirm` independent operators and
//! more of them than any other address has; the address that is believed already needs
//! only one source to repeat it while none contradicts.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::message::{Answer, Found, Reason, Said};

/// The verdict on `answers`; `None` while they do not suffice and further ones are to come.
///
/// `left` is how many sources have not answered yet. With `left == 0` there is always a verdict.
pub fn judge_answers(
    answers: &[Answer],
    left: usize,
    confirm: usize,
    believed: Option<IpAddr>,
) -> Option<Found> {
    let mut votes: BTreeMap<IpAddr, BTreeSet<&str>> = BTreeMap::new();
    for answer in answers {
        if let Said::Address(address) = answer.said {
            votes.entry(address).or_default().insert(&answer.operator);
        }
    }
    if let Some(address) = believed
        && votes.len() == 1
        && votes.contains_key(&address)
    {
        return Some(Found::Known(address, sources_of(answers, address)));
    }
    let most = votes.values().map(BTreeSet::len).max().unwrap_or(0);
    let mut leaders = votes.iter().filter(|(_, operators)| operators.len() == most);
    if let (Some((address, _)), None) = (leaders.next(), leaders.next())
        && most >= confirm.max(1)
    {
        return Some(Found::Known(*address, sources_of(answers, *address)));
    }
    (left == 0).then(|| Found::Unknown(why_unknown(answers, &votes)))
}

fn sources_of(answers: &[Answer], address: IpAddr) -> Vec<String> {
    answers.iter().filter(|a| a.said == Said::Address(address)).map(|a| a.source.clone()).collect()
}

fn why_unknown(answers: &[Answer], votes: &BTreeMap<IpAddr, BTreeSet<&str>>) -> Reason {
    let mut addresses = votes.keys();
    match (addresses.next(), addresses.next()) {
        (Some(_), Some(_)) => Reason::Disagreement,
        (Some(address), None) => Reason::Unconfirmed(*address),
        (None, _) => answers
            .iter()
            .find_map(|answer| match answer.said {
                Said::Unfit(address, why) => Some(Reason::Unfit(address, why)),
                Said::Address(_) | Said::Failed(_) => None,
            })
            .unwrap_or(Reason::NoAnswer),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{
        super::{
            address::Unfit,
            problem::{Code, Problem},
        },
        *,
    };

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([198, 41, 0, last])
    }

    fn said(operator: &str, said: Said) -> Answer {
        let source = format!("{operator}-source");
        Answer { source, operator: operator.to_owned(), said, took: Duration::ZERO }
    }

    fn says(operator: &str, last: u8) -> Answer {
        said(operator, Said::Address(ip(last)))
    }

    fn failed(operator: &str) -> Answer {
        said(operator, Said::Failed(Problem::new(Code::TimedOut)))
    }

    #[track_caller]
    fn known(answers: &[Answer], left: usize, believed: Option<u8>) -> Option<u8> {
        match judge_answers(answers, left, 2, believed.map(ip))? {
            Found::Known(IpAddr::V4(address), _) => Some(address.octets()[3]),
            _ => Some(0),
        }
    }

    #[test]
    fn one_source_repeats_what_is_believed() {
        assert_eq!(known(&[says("a", 7)], 2, Some(7)), Some(7));
    }

    #[test]
    fn a_new_address_waits_for_a_second_operator() {
        assert_eq!(known(&[says("a", 8)], 2, Some(7)), None);
        assert_eq!(known(&[says("a", 8), says("a", 8)], 1, Some(7)), None);
        assert_eq!(known(&[says("a", 8), says("b", 8)], 1, Some(7)), Some(8));
    }

    #[test]
    fn one_liar_is_outvoted_and_an_even_split_is_not_decided() {
        assert_eq!(known(&[says("a", 8), says("b", 9), says("c", 9)], 0, None), Some(9));
        let split = [says("a", 8), says("b", 9), says("c", 9), says("d", 8)];
        assert_eq!(judge_answers(&split, 0, 2, None), Some(Found::Unknown(Reason::Disagreement)));
    }

    #[test]
    fn a_contradiction_of_what_is_believed_is_looked_into() {
        let answers = [says("a", 7), says("b", 8)];
        assert_eq!(judge_answers(&answers, 1, 2, Some(ip(7))), None);
        assert_eq!(judge_answers(&answers, 0, 2, Some(ip(7))), Some(Found::Unknown(Reason::Disagreement)));
    }

    #[test]
    fn the_reason_is_named_when_nothing_is_known() {
        let unfit = Said::Unfit("192.168.1.1".parse().unwrap(), Unfit::Private);
        for (answers, reason) in [
            (vec![], Reason::NoAnswer),
            (vec![failed("a"), failed("b")], Reason::NoAnswer),
            (vec![failed("a"), says("b", 8)], Reason::Unconfirmed(ip(8))),
            (
                vec![said("a", unfit), failed("b")],
                Reason::Unfit("192.168.1.1".parse().unwrap(), Unfit::Private),
            ),
        ] {
            assert_eq!(judge_answers(&answers, 0, 2, None), Some(Found::Unknown(reason)));
        }
    }

    proptest! {
        /// Rule 2: whatever is said in whatever order, a new address has `confirm` operators behind it.
        #[test]
        fn nothing_new_is_believed_on_one_word(
            votes in proptest::collection::vec((0_u8..4, 0_u8..4), 0..8), confirm in 1_usize..4, left in 0_usize..3
        ) {
            let answers: Vec<_> = votes.iter().map(|(who, what)| says(&who.to_string(), *what)).collect();
            let verdict = judge_answers(&answers, left, confirm, Some(ip(200)));
            prop_assert!(left > 0 || verdict.is_some());
            if let Some(Found::Known(address, _)) = verdict {
                let behind: BTreeSet<_> = answers.iter()
                    .filter(|a| a.said == Said::Address(address)).map(|a| &a.operator).collect();
                prop_assert!(behind.len() >= confirm);
            }
        }
    }
}
