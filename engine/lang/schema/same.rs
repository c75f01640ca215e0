//! Shapes that say the same, though they stand in two places.

use super::{ShapeId, Shapes};

impl Shapes {
    /// Whether two shapes let the same values through, as far as shapes tell, and say the same of their members.
    pub fn same(&self, one: ShapeId, other: ShapeId) -> bool {
        // A shape may lead back to itself: what is being compared counts as the same.
        let (mut open, mut seen) = (vec![(one, other)], Vec::new());
        while let Some(pair) = open.pop() {
            if pair.0 == pair.1 || seen.contains(&pair) {
                continue;
            }
            seen.push(pair);
            let (one, other) = (self.flat(pair.0), self.flat(pair.1));
            if one.len() != other.len() || !one.zip(other).all(|(one, other)| self.alike(one, other, &mut open)) {
                return false;
            }
        }
        true
    }

    /// Whether two shapes without alternatives are alike; what they hold is left to be compared.
    fn alike(&self, one: ShapeId, other: ShapeId, open: &mut Vec<(ShapeId, ShapeId)>) -> bool {
        let (one, other) = (self.get(one), self.get(other));
        let both = |one: Option<ShapeId>, other: Option<ShapeId>, open: &mut Vec<_>| {
            open.extend(one.zip(other));
            one.is_some() == other.is_some()
        };
        let plain = one.kinds == other.kinds
            && one.nullable == other.nullable
            && one.format == other.format
            && one.choices == other.choices
            && one.open == other.open
            && one.properties.len() == other.properties.len();
        plain
            && both(one.items, other.items, open)
            && both(one.others, other.others, open)
            && one.properties.iter().all(|(name, own)| {
                let property = other.properties.get(name).filter(|property| property.required == own.required);
                open.extend(property.map(|property| (own.shape, property.shape)));
                property.is_some()
            })
    }
}
