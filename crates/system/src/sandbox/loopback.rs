//! The loopback of a network of its own: a test that starts a server and asks it is honest work.

use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socket_with,
};

/// `RTM_NEWLINK`, answered.
const SET_LINK: u16 = 16;
const REQUEST_WITH_ANSWER: u16 = 1 | 4;
/// The loopback is the first interface of every network.
const LOOPBACK: i32 = 1;
const UP: u32 = 1;

/// Switches it on, in the network of this thread.
///
/// # Errors
/// When the kernel refuses.
pub(super) fn switch_on() -> rustix::io::Result<()> {
    let socket = socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        SocketFlags::CLOEXEC,
        None,
    )?;
    send(&socket, &request(), SendFlags::empty())?;
    let mut answer = [0_u8; 256];
    let (_, count) = recv(&socket, &mut answer, RecvFlags::empty())?;
    // Behind the header of an answer stands the error, negative, or zero.
    let error = answer[..count].get(16..20).ok_or(Errno::IO)?;
    match i32::from_ne_bytes([error[0], error[1], error[2], error[3]]) {
        0 => Ok(()),
        error => Err(Errno::from_raw_os_error(-error)),
    }
}

/// `struct nlmsghdr` and `struct ifinfomsg` of `linux/netlink.h` and `linux/rtnetlink.h`.
fn request() -> Vec<u8> {
    let mut request = Vec::with_capacity(32);
    request.extend(32_u32.to_ne_bytes());
    request.extend(SET_LINK.to_ne_bytes());
    request.extend(REQUEST_WITH_ANSWER.to_ne_bytes());
    // Sequence, sender; then family, padding, type.
    request.extend([0; 8]);
    request.extend([0; 4]);
    request.extend(LOOPBACK.to_ne_bytes());
    request.extend(UP.to_ne_bytes());
    request.extend(UP.to_ne_bytes());
    request
}
