//! Who is asking: the User-Agent of every request.
//!
//! No-IP wants `Company NameOfProgram/OSVersion-ReleaseVersion maintainer-contact` of software
//! (noip.com/integrate/request), Dyn company, model and build (help.dyn.com, policies); clients that
//! say less risk being slowed down or blocked. The system is named without its version: what else runs
//! on a person's machine is nobody's business.

/// There is no company: the project stands for itself.
const COMPANY: &str = "Fingerpost";

#[cfg(windows)]
const SYSTEM: &str = "Windows";
#[cfg(not(windows))]
const SYSTEM: &str = "Linux";

/// How the maintainers are reached, while `Cargo.toml` names neither a mail address in `authors` nor a
/// `repository`. Once it does, that is sent instead.
const NO_CONTACT: &str = "contact-through-the-project";

/// The whole value of the header.
pub fn user_agent() -> String {
    let contact = contact(env!("CARGO_PKG_AUTHORS"), env!("CARGO_PKG_REPOSITORY"));
    format!("{COMPANY} Fingerpost/{SYSTEM}-{} {contact}", env!("CARGO_PKG_VERSION"))
}

/// The first mail address among `authors` (`Name <mail>`, separated by colons), else the repository.
fn contact<'a>(authors: &'a str, repository: &'a str) -> &'a str {
    let mail = authors.split(':').find_map(|author| author.split_once('<')?.1.split_once('>'));
    let fits = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
    let mail = mail.map(|(mail, _)| mail).filter(fits);
    mail.or(Some(repository).filter(fits)).unwrap_or(NO_CONTACT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_form_that_no_ip_asks_for() {
        let agent = user_agent();
        let words: Vec<&str> = agent.split(' ').collect();
        let [company, program, contact] = words[..] else { panic!("{agent}") };
        let (name, build) = program.split_once('/').unwrap();
        let (system, version) = build.split_once('-').unwrap();
        assert_eq!((company, name, version), ("Fingerpost", "Fingerpost", env!("CARGO_PKG_VERSION")));
        assert!(["Windows", "Linux"].contains(&system) && !contact.is_empty(), "{agent}");
        assert!(reqwest::header::HeaderValue::try_from(&agent).is_ok());
    }

    #[test]
    fn a_mail_address_comes_before_the_repository() {
        assert_eq!(contact("A. Person:B. <b@example.org>", "https://example.org/x"), "b@example.org");
        assert_eq!(contact("A. Person", "https://example.org/x"), "https://example.org/x");
        assert_eq!(contact("Ä <ä@example.org>", ""), NO_CONTACT);
        assert_eq!(contact("", ""), NO_CONTACT);
    }
}
