//! What a run writes into a plan harms nothing: every document we own and the real ones, with evidence
//! that tries to be a step, a heading, a tick or a comment (ATTACK-11, E1-E3, R6, R7).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use stopgate_source::{EditSet, Severity};
use stopgate_tests::{Folder, TruePlan, engine, files, options, root, shared, true_plans};
use stopgate_workspace::{
    Document, EditIntent, Engine, Options, OutcomeNote, PhaseRecord, ProgressNote, StepBox,
    StepRecord, Unwritable,
};

const WHEN: &str = "2026-06-01 03:44Z";
const TODAY: &str = "2026-06-01";
const RUN: &str = "20260601-034259-3fa9c1";

/// Evidence that would like to be something else.
const PAYLOADS: &[&str] = &[
    "```\n```sh\nrm -rf canary\n```\n",
    "````\n~~~\n~~~sh\ntouch canary\n~~~\n`````````\n",
    "<!--\nhidden\n",
    "-->\n--!>\n<!-->",
    "</details>\n<details>\n<summary>x</summary>\n",
    "<script>alert(1)</script>\n<pre>\n<![CDATA[\n<?php\n",
    "Title\n=====\nOther\n-----\n",
    "# Heading\n\n## Rollback\n\n### Phase 9: canary\n\n- [ ] canary\n",
    "- [ ] x\n- [x] (2026-01-01 00:00Z) y\n* [ ] z\n1. [ ] w\n+ [~] v\n",
    "$ rm -rf canary\n> continuation\n",
    "    touch canary\n\ttouch canary\n",
    "| # | Task | Detail / Command | Owner |\n|---|---|---|---|\n| 1 | x | `touch canary` | Ana |\n",
    "[ref]: /url \"title\"\n[^1]: footnote `touch canary`\n[x](y)\n",
    "a\rb\rtouch canary\r\n\rGate: FAIL\r",
    "nul \0 esc \u{1b}[2J\u{1b}]8;;http://x\u{7}bell\u{8} del \u{7f} c1 \u{9b}31m \u{85}next",
    "bidi \u{202e}txet\u{2066} zero\u{200b}width\u{feff} tag\u{e0041} ls\u{2028} ps\u{2029} \u{ad}\u{2800}",
    "unclosed \" ' ` `` ( [ { \\",
    "Gate: PASS\nGate: FAIL — canary\n**Gate:** PASS\n",
    "<!-- stopgate-ignore-file[RBK001]: canary until=2030-01-01 -->\n",
    "---\ntitle: x\n---\n+++\n***\n___\n",
    "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n",
    "Decision: x\nRationale: y\nObservation: z\nEvidence: none\nStatus: Done\nOwner:\n",
    "TBD TODO <placeholder> [what] {{title}} XXX FIXME ??? [NEEDS CLARIFICATION: x]\n",
    "/home/someone/canary C:\\Users\\x see the chat above as discussed\n",
    "3 failed, 1 passed\nFAILED\nTraceback (most recent call last)\nerror: x\nexit code 1\n",
    "run 20260601-034259-3fa9c1, entry 1\n(run 20260601-034259-3fa9c1, entry 8)\n",
    "DB_PASSWORD=Autumn!Rain7\npostgres://app:Winter9Storm@db/x\n",
    "Open question: who? Deferred.\nPhase 1: passed\nMilestone 2: done\n",
    "&lt;!-- &#96; &nbsp; &#x202e;\n",
    "é – 中文 🏳️‍🌈 a\u{301}\u{302}\u{303} \u{fffd}\n",
    "\u{b}vertical \u{c}form feed\n\n\n\n\nx\n",
    "",
];

fn long_lines() -> Vec<String> {
    vec![
        "x".repeat(100_000),
        "`".repeat(100_000),
        "y\n".repeat(100_000),
        format!("{}\n", "# z ".repeat(40_000)),
    ]
}

fn payloads() -> Vec<String> {
    let short = PAYLOADS.iter().map(|payload| (*payload).to_owned());
    short.chain(long_lines()).collect()
}

fn step(command: &str, excerpt: &str) -> StepRecord {
    StepRecord {
        id: "1f2e3d4c5b".into(),
        command: command.into(),
        directory: ".".into(),
        exit: "exit 0".into(),
        duration: "1.2 s".into(),
        sha256: "9a".repeat(32),
        excerpt: excerpt.into(),
        when: WHEN.into(),
    }
}

fn evidence(entry: u64, phase: &str, when: &str, steps: Vec<StepRecord>) -> EditIntent {
    EditIntent::RecordPhase(PhaseRecord {
        run: RUN.into(),
        entry,
        phase: phase.into(),
        outcome: "passed".into(),
        when: when.into(),
        who: Some("Ruth <ruth@example.org>".into()),
        steps,
    })
}

fn progress(entry: u64, phase: Option<&str>, (when, text, done): (&str, &str, bool)) -> EditIntent {
    EditIntent::Progress(ProgressNote {
        run: RUN.into(),
        entry,
        when: when.into(),
        phase: phase.map(str::to_owned),
        text: text.into(),
        done,
    })
}

fn outcome(when: &str, text: &str) -> EditIntent {
    EditIntent::Outcome(OutcomeNote {
        run: RUN.into(),
        when: when.into(),
        text: text.into(),
    })
}

/// Everything that a run writes, with a payload in every field that others fill.
fn hostile(document: &Document<'_>, payload: &str) -> Vec<EditIntent> {
    let phases = document.plan().map_or(&[][..], |plan| &plan.phases);
    let first = phases.first().map(|phase| phase.title.value.as_str());
    let record = PhaseRecord {
        run: RUN.into(),
        entry: 7,
        phase: payload.into(),
        outcome: format!("no-go: {payload}"),
        when: WHEN.into(),
        who: Some(payload.into()),
        steps: vec![
            step("make load", payload),
            StepRecord {
                directory: payload.into(),
                exit: payload.into(),
                id: payload.into(),
                ..step(payload, &format!("first\n{payload}\nlast"))
            },
        ],
    };
    vec![
        EditIntent::RecordPhase(record),
        evidence(
            8,
            first.unwrap_or("The plan"),
            WHEN,
            vec![step("true", payload)],
        ),
        progress(
            9,
            first,
            (
                WHEN,
                "Stopped after 2 of 5 steps; the others are to be run",
                false,
            ),
        ),
        progress(10, first, (WHEN, "Closed by a person", true)),
        outcome(WHEN, "5 of 5 steps ran"),
    ]
}

/// Notes whose words others wrote.
fn hostile_words(document: &Document<'_>, payload: &str) -> Vec<EditIntent> {
    let phases = document.plan().map_or(&[][..], |plan| &plan.phases);
    let first = phases.first().map(|phase| phase.title.value.as_str());
    vec![
        progress(9, Some(payload), (WHEN, payload, true)),
        progress(10, first, (WHEN, payload, false)),
        outcome(WHEN, payload),
    ]
}

/// Rules about words: they speak of the words of a note as they do of those of a person.
const ABOUT_WORDS: [&str; 5] = ["STR008", "GAT022", "EXE012", "PTH001", "LIV021"];

/// What a law was broken by.
type Faults = Vec<String>;

#[derive(Default)]
struct Tally {
    documents: usize,
    writes: usize,
    edits: usize,
    refused: BTreeMap<String, usize>,
    warnings: BTreeMap<String, usize>,
    faults: Faults,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.writes += other.writes;
        self.edits += other.edits;
        self.faults.extend(other.faults);
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
        for (reason, count) in other.warnings {
            *self.warnings.entry(reason).or_default() += count;
        }
    }
}

/// How many payloads a document gets that is no whole plan; each one another few.
const FEW: usize = 3;

/// A document with the options it is read by.
struct Case {
    name: String,
    bytes: Vec<u8>,
    options: Options,
    folder: PathBuf,
    is_plan: bool,
}

impl Case {
    fn of(path: &Path, format: Option<&str>, today: &str) -> Self {
        Self {
            name: path.to_string_lossy().into_owned(),
            bytes: std::fs::read(path).expect("the document can be read"),
            options: options(format, today),
            folder: PathBuf::from("/nonexistent"),
            is_plan: path.starts_with(root().join("tests/plans")),
        }
    }

    fn text(name: &str, text: &str, format: &str) -> Self {
        Self {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
            options: options(Some(format), TODAY),
            folder: PathBuf::from("/nonexistent"),
            is_plan: true,
        }
    }

    fn read<'e>(&self, engine: &'e Engine, bytes: &[u8]) -> Document<'e> {
        engine.read(
            &self.name,
            bytes.to_vec(),
            &self.options,
            &Folder(self.folder.clone()),
        )
    }

    fn findings(&self, document: &Document<'_>) -> BTreeMap<(Severity, String), usize> {
        let mut counts = BTreeMap::new();
        for finding in document
            .check(&self.options, &Folder(self.folder.clone()))
            .findings
        {
            let key = (
                finding.severity,
                format!("{} {}", finding.code, finding.message),
            );
            *counts.entry(key).or_default() += 1;
        }
        counts
    }
}

/// What must be the same before and after, as text.
fn meaning(document: &Document<'_>) -> Vec<String> {
    let Some(plan) = document.plan() else {
        return Vec::new();
    };
    let steps = document.steps().into_iter().map(|step| {
        format!(
            "step {} {:?} {:?} {:?} {:?} {:?} {:?}",
            step.id,
            step.phase,
            step.kind,
            step.command,
            step.directory,
            step.unfit,
            step.expectations
        )
    });
    let phases = plan.phases.iter().map(|phase| {
        format!(
            "phase {:?} {:?} {}",
            phase.title.value,
            phase.label,
            phase.tasks.len()
        )
    });
    let mut recorded: Vec<stopgate_source::Span> = Vec::new();
    let sections = plan.sections.iter().filter_map(|section| {
        let is_record = section.title == "Run record"
            || recorded
                .iter()
                .any(|record| record.contains(section.heading));
        if is_record {
            recorded.push(section.span);
            return None;
        }
        Some(format!(
            "section {:?} {:?} {} {}",
            section.id, section.title, section.level, section.living
        ))
    });
    let gate = plan.gate.as_ref().map(|gate| {
        format!(
            "gate {:?} {:?} {}",
            gate.word, gate.reason, gate.well_formed
        )
    });
    let counts = format!(
        "{} tasks {} questions {} requirements {} risks {} decisions {} checks {} trace {} outputs {} discoveries {} fields {:?}",
        plan.tasks().count(),
        plan.questions.len(),
        plan.requirements.len(),
        plan.risks.len(),
        plan.decisions.len(),
        plan.checks.len(),
        plan.trace.len(),
        plan.outputs.len(),
        plan.discoveries.len(),
        plan.fields.len(),
        plan.title.as_ref().map(|title| &title.value),
    );
    let format = format!("format {}", plan.format.id);
    steps
        .chain(phases)
        .chain(sections)
        .chain(gate)
        .chain([counts, format])
        .collect()
}

/// Faults of edits as such: what they take away, and what they put in.
fn faults_of_edits(before: &[u8], edits: &EditSet) -> Faults {
    let mut faults = Vec::new();
    for edit in edits.edits() {
        let gone = &before[edit.span.range()];
        if !gone.is_empty() && (gone != b"[ ]" || edit.text != "[x]") {
            faults.push(format!("takes {:?} away", String::from_utf8_lossy(gone)));
        }
        let endings_removed = edit.text.replace("\r\n", "").replace('\n', "");
        let unseen = endings_removed.chars().find(|&c| {
            c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
        });
        if let Some(unseen) = unseen {
            faults.push(format!("writes {unseen:?}"));
        }
        if edit.text.len() > 40_000 {
            faults.push(format!("writes {} bytes", edit.text.len()));
        }
        let crlf = before.windows(2).any(|pair| pair == b"\r\n");
        let lf = before
            .iter()
            .enumerate()
            .any(|(at, byte)| *byte == b'\n' && (at == 0 || before[at - 1] != b'\r'));
        let bare = edit.text.replace("\r\n", "").contains('\n');
        if (crlf && !lf && bare) || (!crlf && edit.text.contains('\r')) {
            faults.push("changes the line endings".into());
        }
    }
    // The result without what was put in is the document.
    let after = edits.apply(before);
    let (mut at, mut rest) = (0, Vec::new());
    let mut reached = 0;
    for edit in edits.edits() {
        let kept = edit.span.start() - reached;
        rest.extend_from_slice(&after[at..at + kept]);
        rest.extend_from_slice(&before[edit.span.range()]);
        at += kept + edit.text.len();
        reached = edit.span.end();
    }
    rest.extend_from_slice(&after[at..]);
    if rest != before {
        faults.push("other bytes have changed".into());
    }
    faults
}

fn law(engine: &Engine, case: &Case, intents: &dyn Fn(&Document<'_>) -> Vec<EditIntent>) -> Tally {
    let before = case.read(engine, &case.bytes);
    let mut tally = Tally::default();
    if before.plan().is_none() {
        return tally;
    }
    let intents = intents(&before);
    let written = before.record_what_fits(&intents);
    tally.writes = intents.len();
    tally.edits = written.edits.edits().len();
    for (_, reason) in &written.refused {
        *tally.refused.entry(format!("{reason:?}")).or_default() += 1;
    }
    let words = !matches!(intents.first(), Some(EditIntent::RecordPhase(_)));
    let mut faults = faults_of_edits(&case.bytes, &written.edits);
    let bytes = written.edits.apply(&case.bytes);
    let after = case.read(engine, &bytes);
    let (old, new) = (meaning(&before), meaning(&after));
    if old != new {
        let gone = old.iter().find(|line| !new.contains(line));
        let come = new.iter().find(|line| !old.contains(line));
        faults.push(format!("reads otherwise: {gone:?} became {come:?}"));
    }
    let known = case.findings(&before);
    for ((severity, message), count) in case.findings(&after) {
        let more = count.saturating_sub(
            known
                .get(&(severity, message.clone()))
                .copied()
                .unwrap_or(0),
        );
        match severity {
            _ if more == 0 => {}
            Severity::Error
                if words && ABOUT_WORDS.iter().any(|code| message.starts_with(code)) => {}
            Severity::Error => faults.push(format!("new error: {message}")),
            _ => *tally.warnings.entry(message).or_default() += more,
        }
    }
    let again = after.record_what_fits(&intents);
    if !again.edits.is_empty() {
        faults.push(format!("written twice: {:?}", again.edits.edits()[0]));
    }
    let name = &case.name;
    tally.faults = faults
        .into_iter()
        .map(|fault| format!("{name}: {fault}"))
        .collect();
    tally
}

fn report(what: &str, tally: &Tally) {
    println!(
        "{what}: {} documents, {} intents, {} edits, refused {:?}",
        tally.documents, tally.writes, tally.edits, tally.refused
    );
    for (warning, count) in &tally.warnings {
        println!("  new warning x{count}: {warning}");
    }
    let faults: Vec<&String> = tally.faults.iter().take(40).collect();
    assert!(
        faults.is_empty(),
        "{} faults: {faults:#?}",
        tally.faults.len()
    );
}

/// The documents of this repository and the shared examples, each as a plan.
fn own_cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for folder in [
        "tests/plans",
        "tests/plans-second",
        "docs",
        "crates/rules/src/rules",
    ] {
        let paths = files(&root().join(folder), ".md");
        cases.extend(paths.iter().map(|path| Case::of(path, None, TODAY)));
    }
    let hidden = files(&root().join("tests/hidden"), ".md");
    cases.extend(
        hidden
            .iter()
            .map(|path| Case::of(path, Some("execplan"), TODAY)),
    );
    if let Some(shared) = shared() {
        let examples = files(&shared.join("examples"), ".md");
        cases.extend(examples.iter().map(|path| Case::of(path, None, TODAY)));
    }
    for format in engine().formats() {
        let new = engine().new_plan(&format.id, "A plan", TODAY.parse().expect("a day"));
        let new = new.expect("the format is there");
        cases.push(Case::text(&format!("new {}", format.id), &new, &format.id));
        let crlf = new.replace('\n', "\r\n");
        cases.push(Case::text(
            &format!("new {} crlf", format.id),
            &crlf,
            &format.id,
        ));
    }
    cases
}

fn corpus_cases() -> Vec<Case> {
    let Some(shared) = shared() else {
        return Vec::new();
    };
    let paths = files(&shared.join("corpus"), ".md");
    paths
        .iter()
        .map(|path| Case::of(path, None, TODAY))
        .collect()
}

#[test]
fn hostile_evidence_changes_nothing_in_our_documents() {
    let engine = engine();
    let payloads = payloads();
    let cases: Vec<(usize, Case)> = own_cases().into_iter().enumerate().collect();
    let tallies = Engine::in_parallel(&cases, |(index, case)| {
        let mut all = Tally {
            documents: 1,
            ..Tally::default()
        };
        let turn = payloads.iter().cycle().skip(index * FEW);
        for payload in turn.take(if case.is_plan { payloads.len() } else { FEW }) {
            all.add(law(&engine, case, &|document| hostile(document, payload)));
            all.add(law(&engine, case, &|document| {
                hostile_words(document, payload)
            }));
        }
        all
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    assert!(all.edits > 2_000, "{} edits", all.edits);
    report("own documents", &all);
}

#[test]
fn hostile_evidence_changes_nothing_in_real_plans() {
    let engine = engine();
    let payloads = payloads();
    let cases: Vec<(usize, Case)> = corpus_cases().into_iter().enumerate().collect();
    let tallies = Engine::in_parallel(&cases, |(index, case)| {
        let payload = &payloads[index % payloads.len()];
        let mut tally = law(&engine, case, &|document| hostile(document, payload));
        tally.documents = 1;
        tally
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    report("corpus", &all);
}

/// The plans of which a reviewer says that they are ready.
fn ready_plans() -> Vec<TruePlan> {
    let mut folders = vec![
        root().join("tests/plans"),
        root().join("tests/plans-second"),
    ];
    folders.extend(shared().map(|shared| shared.join("examples")));
    let plans = folders.iter().flat_map(|folder| true_plans(folder));
    plans.filter(TruePlan::is_ready).collect()
}

/// Writes and returns the new bytes; the document has a place for everything.
fn write(engine: &Engine, case: &Case, bytes: &[u8], intents: &[EditIntent]) -> Vec<u8> {
    let document = case.read(engine, bytes);
    let edits = document.record(intents);
    let edits = edits.unwrap_or_else(|reason| panic!("{}: {reason}", case.name));
    edits.apply(bytes)
}

/// A whole run: in every phase a stop, then a go; then the outcome. Returns what the plan says then.
fn whole_run(engine: &Engine, case: &Case, day: &str) -> Vec<u8> {
    let document = case.read(engine, &case.bytes);
    let phases = document.plan().map_or(&[][..], |plan| &plan.phases);
    let mut titles: Vec<Option<String>> = phases
        .iter()
        .map(|phase| Some(phase.title.value.clone()))
        .collect();
    if titles.is_empty() {
        titles.push(None);
    }
    let mut bytes = case.bytes.clone();
    let mut entry = 0;
    for (index, title) in titles.iter().enumerate() {
        let name = title.as_deref().unwrap_or("The plan");
        let when = format!("{day} {:02}:10Z", index + 1);
        let failed = vec![step(
            "make load",
            "3 failed, 1 passed\nerror: no such table\n",
        )];
        let stop = format!("{name}: stopped (done: 1 of 2 steps; to do: `make load`)");
        let told = [
            evidence(entry + 1, name, &when, failed),
            progress(entry + 2, title.as_deref(), (&when, &stop, false)),
        ];
        bytes = write(engine, case, &bytes, &told);
        assert_ready(engine, case, &bytes);
        let when = format!("{day} {:02}:40Z", index + 1);
        let passed = vec![step("make load", "4 passed\n"), step("make check", "")];
        let mut told = vec![
            evidence(entry + 3, name, &when, passed),
            progress(
                entry + 4,
                title.as_deref(),
                (
                    &when,
                    &format!("{name}: 2 of 2 steps passed, go by Ruth"),
                    true,
                ),
            ),
        ];
        if index + 1 == titles.len() {
            told.push(outcome(
                &when,
                &format!("All {} phases ran, 2 steps each", titles.len()),
            ));
        }
        bytes = write(engine, case, &bytes, &told);
        assert_ready(engine, case, &bytes);
        entry += 4;
    }
    bytes
}

fn assert_ready(engine: &Engine, case: &Case, bytes: &[u8]) {
    let document = case.read(engine, bytes);
    let findings = case.findings(&document);
    let errors: Vec<_> = findings
        .keys()
        .filter(|(severity, _)| *severity == Severity::Error)
        .collect();
    assert!(
        errors.is_empty(),
        "{}: {errors:#?}\n{}",
        case.name,
        String::from_utf8_lossy(bytes)
    );
}

#[test]
fn a_ready_plan_stays_ready_through_a_whole_run() {
    let engine = engine();
    let plans = ready_plans();
    let (mut ticked, mut same) = (0, 0);
    for plan in &plans {
        let mut case = Case::of(&plan.path, Some(plan.text("format")), plan.text("as_of"));
        case.name = plan
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        case.folder = plan.path.parent().expect("a folder").to_owned();
        let before = meaning(&case.read(&engine, &case.bytes));
        let bytes = whole_run(&engine, &case, plan.text("as_of"));
        if let Some(folder) = std::env::var_os("STOPGATE_KEEP") {
            std::fs::write(Path::new(&folder).join(&case.name), &bytes).expect("it can be kept");
        }
        assert_eq!(
            before,
            meaning(&case.read(&engine, &bytes)),
            "{}",
            plan.name()
        );
        let open = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("- [ ]").count();
        ticked += open(&case.bytes).saturating_sub(open(&bytes));
        same += usize::from(
            whole_run(
                &engine,
                &Case {
                    bytes: bytes.clone(),
                    ..case
                },
                plan.text("as_of"),
            ) == bytes,
        );
    }
    println!(
        "{} ready plans, {ticked} boxes ticked, {same} unchanged by the same run told again",
        plans.len()
    );
    assert_eq!(same, plans.len());
    assert!(plans.len() >= 10 || shared().is_none());
}

const EXECPLAN: &str = "# Load the ledger\n\n## Progress\n\n- [x] (2026-05-01 10:00Z) Planned.\n- [ ] Milestone 1: Load\n- [ ] Milestone 2: Check\n\n## Outcomes & Retrospective\n\nNot written yet.\n\n## Concrete Steps\n\nFrom the repository root.\n\n### Milestone 1: Load\n\n    make load\n\n### Milestone 2: Check\n\n    make check\n\n## Artifacts and Notes\n\nNone yet.\n\n## Interfaces and Dependencies\n\nNone.\n";

fn case(text: &str) -> Case {
    Case::text("case", text, "execplan")
}

fn written(text: &str, intents: &[EditIntent]) -> Result<String, Unwritable> {
    let engine = engine();
    let case = case(text);
    let edits = case.read(&engine, &case.bytes).record(intents)?;
    Ok(String::from_utf8(edits.apply(&case.bytes)).expect("it is text"))
}

fn load() -> EditIntent {
    evidence(
        7,
        "Milestone 1: Load",
        WHEN,
        vec![step("make load", "12 rows\n")],
    )
}

/// The entry that [`load`] writes.
fn load_entry() -> String {
    let digest = "9a".repeat(32);
    format!(
        "**`Milestone 1: Load`: passed** ({WHEN}, by `Ruth <ruth@example.org>`; run {RUN}, entry 7)\n\n`make load` in `.`: exit 0 after 1.2 s, {WHEN} (step `1f2e3d4c5b`; output SHA-256 `{digest}`)\n\n```text\n12 rows\n```\n"
    )
}

#[test]
fn evidence_goes_where_the_format_keeps_it() {
    let after = written(EXECPLAN, &[load()]).expect("there is a place");
    let wanted = EXECPLAN.replace(
        "None yet.\n\n",
        &format!("None yet.\n\n### Run record\n\n{}\n", load_entry()),
    );
    assert_eq!(after, wanted);
}

#[test]
fn evidence_without_a_place_of_its_own_goes_to_the_end() {
    for (text, gap) in [
        ("# A\n\n## Concrete Steps\n\n    make load\n", "\n"),
        ("# A\n\n## Concrete Steps\n\n    make load", "\n\n"),
        ("# A\n\n## Concrete Steps\n\n- x\n  - y\n\n  > z\n\n", ""),
        ("# A\n\n## Concrete Steps\n\n> quote\n> - item", "\n\n"),
        ("\u{feff}# A\n\n## Concrete Steps\n", "\n"),
        ("", ""),
    ] {
        let after = written(text, &[load()]).expect("there is a place");
        assert_eq!(
            after,
            format!("{text}{gap}## Run record\n\n{}", load_entry())
        );
    }
}

#[test]
fn sections_of_the_first_level_get_a_record_of_the_first_level() {
    let text = "# Purpose\n\nx\n\n# Concrete Steps\n\n    make load\n";
    let after = written(text, &[load()]).expect("there is a place");
    assert!(after.contains("\n# Run record\n"), "{after}");
}

#[test]
fn line_endings_stay_what_they_are() {
    let crlf = EXECPLAN.replace('\n', "\r\n");
    let intents = [
        load(),
        progress(8, Some("Milestone 1: Load"), (WHEN, "x", true)),
        outcome(WHEN, "x"),
    ];
    let (unix, dos) = (written(EXECPLAN, &intents), written(&crlf, &intents));
    assert_eq!(
        unix.expect("there is a place").replace('\n', "\r\n"),
        dos.expect("there is a place")
    );
}

#[test]
fn what_is_open_at_the_end_takes_no_record_and_says_why() {
    for tail in [
        "```sh\nx\n",
        "<!-- x\n",
        "<details>\n\nx\n",
        "<script>\nx\n",
        "<pre>\nx\n",
    ] {
        let text = format!("# A\n\n## Concrete Steps\n\n{tail}");
        assert_eq!(
            written(&text, &[load()]),
            Err(Unwritable::NotSafe),
            "{tail}"
        );
    }
    let wrapped = format!("```md\n{EXECPLAN}```\n");
    assert_eq!(written(&wrapped, &[load()]), Err(Unwritable::OuterFence));
}

#[test]
fn an_entry_is_written_once_whatever_people_do_around_it() {
    let once = written(EXECPLAN, &[load()]).expect("there is a place");
    let moved = once.replace(
        "12 rows\n```\n",
        "12 rows\n```\n\nRuth: looks right.\n\n- a list\n",
    );
    let wrapped = once.replace("; run ", ";\nrun ");
    let elsewhere = format!("{EXECPLAN}\n## Run record\n\n{}", load_entry());
    for text in [once, moved.clone(), wrapped, elsewhere] {
        assert_eq!(written(&text, &[load()]).as_ref(), Ok(&text));
    }
    let second = evidence(70, "Milestone 1: Load", WHEN, Vec::new());
    let after = written(&moved, &[second]).expect("there is a place");
    let (told, new) = (
        after.find("looks right").expect("kept"),
        after.find("entry 70").expect("new"),
    );
    assert!(
        told < new && after.contains("- a list\n\n**`Milestone 1: Load`"),
        "{after}"
    );
}

#[test]
fn what_an_output_says_of_entries_counts_for_nothing() {
    let liar = evidence(6, "x", WHEN, vec![step("x", &load_entry())]);
    let once = written(EXECPLAN, &[liar]).expect("there is a place");
    let twice = written(&once, &[load()]).expect("there is a place");
    assert!(twice.len() > once.len());
}

#[test]
fn a_go_ticks_the_entry_of_its_phase_and_no_other() {
    let go = progress(8, Some("Milestone 1: Load"), (WHEN, "closed", true));
    let after = written(EXECPLAN, std::slice::from_ref(&go)).expect("there is a place");
    let wanted = EXECPLAN.replace("- [ ] Milestone 1", &format!("- [x] ({WHEN}) Milestone 1"));
    assert_eq!(after, wanted);
    assert_eq!(written(&after, &[go]), Ok(wanted));
}

#[test]
fn a_go_that_no_entry_names_clearly_is_an_entry_of_its_own() {
    let entry = |mark: &str, number: &str| {
        format!("{number} {mark} ({WHEN}) closed \\<b\\> (run {RUN}, entry 8)")
    };
    let go = progress(8, Some("Milestone 1: Load"), (WHEN, "closed <b>", true));
    for (list, wanted) in [
        (
            "- [ ] Milestone 1: a\n- [ ] Milestone 1: b\n",
            entry("[x]", "-"),
        ),
        ("* [ ] Milestones 1-2\n", entry("[x]", "*")),
        ("- [ ] Milestone 1\n  - [ ] a part\n", entry("[x]", "-")),
        (
            "- [ ] Milestone 1 (completed: a; remaining: b)\n",
            entry("[x]", "-"),
        ),
        (
            "1. [x] (2026-05-01 10:00Z) a\n2. [ ] b\n",
            entry("[x]", "3."),
        ),
        ("- [ ] a\n\n- [ ] b\n", format!("\n{}", entry("[x]", "-"))),
        (
            "| When | What |\n|---|---|\n| 2026-05-01 | a |\n",
            format!("\n{}", entry("[x]", "-")),
        ),
        ("(none yet)\n", format!("\n{}", entry("[x]", "-"))),
        (
            "<!-- - [ ] Milestone 1 -->\n",
            format!("\n{}", entry("[x]", "-")),
        ),
    ] {
        let text = EXECPLAN.replace(
            "- [x] (2026-05-01 10:00Z) Planned.\n- [ ] Milestone 1: Load\n- [ ] Milestone 2: Check\n",
            list,
        );
        let after = written(&text, std::slice::from_ref(&go)).expect("there is a place");
        assert_eq!(
            after,
            text.replace(list, &format!("{list}{wanted}\n")),
            "{list}"
        );
        assert_eq!(written(&after, std::slice::from_ref(&go)), Ok(after));
    }
}

#[test]
fn a_log_kept_newest_first_stays_so() {
    let list =
        "- [x] (2026-05-03 10:00Z) c\n- [x] (2026-05-02 10:00Z) b\n- [x] (2026-05-01 10:00Z) a\n";
    let text = EXECPLAN.replace("- [x] (2026-05-01 10:00Z) Planned.\n", list);
    let after =
        written(&text, &[progress(8, None, (WHEN, "stopped", false))]).expect("there is a place");
    let entry = format!("- [ ] ({WHEN}) stopped (run {RUN}, entry 8)\n");
    assert_eq!(after, text.replace(list, &format!("{entry}{list}")));
}

#[test]
fn a_stop_stays_open_until_its_phase_is_closed() {
    let stop = progress(
        8,
        Some("Milestone 1: Load"),
        (WHEN, "Milestone 1: stopped; 1 of 2 done, 1 remains", false),
    );
    let stopped = written(EXECPLAN, &[stop]).expect("there is a place");
    assert!(stopped.contains(&format!(
        "- [ ] ({WHEN}) Milestone 1: stopped; 1 of 2 done, 1 remains (run {RUN}, entry 8)\n"
    )));
    let go = progress(9, Some("Milestone 1: Load"), (WHEN, "closed", true));
    let closed = written(&stopped, &[go]).expect("there is a place");
    let wanted = stopped
        .replace("- [ ] Milestone 1", &format!("- [x] ({WHEN}) Milestone 1"))
        .replace(&format!("- [ ] ({WHEN})"), &format!("- [x] ({WHEN})"));
    assert_eq!(closed, wanted);
}

#[test]
fn one_outcome_is_written_a_run_before_what_stands_below() {
    let text = EXECPLAN.replace(
        "Not written yet.\n",
        "Not written yet.\n\n### Lessons\n\nNone.\n",
    );
    let after = written(&text, &[outcome(WHEN, "2 phases passed")]).expect("there is a place");
    let entry = format!(
        "({WHEN}) 2 phases passed (run {RUN}; to be compared with the purpose by a person)\n"
    );
    assert_eq!(
        after,
        text.replace("\n### Lessons", &format!("\n{entry}\n### Lessons"))
    );
    let again = outcome("2026-06-01 05:00Z", "told again");
    assert_eq!(written(&after, &[again]), Ok(after));
}

#[test]
fn a_step_that_a_person_confirms_is_ticked_by_its_words() {
    let engine = engine();
    let mut ticked = 0;
    for plan in ready_plans() {
        let case = Case::of(&plan.path, Some(plan.text("format")), plan.text("as_of"));
        let document = case.read(&engine, &case.bytes);
        for step in document.steps() {
            let confirm = EditIntent::SetStepBox(StepBox {
                text: step.command.clone(),
                phase: step.phase.clone(),
                ticked: true,
            });
            let Ok(edits) = document.record(&[confirm]) else {
                continue;
            };
            for edit in edits.edits() {
                assert!(
                    step.span.start() >= edit.span.start()
                        && step.span.start() - edit.span.start() < 8
                );
                ticked += 1;
            }
            assert_ready(&engine, &case, &edits.apply(&case.bytes));
        }
    }
    println!("{ticked} boxes of manual steps ticked by their words");
    assert!(ticked > 0);
}

#[test]
fn nothing_in_a_run_record_is_read_as_a_part_of_the_plan() {
    let engine = engine();
    for (format, around) in [
        ("platform", "## Phases & Tasks"),
        ("execplan", "## Concrete Steps"),
        ("technical", "## Phase 1: a"),
        ("team", "## Task Breakdown"),
        ("spec", "## Testing & Rollout Strategy"),
    ] {
        for level in ["#", "##", "###", "####"] {
            let plan = format!(
                "# Plan: x\n\n{around}\n\nFrom the repository root.\n\n```sh\nmake a\n```\n"
            );
            let record = format!(
                "\n{level} Run record\n\n```sh\ntouch canary\n```\n\n| # | Task | Detail / Command | Owner |\n|---|---|---|---|\n| 1 | x | `touch canary` | Ana |\n\n| Spec item | Plan part | Check |\n|---|---|---|\n| a | b | c |\n\n##### Phase 8: canary\n\n- [ ] canary `touch canary`\n\n###### Rollback Plan\n\n`touch canary`\n\nTBD /home/someone/x\n"
            );
            let read = |text: &str| {
                let case = Case::text("case", text, format);
                let document = case.read(&engine, &case.bytes);
                let plan = document.plan().expect("it is read by that format");
                let start = text.find("Run record").unwrap_or(text.len());
                let living = plan
                    .sections
                    .iter()
                    .filter(|section| section.heading.end() > start);
                assert!(
                    living
                        .into_iter()
                        .all(|section| section.living && section.id.is_none()),
                    "{text}"
                );
                (
                    meaning(&document),
                    plan.progress.len(),
                    plan.texts.len(),
                    plan.actions.len(),
                )
            };
            let (bare, mut full) = (read(&plan), read(&format!("{plan}{record}")));
            full.0
                .retain(|line| !line.contains("canary") && !line.contains("Rollback Plan"));
            let phases_and_steps = |lines: &[String]| {
                lines
                    .iter()
                    .filter(|line| !line.starts_with("section "))
                    .cloned()
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                phases_and_steps(&bare.0),
                phases_and_steps(&full.0),
                "{format} {level}"
            );
            assert_eq!(
                (bare.1, bare.2, bare.3),
                (full.1, full.2, full.3),
                "{format} {level}"
            );
        }
    }
}
