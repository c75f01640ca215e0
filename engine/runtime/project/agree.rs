//! The fast way held against the general one, for tests and fuzzing: on any page it gives the same records and envelope, or
//! it gives up. The one page that it takes and the general way refuses has a member twice in a record, where nobody reads
//! it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::missing_panics_doc, reason = "compiled for tests only")]

use std::time::SystemTime;

use engine_lang::Plan;
use engine_lang::json::{self, Unreadable};
use engine_lang::plan::Operation;
use engine_lang::plan::projection::Projection;
use serde_json::{Value, json};

use super::Projector;
use super::twice::First;
use crate::answer::{Answer, Judged, judge};
use crate::client::Response;
use crate::hidden::Hidden;
use crate::lookup::LookUps;
use crate::map::map;
use crate::problem::Problems;
use crate::records::{Records, records_of};
use crate::warning::Warnings;

/// A fast way of an operation.
pub struct Way {
    plan: Plan,
    /// The operation.
    pub name: String,
    /// What pages are made along.
    pub made: Projection,
    /// Whether records are passed on as they come.
    raw: bool,
}

impl Way {
    /// The fast ways of all operations that map.
    pub fn all(plans: &[Plan]) -> Vec<Way> {
        let operations =
            plans.iter().flat_map(|plan| plan.connector().operations.values().map(move |operation| (plan, operation)));
        let both = operations.flat_map(|(plan, operation)| {
            let way = move |raw| {
                Some(Way { plan: plan.clone(), name: operation.name.clone(), made: Projection::of(operation)?, raw })
            };
            [false, true].into_iter().filter_map(way)
        });
        both.collect()
    }

    /// What reads its pages.
    pub fn projector(&self) -> Projector {
        if self.raw {
            Projector::new(Projection::raw(self.operation()).unwrap(), None)
        } else {
            Projector::new(self.made.clone(), self.operation().mapping.clone())
        }
    }

    fn operation(&self) -> &Operation {
        self.plan.operation(&self.name).unwrap()
    }
}

/// What the general way gives of a page, as the fast one would: the envelope, the lines and the problems. `None` if it
/// has an error to tell.
fn general(way: &Way, body: Value) -> Option<(Value, Vec<u8>, Problems)> {
    let (plan, operation) = (&way.plan, way.operation());
    let mut envelope = body.clone();
    let mut list = &mut envelope;
    for name in &way.made.list {
        list = list.get_mut(name)?;
    }
    *list = json!([]);
    let answer = Answer { body, written: None, headers: Vec::new(), size: 1, warnings: Warnings::default() };
    let Ok(Records::Values(records)) = records_of(plan, operation, &answer) else { return None };
    let (mut lines, mut problems) = (Vec::new(), Problems::default());
    for (record, number) in records.into_iter().zip(1..) {
        let written = if way.raw {
            record.clone()
        } else {
            record.as_object()?;
            map(operation.mapping.as_ref()?, record, &LookUps::default(), number, &mut problems)
        };
        serde_json::to_writer(&mut lines, &written).unwrap();
        lines.push(b'\n');
    }
    Some((envelope, lines, problems))
}

/// What the fast way took of a page: its records, and those of them that were unusual. It must have given what the
/// general way gives.
pub fn agrees(way: &Way, projector: &mut Projector, page: &[u8]) -> Option<(usize, usize)> {
    let (plan, name, operation) = (&way.plan, &way.name, way.operation());
    let judged = |projector: Option<&mut Projector>| {
        let response = Response { status: 200, headers: Vec::new(), body: page.to_vec() };
        let hidden = Hidden::default();
        let wall = SystemTime::UNIX_EPOCH;
        let answer = judge(Judged { plan, operation, response: &response, hidden: &hidden, wall }, projector);
        answer.map(|answer| answer.warnings).map_err(|failure| failure.error.to_string())
    };
    let text = String::from_utf8_lossy(page);
    let read = json::read(page);
    match &read {
        Err(Unreadable::Member(_)) => assert!(judged(None).is_err(), "{name} judges {text}"),
        _ => assert_eq!(judged(Some(projector)), judged(None), "{name} judges {text}"),
    }
    let fast = projector.page(page)?;
    let bodies = match read {
        Ok(body) => vec![body],
        // It makes no difference which of the two counts.
        Err(Unreadable::Member(_)) => {
            let First(first) = serde_json::from_slice(page).unwrap();
            vec![first, serde_json::from_slice(page).unwrap()]
        }
        Err(error) => panic!("{name} takes what {error}\n{text}"),
    };
    for body in bodies {
        let Some((envelope, lines, told)) = general(way, body) else { panic!("{name} takes\n{text}") };
        let mut problems = Problems::default();
        for (index, own) in &fast.lines.problems {
            problems.of_record(1 + *index as u64, own);
        }
        assert_eq!(format!("{:#?}", problems.list(plan)), format!("{:#?}", told.list(plan)), "{name} of\n{text}");
        assert_eq!(problems.total(), told.total());
        assert_eq!(String::from_utf8_lossy(&fast.lines.text), String::from_utf8_lossy(&lines), "{name} of\n{text}");
        assert_eq!(fast.envelope.to_string(), envelope.to_string(), "{name} of\n{text}");
    }
    assert_eq!(fast.lines.count, String::from_utf8_lossy(&fast.lines.text).lines().count());
    Some((fast.lines.count, fast.lines.unusual))
}
