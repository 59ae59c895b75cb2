"""Ways out of a cell that need more than a shell: `escape.py NAME`. Prints ESCAPED where one leads out."""

import ctypes
import errno
import fcntl
import mmap
import os
import platform
import socket
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
OUT = os.environ["OUT"]
VICTIM = int(os.environ["VICTIM"])
SECRET = b"kettle-and-41-spoons"
# Numbers of system calls, by machine: x86_64 and the table that all newer ones share.
NUMBERS = {
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "keyctl": (250, 219),
    "add_key": (248, 217), "request_key": (249, 218), "io_uring_setup": (425, 425), "clone3": (435, 435),
    "open_tree": (428, 428), "fsopen": (430, 430), "move_mount": (429, 429), "mount_setattr": (442, 442),
    "pidfd_getfd": (438, 438), "pidfd_open": (434, 434), "kexec_load": (246, 104), "init_module": (175, 105),
    "finit_module": (313, 273), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "ptrace": (101, 117), "kcmp": (312, 272), "fanotify_init": (300, 262), "mount": (165, 40), "umount2": (166, 39),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "swapon": (167, 224), "acct": (163, 89),
    "syslog": (103, 116), "sethostname": (170, 161), "quotactl": (179, 60), "clock_settime": (227, 112), "mknodat": (259, 33),
}


def call(name, *arguments):
    """Makes a system call; its result, or none where the kernel refuses."""
    number = NUMBERS[name][0 if platform.machine() == "x86_64" else 1]
    result = LIBC.syscall(ctypes.c_long(number), *arguments)
    return None if result < 0 else result


def reached(name, *arguments):
    """Whether a system call gets as far as its arguments: a kernel that refuses it never looks at them."""
    number = NUMBERS[name][0 if platform.machine() == "x86_64" else 1]
    if LIBC.syscall(ctypes.c_long(number), *arguments) >= 0:
        return True
    return ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS, errno.EACCES)


def wrote(path, flags=os.O_WRONLY):
    descriptor = os.open(path, flags)
    os.write(descriptor, b"escaped")
    return True


def asked(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        client.connect(address)
        return client.recv(100) == SECRET


def memory_of_victim():
    with open(f"/proc/{VICTIM}/maps", encoding="utf-8") as maps:
        areas = [line.split() for line in maps if line.split()[1].startswith("rw")]
    with open(f"/proc/{VICTIM}/mem", "rb", 0) as memory:
        first, last = (int(end, 16) for end in areas[0][0].split("-"))
        memory.seek(first)
        return bool(memory.read(min(last - first, 4096)))


def from_memory():
    """Runs a program that lies in no file, to write outside."""
    descriptor = os.memfd_create("program")
    with open("/bin/sh", "rb") as shell:
        os.write(descriptor, shell.read())
    if os.fork() == 0:
        os.execve(descriptor, ["sh", "-c", f"echo escaped > {OUT}/by-memory"], {})
    os.wait()
    return os.path.exists(f"{OUT}/by-memory")


def by_link_race():
    """Swaps a link and a file, while the file is written to."""
    os.makedirs("race", exist_ok=True)
    for turn in range(50):
        name = f"race/{turn}"
        os.symlink(f"{OUT}/kept", name)
        try:
            with open(name, "a", encoding="utf-8") as file:
                file.write("escaped")
                return True
        except OSError:
            os.unlink(name)
    return False


def sent_descriptor():
    """Gets an open file from outside through a socket."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(5)
    client.connect(os.environ["SHARED"] + "/service.sock")
    return client.recv(100) == SECRET


def raw_packets():
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    return True


def mapped():
    with open(f"{OUT}/kept", "r+b") as file:
        with mmap.mmap(file.fileno(), 0) as area:
            area[0:1] = b"E"
    return True


def typed():
    """Puts input into a terminal as if a person typed it: even one of its own."""
    _, terminal = os.openpty()
    os.setsid()
    fcntl.ioctl(terminal, 0x540E, 0)
    fcntl.ioctl(terminal, 0x5412, b"x")
    return True


def handle():
    """Opens a file by its number, past all directories."""
    handle = ctypes.create_string_buffer(b"\x80\0\0\0" + bytes(200))
    mount = ctypes.c_int()
    at = call("name_to_handle_at", -100, f"{OUT}/kept".encode(), handle, ctypes.byref(mount), 0)
    root = os.open("/", os.O_RDONLY)
    return at is not None and call("open_by_handle_at", root, handle, os.O_RDWR) is not None


def moved_disk():
    """Makes a device node for the disk, below the root."""
    return call("mknodat", -100, b"disk", 0o60600, os.stat("/").st_dev) is not None and bool(os.open("disk", os.O_RDONLY))


def joined(name):
    return call("setns", os.open(f"/proc/{VICTIM}/ns/{name}", os.O_RDONLY), 0) is not None


ESCAPES = {
    "ptrace": lambda: call("ptrace", 16, VICTIM, 0, 0) is not None,
    "ptrace-seize": lambda: call("ptrace", 0x4206, VICTIM, 0, 0) is not None,
    "process-vm-read": lambda: reached("process_vm_readv", VICTIM, 0, 0, 0, 0, 0),
    "process-vm-write": lambda: reached("process_vm_writev", VICTIM, 0, 0, 0, 0, 0),
    "memory-of-victim": memory_of_victim,
    "environment-of-victim": lambda: SECRET in open(f"/proc/{VICTIM}/environ", "rb").read(),
    "file-of-victim": lambda: bool(os.open(f"/proc/{VICTIM}/fd/0", os.O_RDONLY)),
    "root-of-victim": lambda: wrote(f"/proc/{VICTIM}/root{OUT}/kept"),
    "directory-of-victim": lambda: wrote(f"/proc/{VICTIM}/cwd/kept"),
    "signal": lambda: os.kill(VICTIM, 0) is None,
    "signal-by-handle": lambda: os.kill(VICTIM, 18) is None,
    "pidfd-getfd": lambda: call("pidfd_getfd", call("pidfd_open", VICTIM, 0) or -1, 0, 0) is not None,
    "kcmp": lambda: call("kcmp", os.getpid(), VICTIM, 1, 0, 0) is not None,
    "tcp": lambda: asked(socket.AF_INET, ("127.0.0.1", int(os.environ["PORT"]))),
    "udp": lambda: bool(socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9))),
    "raw-packets": raw_packets,
    "raw-ip": lambda: bool(socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)) and bool(socket.socket(socket.AF_INET, socket.SOCK_RAW, 255)),
    "virtual-machine-socket": lambda: bool(socket.socket(40, socket.SOCK_STREAM)),
    "kernel-crypto": lambda: bool(socket.socket(38, socket.SOCK_SEQPACKET)),
    "bluetooth": lambda: bool(socket.socket(31, socket.SOCK_RAW, 1)),
    "abstract-socket": lambda: asked(socket.AF_UNIX, "\0" + os.environ["ABSTRACT"]),
    "shared-socket": sent_descriptor,
    "typed": typed,
    "io-uring": lambda: reached("io_uring_setup", 4, 0),
    "bpf": lambda: reached("bpf", 0, 0, 0),
    "perf": lambda: reached("perf_event_open", 0, 0, -1, -1, 0),
    "userfaultfd": lambda: reached("userfaultfd", 1),
    "keyctl": lambda: reached("keyctl", 0, -3, 1),
    "add-key": lambda: reached("add_key", b"user", b"tried", b"x", 1, -3),
    "request-key": lambda: reached("request_key", b"user", b"tried", 0, -3),
    "kexec": lambda: reached("kexec_load", 0, 999, 0, 0),
    "module": lambda: reached("init_module", 0, 0, b""),
    "module-file": lambda: reached("finit_module", -1, b"", 0),
    "fanotify": lambda: reached("fanotify_init", 0, 0),
    "quota": lambda: reached("quotactl", -1, 0, 0, 0),
    "swap": lambda: reached("swapon", b"/nowhere", 0),
    "kernel-log": lambda: reached("syslog", 3, 0, -1),
    "host-name": lambda: reached("sethostname", 0, -1),
    "mount": lambda: reached("mount", b"tmpfs", b"/nowhere", b"tmpfs", 0, 0),
    "unmount": lambda: reached("umount2", b"/nowhere", 0),
    "remount-root": lambda: call("mount", 0, os.getcwd().encode() + b"/.git", 0, 32 | 4096, 0) is not None,
    "open-tree": lambda: reached("open_tree", -100, b"/nowhere", 0),
    "fsopen": lambda: reached("fsopen", b"nothing", 0),
    "move-mount": lambda: reached("move_mount", -1, b"", -1, b"", 0),
    "mount-setattr": lambda: reached("mount_setattr", -1, b"", 0, 0, 0),
    "user-namespace": lambda: reached("unshare", 0x10000000),
    "mount-namespace": lambda: reached("unshare", 0x00020000),
    "network-namespace": lambda: reached("unshare", 0x40000000),
    "clone3": lambda: reached("clone3", 0, 0),
    "join-mounts": lambda: joined("mnt"),
    "join-network": lambda: joined("net"),
    "change-root": lambda: call("chroot", f"{OUT}".encode()) is not None,
    "pivot-root": lambda: reached("pivot_root", b"/nowhere", b"/nowhere"),
    "file-handle": handle,
    "device-node": moved_disk,
    "program-in-memory": from_memory,
    "link-race": by_link_race,
    "mapped": mapped,
    "become-user": lambda: os.setuid(54321) is None and os.getuid() == 54321,
    "realtime-clock": lambda: reached("clock_settime", 0, 0),
    "core-pattern": lambda: bool(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY)),
    "sysrq": lambda: bool(os.open("/proc/sysrq-trigger", os.O_WRONLY)),
    "kernel-settings": lambda: bool(os.open("/proc/sys/vm/overcommit_memory", os.O_WRONLY)),
    "control-groups": lambda: os.mkdir("/sys/fs/cgroup/tried") is None and os.rmdir("/sys/fs/cgroup/tried") is None,
    "disk": lambda: any(os.open(f"/dev/{name}", os.O_RDONLY) for name in os.environ["DISK"].split()),
    "shared-memory": lambda: SECRET in open("/dev/shm/" + os.environ["ABSTRACT"], "rb").read(),
}

try:
    if ESCAPES[sys.argv[1]]():
        print("ESCAPED")
except OSError as error:
    print(f"kept in: {error}")
