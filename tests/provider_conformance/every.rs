//! What must be true of every entry, whatever it speaks.

use std::collections::BTreeSet;

use fingerpost::provider::{ACCOUNTS, ALL, Model, find};

#[test]
fn ids_are_unique_and_found() {
    let ids: BTreeSet<&str> = ALL.iter().map(|info| info.shape.id).collect();
    assert_eq!(ids.len(), ALL.len());
    assert!(ids.iter().all(|id| find(id).is_some_and(|info| info.shape.id == *id)));
    assert!(
        ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
    );
    assert!(find("nothing").is_none());
    assert_eq!(ACCOUNTS.len(), ALL.len());
    assert!(ACCOUNTS.iter().zip(ALL).all(|(shape, info)| *shape == info.shape));
}

#[test]
fn every_entry_says_what_a_person_needs() {
    for info in ALL {
        let shape = info.shape;
        assert!(!shape.display.is_empty() && !shape.secret.called.is_empty(), "{}", shape.id);
        assert!(shape.secret.create.ends_with(['.', ';']), "{}: {}", shape.id, shape.secret.create);
        for field in shape.fields {
            assert!(field.help.ends_with('.') && !field.example.is_empty(), "{} {}", shape.id, field.key);
            let common = ["provider", "endpoint", "ca_file", "secret"];
            assert!(!common.contains(&field.key), "{} {}", shape.id, field.key);
        }
        assert!(info.max_batch > 0, "{}", shape.id);
        assert!(info.model == Model::Push || shape.ttl.is_some(), "{}", shape.id);
    }
}
