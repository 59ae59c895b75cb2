//! Everything that can be wished of a plan, short to say.

use stopgate_workspace::{Document, ItemKind, Living, Note, NoteKind, Settlement, Supersession};

/// When everything happens.
pub const WHEN: &str = "2026-06-01 03:44Z";

/// The kinds of notes.
pub const KINDS: [NoteKind; 7] = [
    NoteKind::Progress,
    NoteKind::Surprise,
    NoteKind::Decision,
    NoteKind::Outcome,
    NoteKind::Question,
    NoteKind::Risk,
    NoteKind::Action,
];

/// A note of a kind with all that such a note says.
pub fn note(kind: NoteKind, text: &str) -> Living {
    let details: &[(&'static str, &str)] = match kind {
        NoteKind::Surprise => &[("evidence", "`make test` prints 3 of 4")],
        NoteKind::Decision => &[("rationale", "it is smaller")],
        NoteKind::Action => &[("owner", "Ruth"), ("due", "2026-07-01")],
        _ => &[],
    };
    let details = details.iter();
    Living::Note(Note {
        kind,
        text: text.to_owned(),
        when: WHEN.to_owned(),
        who: "Ruth".to_owned(),
        details: details
            .map(|(id, value)| (*id, (*value).to_owned()))
            .collect(),
    })
}

/// Ticks, answers, deferrals and owners of whatever a plan has, `most` of each.
pub fn of_items(document: &Document<'_>, text: &str, most: usize) -> Vec<Living> {
    let numbers = |kind| {
        let items = document.named_items(kind).into_iter().take(most);
        items.map(|item| item.number.to_string())
    };
    let ticks = numbers(ItemKind::Box).flat_map(|item| {
        [true, false].map(|ticked| Living::Tick {
            item: item.clone(),
            ticked,
            when: WHEN.to_owned(),
        })
    });
    let settled = numbers(ItemKind::Question).flat_map(|question| {
        let answered = Settlement::Answered {
            text: text.to_owned(),
            who: "Ruth".to_owned(),
            day: "2026-06-01".parse().expect("a day"),
        };
        let deferred = Settlement::Deferred {
            owner: "Ruth".to_owned(),
            until: "2026-07-01".parse().expect("a day"),
            reason: text.to_owned(),
        };
        [answered, deferred].map(|settlement| Living::Settle {
            question: question.clone(),
            settlement,
        })
    });
    let owners = numbers(ItemKind::Owned).map(|item| Living::Assign {
        item,
        owner: "Ruth".to_owned(),
        due: None,
    });
    ticks.chain(settled).chain(owners).collect()
}

/// Another plan takes the place of the document.
pub fn superseded(reason: &str) -> Living {
    Living::Supersede(Supersession {
        by: "plans/orders-by-region.md".to_owned(),
        link: "orders-by-region.md".to_owned(),
        day: "2026-06-01".parse().expect("a day"),
        who: "Ruth".to_owned(),
        reason: reason.to_owned(),
    })
}
