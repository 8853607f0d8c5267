//! `--help` in the person's language: every text of the declared command line is replaced by its phrase.

use clap::{
    Arg, Command,
    builder::{PossibleValue, Resettable, StyledStr},
};

use crate::text::{Language, help as text};

/// The same command line in another language.
pub fn translated(mut command: Command, language: Language) -> Command {
    // What clap adds by itself is there only after this.
    command.build();
    walk(command, language)
}

fn walk(mut command: Command, language: Language) -> Command {
    if let Some(about) = command.get_about().map(|about| said(&about.to_string(), language)) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(|about| said(&about.to_string(), language)) {
        command = command.long_about(about);
    }
    if let Some(after) = command.get_after_help().map(|after| said(&after.to_string(), language)) {
        command = command.after_help(after);
    }
    let usage = usage(&mut command, language);
    let template = template(&command, language);
    command
        .override_usage(usage)
        .help_template(template)
        .mut_args(|arg| argument(arg, language))
        .mut_subcommands(|command| walk(command, language))
}

/// What has no phrase stays as it is declared.
fn said(english: &str, language: Language) -> String {
    text::declared(english).map_or_else(|| english.to_owned(), |phrase| phrase.to(language).to_owned())
}

fn argument(arg: Arg, language: Language) -> Arg {
    let mut more = String::new();
    if arg.get_action().takes_values() {
        let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        let possible = arg.get_possible_values();
        let possible: Vec<_> = possible.iter().map(PossibleValue::get_name).collect();
        for (phrase, values) in [(text::DEFAULT, defaults.join(", ")), (text::POSSIBLE, possible.join(", "))]
        {
            if !values.is_empty() {
                more += &phrase.fill(language, &[("values", &values)]);
            }
        }
    }
    let translated = |help: &StyledStr| StyledStr::from(said(&help.to_string(), language) + &more);
    let (help, long) = (arg.get_help().map(translated), arg.get_long_help().map(translated));
    let arg = arg.hide_default_value(true).hide_possible_values(true);
    arg.help(Resettable::<StyledStr>::from(help)).long_help(Resettable::<StyledStr>::from(long))
}

/// The line of usage, without its heading.
fn usage(command: &mut Command, language: Language) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches(text::USAGE.to(Language::English)).trim_start().to_owned();
    let places = [text::ANY_OPTIONS, text::A_COMMAND, text::PERHAPS_A_COMMAND];
    places
        .into_iter()
        .fold(usage, |usage, place| usage.replace(place.to(Language::English), place.to(language)))
}

/// The headings, over what there is of each.
fn template(command: &Command, language: Language) -> String {
    let mut template = format!("{{about-with-newline}}\n{}{{usage}}\n", text::USAGE.to(language));
    for (any, heading, what) in [
        (command.has_subcommands(), text::COMMANDS, "{subcommands}"),
        (command.get_positionals().next().is_some(), text::ARGUMENTS, "{positionals}"),
        (true, text::OPTIONS, "{options}"),
    ] {
        if any {
            template += &["\n", heading.to(language), "\n", what, "\n"].concat();
        }
    }
    template.trim_end().to_owned() + "{after-help}"
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// Every text that somebody may be shown, of a command and of all below it.
    fn texts(command: &Command) -> Vec<String> {
        let own = [command.get_about(), command.get_long_about(), command.get_after_help()];
        let helps = command.get_arguments().flat_map(|arg| [arg.get_help(), arg.get_long_help()]);
        let here = own.into_iter().chain(helps).flatten().map(ToString::to_string);
        here.chain(command.get_subcommands().flat_map(texts)).collect()
    }

    #[test]
    fn every_command_and_argument_has_its_phrase() {
        let mut command = super::super::Cli::command();
        command.build();
        let texts = texts(&command);
        assert!(texts.len() > 100, "{}", texts.len());
        let missing: Vec<_> = texts.iter().filter(|english| text::declared(english).is_none()).collect();
        assert!(missing.is_empty(), "not in text/help.rs: {missing:#?}");
    }

    #[test]
    fn every_phrase_is_that_of_a_declaration() {
        let mut command = super::super::Cli::command();
        command.build();
        let texts = texts(&command);
        let unused: Vec<_> =
            text::all().filter(|phrase| !texts.iter().any(|text| text == phrase.en)).collect();
        assert!(unused.is_empty(), "{unused:#?}");
    }

    /// As the person sees it: headings, usage, defaults and all.
    #[test]
    fn nothing_is_left_in_english() {
        fn look(mut command: Command) {
            for help in [command.render_help().to_string(), command.render_long_help().to_string()] {
                for english in [
                    "Usage",
                    "Options",
                    "OPTIONS",
                    "Commands",
                    "COMMAND",
                    "Arguments",
                    "default",
                    "possible",
                    "Print",
                ] {
                    assert!(!help.contains(english), "{english} in: {help}");
                }
                assert!(help.contains("用法：fingerpost") && help.contains("选项："), "{help}");
            }
            for command in command.get_subcommands() {
                look(command.clone());
            }
        }
        look(translated(super::super::Cli::command(), Language::Chinese));
    }
}
