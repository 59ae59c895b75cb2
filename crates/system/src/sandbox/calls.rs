//! System calls that no step makes: ways around the other walls, and doors of the kernel that honest
//! work does not need.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter, sock_filter,
};

/// Programs fall back to something else when these seem to be unknown: with them, what others are
/// asked for could not be looked at.
const UNKNOWN: &[i64] = &[
    libc::SYS_clone3,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
];

/// Refused whatever they are asked for.
const REFUSED: &[i64] = &[
    // Into other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    // Another view of the files.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_setns,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_fanotify_init,
    libc::SYS_quotactl,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    // The kernel itself.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_acct,
    libc::SYS_syslog,
    libc::SYS_vhangup,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_kexec_file_load,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_uselib,
];

/// What Landlock knows no right for: owners, permissions, times and attributes of files anywhere.
const LABELS: &[i64] = &[
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    // `fchmodat2`, the same number on all machines.
    452,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    // `setxattrat` and `removexattrat`.
    463,
    466,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utime,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utimes,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_futimesat,
];

/// Namespaces are not made: in one of its own a process is its own administrator.
const NAMESPACES: &[i32] = &[
    libc::CLONE_NEWNS,
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWNET,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWCGROUP,
    // `CLONE_NEWTIME`; in `clone` it is part of the signal.
    0x80,
];

/// Terminals to which input would be put as if a person typed it.
const TYPED: [u64; 2] = [libc::TIOCSTI, TIOCLINUX];
const TIOCLINUX: u64 = 0x541C;

/// Calls of the x32 interface have this bit; no rule above knows their numbers.
#[cfg(target_arch = "x86_64")]
const X32: u32 = 0x4000_0000;

/// What else holds a step, beside its filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// A view of the files and, unless it has that of the machine, a network of its own: it may open local
    /// sockets, and those of its network.
    View,
    /// Landlock alone: it opens no socket, but for pairs of its own, and labels no file.
    Landlock,
}

/// The filters of a sandbox, made once and set for each step.
pub(super) struct Filters(Vec<BpfProgram>);

impl Filters {
    /// # Errors
    /// When this processor is none that filters can be made for.
    pub(super) fn new(beside: Beside) -> Result<Self, String> {
        let unknown = UNKNOWN.iter().map(|call| (*call, Vec::new()));
        let mut refused: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::new();
        let labels = match beside {
            Beside::View => &[],
            Beside::Landlock => LABELS,
        };
        for call in REFUSED.iter().chain(labels) {
            refused.insert(*call, Vec::new());
        }
        let failed = |error: seccompiler::BackendError| error.to_string();
        refused.insert(libc::SYS_unshare, flags(NAMESPACES).map_err(failed)?);
        let of_clone = &NAMESPACES[..NAMESPACES.len() - 1];
        refused.insert(libc::SYS_clone, flags(of_clone).map_err(failed)?);
        refused.insert(libc::SYS_ioctl, typing().map_err(failed)?);
        refused.insert(libc::SYS_socket, families(beside).map_err(failed)?);
        let mut programs = vec![
            program(unknown.collect(), libc::ENOSYS)?,
            program(refused, libc::EPERM)?,
        ];
        programs.extend(other_interface());
        Ok(Self(programs))
    }

    /// Sets them for this thread and all that it starts.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub(super) fn set(&self) -> Result<(), seccompiler::Error> {
        self.0.iter().try_for_each(|program| apply_filter(program))
    }
}

fn program(rules: BTreeMap<i64, Vec<SeccompRule>>, error: i32) -> Result<BpfProgram, String> {
    let failed = |error: seccompiler::BackendError| error.to_string();
    let architecture = std::env::consts::ARCH.try_into().map_err(failed)?;
    let refuse = SeccompAction::Errno(error.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, architecture);
    filter.map_err(failed)?.try_into().map_err(failed)
}

fn flags(flags: &[i32]) -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let rule = |flag: &i32| {
        let flag = u64::from(flag.unsigned_abs());
        let is_set = SeccompCmpOp::MaskedEq(flag);
        one(SeccompCondition::new(
            0,
            SeccompCmpArgLen::Dword,
            is_set,
            flag,
        )?)
    };
    flags.iter().map(rule).collect()
}

fn typing() -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let rule = |request: u64| {
        // The kernel looks at the lower half alone.
        let half = SeccompCmpArgLen::Dword;
        one(SeccompCondition::new(1, half, SeccompCmpOp::Eq, request)?)
    };
    TYPED.into_iter().map(rule).collect()
}

/// Refuses all families but those that lead nowhere else.
fn families(beside: Beside) -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let allowed: &[i32] = match beside {
        Beside::Landlock => return Ok(Vec::new()),
        Beside::View => &[
            libc::AF_UNIX,
            libc::AF_INET,
            libc::AF_INET6,
            libc::AF_NETLINK,
        ],
    };
    let other = |family: &i32| {
        let family = u64::from(family.unsigned_abs());
        SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, family)
    };
    let conditions: Result<Vec<_>, _> = allowed.iter().map(other).collect();
    Ok(vec![SeccompRule::new(conditions?)?])
}

fn one(condition: SeccompCondition) -> Result<SeccompRule, seccompiler::BackendError> {
    SeccompRule::new(vec![condition])
}

/// Where the kernel knows a second set of numbers, none of them can be called.
#[cfg(target_arch = "x86_64")]
fn other_interface() -> Option<BpfProgram> {
    let statement = |code: u32, jt, jf, k| sock_filter {
        code: u16::try_from(code).unwrap_or_default(),
        jt,
        jf,
        k,
    };
    let refuse = libc::SECCOMP_RET_ERRNO | libc::ENOSYS.unsigned_abs();
    Some(vec![
        // The number of the call is the first field of what a filter sees.
        statement(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        statement(libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K, 0, 1, X32),
        statement(libc::BPF_RET | libc::BPF_K, 0, 0, refuse),
        statement(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW),
    ])
}

#[cfg(not(target_arch = "x86_64"))]
fn other_interface() -> Option<BpfProgram> {
    None
}
