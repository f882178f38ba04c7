//! Which prefix lengths AWS takes, and the nearest block that has one.

use crate::cidr::Cidr;

/// The prefix lengths AWS takes for one kind of block.
pub(super) struct Allowed {
    /// That of the largest block.
    pub shortest: u64,
    /// That of the smallest block.
    pub longest: u64,
    /// How far two neighbouring lengths are apart; 0 counts as 1.
    pub step: u64,
}

impl Allowed {
    /// Whether a block has one of them.
    pub(super) fn takes(&self, cidr: Cidr) -> bool {
        let length = u64::from(cidr.prefix_len());
        let steps = length.checked_sub(self.shortest);
        length <= self.longest && steps.is_some_and(|steps| steps.is_multiple_of(self.step.max(1)))
    }

    /// The nearest block with one of them: inside a block that is too large, around one that is too small or
    /// between two steps.
    pub(super) fn nearest(&self, cidr: Cidr) -> Option<Cidr> {
        let length = u64::from(cidr.prefix_len()).min(self.longest).max(self.shortest);
        let beyond = length.checked_sub(self.shortest)?.checked_rem(self.step.max(1))?;
        Cidr::around(cidr.first(), u8::try_from(length.checked_sub(beyond)?).ok()?)
    }

    /// The lengths in words: `/16 to /28`, or `/44, /48, /52, /56 or /60` where they come in steps.
    pub(super) fn words(&self) -> String {
        if self.step <= 1 {
            return format!("/{} to /{}", self.shortest, self.longest);
        }
        let step = usize::try_from(self.step).unwrap_or(usize::MAX);
        let lengths: Vec<String> = (self.shortest..=self.longest).step_by(step).map(|one| format!("/{one}")).collect();
        match lengths.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
            _ => lengths.concat(),
        }
    }
}
