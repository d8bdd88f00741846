//! What a rule says when it refuses: which rule it was, a sentence for the person, and where the rule stands.

use std::fmt;

use crate::regulation::Basis;

/// A refusal by one rule of a group, such as [`crate::marks::cell::MarkRule`]. Shown, it reads «… (порядок, п. 2.5.1).».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal<Rule> {
    /// Which rule refused.
    pub rule: Rule,
    said: String,
    basis: Option<Basis>,
}

impl<Rule> Refusal<Rule> {
    /// A rule common to all institutions.
    pub(crate) fn common(rule: Rule, said: impl Into<String>) -> Self {
        Self { rule, said: said.into(), basis: None }
    }

    /// A rule that the regulation sets, with the place where it stands.
    pub(crate) fn by(basis: Basis, rule: Rule, said: impl Into<String>) -> Self {
        Self { rule, said: said.into(), basis: Some(basis) }
    }

    /// The same refusal under the name that it has in another group.
    pub(crate) fn within<Other>(self, group: impl FnOnce(Rule) -> Other) -> Refusal<Other> {
        Refusal { rule: group(self.rule), said: self.said, basis: self.basis }
    }
}

impl<Rule> fmt::Display for Refusal<Rule> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)?;
        self.basis.as_ref().map_or(Ok(()), |basis| write!(f, " ({basis})"))?;
        f.write_str(".")
    }
}

impl<Rule: fmt::Debug> std::error::Error for Refusal<Rule> {}
