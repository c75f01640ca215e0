//! Where the words of the vocabulary speak of pages: to recognise paging in a provider's schema, and to doubt a connector
//! that ignores it.

mod asked;
mod counted;
mod counted_from;
mod exact;
mod links;
mod part;
mod part_of_name;
mod told;
mod walk;

pub use asked::{Asked, asked, counts_from_one};
pub(crate) use counted::{Counted, counted};
pub use counted_from::counted_from;
pub use exact::is_lower_bound;
pub(crate) use exact::tells_exactness;
pub use links::next_of_links;
pub(crate) use part::told_of_lists;
pub use told::{Told, is_about_pages, is_first_page, leads_before, tells_the_end, told, told_by_header, truth};
pub(crate) use told::{is_last_link, leads_back};
pub(crate) use walk::DEPTH;
pub use walk::{Member, Named, all_asked, all_members, all_told};

/// What a schema says of a member's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A number.
    Number,
    /// Text.
    Text,
    /// A date or a time.
    Time,
    /// A boolean.
    Boolean,
    /// Something else, several of these, or nothing that is known.
    Other,
}
