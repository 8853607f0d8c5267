//! stand-in
use super::Language;
use crate::core::problem::Problem;
pub fn sentence(_language: Language, problem: &Problem) -> String {
    format!("{problem:?}")
}
