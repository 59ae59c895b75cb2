//! `stopgate assign`: says who does something in a plan, and until when (T5).

use std::path::Path;

use jiff::civil::Date;
use stopgate_workspace::Living;

use crate::arguments::{Common, Judging};
use crate::commands::living::Writing;
use crate::exit::{Exit, Trouble};
use crate::living::{Wish, carry_out};

/// Names the owner.
pub(crate) fn run(
    common: &Common,
    (plan, item): (&Path, &str),
    (who, due): (&str, Option<Date>),
    (writing, judging): (&Writing, &Judging),
) -> Result<Exit, Trouble> {
    let wish = Wish {
        edit: "assign",
        kind: None,
        living: Living::Assign {
            item: item.to_owned(),
            owner: who.to_owned(),
            due,
        },
    };
    carry_out(common, plan, &wish, (writing, judging))
}
