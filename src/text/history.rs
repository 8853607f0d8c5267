//! What happened, one sentence for each line of the history.

use super::{Language, cli, phrases, problem, unfit};
use crate::core::{
    message::{Answer, Said},
    record::Name,
    snapshot::{What, Withheld},
};

phrases! {
    ADDRESS = "{family} changed from {old} to {new} ({sources})", "{family} 从 {old} 变为 {new}（{sources}）";
    PUBLISHED = "{name} {kind} published: {new} (before: {old})", "{name} {kind} 已发布：{new}（之前：{old}）";
    FAILED = "{name} {kind}: {problem}", "{name} {kind}：{problem}";
    NOT_BELIEVED = "{family} not published: {why}", "{family} 未发布：{why}";
    NOT_BELIEVED_SAID = "{family} not published: {why} ({said})", "{family} 未发布：{why}（{said}）";
    DRIFTED = "{name} {kind} was changed by somebody else: {found} instead of {expected}; it is put right", "{name} {kind} 被他人更改：是 {found} 而非 {expected}；正在改回";
    TOLD = "{hook} was told of {names}", "已通知 {hook}：{names}";
    NOT_TOLD = "{hook} could not be told of {names}: {problem}", "无法通知 {hook}（{names}）：{problem}";
    PAUSED = "{names}: not published, because Fingerpost is paused", "{names}：未发布，因为已暂停";
    STOPPED = "{names}: not published, because {account} was refused and waits for you", "{names}：未发布，因为 {account} 曾被拒绝，需要您处理";
    WAITING = "{names}: not published yet, because {account} is to be left alone for now", "{names}：尚未发布，因为暂时不能打扰 {account}";
    ELSEWHERE = "{names}: not published, because this is not the network they are tied to", "{names}：未发布，因为当前不是其绑定的网络";
}

/// The sentence, without the time and without a full stop.
pub fn sentence(language: Language, what: &What) -> String {
    let none = cli::NONE.to(language);
    let listed = |addresses: &[std::net::IpAddr]| match addresses {
        [] => none.to_owned(),
        some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    let over = |family: &dyn std::fmt::Display, line: &Option<String>| match line {
        Some(line) => format!("{family} ({line})"),
        None => family.to_string(),
    };
    match what {
        What::Address { family, line, old, new, sources } => ADDRESS.fill(
            language,
            &[
                ("family", &over(family, line)),
                ("old", &listed(old.as_slice())),
                ("new", new),
                ("sources", &sources.join(", ")),
            ],
        ),
        What::Published { name, kind, old, new, .. } => PUBLISHED.fill(
            language,
            &[("name", &name.shown()), ("kind", kind), ("old", &listed(old)), ("new", &listed(new))],
        ),
        What::Failed { name, kind, problem, .. } => FAILED.fill(
            language,
            &[("name", &name.shown()), ("kind", kind), ("problem", &problem::sentence(language, problem))],
        ),
        What::NotBelieved { family, line, reason, answers } => {
            let (family, why) = (over(family, line), unfit::reason(language, reason));
            let said = said(language, answers);
            if said.is_empty() {
                NOT_BELIEVED.fill(language, &[("family", &family), ("why", &why)])
            } else {
                NOT_BELIEVED_SAID.fill(language, &[("family", &family), ("why", &why), ("said", &said)])
            }
        }
        What::Withheld { names, account, why } => {
            let phrase = match why {
                Withheld::Paused => PAUSED,
                Withheld::Stopped => STOPPED,
                Withheld::Waiting => WAITING,
                Withheld::Elsewhere => ELSEWHERE,
            };
            phrase.fill(language, &[("names", &shown(names)), ("account", account)])
        }
        What::Drifted { name, kind, expected, found, .. } => DRIFTED.fill(
            language,
            &[
                ("name", &name.shown()),
                ("kind", kind),
                ("found", &listed(found)),
                ("expected", &listed(expected)),
            ],
        ),
        What::Told { hook, names, problem: None } => {
            TOLD.fill(language, &[("hook", hook), ("names", &shown(names))])
        }
        What::Told { hook, names, problem: Some(problem) } => NOT_TOLD.fill(
            language,
            &[("hook", hook), ("names", &shown(names)), ("problem", &problem::sentence(language, problem))],
        ),
    }
}

/// Who named which address.
fn said(language: Language, answers: &[Answer]) -> String {
    let word = |answer: &Answer| match &answer.said {
        Said::Address(address) => Some(format!("{}: {address}", answer.source)),
        Said::Unfit(address, why) => {
            Some(format!("{}: {address}, {}", answer.source, unfit::phrase(*why).to(language)))
        }
        Said::Failed(_) => None,
    };
    answers.iter().filter_map(word).collect::<Vec<_>>().join("; ")
}

/// The first few names, and how many more there are.
fn shown(names: &[Name]) -> String {
    const MOST: usize = 5;
    let mut shown: Vec<String> = names.iter().take(MOST).map(Name::shown).collect();
    if names.len() > MOST {
        shown.push(format!("+{}", names.len() - MOST));
    }
    shown.join(", ")
}
