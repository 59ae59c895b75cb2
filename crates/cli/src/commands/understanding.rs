//! Commands that help to understand a repository and its plans: facts, traces, summaries.

use std::path::PathBuf;

use clap::Subcommand;

use crate::arguments::{Common, Judging, Written};
use crate::commands::{spec, summary, survey, trace};
use crate::exit::{Exit, Trouble};

/// Commands that help to understand a repository and its plans.
#[derive(Debug, Subcommand)]
pub(crate) enum Understanding {
    /// Say what a repository is made of, each fact with the file and line that prove it
    ///
    /// Languages and frameworks with their versions, tests and how to run them, CI, deployment, migrations, owners
    /// and more. Nothing is started and nothing is guessed: a version is what a file says, and what was not looked at
    /// is told. What is looked for is data; detectors of your own lie in .stopgate/detectors.
    ///
    /// Examples:
    ///   stopgate survey
    ///   stopgate survey services/orders --kind test --kind ci
    ///   stopgate survey --output-format json
    #[command(verbatim_doc_comment)]
    Survey {
        /// The folder [default: the root of the repository]
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
        /// Only facts of this kind (language, test, ci …); may be given several times
        #[arg(long = "kind", value_name = "KIND")]
        kinds: Vec<String>,
    },
    /// Follow what a plan has to reach to parts, tasks and checks, and back
    ///
    /// Items are the metrics and requirements of the spec beside the plan, and the requirements of the plan itself. What
    /// reaches one names it by its id, or stands in its row of the traceability table. The exit code is 1 where an
    /// item reaches no work or no check.
    ///
    /// Examples:
    ///   stopgate trace .spec-dev/active-dev/active-plan.md
    ///   stopgate trace .spec-dev/active-dev/active-spec.md M1
    #[command(verbatim_doc_comment)]
    Trace {
        /// The plan, or the spec beside it
        #[arg(value_name = "PLAN|SPEC")]
        path: PathBuf,
        /// Only this item, or what this task or check serves
        #[arg(value_name = "ID")]
        id: Option<String>,
        #[command(flatten)]
        judging: Judging,
    },
    /// Show what a plan has taken over of its spec, and what changed since
    ///
    /// The gaps are shown with their states, and everything that the rules about the spec find.
    /// With --write, version and digest, problem and success metrics of the spec are taken over into the fields that
    /// the plan has for them. From then on a spec with other bytes is found, whatever its version says.
    ///
    /// Examples:
    ///   stopgate spec .spec-dev/active-dev/active-plan.md
    ///   stopgate spec .spec-dev/active-dev/active-plan.md --write
    #[command(verbatim_doc_comment)]
    Spec {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        judging: Judging,
        /// Take over version and digest, problem and success metrics of the spec
        #[arg(long)]
        write: bool,
    },
    /// Show a plan in short: phases, effort, decisions, open questions, first steps
    ///
    /// Sums are sums of what the plan states, and say of how many tasks. Also as Markdown, for a ticket or a message.
    ///
    /// Examples:
    ///   stopgate summary plans/invoice-archive.md
    ///   stopgate summary plans/invoice-archive.md --output-format markdown
    #[command(verbatim_doc_comment)]
    Summary {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        judging: Judging,
    },
}

impl Understanding {
    /// True where it has an output format that most commands do not have.
    pub(crate) fn writes(&self, written: Written) -> bool {
        matches!(self, Self::Summary { .. }) && written == Written::Markdown
    }
}

/// Carries one of them out.
pub(crate) fn run(common: &Common, understanding: &Understanding) -> Result<Exit, Trouble> {
    match understanding {
        Understanding::Survey { path, kinds } => survey::run(common, path.as_deref(), kinds),
        Understanding::Trace { path, id, judging } => {
            trace::run(common, (path, id.as_deref()), judging)
        }
        Understanding::Spec {
            plan,
            judging,
            write,
        } => spec::run(common, plan, judging, *write),
        Understanding::Summary { plan, judging } => summary::run(common, plan, judging),
    }
}
