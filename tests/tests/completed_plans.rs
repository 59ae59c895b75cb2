//! ExecPlans that their teams marked complete: on few of them does `standard` report an error, and each
//! kind of error that it reports there is argued in `docs/design/`. `strict` follows the letter.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use stopgate_source::{Finding, Severity};
use stopgate_tests::{Folder, engine, options, root, shared};
use stopgate_workspace::{Engine, Options, Profile, RuleChoice, rules};

/// Most plans with an error, in percent.
const MOST: usize = 25;

/// Kinds of the manifest that are ExecPlans.
const KINDS: &[&str] = &["execplan", "execplan-history", "execplan-variant"];

/// By what a team says that a plan is complete. One of them is enough: none is asked to agree with
/// another, nor with what Stopgate takes for finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// It lies in a folder of completed plans.
    Folder,
    /// All boxes under Progress are ticked.
    Ticks,
    /// A line `Status:` says so.
    Status,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "lies in a folder of completed plans",
            Self::Ticks => "every box under Progress is ticked",
            Self::Status => "the status line says complete",
        })
    }
}

const FOLDERS: &[&str] = &[
    "complete",
    "completed",
    "done",
    "archive",
    "archived",
    "finished",
    "shipped",
];

const STATUS: &[&str] = &[
    "complete",
    "completed",
    "done",
    "implemented",
    "finished",
    "closed",
    "shipped",
    "delivered",
];

/// By which marks a plan is complete, told from its lines and its path in the repository it is from.
fn marks(path: &str, text: &str) -> BTreeSet<Mark> {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let completed = |folder: &str| FOLDERS.contains(&folder.to_lowercase().as_str());
    let mut marks = BTreeSet::new();
    if folders.split('/').any(completed) {
        marks.insert(Mark::Folder);
    }
    if all_ticked(text) {
        marks.insert(Mark::Ticks);
    }
    if text.lines().any(says_complete) {
        marks.insert(Mark::Status);
    }
    marks
}

fn says_complete(line: &str) -> bool {
    let bare: String = line
        .chars()
        .filter(|c| !matches!(c, '*' | '_' | '>' | '`'))
        .collect();
    let bare = bare.trim_start_matches([' ', '-', '#']).to_lowercase();
    let value = bare.strip_prefix("status:").map(str::trim_start);
    let first = value.and_then(|value| value.split(|c: char| !c.is_alphanumeric()).next());
    first.is_some_and(|word| STATUS.contains(&word))
}

fn all_ticked(text: &str) -> bool {
    let level = |line: &str| line.bytes().take_while(|&byte| byte == b'#').count();
    let title = |line: &str| {
        let title = line.trim_start_matches(['#', ' ', '.']);
        let title = title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
        title.to_lowercase()
    };
    let mut lines = text
        .lines()
        .skip_while(|line| level(line) == 0 || !title(line).starts_with("progress"));
    let Some(heading) = lines.next() else {
        return false;
    };
    let inside = lines.take_while(|line| level(line) == 0 || level(line) > level(heading));
    let boxes: Vec<&str> = inside
        .filter_map(|line| line.trim_start().strip_prefix(['-', '*', '+'])?.get(..4))
        .filter(|mark| mark.starts_with(" [") && mark.ends_with(']'))
        .collect();
    let ticked = |mark: &&str| matches!(*mark, " [x]" | " [X]");
    !boxes.is_empty() && boxes.iter().all(ticked)
}

#[test]
fn a_plan_is_complete_by_its_folder_its_ticks_or_its_status() {
    let by = |path: &str, text: &str| marks(path, text).into_iter().collect::<Vec<_>>();
    assert_eq!(by("plans/completed/a.md", ""), [Mark::Folder]);
    assert_eq!(by("plans/completed.md", ""), []);
    assert_eq!(
        by("a.md", "# A\n\n**Status:** Done (2026-01-02)\n"),
        [Mark::Status]
    );
    assert_eq!(
        by("a.md", "Status: in progress\nStatus: not complete\n"),
        []
    );
    let ticked = "## Progress\n\n- [x] a\n  - [X] b\n\n## Other\n\n- [ ] c\n";
    assert_eq!(by("a.md", ticked), [Mark::Ticks]);
    assert_eq!(by("a.md", &ticked.replace("[X]", "[~]")), []);
    assert_eq!(by("a.md", "## Progress\n\nNothing.\n"), []);
}

struct Completed {
    name: String,
    kind: String,
    marks: BTreeSet<Mark>,
    bytes: Vec<u8>,
}

/// The plans of the corpus that are marked complete.
fn completed(shared: &Path) -> Vec<Completed> {
    let corpus = shared.join("corpus");
    let manifest = std::fs::read_to_string(corpus.join("manifest.tsv")).expect("the manifest");
    let mut found = Vec::new();
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [kind, _, _, path, .., file] = columns.as_slice() else {
            panic!("a line of the manifest has too few columns: {line}");
        };
        if !KINDS.contains(kind) {
            continue;
        }
        let bytes = std::fs::read(corpus.join(file)).expect("a plan of the corpus");
        let marks = marks(path, &String::from_utf8_lossy(&bytes));
        if !marks.is_empty() {
            found.push(Completed {
                name: (*file).to_owned(),
                kind: (*kind).to_owned(),
                marks,
                bytes,
            });
        }
    }
    assert!(!found.is_empty(), "no plan of the corpus is complete");
    found
}

/// What `check` and the gate say of a plan.
struct Judged {
    told: Vec<Finding>,
    at_gate: Vec<Finding>,
}

/// None for a document that no format claims: a check of its folder skips it.
fn judged(engine: &Engine, plan: &Completed, options: &Options) -> Option<Judged> {
    let nowhere = Folder("/nonexistent".into());
    let document = engine.read(&plan.name, plan.bytes.clone(), options, &nowhere);
    document.plan().map(|_| Judged {
        told: document.check_as_it_stands(options, &nowhere).findings,
        at_gate: document.check(options, &nowhere).findings,
    })
}

fn errors(findings: &[Finding]) -> BTreeSet<(&'static str, &'static str)> {
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors.map(|error| (error.code, error.name)).collect()
}

/// Prints how many of these plans have an error, and holds it against the most.
fn hold(what: &str, plans: &[&(Completed, Judged)]) {
    let failing = |findings: fn(&Judged) -> &[Finding]| {
        let with_error = |one: &&&(Completed, Judged)| !errors(findings(&one.1)).is_empty();
        plans.iter().filter(with_error).count()
    };
    let told = failing(|judged| &judged.told);
    let at_gate = failing(|judged| &judged.at_gate);
    let all = plans.len();
    let share = 100.0 * told as f64 / all.max(1) as f64;
    println!(
        "{told:4} of {all:4} with an error ({share:4.1} %), {at_gate:4} fail the gate: {what}"
    );
    assert!(told * 100 <= MOST * all, "{what}: {told} of {all}");
}

#[test]
fn standard_reports_errors_on_few_completed_plans_and_each_kind_is_argued() {
    let Some(shared) = shared() else { return };
    let engine = engine();
    let options = options(None, "2026-12-01");
    let judge = |plan: Completed| {
        let judged = judged(&engine, &plan, &options)?;
        Some((plan, judged))
    };
    let plans: Vec<(Completed, Judged)> =
        completed(&shared).into_iter().filter_map(judge).collect();
    for kind in KINDS {
        let of_kind = plans.iter().filter(|(plan, _)| plan.kind == *kind);
        println!("{kind}: {} are complete", of_kind.count());
    }
    hold("all", &plans.iter().collect::<Vec<_>>());
    for mark in [Mark::Folder, Mark::Ticks, Mark::Status] {
        let marked = plans.iter().filter(|(plan, _)| plan.marks.contains(&mark));
        hold(&mark.to_string(), &marked.collect::<Vec<_>>());
    }

    let mut kinds: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for (_, judged) in &plans {
        for kind in errors(&judged.told) {
            kinds.entry(kind).or_default().0 += 1;
        }
        for kind in errors(&judged.at_gate) {
            kinds.entry(kind).or_default().1 += 1;
        }
    }
    let page = root().join("docs/design/0015-errors-on-completed-plans.md");
    let page = std::fs::read_to_string(page).expect("the page that argues them");
    let argued = |code: &str| {
        page.lines()
            .any(|line| line.starts_with(&format!("| {code} ")))
    };
    let mut bare = Vec::new();
    for ((code, name), (told, at_gate)) in kinds {
        println!("{code} {name}: told of {told} plans, {at_gate} at the gate");
        if told > 0 && !argued(code) {
            bare.push(code);
        }
    }
    assert!(bare.is_empty(), "not argued in docs/design: {bare:?}");
}

#[test]
fn strict_eases_nothing_and_is_nowhere_milder() {
    for format in engine().formats() {
        for choice in format.rule_choices() {
            let name = format!("{} in {}", choice.rule, format.id);
            assert!(choice.strict >= choice.standard, "strict: {name}");
            assert!(choice.standard >= choice.lenient, "lenient: {name}");
            assert!(
                choice.finished.is_none() || choice.finished < choice.standard,
                "finished: {name}"
            );
        }
    }
    let protected = |choice: &RuleChoice| {
        rules::by_code_or_name(&choice.rule).is_some_and(|rule| rule.is_protected())
    };
    for format in engine().formats() {
        let mut eased = format.rule_choices();
        eased.retain(|choice| choice.finished.is_some());
        assert!(!eased.iter().any(protected), "eased in {}", format.id);
    }
    let Some(shared) = shared() else { return };
    let engine = engine();
    let strict = Options {
        profile: Profile::Strict,
        ..options(None, "2026-12-01")
    };
    for plan in completed(&shared) {
        if let Some(judged) = judged(&engine, &plan, &strict) {
            assert_eq!(judged.told, judged.at_gate, "{}", plan.name);
        }
    }
}

/// The columns of the catalogue for formats.
const COLUMNS: &[(&str, &str)] = &[
    ("PS", "platform"),
    ("EX", "execplan"),
    ("AP", "spec"),
    ("WS", "team"),
    ("TP", "technical"),
];

/// Rules that are milder than the catalogue says in `strict` too.
const MILDER: &[(&str, &str)] = &[
    (
        "PTH002",
        "the contract: a path that is not found is an info",
    ),
    (
        "LIV016",
        "the catalogue means the four words of an index; the rule judges status lines in words of one's own",
    ),
];

#[test]
fn strict_is_as_severe_as_the_catalogue() {
    let Some(shared) = shared() else { return };
    let catalogue = std::fs::read_to_string(shared.join("RULES.md")).expect("the catalogue");
    let engine = engine();
    let (mut compared, mut milder) = (0, Vec::new());
    for line in catalogue.lines() {
        let line = line.replace("\\|", " ");
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, code, _, severity, _, _, formats, ..] = cells.as_slice() else {
            continue;
        };
        let Some(rule) = rules::by_code_or_name(code).filter(|rule| rule.code == *code) else {
            continue;
        };
        if MILDER.iter().any(|(milder, _)| milder == code) {
            continue;
        }
        let named: Vec<&str> = formats.split(", ").collect();
        for (_, id) in COLUMNS
            .iter()
            .filter(|(column, _)| named.contains(column) || named.contains(&"ALL"))
        {
            let choices = engine.format(id).expect("a built-in format").rule_choices();
            let applied = |choice: &&RuleChoice| {
                rules::by_code_or_name(&choice.rule).is_some_and(|found| found.code == rule.code)
            };
            if let Some(choice) = choices.iter().find(applied) {
                let strict = choice.strict.map_or("off", Severity::name);
                let least = match *severity {
                    "error" => Some(Severity::Error),
                    "warning" => Some(Severity::Warning),
                    "info" => Some(Severity::Info),
                    _ => None,
                };
                if choice.strict < least {
                    milder.push(format!(
                        "{code} in {id}: {strict}, the catalogue says {severity}"
                    ));
                }
                compared += 1;
            }
        }
    }
    println!("{compared} severities compared");
    assert!(milder.is_empty(), "{}", milder.join("\n"));
    assert!(compared > 0, "the catalogue was not read");
}
