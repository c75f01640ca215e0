//! What a path finds, where only whether it does, or a single node, is wanted.

use serde_json::Value;

use super::{Found, Path};

impl Path {
    /// Whether it finds something that is not null.
    pub fn finds(&self, root: &Value) -> bool {
        match self.find(root) {
            Found::One(node) => node.is_some(),
            Found::Many(nodes) => nodes.is_some_and(|nodes| nodes.iter().any(|node| !node.is_null())),
        }
    }

    /// The nodes that it finds.
    pub fn all<'a>(&self, root: &'a Value) -> Vec<&'a Value> {
        match self.find(root) {
            Found::One(node) => node.into_iter().collect(),
            Found::Many(nodes) => nodes.unwrap_or_default(),
        }
    }

    /// The only node that it finds and that is not null; why that cannot be said, if there are several that differ.
    pub fn one<'a>(&self, root: &'a Value) -> Result<Option<&'a Value>, String> {
        let nodes: Vec<&Value> = self.all(root).into_iter().filter(|node| !node.is_null()).collect();
        match nodes[..] {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            [first, ..] if nodes.iter().all(|node| *node == first) => Ok(Some(first)),
            _ => {
                let shown: Vec<String> = nodes.iter().take(SHOWN).map(|node| crate::conversion::word(node)).collect();
                let more = if nodes.len() > SHOWN { ", ..." } else { "" };
                Err(format!("one is wanted, and `{}` finds {}: {}{more}", self.text, nodes.len(), shown.join(", ")))
            }
        }
    }
}

/// How many of the nodes a message names.
const SHOWN: usize = 5;

#[cfg(test)]
mod tests {
    use super::super::Path;
    use serde_json::json;

    #[test]
    fn one_is_one() {
        let value = json!({ "list": [{ "kind": "a", "id": 1 }, { "kind": "b", "id": 2 }, { "kind": "b", "id": 3 }] });
        let of = |text: &str| Path::parse(text).unwrap().one(&value).map(Option::<&serde_json::Value>::cloned);
        assert_eq!(of("$.list[?@.kind == 'a'].id"), Ok(Some(json!(1))));
        assert_eq!(of("$.list[?@.kind == 'c'].id"), Ok(None));
        assert_eq!(of("$.missing[*]"), Ok(None));
        assert_eq!(of("$.list[?@.kind == 'b'].kind"), Ok(Some(json!("b"))));
        let several = of("$.list[?@.kind == 'b'].id").unwrap_err();
        assert!(several.contains("finds 2: the number 2, the number 3"), "{several}");
    }
}
