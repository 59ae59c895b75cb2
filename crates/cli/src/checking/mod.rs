//! What `check` is told besides which plans: which findings count, and since when.

mod baseline;
mod caching;
mod fail_on;
mod selection;
mod selector;
mod statistics;
mod watching;

use std::path::PathBuf;

use clap::Args;

pub(crate) use baseline::{Baseline, Ratchet};
pub(crate) use caching::Caching;
pub(crate) use fail_on::FailOn;
pub(crate) use selection::Selection;
pub(crate) use statistics::statistics;
pub(crate) use watching::watch;

/// Which findings a check reports, how, and when it fails.
#[derive(Debug, Args)]
pub(crate) struct Checking {
    /// Report only these: codes (RBK001), beginnings of codes (GAT), names, formats, requirements (P10);
    /// with commas, or several times
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Do not report these; the more precise of --select and --ignore wins
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Exit with 1 from this severity on [default: error]
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    /// Hide the findings that this file knows, and fail on others only; what no longer occurs is taken out
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write all findings of this check to the baseline, and exit with 0
    #[arg(long, conflicts_with_all = ["select", "ignore", "since"])]
    pub(crate) write_baseline: bool,
    /// Leave the baseline as it is, as in CI, where the variable CI is set
    #[arg(long)]
    pub(crate) frozen_baseline: bool,
    /// Check only what differs from this git revision, and files that git does not know
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub(crate) since: Option<String>,
    /// Count findings by rule instead of showing them
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Write the result to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
    /// The name of what comes from standard input, relative to the current directory
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Check again whenever a plan changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["write_baseline", "output_file"])]
    pub(crate) watch: bool,
    /// Judge every plan afresh, and keep nothing of what is found
    #[arg(long)]
    pub(crate) no_cache: bool,
    #[command(flatten)]
    pub(crate) fixes: crate::fixing::Fixes,
}

impl Checking {
    /// True where the command line leaves rules out: what it does not see may still be there.
    pub(crate) fn narrows(&self) -> bool {
        !self.select.is_empty() || !self.ignore.is_empty() || self.since.is_some()
    }
}
