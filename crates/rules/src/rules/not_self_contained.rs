//! `not-self-contained`: the plan sends its reader to something that a newcomer does not have.
//!
//! That a decision was made in a call is history and fine; that a value can only be found in a chat
//! or on a web page is not. A link that proves or adds something may stay.

use stopgate_expressions::words;
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

/// What points out of the plan. A blank of a phrase may be a line ending in the document, hence the
/// `\s`. First any channel; then what leads to one; the last two expressions need none to be out of reach.
static ELSEWHERE: [Words; 7] = words!(
    let knowledge = r"(?:names?|codes?|texts?|messages?|values?|details?|lists?|steps?|instructions?|mappings?|commands?|settings?|credentials|parameters?|reasons?|numbers?|ids?|paths?|specifications?|requirements?|designs?|layouts?|columns?|thresholds?|links?|procedures?|context|background|configuration|schema|rest|order|wording|limits?|dates?|passwords?|addresses)";
    let told = r"(?:(?:found|listed|described|documented|written(?:\sdown)?|explained|given|shared|pinned|agreed|noted|kept|discussed|posted)\s)?";
    let determiners = r"(?:(?:the|our|a|an|my|that|this|their|yesterday['’]s|last|previous|earlier|monday['’]s|tuesday['’]s|wednesday['’]s|thursday['’]s|friday['’]s|today['’]s|week['’]s|kick-?off|#?\w+['’]s)\s)*";
    let channel = r"(?:(?:slack|teams|discord|whatsapp|signal|telegram|zoom)(?:\s(?:chat|channel|thread|call|message|dm))?|(?:group\s|team\s|private\s)?chat|dms?|direct\smessages?|(?:e-?mail|mail)(?:\sthread)?|thread|(?:phone\s|video\s|zoom\s)?call|meeting|stand-?up|conversation|hallway|voice\s(?:memo|message)|recording|my\shead|(?:someone|somebody)'s\shead)";
    r"\b{channel}\b";
    r"\b{knowledge}\b[^.;!?]*?\b(?:is|are|was|were|can\sbe|stands?)\s+{told}(?:only\s)?(?:in|on|from|via)\s+{determiners}{channel}\b";
    r"\b(?:see|check|read|as\sper|according\sto|refer\sto|consult|look\s(?:at|in|into|up\sin)|search|scroll\s(?:up\s)?in|as\s(?:posted|written|shared|described|explained|agreed|decided|discussed)\s(?:in|on|during|via|over))\s+{determiners}{channel}\b(?:\s(?:for|with|from|of|about)\b|[.,;)]|$)";
    r"\b{knowledge}\s(?:that\s|which\s|as\s)?\w+\s(?:posted|shared|wrote|sent|gave|mentioned|listed|dictated)\s(?:\w+\s)?(?:in|on|via|by|during)\s{determiners}{channel}\b";
    r"\b{knowledge}\b[^.;!?]*?\b(?:is|are)\sthe\sones?\s(?:from|in|of)\s{determiners}{channel}\b";
    r"\b(?:names?|values?|details|list|steps|instructions|mapping|settings|parameters|numbers|thresholds|limits?)\s(?:from|of|in)\s(?:our|yesterday['’]s|the\slast|last\s\w+['’]s|\w+day['’]s)\s(?:chat|call|meeting|stand-?up|slack\sthread|e-?mail|mail)\b";
    r"\b(?:that|which)\s(?:was|were|we)\s(?:discussed|agreed|talked\sabout)\s(?:last\stime|yesterday|earlier\stoday|in\sthe\slast\s(?:call|meeting)|on\sthe\sphone)\b|\b(?:the\susual\sway|as\susual|the\ssame\sway\sas\salways)\b[^.;!?]*?\b(?:he|she|they|[a-z]+)\sknows?\s(?:how|where|which|what)\b|\b(?:he|she|only\s\w+)\sknows\s(?:how|where|which|what)\s(?:to|it|the)\b|\bas\s(?:we\s|i\s|already\s|previously\s|just\s)*(?:discussed|talked\sabout|talked\sthrough|spoke\sabout|agreed\s(?:verbally|orally|on\sthe\sphone|by\sphone|yesterday|earlier\stoday))\b(?:[.,;:)]|$|\s+(?:with|in\s(?:the|our|last)|on|during|at|yesterday|earlier|last|previously|by|over)\b)|\bas\s(?:we|i)\s(?:said|talked|mentioned|explained)\b|\byou\s(?:already\s)?know\s(?:which|what|where|how|who|the\sone)\b|\bsee\s(?:the\s|its\s|our\s)?(?:ticket|issue|jira|card|story)\b[^.;!?]*?\bfor\s(?:the\s)?(?:\w+\s)?(?:details?|steps?|rest|exact|list|names?|values?|instructions?|commands?)\b|\b(?:details?|steps|instructions|values|names|commands)\s(?:are|is|can\sbe\sfound)\s(?:only\s)?in\sthe\s(?:ticket|issue|jira|card|story)\b|\bask\s(?:me|us|around|the\sauthor|the\sprevious\sauthor|whoever)\b|\bask\s\w+\s(?:for|about|which|what|where|how)\s+(?:to\b|(?:the\s|its\s|their\s|his\s|her\s)?(?:exact\s|right\s|correct\s|real\s|current\s)?(?:names?|values?|details?|list|steps|settings|mapping|commands?|parameters?|paths?|files?|tables?|rest)\b)";
);

static WITHIN: Words = words!(
    r"\b(?:as discussed|as (?:we|i) (?:mentioned|said|explained))\s+(?:in|under|at|on)\s+(?:the\s+)?(?:section|decision|discover|plan|context|above|below|purpose|progress|§|`)"
);

/// What has to be read on the web before anybody can act.
static LINKED: [Words; 5] = words!(
    let told = r"(?:described|documented|explained|specified|listed|defined|laid\sout|set\sout|spelled\sout|shown|given|published|found|written\sdown|kept)";
    let url = r"(?:(?:the\s|a\s|an\s|this\s|that\s|our\s|their\s)?(?:\S+\s){0,2}(?:page|site|website|wiki|post|article|document)s?\s)?[(<`]?https?://\S";
    let matter = r"(?:steps?|formats?|layouts?|schemas?|schemata|details?|instructions?|procedures?|commands?|columns?|fields?|mappings?|values?|names?|settings?|parameters?|rules?|contracts?|specifications?|definitions?|api|protocol)";
    let page = r"(?:web\s?pages?|wiki\spages?|pages?|blog\sposts?|posts?|articles?|tutorials?|linked\s(?:documents?|documentation|pages?|guides?))";
    r"\b(?:is|are|be|was|were)\s(?:\w+\s)*?{told}\s(?:only\s|exactly\s|in\sfull\s|in\sdetail\s)?(?:at|on|under|in|by)\s{url}";
    r"\b{matter}\s(?:\S+\s)*?(?:is|are|stands?)\s(?:only\s|exactly\s)?(?:at|on|under)\s{url}";
    r"\b(?:see|read|follow|consult|refer\sto|look\sat|check)\s{url}[^\s;]*\s(?:for|to\s(?:get|find|learn|see))\s(?:\w+\s)*?{matter}\b";
    r"(?:^|[.;:,!?]\s|\b(?:and|then|must|should|please|to|first,?)\s)(?:read|study|work\sthrough|consult|open)\s(?:that|those|the\slinked|the\sweb|the\swiki|the\sblog)\s?(?:\w+\s)?(?:{page}|documents?|guides?|documentation)\s(?:first\b|before\b|carefully\b|in\sfull\b)";
    r"\b(?:follow|use|take|see)\s(?:the\s|our\s)?(?:steps?|instructions?|procedure|settings?|values?|commands?|details?)\s(?:on|in|from|of)\s(?:the\s|our\s)?(?:internal\s|team\s|group\s)?(?:wiki|confluence|notion|sharepoint|intranet)\b";
);

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
    let plan = context.plan;
    let may_occur = |words: &&'static Words| plan.grams.may_hold(*words);
    let [channel, leading @ .., _, _] = &ELSEWHERE;
    let by_channel: Vec<_> = leading.iter().filter(may_occur).collect();
    let otherwise: Vec<_> = ELSEWHERE[5..].iter().filter(may_occur).collect();
    let linked: Vec<_> = LINKED.iter().filter(may_occur).collect();
    for text in plan.texts.iter().filter(|text| is_body(text)) {
        let by_channel = match channel.is_match(&text.plain) {
            true => by_channel.as_slice(),
            false => &[],
        };
        let told = by_channel
            .iter()
            .chain(&otherwise)
            .flat_map(|words| words.find_iter(&text.plain))
            .map(|found| found.range());
        let told = told.filter(|range| !is_excused(&text.plain, range.start));
        let linked = linked
            .iter()
            .flat_map(|words| words.find_iter(&text.value))
            .map(|found| found.range());
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
