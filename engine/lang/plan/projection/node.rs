//! The tree of members that are read, with a table for each object: most members of a page are in no table.

use super::Each;

/// A value on the way to those that are read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Branch {
    /// The slot for it.
    pub slot: usize,
    /// What is read inside.
    pub inner: Inner,
}

/// What is read inside a value.
#[derive(Debug, Clone)]
pub enum Inner {
    /// Nothing: it is read as a whole or not at all.
    Nothing,
    /// Members, if it is an object.
    Members(Node),
    /// Elements, if it is a list.
    Elements(Box<Each>),
}

/// The members of an object that are read.
#[derive(Debug, Clone, Default)]
pub struct Node {
    members: Vec<(String, Branch)>,
    /// Places in `members` by the hash of the name, each name in the first free place from there; a power of two long.
    table: Vec<Option<u16>>,
}

impl Node {
    /// What is read of the member of that name.
    pub fn find(&self, name: &[u8]) -> Option<&Branch> {
        let mut place = hash(name);
        loop {
            let index = (*self.table.get(place & (self.table.len().wrapping_sub(1)))?)?;
            let (own, branch) = self.members.get(usize::from(index))?;
            if own.as_bytes() == name {
                return Some(branch);
            }
            place += 1;
        }
    }

    /// The members by name.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Branch)> {
        self.members.iter().map(|(name, branch)| (name.as_str(), branch))
    }

    /// The member of that name, made if it is not there.
    pub(super) fn entry(&mut self, name: &str, made: impl FnOnce() -> Branch) -> &mut Branch {
        let place = self.members.iter().position(|(own, _)| own == name).unwrap_or_else(|| {
            self.members.push((name.to_owned(), made()));
            self.members.len() - 1
        });
        &mut self.members[place].1
    }

    /// Makes the table, a quarter full at most, here and below.
    fn finish(&mut self) {
        self.table = vec![None; (self.members.len() * 4).next_power_of_two()];
        for (index, (name, branch)) in self.members.iter_mut().enumerate() {
            let free = (hash(name.as_bytes())..).map(|place| place & (self.table.len() - 1));
            let mut free = free.skip_while(|place| self.table[*place].is_some());
            if let (Some(place), Ok(index)) = (free.next(), u16::try_from(index)) {
                self.table[place] = Some(index);
            }
            branch.finish();
        }
    }
}

impl Branch {
    /// Makes the tables below.
    pub(super) fn finish(&mut self) {
        match &mut self.inner {
            Inner::Nothing => {}
            Inner::Members(node) => node.finish(),
            Inner::Elements(each) => each.element.finish(),
        }
    }
}

/// Tells the names of a provider's members apart by their length and three letters.
fn hash(name: &[u8]) -> usize {
    let letter = |place: usize| usize::from(name.get(place).copied().unwrap_or(0));
    let mixed = letter(0) + letter(name.len() / 2) * 7 + letter(name.len().wrapping_sub(1)) * 31 + name.len() * 61;
    mixed ^ (mixed >> 5)
}
