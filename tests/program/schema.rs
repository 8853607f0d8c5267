//! The files in `assets/` that people and editors read say what the program does.

use std::{fs, path::Path};

use fingerpost::{
    app,
    config::{check, schema::schema},
};

/// `FINGERPOST_BLESS=1` writes the file anew.
#[test]
fn the_schema_for_editors_is_what_the_program_checks() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/config.schema.json");
    let wanted = serde_json::to_string_pretty(&schema(&app::known())).unwrap() + "\n";
    if std::env::var_os("FINGERPOST_BLESS").is_some() {
        fs::write(&file, &wanted).unwrap();
    }
    let held = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(held == wanted, "{} is old: run this test with FINGERPOST_BLESS=1", file.display());
}

#[test]
fn the_template_is_right_as_it_is_and_with_everything_switched_on() {
    let template = include_str!("../../assets/config.toml");
    let file = Path::new("config.toml");
    check(file, template, &app::known()).unwrap();
    // What is commented out starts right behind the `#`; sentences have a space there.
    let on = |line: &str| {
        let rest = line
            .strip_prefix('#')
            .filter(|rest| rest.starts_with(|c: char| c == '[' || c.is_ascii_lowercase()));
        format!("{}\n", rest.unwrap_or(line))
    };
    let everything: String = template.lines().map(on).collect();
    assert_ne!(everything, template);
    let config = check(file, &everything, &app::known())
        .unwrap_or_else(|mistakes| panic!("{}", mistakes.render(fingerpost::text::Language::English)));
    assert_eq!((config.accounts.len(), config.records.len()), (1, 2));
}
