//! Derivations: why something was concluded, as data whose every leaf is an input or a fact.

use crate::facts::FactId;
use crate::finding::Locus;

/// A conclusion with the premises it rests on.
///
/// Built while deciding, never reconstructed afterwards; [`crate::report`] alone turns it into words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Derivation {
    /// The premises, most telling first.
    pub premises: Vec<Premise>,
}

/// One leaf of a derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Premise {
    /// Something the design says.
    Input {
        /// What it says, as one sentence without a full stop.
        text: String,
        /// Where it says so.
        at: Box<Locus>,
    },
    /// Something AWS says.
    Fact(FactId),
}

impl Derivation {
    /// A derivation from facts alone.
    pub fn from_facts(facts: impl IntoIterator<Item = FactId>) -> Self {
        Self { premises: facts.into_iter().map(Premise::Fact).collect() }
    }

    /// The same derivation with one more input.
    #[must_use]
    pub fn and_input(mut self, text: impl Into<String>, at: Locus) -> Self {
        self.premises.push(Premise::Input { text: text.into(), at: Box::new(at) });
        self
    }

    /// The facts among the premises, in order.
    pub fn facts(&self) -> impl Iterator<Item = FactId> + '_ {
        self.premises.iter().filter_map(|premise| match premise {
            Premise::Fact(fact) => Some(*fact),
            Premise::Input { .. } => None,
        })
    }
}
