//! The sentence for every problem.

use super::Language;
use crate::core::problem::Problem;

/// One sentence, without a full stop, that says what is wrong and what to do about it.
pub fn sentence(_language: Language, problem: &Problem) -> String {
    let mut words = format!("{:?}", problem.code);
    if let Some(said) = &problem.said {
        words.push_str(": ");
        words.push_str(said);
    }
    words
}
