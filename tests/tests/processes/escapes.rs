//! Ways in which a process gets away from whoever started it, and how it takes being asked to end.

/// A way of getting away.
pub struct Escape {
    /// What is done.
    pub name: &'static str,
    /// How many processes say that they live, before the tree counts as grown.
    pub leaves: usize,
    /// The script. `$LEAF` is a command that lives on, `$HERE` the folder.
    pub script: &'static str,
}

/// How a process takes being asked to end.
pub const TEMPERS: [&str; 4] = ["plain", "deaf", "stopped", "hidden"];

/// What lives on at the end of every way.
pub const LEAF: &str = r#"
case $TEMPER in deaf|stopped|hidden) trap '' TERM INT HUP QUIT ;; esac
echo "$BASHPID" >> "$HERE/alive"
case $TEMPER in
stopped) kill -STOP $BASHPID ;;
hidden) cd /; exec env -i /bin/bash -c 'exec </dev/null >&- 2>&-; exec -a "$0" sleep 300' "$MARK" ;;
esac
exec sleep 300
"#;

const fn way(name: &'static str, leaves: usize, script: &'static str) -> Escape {
    Escape {
        name,
        leaves,
        script,
    }
}

/// The ways.
pub static ESCAPES: [Escape; 30] = [
    way("holds the pipes", 1, "$LEAF &"),
    way("redirected", 1, "$LEAF </dev/null >/dev/null 2>&1 &"),
    way("new session", 1, "setsid $LEAF &"),
    way("new session, forked", 1, "setsid --fork $LEAF"),
    way("double fork", 1, "( ( $LEAF & ) & )"),
    way(
        "double fork around a session",
        2,
        "( setsid bash -c '( $LEAF & ); $LEAF' & )",
    ),
    way("nohup", 1, "nohup $LEAF >/dev/null 2>&1 &"),
    way("disown", 1, "$LEAF & disown"),
    way("own group", 1, "set -m; $LEAF & set +m"),
    way(
        "own group, disowned",
        2,
        "set -m; $LEAF & $LEAF & disown -a; set +m",
    ),
    way("coproc", 1, "coproc $LEAF"),
    way("process substitution", 1, "exec 5> >($LEAF)"),
    way("pipeline", 3, "$LEAF | $LEAF | $LEAF &"),
    way(
        "waits for a reader",
        1,
        "mkfifo $HERE/fifo; ($LEAF) 3<>$HERE/fifo &",
    ),
    way("many", 80, "for n in $(seq 80); do $LEAF & done"),
    way(
        "fork storm",
        60,
        "for n in $(seq 12); do ( for m in $(seq 5); do $LEAF & done; wait ) & done",
    ),
    way(
        "starts others again and again",
        1,
        "( trap '' TERM INT HUP; echo >> $HERE/alive; while :; do ( sleep 0.02 ); done ) &",
    ),
    way(
        "hops from process to process",
        1,
        r#"perl -e '$SIG{$_} = "IGNORE" for qw(TERM INT HUP);
open A, ">>", "$ENV{HERE}/alive"; print A "x\n"; close A;
my $end = time + 20; while (time < $end) { my $child = fork; exit if $child; }' &"#,
    ),
    way(
        "zombies",
        1,
        r#"perl -e 'for (1..40) { fork or exit } system("echo >> $ENV{HERE}/alive"); sleep 300' & $LEAF & "#,
    ),
    way(
        "daemon that closes all",
        1,
        r#"perl -MPOSIX -e 'fork and exit; POSIX::setsid(); fork and exit; chdir "/"; POSIX::close($_) for 0..255;
exec split / /, $ENV{LEAF}' &"#,
    ),
    way(
        "starts itself anew",
        1,
        r#"cat > $HERE/anew.sh <<'END'
[ "$1" ] || echo >> $HERE/alive
trap '' TERM; sleep 0.05; exec bash $HERE/anew.sh again
END
bash $HERE/anew.sh &"#,
    ),
    way(
        "reaper of its own",
        2,
        r#"perl -e 'my %number = ("x86_64", 157, "aarch64", 167); chomp(my $machine = `uname -m`);
syscall($number{$machine} // 157, 36, 1, 0, 0, 0);
for (1..2) { fork or (fork and exit) or exec split / /, $ENV{LEAF} } sleep 300' &"#,
    ),
    way(
        "misleading name",
        2,
        "( printf ') R 1 (\\n' > /proc/$BASHPID/comm; $LEAF & echo >> $HERE/alive; while :; do read -t 1 <> <(:); done ) &",
    ),
    way(
        "deep",
        1,
        r#"cat > $HERE/deep.sh <<'END'
[ "$1" -gt 0 ] || exec $LEAF
bash $HERE/deep.sh $(($1 - 1)) & wait
END
bash $HERE/deep.sh 40 &"#,
    ),
    way(
        "uses up process ids",
        2,
        "( echo >> $HERE/alive; for n in $(seq 3000); do /bin/true; done; $LEAF ) & $LEAF &",
    ),
    way(
        "another user",
        1,
        "chmod 777 $HERE; chmod 666 $HERE/alive 2>/dev/null; setpriv --reuid 65534 --clear-groups $LEAF 2>/dev/null || $LEAF &",
    ),
    way(
        "process ids of its own",
        1,
        "unshare --pid --fork $LEAF 2>/dev/null || unshare --user --pid --fork $LEAF 2>/dev/null || $LEAF &",
    ),
    way(
        "never waits",
        2,
        "( trap '' TERM; echo >> $HERE/alive; while :; do :; done ) & $LEAF &",
    ),
    way(
        "starts another when asked to end",
        1,
        "( trap 'setsid bash -c \"trap \\\"\\\" TERM; sleep 300\" & setsid $LEAF &' TERM INT HUP; echo >> $HERE/alive; while :; do sleep 0.1; done ) &",
    ),
    way(
        "everything",
        7,
        "setsid $LEAF & nohup $LEAF >/dev/null & ( ( $LEAF & ) & ) ; coproc $LEAF; $LEAF | $LEAF & set -m; $LEAF & set +m",
    ),
];
