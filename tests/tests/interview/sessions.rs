//! Random sessions: skips, ways back, refusals and kills at every moment (GOAL-I2, GOAL-I3).

use std::collections::BTreeSet;

use stopgate_interview::{Answer, Question, Script, Session, blame};
use stopgate_tests::dice::Dice;
use stopgate_tests::matrix;

use crate::scripts::SCRIPTS;
use crate::world::{Kill, Left, Setting};

/// Sessions in CI.
const SESSIONS: usize = 1_000;
/// Steps of a session at most.
const STEPS: usize = 8;
/// Where chance begins.
const SEED: u64 = 2_602;

/// Words that are given where the script has none, or another answer is wanted.
const WORDS: &[&str] = &[
    "Ines looks at it.",
    "# no",
    "a | b",
    "- one\n- two",
    "```sh\nmake all\n```",
    "\u{1b}[2J",
    "äöü – “quoted” & <b>",
    "TBD",
];

fn answer(dice: &mut Dice, script: &mut Script, question: &Question) -> Answer {
    match dice.below(10) {
        0 => Answer::Skipped,
        1 => Answer::Deferred {
            who: "Ines".to_owned(),
            until: "2026-12-31".parse().expect("a day"),
        },
        2 => Answer::NotApplicable {
            reason: "the table is new".to_owned(),
        },
        3 | 4 => Answer::in_words(question, dice.pick::<&str>(WORDS)),
        5 if !question.offers.is_empty() => Answer::Confirmed(0),
        _ => match script.answer(question).ok().flatten() {
            Some(answer) => answer,
            None => Answer::in_words(question, dice.pick::<&str>(WORDS)),
        },
    }
}

/// What happened in the lives of plans.
#[derive(Default)]
struct Lived {
    taken: usize,
    refused: usize,
    changed: usize,
    killed: usize,
    faults: Vec<String>,
}

impl Lived {
    fn add(&mut self, other: Self) {
        self.taken += other.taken;
        self.refused += other.refused;
        self.changed += other.changed;
        self.killed += other.killed;
        self.faults.extend(other.faults);
    }
}

/// One life of a plan, over several processes.
fn life(setting: &Setting, script: &str, seed: u64) -> Lived {
    let mut dice = Dice::new(seed);
    let mut script = Script::read(script).expect("a sound script");
    let base = setting.blank();
    let mut left = Left::new(base.clone());
    let mut lived = Lived::default();
    let mut faults = Vec::new();
    let mut session = setting.session(left.plan.clone());
    let mut asked = BTreeSet::new();
    let mut back = false;
    for _ in 0..STEPS {
        let Some(question) = session.next() else {
            break;
        };
        if !back && asked.contains(&question.key) {
            faults.push(format!("{} is asked twice", question.key));
        }
        if !back && dice.once_in(8) && session.go_back() {
            back = true;
            continue;
        }
        let kill = match dice.below(20) {
            0 => Kill::HalfRecord,
            1 => Kill::BeforePlan,
            2 => Kill::AfterPlan,
            _ => Kill::Never,
        };
        let answer = answer(&mut dice, &mut script, &question);
        let (known, plan) = (left.records().len(), left.plan.clone());
        match left.put(&mut session, &answer, kill) {
            Err(_) => {
                lived.refused += 1;
                if left.plan != plan || left.records().len() != known {
                    faults.push(format!("a refused answer to {} was written", question.key));
                }
                // Whoever is refused may leave it.
                if back {
                    session.go_on();
                    back = false;
                } else if dice.once_in(2) {
                    session.leave();
                    asked.insert(question.key.clone());
                }
            }
            Ok(true) => {
                lived.taken += 1;
                lived.changed += usize::from(back);
                back = false;
                asked.insert(question.key.clone());
            }
            Ok(false) => {
                lived.killed += 1;
                left.recover();
                let kept = left.records().len();
                let wanted = known + usize::from(kill != Kill::HalfRecord);
                if kept != wanted {
                    faults.push(format!(
                        "{kept} records behind a kill {kill:?}, not {wanted}"
                    ));
                }
                session = setting.session(left.plan.clone());
                asked.clear();
                back = false;
            }
        }
        faults.extend(wrong(setting, &base, &left, &session));
    }
    let name = format!("{} seed {seed}", setting.format);
    lived.faults = faults
        .iter()
        .map(|fault| format!("{name}: {fault}"))
        .collect();
    lived
}

/// What must hold after every step.
fn wrong(setting: &Setting, base: &[u8], left: &Left, session: &Session<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    if session.plan() != left.plan {
        faults.push("the session knows another plan than the disk".to_owned());
    }
    if std::str::from_utf8(&left.plan).is_err() {
        faults.push("the plan is no text".to_owned());
    }
    let records = left.records();
    let rebuilt = records
        .iter()
        .fold(base.to_vec(), |plan, record| record.apply(&plan));
    if rebuilt != left.plan {
        faults.push("the records do not lead to the plan".to_owned());
    }
    let parts = blame(&records, &left.plan);
    let bytes: usize = parts.iter().map(|part| part.end - part.start).sum();
    if bytes != left.plan.len() {
        faults.push(format!(
            "{bytes} of {} bytes are on record",
            left.plan.len()
        ));
    }
    let document = setting.engine.read(
        "plan.md",
        left.plan.clone(),
        &setting.options,
        &setting.folder,
    );
    if document.plan().is_none_or(|plan| plan.title.is_none()) {
        faults.push("the plan is none any more".to_owned());
    }
    faults
}

#[test]
fn random_sessions_lose_nothing_and_write_nothing_that_nobody_said() {
    let sessions = matrix::count(SESSIONS);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let work = |first: usize| {
        let settings: Vec<(Setting, &str)> = SCRIPTS
            .iter()
            .map(|(format, script)| (Setting::of(format), *script))
            .collect();
        let mut all = Lived::default();
        for nth in (first..sessions).step_by(threads) {
            let (setting, script) = &settings[nth % settings.len()];
            all.add(life(setting, script, SEED + nth as u64));
        }
        all
    };
    let mut all = Lived::default();
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || work(first)))
            .collect();
        for thread in started {
            all.add(thread.join().expect("no panic"));
        }
    });
    let seen = [all.taken, all.refused, all.changed, all.killed];
    assert!(
        seen.iter().all(|count| *count >= sessions / 10),
        "each way was taken often enough: {seen:?}"
    );
    matrix::report("INTERVIEW", (sessions, "sessions"), SEED, &all.faults);
}
