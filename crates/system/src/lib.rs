//! The only crate that touches disk, clock, environment and processes.
//!
//! Everything above it speaks to the world through the traits that it implements; everything below
//! knows no world at all.

mod root;

mod disk;

mod git;

mod discover;

mod read;

mod survey_files;

mod write;

mod clock;

mod config;

mod check_config;

mod need;

mod sandbox_config;

mod guard_config;

mod planning_session;

mod hook_input;

mod leads_to;

mod change_set;

mod changes_watch;

mod report_file;

mod cache_folder;

mod own_folder;

mod provenance_file;

mod editor;

mod lock;

mod journal_file;

mod run_folder;

mod succession;

mod scratch;

mod notebook;

mod kept;

mod shared_plan;

mod terminal_modes;

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

pub use ancestry::{SUPERVISE, descends_from_step, own_step};
pub use approval_file::{ApprovalFile, allowed_signers, read_key};
pub use attendant::Overseer;
pub use cache_folder::{CacheFolder, NoCache};
pub use change_set::{FileChange, missing_folders, read_text, real_name_of, write_all};
pub use changes_watch::{Looks, look_at, wait_for_change};
pub use check_config::{CheckConfig, PathOverride, PathPattern};
pub use clock::{SystemClock, now, today};
pub use config::{Config, config_schema};
pub use discover::{Found, discover};
pub use disk::Disk;
pub use doctor::doctor;
pub use editor::{NoEditor, edited};
pub use failure::Failure;
pub use files::{Access, Facts, Files, Kind, OpenFile, OtherDisk};
pub use git::{
    Pushed, Staged, changed_between, changed_since, git_user, in_commit, last_common, pushed,
    staged,
};
pub use guard_config::{GuardConfig, Outside};
pub use hook_input::{folders_of, read_hook_input};
pub use journal_file::{JournalFile, Opened, read_journal};
pub use leads_to::{
    identity_of, leads_to, leads_to_place, real_file, real_protected_places, repositories_around,
    repositories_named, repositories_within,
};
pub use lock::{InstallLock, PlanLock, lock_name};
pub use moment::{Moment, watch_moments};
pub use need::{NeedConfig, TriggerHit, Triggers};
pub use notebook::{Approved, PlanFile};
pub use own_call::{Answered, CallEvents, CallStop, OwnCalls, OwnTalk, Patience, Waited};
pub use planning_session::PlanningSession;
pub use provenance_file::ProvenanceFile;
pub use read::{MAX_BYTES, file_of, read_plan};
pub use redact::{MaskedStream, Redactor, ShortSecret};
pub use report_file::{is_ci, read_input, read_report, write_report};
pub use root::{read_format, root_of, user_detectors, user_formats, user_packs};
pub use run_folder::RunFolder;
pub use sandbox::{Examined, Layers};
pub use sandbox_config::SandboxConfig;
pub use shared_plan::SharedPlan;
pub use supervise::{
    Confinement, Supervisor, supervise, supervise_with, used_files, wait_for_former_supervisor,
};
pub use survey_files::{SurveyBounds, SurveyFiles};
pub use terminal_modes::TerminalModes;
pub use trial::{
    Call, Ended, Mark, Marked, SmallDisk, Started, Stopwatch, TrialFolder, file_system_of, kernel,
    noise, own_program, pause,
};
pub use write::{can_replace, replace, replace_keeping, write_new, write_new_inside};
