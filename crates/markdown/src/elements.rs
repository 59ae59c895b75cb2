//! What is known of HTML elements by their names.

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// Elements whose content is text up to their own closing tag.
const RAW_TEXT: &[&str] = &[
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// Elements that show their content where it stands.
const PLAIN: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "html",
    "i",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];

/// Elements that show their content elsewhere, otherwise or not at all.
const OTHER: &[&str] = &[
    "applet", "aside", "audio", "button", "canvas", "colgroup", "data", "datalist", "details",
    "dialog", "dir", "fieldset", "form", "frameset", "head", "hgroup", "label", "legend",
    "listing", "map", "marquee", "math", "menu", "menuitem", "meter", "object", "optgroup",
    "option", "output", "progress", "rp", "search", "select", "slot", "summary", "svg", "template",
    "video",
];

/// Attributes that say nothing about how an element looks.
const PLAIN_ATTRIBUTES: &[&str] = &[
    "align", "cite", "datetime", "dir", "href", "id", "lang", "name", "rel", "target", "title",
];

/// True for `<br>` and the like.
pub(crate) fn is_void(name: &str) -> bool {
    is_in(VOID, name)
}

/// True for `<script>` and the like.
pub(crate) fn holds_raw_text(name: &str) -> bool {
    is_in(RAW_TEXT, name)
}

/// True when a tag opens an element, false for a placeholder such as `<project_cli>` or
/// `<name of the team>`: a name that HTML does not know, without an attribute that means anything.
pub(crate) fn is_element(name: &str, attributes: &str) -> bool {
    let known = [VOID, RAW_TEXT, PLAIN, OTHER]
        .iter()
        .any(|names| is_in(names, name));
    known || attributes.contains('=') || names_of(attributes).any(|name| hides(&name))
}

/// True when a reader sees the content of an element as if the tag were not there.
pub(crate) fn is_plain(name: &str, attributes: &str) -> bool {
    is_in(PLAIN, name) && names_of(attributes).all(|name| is_in(PLAIN_ATTRIBUTES, &name))
}

fn hides(attribute: &str) -> bool {
    is_in(&["hidden", "popover"], attribute)
}

/// The names of attributes, and whatever follows the blanks in their values: too many rather than
/// too few.
fn names_of(attributes: &str) -> impl Iterator<Item = String> {
    let words = attributes.split(|c: char| c.is_whitespace() || c == '/');
    words
        .filter_map(|word| word.split('=').next().filter(|name| !name.is_empty()))
        .map(str::to_ascii_lowercase)
}

fn is_in(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
