//! How the terminal behaves that standard input is, so that a process that is ended leaves it usable.

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

/// The modes of a terminal at some moment: whether it shows what is typed, gives whole lines, and so on.
pub struct TerminalModes(Termios);

impl TerminalModes {
    /// Those of standard input now; none where it is no terminal.
    pub fn now() -> Option<Self> {
        tcgetattr(std::io::stdin()).ok().map(Self)
    }

    /// Puts them back. A terminal that is gone has none.
    pub fn restore(&self) {
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &self.0);
    }
}
