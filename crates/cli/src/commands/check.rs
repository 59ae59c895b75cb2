//! `stopgate check`: what is wrong with plans, and where.

use std::collections::HashSet;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use stopgate_source::{Finding, Source};
use stopgate_system::{
    Config, Found, changed_since, discover, is_ci, read_input, read_plan, write_report,
};
use stopgate_workspace::{Document, Engine, Fingerprint, Options, ToJudge, Wanted};

use crate::arguments::{Common, Judging, Written};
use crate::checking::{Baseline, Caching, Checking, Ratchet, Selection, statistics, watch};
use crate::exit::{Exit, Trouble};
use crate::fixing::Fixable;
use crate::output::{self, CheckedFile, Item, Results, summary, wants_fingerprints};
use crate::session::{Session, shown};
use crate::terminal::{self, FAINT};

/// The name of standard input, for plans whose name nobody gives.
const INPUT: &str = "-";
/// Files from which on a check says how far it has come.
const LONG: usize = 500;

/// What became of a file.
enum Looked {
    /// Met on a walk, and no format claims it.
    Skipped,
    Checked(CheckedFile),
}

/// What the files of one check are judged with.
struct Check<'a> {
    common: &'a Common,
    session: &'a Session,
    selection: &'a Selection,
    caching: &'a Caching,
    fingerprints: bool,
    /// What came from standard input.
    input: Option<Vec<u8>>,
}

/// Checks files and directories, once or whenever they change.
pub(crate) fn run(
    common: &Common,
    paths: &[PathBuf],
    judging: &Judging,
    checking: &Checking,
) -> Result<Exit, Trouble> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let is_input = paths.iter().any(|path| path.as_os_str() == INPUT);
    if is_input && (paths.len() > 1 || checking.watch || checking.fixes.write()) {
        let alone = "`-` is standard input; it is checked alone, once, and not fixed";
        return Err(Trouble::Usage(alone.to_owned()));
    }
    let once = || once(common, paths, judging, checking);
    if !checking.watch {
        return once();
    }
    let root = crate::session::root(common, &paths[0])?;
    watch((paths, &[Config::path(&root)]), once)
}

fn once(
    common: &Common,
    paths: &[PathBuf],
    judging: &Judging,
    checking: &Checking,
) -> Result<Exit, Trouble> {
    let near = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let (mut found, input) = inputs(paths, checking)?;
    let near = checking
        .stdin_filename
        .as_deref()
        .filter(|_| input.is_some())
        .unwrap_or(near);
    let session = Session::open(common, near, judging)?;
    if let Some(revision) = checking.since.as_deref().filter(|_| input.is_none()) {
        keep_changed(&mut found, &session, revision)?;
    }
    if input.is_none()
        && let Some(exit) = checking.fixes.apply(common, &session, &found)?
    {
        return Ok(exit);
    }
    let selection = Selection::new((checking, judging), &session.config, &session.engine)?;
    let baseline = baseline_path(checking, &session)?;
    let caching = Caching::open(checking, &session, input.is_some());
    let check = Check {
        common,
        session: &session,
        selection: &selection,
        caching: &caching,
        fingerprints: baseline.is_some() || wants_fingerprints(common.written),
        input,
    };
    let mut results = check.all(&found)?;
    if let Some(path) = baseline {
        let narrowed = judging.profile.is_some() || judging.format.is_some();
        let may_write = !narrowed && !checking.narrows() && !check.is_input();
        hold_against(
            &path,
            checking,
            (&session, &selection),
            (&mut results, may_write),
        )?;
    }
    let fails = |item: &Item| selection.fail_on.fails(item.finding.severity);
    if results
        .files
        .iter()
        .any(|file| file.items.iter().any(fails))
    {
        results.exit = Exit::Findings;
    }
    print(common, checking, &results)?;
    if let Some(said) = caching.describe(found.len()).filter(|_| common.verbose) {
        terminal::say(&said);
    }
    caching.prune();
    Ok(results.exit)
}

/// Leaves out what is as it was in a revision.
fn keep_changed(found: &mut Vec<Found>, session: &Session, revision: &str) -> Result<(), Trouble> {
    let changed = changed_since(session.disk.root(), revision)?;
    let changed: HashSet<String> = changed.into_iter().collect();
    found.retain(|found| changed.contains(&session.disk.name(&found.path)));
    Ok(())
}

/// The files that the paths stand for; the text of the one that comes from standard input.
fn inputs(
    paths: &[PathBuf],
    checking: &Checking,
) -> Result<(Vec<Found>, Option<Vec<u8>>), Trouble> {
    if paths.iter().all(|path| path.as_os_str() != INPUT) {
        return Ok((discover(paths)?, None));
    }
    let name = checking.stdin_filename.clone();
    let found = Found {
        path: name.unwrap_or_else(|| PathBuf::from("stdin.md")),
        named: true,
    };
    Ok((vec![found], Some(read_input()?)))
}

impl Check<'_> {
    fn is_input(&self) -> bool {
        self.input.is_some()
    }

    fn all(&self, found: &[Found]) -> Result<Results, Trouble> {
        let progress = progress(self.common, found.len());
        let looked = Engine::in_parallel(found, |found| {
            let looked = self.look(found);
            progress.inc(1);
            looked
        });
        progress.finish_and_clear();
        let mut results = Results {
            files: Vec::new(),
            skipped: 0,
            known: 0,
            exit: Exit::Fine,
        };
        for looked in looked {
            match looked? {
                Looked::Skipped => results.skipped += 1,
                Looked::Checked(file) => results.files.push(file),
            }
        }
        Ok(results)
    }

    fn look(&self, found: &Found) -> Result<Looked, Trouble> {
        let disk = &self.session.disk;
        let bytes = match &self.input {
            Some(bytes) => Ok(bytes.clone()),
            None => read_plan(&found.path, disk.root()),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            // What nobody named is not worth stopping for.
            Err(_) if !found.named => return Ok(Looked::Skipped),
            Err(failure) => return Err(failure.into()),
        };
        let path = disk.name(&found.path);
        let options = Options {
            profile: self.selection.profile(&path),
            ..self.session.options.clone()
        };
        let file = ToJudge {
            path: &path,
            bytes,
            options: &options,
            wanted: Wanted {
                named: found.named,
                fingerprints: self.fingerprints,
            },
        };
        let Some(judged) = self.caching.judge(file, self.session) else {
            return Ok(Looked::Skipped);
        };
        let name = shown(&found.path);
        let (format, checked) = (judged.format, judged.checked);
        let about = format!(
            "{name}: {}, confidence {:.2}, {} rules evaluated",
            format.as_deref().unwrap_or("unknown format"),
            judged.confidence,
            checked.rules_evaluated
        );
        let eased = checked.eased;
        let ready = eased == 0 && Document::is_ready(&checked.findings);
        let mut prints = judged.fingerprints.into_iter().flatten();
        let findings = checked.findings.into_iter();
        let printed = findings.map(|finding| (finding, prints.next()));
        let reported = printed.filter_map(|(finding, print)| {
            let finding = self.selection.of(&path, format.as_deref(), finding)?;
            Some((finding, print))
        });
        Ok(Looked::Checked(CheckedFile {
            ready,
            eased,
            questions: judged.questions,
            items: reported
                .map(|reported| self.item(&judged.source, &name, reported))
                .collect(),
            about,
            confidence: judged.confidence,
            format,
            path,
        }))
    }

    fn item(
        &self,
        source: &Source,
        name: &str,
        (finding, fingerprint): (Finding, Option<Fingerprint>),
    ) -> Item {
        let text = output::text(self.common, name, source, &finding);
        Item {
            fingerprint,
            ..Item::new(finding, source, text)
        }
    }
}

/// A bar on a terminal, where a check takes long enough to be waited for.
fn progress(common: &Common, files: usize) -> ProgressBar {
    if common.quiet || files < LONG || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    ProgressBar::new(files as u64)
}

/// The baseline that the command line or the configuration names.
fn baseline_path(checking: &Checking, session: &Session) -> Result<Option<PathBuf>, Trouble> {
    let configured = session.config.check().baseline.as_ref();
    let path = checking
        .baseline
        .clone()
        .or(configured.map(|name| session.disk.root().join(name)));
    if checking.write_baseline && path.is_none() {
        let name = "name the baseline with --baseline FILE, or in .stopgate/config.toml: [check] baseline = \".stopgate/baseline.json\"";
        return Err(Trouble::Usage(name.to_owned()));
    }
    Ok(path)
}

/// Takes out what the baseline knows, and what no longer occurs out of the baseline; or writes it.
fn hold_against(
    path: &Path,
    checking: &Checking,
    (session, selection): (&Session, &Selection),
    (results, may_write): (&mut Results, bool),
) -> Result<(), Trouble> {
    let exists = |name: &str| stopgate_workspace::Repository::exists(&session.disk, name);
    let baseline = Baseline::read(path)?;
    if checking.write_baseline {
        let baseline = baseline.unwrap_or_default().knowing(&results.files, exists);
        baseline.write(path)?;
        terminal::say(&format!(
            "{}: {} findings are known now",
            shown(path),
            baseline.len()
        ));
    }
    let Some(baseline) = Baseline::read(path)? else {
        return Err(Trouble::Usage(format!(
            "there is no baseline {}; write one with --write-baseline",
            shown(path)
        )));
    };
    let ratchet = baseline.hide(&mut results.files, exists);
    results.known = ratchet.known;
    let fails = |item: &Item| selection.fail_on.fails(item.finding.severity);
    let new = results
        .files
        .iter()
        .any(|file| file.items.iter().any(fails));
    if may_write && !new && !checking.frozen_baseline && !is_ci() {
        shrink(&ratchet, path);
    }
    Ok(())
}

/// A place that cannot be written is no reason to fail a check.
fn shrink(ratchet: &Ratchet, path: &Path) {
    match ratchet.write(path) {
        Ok(()) if ratchet.gone > 0 => {
            let gone = ratchet.gone;
            terminal::say(&format!(
                "{}: {gone} findings no longer occur and were taken out",
                shown(path)
            ));
        }
        Ok(()) => {}
        Err(trouble) => terminal::say(&format!("the baseline was left as it is: {trouble}")),
    }
}

fn print(common: &Common, checking: &Checking, results: &Results) -> Result<(), Trouble> {
    let text = if checking.statistics {
        statistics(common, results)?
    } else {
        output::write(common, results)
    };
    match &checking.output_file {
        Some(path) => write_report(path, terminal::plain(&text).as_bytes())?,
        None => terminal::print(&text),
    }
    if common.verbose {
        for file in &results.files {
            terminal::say(&format!("{FAINT}{}{FAINT:#}", file.about));
        }
    }
    if common.written != Written::Json && !common.quiet {
        terminal::say(&summary(common, results));
        let findings = results.files.iter().flat_map(|file| &file.items);
        let fixable = Fixable::of(findings.map(|item| &item.finding));
        if let Some(said) = fixable
            .describe()
            .filter(|_| checking.fixes.are_asked_for(common))
        {
            terminal::say(&said);
        }
    }
    Ok(())
}
