//! `stopgate answer`: writes the answer behind an open question of a plan (P10).

use std::path::Path;

use stopgate_workspace::{Living, Settlement};

use crate::arguments::{Common, Judging};
use crate::commands::living::Writing;
use crate::exit::{Exit, Trouble};
use crate::living::{Wish, carry_out, day_of, typed};

/// Answers it.
pub(crate) fn run(
    common: &Common,
    (plan, question): (&Path, &str),
    text: &[String],
    (writing, judging): (&Writing, &Judging),
) -> Result<Exit, Trouble> {
    let wish = Wish {
        edit: "answer",
        kind: None,
        living: Living::Settle {
            question: question.to_owned(),
            settlement: Settlement::Answered {
                text: typed("the answer", &text.join(" "))?,
                who: writing.who(common, plan)?,
                day: day_of(writing, judging),
            },
        },
    };
    carry_out(common, plan, &wish, (writing, judging))
}
