//! ATTACK-10: evidence that somebody forged who computes all hashes anew is not taken for true.

use super::Row;
use super::damage::first_bad;
use super::journal::Journal;
use crate::fact::Fact;
use crate::plan::TEXT;
use crate::scene::Scene;
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-10",
    tries: "forge records with fitting hashes, approvals, decisions and signatures",
    unit: "forgeries",
    usual: 30,
    seconds: 3,
    carry,
};

/// What a forger has before them.
struct Evidence {
    journal: Journal,
    /// Records that a person signed.
    decided: Vec<usize>,
    approval: String,
}

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, TEXT)?;
    template.run_through()?;
    let journal = Journal::of(&template)?;
    let decided = journal.records_with("\"kind\":\"decided\"");
    let names = template.root.files()?;
    let mut names = names.keys();
    let approval =
        names.find(|name| name.starts_with(".stopgate/approvals/") && name.ends_with(".json"));
    let (Some(approval), 2) = (approval, decided.len()) else {
        return Err(Halt::Broke(
            "the run has no approval or not two decisions".to_owned(),
        ));
    };
    tries.saw(Fact::is(
        "nothing is forged: first bad record",
        first_bad(&template)?,
        "none",
    ));
    let approval = approval.clone();
    let evidence = Evidence {
        journal,
        decided,
        approval,
    };
    while tries.go_on() {
        let scene = template.fork()?;
        let (what, bad) = evidence.forge(&scene, tries)?;
        tries.saw(Fact::is(
            format!("{what}: first bad record"),
            first_bad(&scene)?,
            bad,
        ));
        tries.tried(1);
    }
    Ok(())
}

impl Evidence {
    /// Forges something; what, and the record that is bad then.
    fn forge(&self, scene: &Scene<'_>, tries: &mut Tries) -> Result<(&'static str, usize), Halt> {
        match tries.done % 8 {
            kind @ 0..4 => self.rewrite(scene, kind, tries),
            kind => self.exchange(scene, kind, tries),
        }
    }

    /// Changes the journal, and computes all hashes anew.
    fn rewrite(
        &self,
        scene: &Scene<'_>,
        kind: usize,
        tries: &mut Tries,
    ) -> Result<(&'static str, usize), Halt> {
        let mut journal = self.journal.clone();
        let record = *tries.turn(&self.decided);
        let (what, bad) = match kind {
            0 => {
                let line = &mut journal.lines[record - 1];
                *line = line.replace("\"reason\":\"looked\"", "\"reason\":\"forged\"");
                ("another reason of a go", record)
            }
            1 => {
                let line = &mut journal.lines[record - 1];
                let signed = line
                    .split("\"signed\":")
                    .nth(1)
                    .and_then(|rest| rest.split('}').next());
                let signed = signed.unwrap_or_default().to_owned();
                *line = line.replace(&signed, "null");
                ("a go without its signature", record)
            }
            2 => {
                let lines = journal.lines.iter_mut();
                lines.for_each(|line| *line = line.replace("echo b1", "echo x1"));
                ("another command", 1)
            }
            _ => {
                // Directly before it, it could be a crash: a decision is written before its record.
                journal.lines.truncate(self.decided[1] - 2);
                ("the rest is cut off before a go", self.decided[1] - 1)
            }
        };
        journal.rehash();
        scene.root.write(&journal.name, &journal.bytes())?;
        Ok((what, bad))
    }

    /// Changes what lies beside the journal.
    fn exchange(
        &self,
        scene: &Scene<'_>,
        kind: usize,
        tries: &mut Tries,
    ) -> Result<(&'static str, usize), Halt> {
        let record = self.decided[0];
        let folder = self.journal.name.trim_end_matches("journal.jsonl");
        let decision = format!("{folder}decisions/{record:06}-go.json");
        let signature = format!("{}.sig", self.approval);
        let root = &scene.root;
        Ok(match kind {
            4 => {
                let mut bytes = root.read(&self.approval);
                let at = tries.below(bytes.len());
                bytes[at] ^= 1 << tries.below(8);
                root.write(&self.approval, &bytes)?;
                ("a bit of the approval", 1)
            }
            5 => {
                root.remove(&signature)?;
                ("the approval without its signature", 1)
            }
            6 => {
                let other = root.read(&format!("{decision}.sig"));
                root.write(&signature, &other)?;
                ("the signature of a go below the approval", 1)
            }
            _ => {
                root.remove(&decision)?;
                ("a go without its file", record)
            }
        })
    }
}
