//! Which blocks a reader of the rendered page sees.
//!
//! Raw HTML is followed through the whole document, since an element that one block opens conceals
//! the blocks after it. Where in doubt, a block is hidden: nothing hidden runs.

use std::collections::HashMap;

use crate::html::{self, Token};
use crate::nesting::Body;
use crate::{BlockKind, Concealment, Visibility, elements};

/// Says of every block whether it is seen.
pub(crate) fn conceal(text: &str, body: &mut Body) {
    let mut page = Page::default();
    for index in 0..body.blocks.len() {
        let before = page.concealment();
        let within = page.follow_block(text, body, index);
        let block = &body.blocks[index];
        let around = block
            .parent
            .and_then(|parent| body.blocks[parent.index()].concealment());
        let own = match block.kind {
            BlockKind::Quote => Some(Concealment::Quote),
            BlockKind::Footnote(_) => Some(Concealment::Footnote),
            BlockKind::Html(true) => Some(Concealment::Comment),
            _ => None,
        };
        let why = around.or(before).or(own).or(within).or(page.concealment());
        body.blocks[index].visibility = why.map_or(Visibility::Visible, Visibility::Hidden);
    }
}

/// What raw HTML has left open so far.
#[derive(Default)]
struct Page {
    /// Names of open elements in lower case, from the outside in.
    open: Vec<String>,
    /// How often each of them is open, so that a stray closing tag costs no search.
    counts: HashMap<String, usize>,
    in_comment: bool,
}

impl Page {
    fn concealment(&self) -> Option<Concealment> {
        if self.in_comment {
            Some(Concealment::Comment)
        } else if self.counts.get("details").is_some_and(|&count| count > 0) {
            Some(Concealment::Details)
        } else {
            (!self.open.is_empty()).then_some(Concealment::RawHtml)
        }
    }

    /// Follows the tags of a block. Returns what conceals a part of it, closed or not, and notes
    /// whether an HTML block is nothing but comments.
    fn follow_block(&mut self, text: &str, body: &mut Body, index: usize) -> Option<Concealment> {
        let mut only_comments = true;
        let mut why = None;
        for (_, html) in html::of_block(text, body, index) {
            let Some(html) = self.behind_comment(&html) else {
                continue;
            };
            for token in html::tokens(html) {
                only_comments &= matches!(token, Token::Comment { .. });
                why = why.or(self.follow(&token));
            }
        }
        if let BlockKind::Html(comment) = &mut body.blocks[index].kind {
            *comment = only_comments;
        }
        why
    }

    /// What follows the end of a comment that an earlier block has left open.
    fn behind_comment<'h>(&mut self, html: &'h str) -> Option<&'h str> {
        if self.in_comment {
            let end = html.find("-->")?;
            self.in_comment = false;
            return html.get(end + 3..);
        }
        Some(html)
    }

    fn follow(&mut self, token: &Token<'_>) -> Option<Concealment> {
        match *token {
            Token::Open { name, attributes } => return self.open(name, attributes),
            Token::Close { name } => self.close(name),
            Token::Comment { closed, .. } => self.in_comment = !closed,
            Token::Declaration | Token::Text => {}
        }
        None
    }

    fn open(&mut self, name: &str, attributes: &str) -> Option<Concealment> {
        if elements::is_void(name) || !elements::is_element(name, attributes) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        *self.counts.entry(name.clone()).or_default() += 1;
        let plain = elements::is_plain(&name, attributes);
        self.open.push(name);
        if plain { None } else { self.concealment() }
    }

    fn close(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        if self.counts.get(&name).is_none_or(|&count| count == 0) {
            return;
        }
        while let Some(inner) = self.open.pop() {
            if let Some(count) = self.counts.get_mut(&inner) {
                *count -= 1;
            }
            if inner == name {
                break;
            }
        }
    }
}
