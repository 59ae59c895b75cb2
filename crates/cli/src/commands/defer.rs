//! `stopgate defer`: puts an open question off, with who decides it, until when, and why (P5, P10).

use std::path::Path;

use jiff::civil::Date;
use stopgate_workspace::{Living, Settlement};

use crate::arguments::{Common, Judging};
use crate::commands::living::Writing;
use crate::exit::{Exit, Trouble};
use crate::living::{Wish, carry_out};

/// Puts it off.
pub(crate) fn run(
    common: &Common,
    (plan, question): (&Path, &str),
    (owner, until, reason): (&str, Date, &str),
    (writing, judging): (&Writing, &Judging),
) -> Result<Exit, Trouble> {
    let wish = Wish {
        edit: "defer",
        kind: None,
        living: Living::Settle {
            question: question.to_owned(),
            settlement: Settlement::Deferred {
                owner: owner.to_owned(),
                until,
                reason: reason.to_owned(),
            },
        },
    };
    carry_out(common, plan, &wish, (writing, judging))
}
