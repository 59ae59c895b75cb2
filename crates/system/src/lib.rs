//! The only crate that touches disk, clock, environment and processes.
//!
//! Everything above it speaks to the world through the traits that it implements; everything below
//! knows no world at all.

mod root;

mod disk;

mod git;

mod discover;

mod read;

mod write;

mod clock;

mod config;

mod check_config;

mod sandbox_config;

mod changes_watch;

mod report_file;

mod cache_folder;

mod own_folder;

mod lock;

mod journal_file;

mod run_folder;

mod succession;

mod scratch;

mod notebook;

mod tree_watch;

mod attendant;

mod agents_config;

mod approval_file;

mod signed_file;

mod ancestry;

mod moment;

mod redact;

mod sandbox;

mod supervise;

mod own_call;

mod doctor;

mod trial;

mod failure;

mod files;

pub use ancestry::{SUPERVISE, descends_from_step};
pub use approval_file::{ApprovalFile, allowed_signers, read_key};
pub use attendant::Overseer;
pub use cache_folder::{CacheFolder, NoCache};
pub use changes_watch::{Looks, look_at, wait_for_change};
pub use check_config::{CheckConfig, PathOverride, PathPattern};
pub use clock::{SystemClock, now, today};
pub use config::{Config, config_schema};
pub use discover::{Found, discover};
pub use disk::Disk;
pub use doctor::doctor;
pub use failure::Failure;
pub use files::{Access, Facts, Files, Kind, OpenFile, OtherDisk};
pub use git::changed_since;
pub use journal_file::{JournalFile, Opened, read_journal};
pub use lock::{PlanLock, lock_name};
pub use moment::{Moment, watch_moments};
pub use notebook::{Approved, PlanFile};
pub use own_call::{Answered, CallEvents, CallStop, OwnCalls, OwnTalk, Patience, Waited};
pub use read::{MAX_BYTES, file_of, read_plan};
pub use redact::{MaskedStream, Redactor, ShortSecret};
pub use report_file::{is_ci, read_input, read_report, write_report};
pub use root::{read_format, root_of, user_formats, user_packs};
pub use run_folder::RunFolder;
pub use sandbox::{Examined, Layers};
pub use sandbox_config::SandboxConfig;
pub use supervise::{
    Confinement, Supervisor, supervise, supervise_with, used_files, wait_for_former_supervisor,
};
pub use trial::{
    Call, Ended, Mark, Marked, SmallDisk, Started, Stopwatch, TrialFolder, file_system_of, kernel,
    noise, own_program, pause,
};
pub use write::{can_replace, replace, replace_keeping, write_new};
