//! `not-self-contained`: the plan sends its reader to something that a newcomer does not have.
//!
//! That a decision was made in a call is history and fine; that a value can only be found in a chat
//! or on a web page is not. A link that proves or adds something may stay.

use std::sync::LazyLock;

use stopgate_source::{Severity, Words};

use crate::contents::{lines, near};
use crate::phrases::is_body;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE012",
    name: "not-self-contained",
    summary: "The plan sends its reader to a chat, a call, a person or a web page",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

const CHANNEL: &str = r"(?:(?:slack|teams|discord|whatsapp|signal|telegram|zoom)(?: (?:chat|channel|thread|call|message|dm))?|(?:group |team |private )?chat|dms?|direct messages?|(?:e-?mail|mail)(?: thread)?|thread|(?:phone |video |zoom )?call|meeting|stand-?up|conversation|hallway|voice (?:memo|message)|recording|my head|(?:someone|somebody)'s head)";
const DETERMINERS: &str = r"(?:(?:the|our|a|an|my|that|this|their|yesterday['’]s|last|previous|earlier|monday['’]s|tuesday['’]s|wednesday['’]s|thursday['’]s|friday['’]s|today['’]s|week['’]s|kick-?off|#?\w+['’]s) )*";
const KNOWLEDGE: &str = r"(?:names?|codes?|texts?|messages?|values?|details?|lists?|steps?|instructions?|mappings?|commands?|settings?|credentials|parameters?|reasons?|numbers?|ids?|paths?|specifications?|requirements?|designs?|layouts?|columns?|thresholds?|links?|procedures?|context|background|configuration|schema|rest|order|wording|limits?|dates?|passwords?|addresses)";

static ELSEWHERE: LazyLock<Words> = LazyLock::new(|| {
    let told = r"(?:(?:found|listed|described|documented|written(?: down)?|explained|given|shared|pinned|agreed|noted|kept|discussed|posted) )?";
    let lies = format!(
        r"\b{KNOWLEDGE}\b[^.;!?]*?\b(?:is|are|was|were|can be|stands?)\s+{told}(?:only )?(?:in|on|from|via)\s+{DETERMINERS}{CHANNEL}\b"
    );
    let sent = format!(
        r"\b(?:see|check|read|as per|according to|refer to|consult|look (?:at|in|into|up in)|search|scroll (?:up )?in|as (?:posted|written|shared|described|explained|agreed|decided|discussed) (?:in|on|during|via|over))\s+{DETERMINERS}{CHANNEL}\b(?: (?:for|with|from|of|about)\b|[.,;)]|$)"
    );
    let told_by = format!(
        r"\b{KNOWLEDGE} (?:that |which |as )?\w+ (?:posted|shared|wrote|sent|gave|mentioned|listed|dictated) (?:\w+ )?(?:in|on|via|by|during) {DETERMINERS}{CHANNEL}\b"
    );
    let said_there = format!(
        r"\b{KNOWLEDGE}\b[^.;!?]*?\b(?:is|are) the ones? (?:from|in|of) {DETERMINERS}{CHANNEL}\b"
    );
    let from_talk = r"\b(?:names?|values?|details|list|steps|instructions|mapping|settings|parameters|numbers|thresholds|limits?) (?:from|of|in) (?:our|yesterday['’]s|the last|last \w+['’]s|\w+day['’]s) (?:chat|call|meeting|stand-?up|slack thread|e-?mail|mail)\b";
    let all = [
        &*lies,
        &*sent,
        &*told_by,
        &*said_there,
        from_talk,
        OPEN_REFERENCES,
    ];
    Words::new(&all.map(flexible).join("|"))
});

/// What needs no channel to be out of reach. `as discussed above` is within the plan.
const OPEN_REFERENCES: &str = r"\b(?:that|which) (?:was|were|we) (?:discussed|agreed|talked about) (?:last time|yesterday|earlier today|in the last (?:call|meeting)|on the phone)\b|\b(?:the usual way|as usual|the same way as always)\b[^.;!?]*?\b(?:he|she|they|[a-z]+) knows? (?:how|where|which|what)\b|\b(?:he|she|only \w+) knows (?:how|where|which|what) (?:to|it|the)\b|\bas (?:we |i |already |previously |just )*(?:discussed|talked about|talked through|spoke about|agreed (?:verbally|orally|on the phone|by phone|yesterday|earlier today))\b(?:[.,;:)]|$|\s+(?:with|in (?:the|our|last)|on|during|at|yesterday|earlier|last|previously|by|over)\b)|\bas (?:we|i) (?:said|talked|mentioned|explained)\b|\byou (?:already )?know (?:which|what|where|how|who|the one)\b|\bsee (?:the |its |our )?(?:ticket|issue|jira|card|story)\b[^.;!?]*?\bfor (?:the )?(?:\w+ )?(?:details?|steps?|rest|exact|list|names?|values?|instructions?|commands?)\b|\b(?:details?|steps|instructions|values|names|commands) (?:are|is|can be found) (?:only )?in the (?:ticket|issue|jira|card|story)\b|\bask (?:me|us|around|the author|the previous author|whoever)\b|\bask \w+ (?:for|about|which|what|where|how)\s+(?:to\b|(?:the |its |their |his |her )?(?:exact |right |correct |real |current )?(?:names?|values?|details?|list|steps|settings|mapping|commands?|parameters?|paths?|files?|tables?|rest)\b)";

static WITHIN: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        r"\b(?:as discussed|as (?:we|i) (?:mentioned|said|explained))\s+(?:in|under|at|on)\s+(?:the\s+)?(?:section|decision|discover|plan|context|above|below|purpose|progress|§|`)",
    )
});

/// What has to be read on the web before anybody can act.
static LINKED: LazyLock<Words> = LazyLock::new(|| {
    let matter = r"(?:steps?|formats?|layouts?|schemas?|schemata|details?|instructions?|procedures?|commands?|columns?|fields?|mappings?|values?|names?|settings?|parameters?|rules?|contracts?|specifications?|definitions?|api|protocol)";
    let told = r"(?:described|documented|explained|specified|listed|defined|laid out|set out|spelled out|shown|given|published|found|written down|kept)";
    let url = r"(?:(?:the |a |an |this |that |our |their )?(?:\S+ ){0,2}(?:page|site|website|wiki|post|article|document)s? )?[(<`]?https?://\S";
    let told_there = format!(
        r"\b(?:is|are|be|was|were) (?:\w+ )*?{told} (?:only |exactly |in full |in detail )?(?:at|on|under|in|by) {url}"
    );
    let lies_there = format!(
        r"\b{matter} (?:\S+ )*?(?:is|are|stands?) (?:only |exactly )?(?:at|on|under) {url}"
    );
    let see = format!(
        r"\b(?:see|read|follow|consult|refer to|look at|check) {url}[^\s;]* (?:for|to (?:get|find|learn|see)) (?:\w+ )*?{matter}\b"
    );
    let page = r"(?:web ?pages?|wiki pages?|pages?|blog posts?|posts?|articles?|tutorials?|linked (?:documents?|documentation|pages?|guides?))";
    let first = format!(
        r"(?:^|[.;:,!?] |\b(?:and|then|must|should|please|to|first,?) )(?:read|study|work through|consult|open) (?:that|those|the linked|the web|the wiki|the blog) ?(?:\w+ )?(?:{page}|documents?|guides?|documentation) (?:first\b|before\b|carefully\b|in full\b)"
    );
    let elsewhere = r"\b(?:follow|use|take|see) (?:the |our )?(?:steps?|instructions?|procedure|settings?|values?|commands?|details?) (?:on|in|from|of) (?:the |our )?(?:internal |team |group )?(?:wiki|confluence|notion|sharepoint|intranet)\b".to_owned();
    let all = [told_there, lies_there, see, first, elsewhere];
    Words::new(&all.map(|words| flexible(&words)).join("|"))
});

/// A blank of a phrase may be a line ending in the document.
fn flexible(words: &str) -> String {
    words.replace(' ', r"\s")
}

/// More bytes than a reference within the plan has.
const LONGEST_REFERENCE: usize = 120;

/// True for a reference within the plan, and for words that are only quoted.
fn is_excused(text: &str, at: usize) -> bool {
    let within = WITHIN
        .find(near::behind(text, at, LONGEST_REFERENCE))
        .is_some_and(|within| within.start() == 0);
    within || text[..at].ends_with(['"', '“', '‘', '\'', '«'])
}

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for text in context.plan.texts.iter().filter(|text| is_body(text)) {
        let told = ELSEWHERE.find_iter(&text.plain).map(|found| found.range());
        let told = told.filter(|range| !is_excused(&text.plain, range.start));
        let linked = LINKED.find_iter(&text.value).map(|found| found.range());
        let mut found: Vec<_> = told.chain(linked).collect();
        found.sort_by_key(|range| range.start);
        // One finding a place: a reader who mends the sentence mends all of it.
        found.dedup_by_key(|range| lines(text, range));
        for range in found {
            let words = text.value[range.clone()]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            report.find(
                lines(text, &range),
                format!("“{words}” points to something that a newcomer does not have"),
                "Write what is needed into the plan itself",
            ).ask(format!("What does a newcomer have to know from “{words}”? For example: the decision and its reason, in two sentences"));
        }
    }
}
