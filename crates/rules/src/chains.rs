//! How early each task can end when everything goes as well as its estimate allows.
//!
//! The lower ends of the estimates along what a task waits for, as if there were people enough for everything
//! else: no schedule can be shorter. A task without a readable estimate counts nothing.

use jiff::civil::{Date, Weekday};
use stopgate_model::{Plan, TaskGraph, find_date, parse_estimate};

/// Hours of a working day.
const DAY: f64 = 8.0;

/// The earliest ends of the tasks of a plan.
#[derive(Debug)]
pub(crate) struct Chains {
    ends: Vec<f64>,
    longest: Vec<usize>,
}

impl Chains {
    /// Computes the ends; none where tasks wait for each other in a circle.
    pub(crate) fn new(graph: &TaskGraph<'_>) -> Self {
        let count = graph.tasks().len();
        let mut before: Vec<Option<usize>> = vec![None; count];
        let mut ends = vec![0.0; count];
        let order = in_order(graph);
        if order.len() < count {
            return Self {
                ends: Vec::new(),
                longest: Vec::new(),
            };
        }
        for task in order {
            let last = graph
                .predecessors(task)
                .max_by(|&a, &b| f64::total_cmp(&ends[a], &ends[b]));
            before[task] = last;
            let estimate = graph.tasks()[task].estimate.text().and_then(parse_estimate);
            let hours = estimate.map_or(0.0, |hours| hours.low.min(hours.high));
            ends[task] = last.map_or(0.0, |last| ends[last]) + hours;
        }
        let last = (0..count).max_by(|&a, &b| f64::total_cmp(&ends[a], &ends[b]));
        let mut longest: Vec<usize> = std::iter::successors(last, |&task| before[task]).collect();
        longest.reverse();
        Self { ends, longest }
    }

    /// Working hours until the end of a task; none in a plan whose tasks wait in a circle.
    pub(crate) fn end(&self, task: usize) -> Option<f64> {
        self.ends.get(task).copied()
    }

    /// The chain that ends last, first task first.
    pub(crate) fn longest(&self) -> &[usize] {
        &self.longest
    }
}

/// The tasks, each behind what it waits for; those in or behind a circle are left out.
fn in_order(graph: &TaskGraph<'_>) -> Vec<usize> {
    let count = graph.tasks().len();
    let mut waiting = vec![0_usize; count];
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (task, open) in waiting.iter_mut().enumerate() {
        for earlier in graph.predecessors(task) {
            *open += 1;
            next[earlier].push(task);
        }
    }
    let mut order: Vec<usize> = (0..count).filter(|&task| waiting[task] == 0).collect();
    let mut at = 0;
    while let Some(&task) = order.get(at) {
        at += 1;
        for &later in &next[task] {
            waiting[later] -= 1;
            if waiting[later] == 0 {
                order.push(later);
            }
        }
    }
    order
}

/// The day on which the plan was made: its header, else its title.
pub(crate) fn first_day(plan: &Plan) -> Option<Date> {
    let header = plan.header("date").and_then(|field| field.value.text());
    let title = plan.title.as_ref().map(|title| title.value.as_str());
    let found = header.and_then(find_date);
    found.or_else(|| title.and_then(find_date))?.1
}

/// The working day on which work of so many hours ends when it begins on `first`; that day counts.
pub(crate) fn working_day(first: Date, hours: f64) -> Option<Date> {
    /// Longer than any plan; a bigger number is a slip of the pen that other rules report.
    const MOST_DAYS: f64 = 20_000.0;
    let mut left = (hours / DAY).ceil();
    if left > MOST_DAYS {
        return None;
    }
    let mut day = first;
    loop {
        if !is_weekend(day) {
            left -= 1.0;
        }
        if left <= 0.0 {
            return Some(day);
        }
        day = day.tomorrow().ok()?;
    }
}

/// True on Saturday and Sunday.
pub(crate) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_rests_on_weekends() {
        let friday = jiff::civil::date(2026, 3, 6);
        assert_eq!(working_day(friday, 8.0), Some(friday));
        assert_eq!(
            working_day(friday, 9.0),
            Some(jiff::civil::date(2026, 3, 9))
        );
        assert_eq!(
            working_day(friday, 48.0),
            Some(jiff::civil::date(2026, 3, 13))
        );
    }
}
