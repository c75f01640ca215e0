//! Whether and when to try again; pure.

use std::time::Duration;

/// The wait before the first further try, before chance shortens it.
const FIRST: Duration = Duration::from_millis(500);
/// The longest wait that a server has not asked for.
const LONGEST: Duration = Duration::from_secs(30);

/// What has happened to a request so far.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// The tries that were made.
    pub made: u32,
    /// The tries that may be made.
    pub allowed: u32,
    /// The time since the first.
    pub elapsed: Duration,
    /// The time that all of them may take.
    pub deadline: Duration,
}

/// What to do after a try that failed in passing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Wait and try again.
    Wait(Duration),
    /// No try is left.
    TriesUsed,
    /// The wait would end after the deadline.
    TooLong(Duration),
}

/// Waits as long as the server asks, else twice as long each time, between half and all of it by chance:
/// clients that failed together then do not come back together.
pub fn decide(attempt: Attempt, asked: Option<Duration>, chance: u64) -> Decision {
    if attempt.made >= attempt.allowed {
        return Decision::TriesUsed;
    }
    let wait = asked.unwrap_or_else(|| {
        let full = FIRST.saturating_mul(1 << (attempt.made.saturating_sub(1)).min(16)).min(LONGEST);
        let half = full / 2;
        half + half / 1_000 * u32::try_from(chance % 1_000).unwrap_or(0)
    });
    if attempt.elapsed.saturating_add(wait) > attempt.deadline { Decision::TooLong(wait) } else { Decision::Wait(wait) }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Decision, LONGEST, decide};
    use proptest::prelude::*;
    use std::time::Duration;

    proptest! {
        #[test]
        fn waits_stay_within_their_bounds(made in 1_u32..30, allowed in 1_u32..30, elapsed in 0_u64..2000, asked in proptest::option::of(0_u64..5000), chance: u64) {
            let deadline = Duration::from_secs(900);
            let attempt = Attempt { made, allowed, elapsed: Duration::from_secs(elapsed), deadline };
            let asked = asked.map(Duration::from_secs);
            match decide(attempt, asked, chance) {
                Decision::Wait(wait) => {
                    prop_assert!(made < allowed);
                    prop_assert!(attempt.elapsed + wait <= deadline);
                    prop_assert_eq!(asked.unwrap_or(wait), wait);
                    prop_assert!(asked.is_some() || wait <= LONGEST);
                }
                Decision::TriesUsed => prop_assert!(made >= allowed),
                Decision::TooLong(wait) => prop_assert!(attempt.elapsed + wait > deadline),
            }
        }
    }
}
