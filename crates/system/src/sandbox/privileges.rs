//! What a step may do as root beyond what any user may.

use rustix::process::geteuid;
use rustix::thread::{
    CapabilitySet, CapabilitySets, clear_ambient_capability_set,
    remove_capability_from_bounding_set, set_capabilities, set_no_new_privs,
};

/// What files of several owners ask for. All else leads out of a cell: mounting, becoming another
/// user, device nodes, raw memory.
const OF_ROOT: CapabilitySet = CapabilitySet::CHOWN
    .union(CapabilitySet::DAC_OVERRIDE)
    .union(CapabilitySet::FOWNER)
    .union(CapabilitySet::FSETID)
    .union(CapabilitySet::NET_BIND_SERVICE);

/// Gives up for good, in this thread and all that it starts, what a step may not do.
///
/// # Errors
/// When the kernel does not let go of them.
pub(super) fn give_up() -> rustix::io::Result<()> {
    // Fails without the right to change the set; then the two calls below still hold.
    for capability in (CapabilitySet::all() - OF_ROOT).iter() {
        let _ = remove_capability_from_bounding_set(capability);
    }
    let kept = match geteuid().is_root() {
        true => rustix::thread::capabilities(None)?.permitted & OF_ROOT,
        false => CapabilitySet::empty(),
    };
    let _ = clear_ambient_capability_set();
    set_capabilities(
        None,
        CapabilitySets {
            effective: kept,
            permitted: kept,
            inheritable: CapabilitySet::empty(),
        },
    )?;
    // Without this, programs that change their user on start would bring privileges back.
    set_no_new_privs(true)
}
