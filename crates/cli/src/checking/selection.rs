//! Which findings are reported, and how heavily: the command line, then the configuration.
//!
//! The gate asks none of this: a rule that is switched off here still keeps a plan from passing.

use std::collections::BTreeMap;

use stopgate_source::{Finding, Severity};
use stopgate_system::{Config, PathOverride, PathPattern};
use stopgate_workspace::{Engine, Profile};

use super::selector::Selector;
use super::{Checking, FailOn};
use crate::arguments::Judging;
use crate::exit::Trouble;

/// Which findings are reported.
#[derive(Debug)]
pub(crate) struct Selection {
    /// Everything where it is empty.
    select: Vec<Selector>,
    ignore: Vec<Selector>,
    severities: Severities,
    overrides: Vec<Override>,
    /// What the command line says; else what the configuration says.
    profile: Option<Profile>,
    configured_profile: Option<Profile>,
    pub(crate) fail_on: FailOn,
}

/// No severity is `off`.
type Severities = Vec<(Selector, Option<Severity>)>;

/// What is different for some files.
#[derive(Debug)]
struct Override {
    pattern: PathPattern,
    ignore: Vec<Selector>,
    severities: Severities,
    profile: Option<Profile>,
}

impl Selection {
    /// Reads what the command line and the configuration say.
    pub(crate) fn new(
        (checking, judging): (&Checking, &Judging),
        config: &Config,
        engine: &Engine,
    ) -> Result<Self, Trouble> {
        let configured = config.check();
        let broken = |why: String| Trouble::Usage(format!(".stopgate/config.toml, [check]: {why}"));
        let of_config = |words: &[String]| selectors(words, engine).map_err(broken);
        let select = match checking.select.as_slice() {
            [] => of_config(&configured.select)?,
            given => selectors(given, engine).map_err(Trouble::Usage)?,
        };
        let mut ignore = of_config(&configured.ignore)?;
        ignore.extend(selectors(&checking.ignore, engine).map_err(Trouble::Usage)?);
        let read_override = |one| Override::read(one, engine).map_err(broken);
        Ok(Self {
            select,
            ignore,
            severities: severities(config.severities(), engine).map_err(broken)?,
            overrides: configured
                .overrides
                .iter()
                .map(read_override)
                .collect::<Result<_, _>>()?,
            profile: judging.profile.map(Profile::from),
            configured_profile: profile(configured.profile.as_deref()).map_err(broken)?,
            fail_on: match (checking.fail_on, configured.fail_on.as_deref()) {
                (Some(given), _) => given,
                (None, word) => fail_on(word).map_err(broken)?,
            },
        })
    }

    /// How strictly a file is judged.
    pub(crate) fn profile(&self, path: &str) -> Profile {
        let of_path = self.of_path(path).filter_map(|one| one.profile).last();
        let profile = self.profile.or(of_path).or(self.configured_profile);
        profile.unwrap_or(Profile::Standard)
    }

    /// A finding of a file with the severity that it is reported with; none where it is not reported.
    pub(crate) fn of(
        &self,
        path: &str,
        format: Option<&str>,
        mut finding: Finding,
    ) -> Option<Finding> {
        if !self.reports(path, format, &finding) {
            return None;
        }
        let severities = self.severities.iter();
        let severities = severities.chain(self.of_path(path).flat_map(|one| &one.severities));
        match most_precise(severities, &finding, format) {
            Some(None) => return None,
            Some(Some(severity)) => finding.severity = severity,
            None => {}
        }
        Some(finding)
    }

    fn reports(&self, path: &str, format: Option<&str>, finding: &Finding) -> bool {
        let precision = |list: &[Selector]| {
            let names = list.iter().filter_map(|one| one.names(finding, format));
            names.max()
        };
        let selected = match self.select.as_slice() {
            [] => Some(0),
            select => precision(select),
        };
        let of_path = self.of_path(path).filter_map(|one| precision(&one.ignore));
        let ignored = precision(&self.ignore).into_iter().chain(of_path).max();
        selected.is_some_and(|selected| ignored.is_none_or(|ignored| selected > ignored))
    }

    fn of_path<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Override> {
        self.overrides
            .iter()
            .filter(move |one| one.pattern.matches(path))
    }
}

impl Override {
    fn read(one: &PathOverride, engine: &Engine) -> Result<Self, String> {
        Ok(Self {
            pattern: one.pattern()?,
            ignore: selectors(&one.ignore, engine)?,
            severities: severities(&one.rules, engine)?,
            profile: profile(one.profile.as_deref())?,
        })
    }
}

/// What the most precise of the entries says, the last one of those that are equally precise.
fn most_precise<'a>(
    entries: impl Iterator<Item = &'a (Selector, Option<Severity>)>,
    finding: &Finding,
    format: Option<&str>,
) -> Option<Option<Severity>> {
    let named =
        entries.filter_map(|(one, severity)| Some((one.names(finding, format)?, *severity)));
    named
        .max_by_key(|(precision, _)| *precision)
        .map(|(_, severity)| severity)
}

fn selectors(words: &[String], engine: &Engine) -> Result<Vec<Selector>, String> {
    words
        .iter()
        .map(|word| Selector::read(word, engine))
        .collect()
}

fn severities(table: &BTreeMap<String, String>, engine: &Engine) -> Result<Severities, String> {
    let entry = |(rule, word): (&String, &String)| {
        let severity = match word.as_str() {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "info" => Some(Severity::Info),
            "off" => None,
            other => {
                return Err(format!(
                    "`{rule}` is `{other}`; error, warning, info and off are known"
                ));
            }
        };
        Ok((Selector::read(rule, engine)?, severity))
    };
    table.iter().map(entry).collect()
}

fn profile(word: Option<&str>) -> Result<Option<Profile>, String> {
    match word {
        None => Ok(None),
        Some("strict") => Ok(Some(Profile::Strict)),
        Some("standard") => Ok(Some(Profile::Standard)),
        Some("lenient") => Ok(Some(Profile::Lenient)),
        Some(other) => Err(format!(
            "the profile is `{other}`; strict, standard and lenient are known"
        )),
    }
}

fn fail_on(word: Option<&str>) -> Result<FailOn, String> {
    match word {
        None | Some("error") => Ok(FailOn::Error),
        Some("warning") => Ok(FailOn::Warning),
        Some("info") => Ok(FailOn::Info),
        Some("never") => Ok(FailOn::Never),
        Some(other) => Err(format!(
            "fail-on is `{other}`; error, warning, info and never are known"
        )),
    }
}
