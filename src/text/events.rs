//! The events of the system's own log: their numbers, how much they matter, and their words.
//!
//! This file is compiled twice: into the program, and into `build.rs`, which makes the message table of the
//! Windows exe from it. So it knows nothing of the rest of the program. `%1` to `%9` are places to be filled, as
//! the Event Log has them. A number, once released, keeps its meaning for ever; `docs/reference.md` lists them.

/// How much an event matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Information,
    Warning,
    Error,
}

/// What one event says, before its places are filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// 1 to 65535: what the Event Log shows as the event's ID.
    pub number: u16,
    pub level: Level,
    pub en: &'static str,
    pub zh: &'static str,
}

/// `KEY = number, level, "English", "中文";`
macro_rules! events {
    ($($(#[$doc:meta])* $key:ident = $number:literal, $level:ident, $en:literal, $zh:literal;)*) => {
        $($(#[$doc])* pub const $key: Row = Row { number: $number, level: Level::$level, en: $en, zh: $zh };)*
        /// All of them, by their numbers.
        pub const ALL: &[Row] = &[$($key),*];
    };
}

events! {
    STARTED = 100, Information, "Fingerpost %1 started with %2 records.", "Fingerpost %1 已启动，共 %2 条记录。";
    STOPPED = 101, Information, "Fingerpost ended.", "Fingerpost 已结束。";
    NOT_STARTED = 102, Error, "Fingerpost could not start: %1", "Fingerpost 无法启动：%1";
    /// Why.
    NO_TRAY = 103, Warning, "There is no tray here (%1). Fingerpost works without one; what it has to tell a person stands in this log.", "此处没有托盘（%1）。Fingerpost 将在没有托盘的情况下运行，需要告知的内容会写入此日志。";
    /// What is missing, as sentences.
    NOT_READY = 110, Warning, "The scheduled round was put off, and is tried again by itself. %1", "计划的更新已推迟，稍后会自动重试。%1";
    /// Family and line, new, old, sources.
    ADDRESS_CHANGED = 200, Information, "%1 is %2 now, before: %3 (%4).", "%1 现为 %2，之前：%3（%4）。";
    ADDRESS_UNKNOWN = 201, Warning, "%1 is not known: %2. What is published stays.", "%1 未知：%2。已发布的保持不变。";
    ADDRESS_KNOWN = 202, Information, "%1 is known again, and as before: %2.", "%1 恢复已知，与之前相同：%2。";
    /// Name and type, new, old.
    PUBLISHED = 300, Information, "%1 was published: %2, before: %3.", "%1 已发布：%2，之前：%3。";
    /// The whole sentence of the problem.
    REFUSED = 301, Error, "A record was refused, and is left alone until a person acts. %1", "一条记录被拒绝，需要有人处理后才会继续。%1";
    LATCHED = 302, Error, "An account was refused, and nothing is sent for it until its secret or its settings change. %1", "一个帐户被拒绝，在其密钥或设置更改之前不会再发送任何请求。%1";
    /// Account or record, names.
    RECOVERED = 303, Information, "%1 is right again: %2.", "%1 已恢复正确：%2。";
    FAILED = 304, Warning, "A record could not be published. %1", "一条记录未能发布。%1";
    DRIFTED = 305, Warning, "%1 was changed by somebody else to %2; it is put right.", "%1 被他人更改为 %2；正在改回。";
    NOT_TOLD = 306, Warning, "The hook %1 could not be told. %2", "无法通知 hook %1。%2";
    CONFIG_TAKEN_UP = 400, Information, "The new configuration is in use.", "新配置已生效。";
    CONFIG_BROKEN = 401, Error, "The changed configuration cannot be used, and the old one goes on: %1", "更改后的配置无法使用，继续使用旧配置：%1";
    STATE_UNWRITTEN = 402, Error, "The state cannot be written: %1", "无法写入状态：%1";
    /// Who, what.
    AUDIT_DONE = 500, Information, "%1 asked for: %2. It was done.", "%1 请求：%2。已执行。";
    AUDIT_REFUSED = 501, Warning, "%1 asked for: %2. It was refused.", "%1 请求：%2。已拒绝。";
    /// The number of the event that is left out, and what it is about.
    LEFT_OUT = 900, Warning, "Event %1 (%2) keeps happening. For a while it is only written to Fingerpost's own log.", "事件 %1（%2）频繁发生，暂时只写入 Fingerpost 自己的日志。";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of a text, and that it holds no other percent sign: the Event Log would read it as something else.
    fn places(text: &str) -> Vec<char> {
        let found = text.split('%').skip(1).map(|rest| rest.chars().next().unwrap_or('%'));
        let mut found: Vec<char> = found.collect();
        assert!(found.iter().all(|place| ('1'..='9').contains(place)), "{text}");
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn every_language_fills_the_same_places_from_the_first_on() {
        for row in ALL {
            let en = places(row.en);
            assert_eq!(en, places(row.zh), "{}", row.number);
            assert_eq!(en, ('1'..='9').take(en.len()).collect::<Vec<_>>(), "{}", row.number);
        }
    }

    #[test]
    fn numbers_rise_and_are_there_once() {
        assert!(ALL.windows(2).all(|pair| pair[0].number < pair[1].number));
        assert!(ALL[0].number > 0);
    }
}
