//! `stopgate tick`: ticks a box of a plan, or opens it again (E2).

use std::path::Path;

use stopgate_workspace::Living;

use crate::arguments::{Common, Judging};
use crate::commands::living::Writing;
use crate::exit::{Exit, Trouble};
use crate::living::{Wish, carry_out, when};

/// Ticks or opens it.
pub(crate) fn run(
    common: &Common,
    (plan, item): (&Path, &str),
    untick: bool,
    (writing, judging): (&Writing, &Judging),
) -> Result<Exit, Trouble> {
    let wish = Wish {
        edit: "tick",
        kind: None,
        living: Living::Tick {
            item: item.to_owned(),
            ticked: !untick,
            when: when(writing),
        },
    };
    carry_out(common, plan, &wish, (writing, judging))
}
