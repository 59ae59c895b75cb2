//! An automaton as numbers.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

/// States of a table at most: they are named by 16 bits.
const STATES: usize = 1 << 16;
/// Entries of the rows of a table at most, two bytes each.
const ENTRIES: usize = 1 << 18;
/// Bytes that building an automaton may take; what needs more would not fit into a table.
const MEMORY: usize = 8 << 20;

/// How an expression is read.
#[derive(Clone, Copy)]
pub(crate) enum Reading {
    /// From every place on, to find where a match ends.
    Forwards,
    /// From the end of a match, to find where it begins.
    Backwards,
}

/// The numbers of a `stopgate_source::Table`.
pub(crate) struct Numbers {
    pub(crate) classes: Vec<u8>,
    pub(crate) starts: Vec<u16>,
    pub(crate) rows: Vec<u16>,
    pub(crate) stride: u16,
    pub(crate) first_match: u16,
}

/// The numbers of an expression; none where they would be too many.
pub(crate) fn numbers(expression: &Hir, reading: Reading) -> Option<Numbers> {
    let automaton = build(expression, reading)?;
    let states = States::of(&automaton, reading)?;
    states.numbers(&automaton)
}

fn build(expression: &Hir, reading: Reading) -> Option<dense::DFA<Vec<u32>>> {
    let config = dense::Config::new()
        .minimize(true)
        .accelerate(false)
        .dfa_size_limit(Some(MEMORY))
        .determinize_size_limit(Some(MEMORY));
    let (config, backwards) = match reading {
        Reading::Forwards => (config.start_kind(StartKind::Unanchored), false),
        Reading::Backwards => (
            config
                .start_kind(StartKind::Anchored)
                .match_kind(MatchKind::All),
            true,
        ),
    };
    let states = thompson::Config::new()
        .which_captures(thompson::WhichCaptures::None)
        .reverse(backwards);
    let states = thompson::Compiler::new()
        .configure(states)
        .build_from_hir(expression)
        .ok()?;
    dense::Builder::new()
        .configure(config)
        .build_from_nfa(&states)
        .ok()
}

/// The states that can be reached, those that match last and the dead one first.
struct States {
    order: Vec<StateID>,
    places: HashMap<StateID, usize>,
    starts: Vec<StateID>,
    matching: usize,
    representatives: Vec<u8>,
    classes: Vec<u8>,
}

impl States {
    fn of(automaton: &dense::DFA<Vec<u32>>, reading: Reading) -> Option<Self> {
        let (classes, representatives) = classes(automaton);
        let anchored = match reading {
            Reading::Forwards => Anchored::No,
            Reading::Backwards => Anchored::Yes,
        };
        let beside = [None, Some(b'a'), Some(b'\n'), Some(b'\r'), Some(b' ')];
        let start = |beside| {
            let config = start::Config::new().anchored(anchored).look_behind(beside);
            automaton.start_state(&config).ok()
        };
        let starts: Vec<StateID> = beside.into_iter().map(start).collect::<Option<_>>()?;
        let mut seen: Vec<StateID> = Vec::new();
        let mut open = starts.clone();
        let mut known = std::collections::HashSet::new();
        while let Some(state) = open.pop() {
            if automaton.is_quit_state(state) {
                return None;
            }
            if automaton.is_dead_state(state) || !known.insert(state) {
                continue;
            }
            seen.push(state);
            if seen.len() >= STATES {
                return None;
            }
            let next = representatives
                .iter()
                .map(|&byte| automaton.next_state(state, byte));
            open.extend(next);
            open.push(automaton.next_eoi_state(state));
        }
        let (last, first): (Vec<StateID>, Vec<StateID>) = seen
            .into_iter()
            .partition(|&state| automaton.is_match_state(state));
        let matching = first.len() + 1;
        let order: Vec<StateID> = first.into_iter().chain(last).collect();
        let places = order.iter().zip(1..).map(|(&state, place)| (state, place));
        Some(Self {
            places: places.collect(),
            order,
            starts,
            matching,
            representatives,
            classes,
        })
    }

    fn numbers(&self, automaton: &dense::DFA<Vec<u32>>) -> Option<Numbers> {
        let stride = self.representatives.len() + 1;
        if (self.order.len() + 1) * stride > ENTRIES {
            return None;
        }
        let name = |state: StateID| {
            let place = self.places.get(&state).copied().unwrap_or(0);
            u16::try_from(place).ok()
        };
        let mut rows = vec![Some(0); stride];
        for &state in &self.order {
            let next = self
                .representatives
                .iter()
                .map(|&byte| name(automaton.next_state(state, byte)));
            rows.extend(next);
            rows.push(name(automaton.next_eoi_state(state)));
        }
        Some(Numbers {
            classes: self.classes.clone(),
            starts: self
                .starts
                .iter()
                .map(|&state| name(state))
                .collect::<Option<_>>()?,
            rows: rows.into_iter().collect::<Option<_>>()?,
            stride: u16::try_from(stride).ok()?,
            first_match: u16::try_from(self.matching).unwrap_or(u16::MAX),
        })
    }
}

/// The class of each byte, and a byte of each class.
fn classes(automaton: &dense::DFA<Vec<u32>>) -> (Vec<u8>, Vec<u8>) {
    let known = automaton.byte_classes();
    let mut representatives: Vec<u8> = Vec::new();
    let mut numbers: HashMap<u8, u8> = HashMap::new();
    let mut classes = Vec::new();
    for byte in 0..=u8::MAX {
        let number = *numbers.entry(known.get(byte)).or_insert_with(|| {
            representatives.push(byte);
            u8::try_from(representatives.len() - 1).unwrap_or(u8::MAX)
        });
        classes.push(number);
    }
    (classes, representatives)
}
