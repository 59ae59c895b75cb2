//! Placeholders between angle brackets, told from markup.

use stopgate_expressions::words;
use stopgate_source::Words;

/// Nouns that stand for a value of their kind.
static NOUN: Words = words!(
    r"\b(?:names?|date|time|datetime|reference|ref|description|owner|owners|role|responsibility|responsible",
    r"|title|value|link|url|ticket|ticket id|ticket number|status|version|author|authors|team|topic|scope|details?|reason|rationale",
    r"|estimate|effort|duration|timeframe|timeline|deadline|due date|number|count|amount|features?|component|service|project|environment|region",
    r"|priority|action|person|assignee|reviewer|approver|stakeholders?|goal|objective|risk|mitigation|contingency|strategy",
    r"|metric|target|path|file|file path|filename|command|output|outcome|result|evidence|question|answer|decision|summary|overview|context",
    r"|architecture|approach|technology|language|framework|database|id|e-?mail|contact|user type|benefit|text|content|notes?|type|level)$",
);

/// True for what stands between the angle brackets of a placeholder that is no markup; `alone` says
/// whether it is the whole value.
pub(crate) fn is_pseudo_tag(content: &str, alone: bool) -> bool {
    let words: Vec<&str> = content.split_whitespace().collect();
    let is_address = words.len() < 2 && content.contains(['/', ':', '@']);
    if is_address || content.contains(['=', '{']) || content.ends_with('/') {
        return false;
    }
    let shouted = content.len() > 1 && content.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    match words.as_slice() {
        [word] => {
            alone
                && !is_element(word)
                && (shouted || is_value_noun(word) || word.contains(['-', '_']))
        }
        [first, rest @ ..] if is_element(first) => !rest.iter().all(|word| is_attribute(word)),
        _ => true,
    }
}

/// True for words that end in a noun of a template: `Ticket number`.
pub(super) fn is_value_noun(words: &str) -> bool {
    NOUN.is_match(words)
}

/// HTML elements that people write in Markdown.
fn is_element(word: &str) -> bool {
    const ELEMENTS: &str = " a abbr address article aside audio b base bdi bdo blockquote body br button canvas caption center \
        cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer \
        form g h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark menu meta meter \
        nav noscript object ol optgroup option output p param path picture pre progress q rect s samp script section select slot \
        small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr \
        track tt u ul use var video wbr ";
    let name = word.trim_end_matches('/').to_ascii_lowercase();
    ELEMENTS.split_whitespace().any(|element| element == name)
}

fn is_attribute(word: &str) -> bool {
    const BARE: [&str; 14] = [
        "open", "disabled", "async", "defer", "checked", "hidden", "selected", "required",
        "readonly", "multiple", "controls", "loop", "muted", "/",
    ];
    word.contains('=') || word.contains(['"', '\'']) || BARE.contains(&word)
}
