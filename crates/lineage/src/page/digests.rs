//! What can be compared: digests of what was approved, of the journal, and of the plan.

use maud::{Markup, html};
use stopgate_journal::Head;

use crate::history::History;
use crate::visible::visible;

use super::words::moment;

/// What the run wrote into its plan.
pub(super) fn written(history: &History<'_>) -> Markup {
    html! {
        section id="written" {
            h2 { "Written into the plan" }
            @if history.written.is_empty() {
                p.faint { "Nothing was written into the plan." }
            } @else {
                div.wide tabindex="0" role="region" aria-label="Written into the plan" { table {
                    caption { "Each time the plan was told of the run" }
                    thead { tr {
                        th scope="col" { "When" } th scope="col" { "Up to record" }
                        th scope="col" { "SHA-256 of the plan before" } th scope="col" { "and after" }
                    } }
                    tbody { @for written in &history.written {
                        tr {
                            td { (moment(written.at)) }
                            td.number { (written.up_to) }
                            td { code.digest { (visible(written.before)) } }
                            td { code.digest { (visible(written.after)) } }
                        }
                    } }
                } }
            }
        }
    }
}

/// What binds the run.
pub(super) fn digests(history: &History<'_>, head: &Head) -> Markup {
    let created = history.created;
    let named = [
        ("What was approved".to_owned(), &created.digest),
        ("Environment of the steps".to_owned(), &created.environment),
    ];
    let phases = created.phases.iter();
    let phases = phases.map(|phase| (phase.title.clone(), &phase.digest));
    let journal = (format!("Journal, record {}", head.records), &head.hash);
    let all = named.into_iter().chain(phases).chain([journal]);
    html! {
        section id="digests" {
            h2 { "Digests" }
            div.wide tabindex="0" role="region" aria-label="Digests" { table {
                caption { "SHA-256, in hexadecimal digits" }
                thead { tr { th scope="col" { "Of" } th scope="col" { "Digest" } } }
                tbody { @for (name, digest) in all {
                    tr { th scope="row" { (visible(&name)) } td { code.digest { (visible(digest)) } } }
                } }
            } }
        }
    }
}
