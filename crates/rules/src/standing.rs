//! How a value or a row stands: says nothing yet, settled, blocked. Several rules judge these alike.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Cell, Gap, Plan, TextPlace};
use stopgate_source::{Pattern, Words};

use crate::contents::texts;

/// A whole value that only holds the place of an answer: `TBD`, `(tbd)`, `???`, `[Name]`.
static BLANK: Pattern = pattern!(
    r"(?i)^[\s\p{P}]*$|^\W*(?:tb[adc]|todo|to do|placeholder|coming soon|fill in|wip|unknown|x{2,}",
    r"|to[ -]be[ -](?:decided|defined|determined|done|confirmed|announced|filled|written|agreed|named|assigned|chosen|estimated|clarified|specified|discussed|added|provided|completed)(?: in| later)?",
    r"|not (?:yet )?(?:known|decided|defined|written))\W*$|^\[[^\]]*\]$|^<[^>]*>$",
);

static NOBODY: Words = words!(
    r"^\W*(?:(?:nobody|no ?one|none)(?: yet| so far)?|unassigned|not (?:yet )?(?:assigned|named)|n/?a|open|unclear|anyone|someone)\W*$"
);

static VOID: Words = words!(
    r"^\W*(?:n/?a|not applicable|(?:none|nothing|no)(?: yet| so far| known| identified| planned)?)\W*$"
);

static SETTLED: Words = words!(
    r"\b(?:resolved|closed|done|fixed|answered|accepted|decided|completed?|approved|agreed|settled",
    r"|confirmed|clarified|solved|addressed|verified|incorporated|merged|covered|moot|not applicable|n/a|obsolete|withdrawn|won'?t fix)\b|[✅✔☑]",
);

/// Words that take the settling out of the word behind them.
static UNSETTLED: Pattern = pattern!(
    r"(?i)\b(?:not|never|cannot|can't|to|must|needs?|until|once|when|before|partly|partially|half)",
    r"[ -]+(?:yet |fully |be |been |being |get |completely )*",
    r"(?:resolved|closed|done|fixed|answered|accepted|decided|completed?|approved|agreed|settled",
    r"|confirmed|clarified|solved|addressed|verified|incorporated|merged|covered)\b",
);

static BLOCKS: Words =
    words!(r"\bblock(?:er|ers|ed|ing|s)\b|\bhalt(?:ed|s)?\b|\bshow[- ]?stopper\b");

static HARMLESS: Pattern = pattern!(
    r"(?i)\b(?:no|not|non|never|isn['’]?t|doesn['’]?t|don['’]?t|does not|do not|without|no longer)",
    r"[ -]+(?:an?[ -]|the[ -]|currently[ -]|really[ -]|any[ -])?",
    r"(?:block(?:er|ers|ed|ing|s)?|halt(?:ed|s)?|show[- ]?stopper)\b",
);

static SPEC_FIRST: Words = words!(
    r"\bspec(?:ification)?\b[^.;]{0,30}\b(?:must|needs?|has to|have to|requires?)\b[^.;]{0,20}",
    r"\b(?:edit\w*|chang\w+|updat\w+|amend\w*|revis\w+)\b",
    r"|\b(?:edit|change|update|amend|revise) (?:of )?(?:the )?spec(?:ification)? (?:first|needed|required)\b",
    r"|\bspec(?:ification)? (?:edit|change|update) (?:first|needed|required)\b",
);

/// Words of risk tables in templates: `Risk 1`, `Low/Med/High`, `Strategy`.
static TEMPLATE_ROW: Words = words!(
    r"^\W*(?:risk(?: \d+| description| name)?|(?:short |brief )?(?:description|name) of (?:the |a )?risk|low ?/ ?med(?:ium)? ?/ ?high|strategy|mitigation(?: (?:strategy|plan|measure))?|contingency(?: plan)?|owner)\W*$"
);

/// A value that points elsewhere or puts off.
static REFERS: Words = words!(
    r"^\W*(?:see|refer to|same as|as (?:usual|before|always|in)|the usual|like (?:last|before)",
    r"|(?:still |yet )?(?:(?:to be|being) )(?:listed|named|clarified|checked|decided|agreed|collected|filled))\b",
);

/// True for a value that points elsewhere or puts off instead of answering.
pub(crate) fn refers_elsewhere(text: &str) -> bool {
    REFERS.is_match(text)
}

/// True for text that only holds the place of an answer.
pub(crate) fn is_blank(text: &str) -> bool {
    BLANK.is_match(text.trim())
}

/// The value of a cell, where it says something.
pub(crate) fn value(cell: &Cell) -> Option<&str> {
    cell.text().filter(|text| !is_blank(text))
}

/// True for a cell in which nothing stands, or that there is nothing.
pub(crate) fn says_none(cell: &Cell) -> bool {
    static NONE: Words =
        words!(r"^\W*(?:none|nothing|n/?a|no)(?: (?:known|found|so far|yet))?\W*$");
    value(cell).is_none_or(|text| NONE.is_match(text))
}

/// Who is named in an owner cell.
pub(crate) fn owner(cell: &Cell) -> Option<&str> {
    value(cell).filter(|text| !NOBODY.is_match(text))
}

/// True for a column that is there and holds no answer: nothing, or only the place of one.
pub(crate) fn is_open(cell: &Cell) -> bool {
    cell.is_empty() || cell.text().is_some_and(is_blank)
}

/// True for an owner column that is there and names nobody.
pub(crate) fn is_unowned(cell: &Cell) -> bool {
    is_open(cell) || (cell.text().is_some() && owner(cell).is_none())
}

/// True for a column that is there and says that there is nothing: `TBD`, `none`, `N/A`.
pub(crate) fn is_void(cell: &Cell) -> bool {
    is_open(cell) || cell.text().is_some_and(|text| VOID.is_match(text))
}

/// True for a cell of a risk table as the template has it.
pub(crate) fn is_template_row(text: &str) -> bool {
    TEMPLATE_ROW.is_match(text)
}

/// True when the plan has no section in this role, or one in which nothing stands but blanks.
pub(crate) fn says_nothing(plan: &Plan, id: &str) -> bool {
    let Some(section) = plan.section(id) else {
        return true;
    };
    let mut words = texts(plan, section)
        .filter(|text| text.place != TextPlace::Cell(true))
        .map(|text| text.value.as_str())
        .peekable();
    section.empty || (words.peek().is_some() && words.all(is_blank))
}

/// True for a gap whose status says that it is closed.
pub(crate) fn is_settled(gap: &Gap) -> bool {
    value(&gap.status).is_some_and(|status| SETTLED.is_match(&UNSETTLED.replace_all(status, " ")))
}

/// True for an open gap that stops the plan until the spec is edited.
pub(crate) fn blocks(gap: &Gap) -> bool {
    let says = |cell: &Cell, pattern: &Words| {
        cell.text()
            .is_some_and(|text| pattern.is_match(&HARMLESS.replace_all(text, " ")))
    };
    let fix = says(&gap.fix, &SPEC_FIRST);
    !is_settled(gap) && (fix || says(&gap.status, &BLOCKS) || says(&gap.status, &SPEC_FIRST))
}

/// Text for a message: one line, not longer than a reader takes in.
pub(crate) fn brief(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST).collect();
    format!("{}…", cut.trim_end())
}

/// A question for a message, without what stands behind it.
pub(crate) fn question_of(text: &str) -> String {
    let end = text.find('?').map_or(text.len(), |mark| mark + 1);
    brief(&text[..end])
}

/// Names for a message: `a, b and c`.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use stopgate_source::Span;

    use super::*;

    fn gap(fix: &str, status: &str) -> Gap {
        let cell = |text| Cell::read(text, Span::default());
        let (gap, owner) = (cell("A gap"), cell("Ann"));
        Gap {
            gap,
            fix: cell(fix),
            owner,
            status: cell(status),
            origin: Span::default(),
        }
    }

    #[test]
    fn blanks_hold_the_place_of_an_answer() {
        for text in [
            "TBD",
            "(tbd)",
            "???",
            "[Name]",
            "to be decided",
            "…",
            "not yet known",
        ] {
            assert!(is_blank(text), "{text}");
        }
        for text in [
            "Ann",
            "no data is kept",
            "2h",
            "unknown users are refused",
            "0",
        ] {
            assert!(!is_blank(text), "{text}");
        }
    }

    #[test]
    fn a_settled_gap_says_so_and_does_not_take_it_back() {
        for status in ["Resolved 2026-01-02", "✅", "Closed by Ann", "done"] {
            assert!(is_settled(&gap("a", status)), "{status}");
        }
        for status in [
            "Open",
            "not resolved",
            "unresolved",
            "to be decided",
            "in review",
        ] {
            assert!(!is_settled(&gap("a", status)), "{status}");
        }
    }

    #[test]
    fn a_blocker_blocks_unless_it_is_denied_or_settled() {
        for (fix, status) in [
            ("a", "Blocker, open"),
            ("a", "blocked"),
            ("the spec must be edited first", "Open"),
            ("ask legal, spec needs to be changed", "open"),
        ] {
            assert!(blocks(&gap(fix, status)), "{fix} {status}");
        }
        for (fix, status) in [
            ("a", "Tracked: not a blocker"),
            ("a", "Open, non-blocking"),
            ("spec must be edited", "Resolved in v1.2"),
            ("refuse blocked accounts", "Open"),
        ] {
            assert!(!blocks(&gap(fix, status)), "{fix} {status}");
        }
    }
}
