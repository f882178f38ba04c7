//! Conditions: whether they hold, as far as that is known.

use std::collections::btree_map::Entry;

use serde_json::Value;

use super::evaluate::{Mode, World};
use super::template::scalar;

impl World<'_> {
    /// Whether a condition holds, where that is known. One that rests on itself is not known.
    pub(super) fn condition(&self, of: usize, name: &str, depth: u32) -> Option<bool> {
        let condition = self.templates.get(of)?.entry("Conditions", name)?;
        match self.conditions.borrow_mut().entry((of, name.to_owned())) {
            Entry::Occupied(found) => return *found.get(),
            // Who asks for it before it is worked out is a part of it.
            Entry::Vacant(place) => place.insert(None),
        };
        let found = self.truth(of, condition, depth);
        self.conditions.borrow_mut().insert((of, name.to_owned()), found);
        found
    }

    pub(super) fn truth(&self, of: usize, value: &Value, depth: u32) -> Option<bool> {
        if !self.goes_on(depth) {
            return None;
        }
        let depth = depth.saturating_add(1);
        let (name, inner) = match value {
            Value::Object(map) if map.len() == 1 => map.iter().next()?,
            Value::Bool(truth) => return Some(*truth),
            other => return scalar(other)?.parse().ok(),
        };
        match self.logic(of, name, inner, depth) {
            Some(truth) => truth,
            None => match self.eval(of, value, Mode::Exact, depth) {
                Value::Bool(truth) => Some(truth),
                other => scalar(&other)?.parse().ok(),
            },
        }
    }

    /// What a function of conditions comes to; nothing where it is none.
    pub(super) fn logic(&self, of: usize, name: &str, inner: &Value, depth: u32) -> Option<Option<bool>> {
        let items = inner.as_array().map(Vec::as_slice).unwrap_or_default();
        Some(match name {
            "Condition" => inner.as_str().and_then(|name| self.condition(of, name, depth)),
            "Fn::Not" => items.first().and_then(|item| self.truth(of, item, depth)).map(|truth| !truth),
            "Fn::And" => self.joint(of, items, false, depth),
            "Fn::Or" => self.joint(of, items, true, depth),
            "Fn::Equals" => self.equal(of, items, depth),
            _ => return None,
        })
    }

    /// One item that decides is enough; without one, all must be known.
    fn joint(&self, of: usize, items: &[Value], decides: bool, depth: u32) -> Option<bool> {
        let mut known = true;
        for item in items {
            match self.truth(of, item, depth) {
                Some(truth) if truth == decides => return Some(decides),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(!decides)
    }

    fn equal(&self, of: usize, items: &[Value], depth: u32) -> Option<bool> {
        let [one, other] = items else { return None };
        let (one, other) = (self.eval(of, one, Mode::Exact, depth), self.eval(of, other, Mode::Exact, depth));
        let (one, other) = (scalar(&one)?, scalar(&other)?);
        (!one.contains('\u{0}') && !other.contains('\u{0}')).then_some(one == other)
    }
}
