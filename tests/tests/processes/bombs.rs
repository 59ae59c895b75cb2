//! Commands that write much, or what is hard to take, and what must be known of them afterwards.

/// A command and its output.
pub struct Bomb {
    /// What is written.
    pub name: &'static str,
    /// The script that writes it.
    pub script: &'static str,
    /// What the plan expects of it, as it stands there.
    pub expected: &'static str,
    /// A script that writes to stdout what must have been recorded; empty where it is the first script.
    pub recorded: &'static str,
    /// How the step counts.
    pub passes: bool,
}

const fn bomb(name: &'static str, script: &'static str) -> Bomb {
    Bomb {
        name,
        script,
        expected: "exit code 0",
        recorded: "",
        passes: true,
    }
}

impl Bomb {
    const fn expects(self, expected: &'static str) -> Self {
        Self { expected, ..self }
    }

    const fn leaves(self, recorded: &'static str) -> Self {
        Self { recorded, ..self }
    }

    const fn fails(self) -> Self {
        Self {
            passes: false,
            ..self
        }
    }
}

/// A secret that every step gets as `BOMB_SECRET`.
pub const SECRET: &str = "kettle-and-41-spoons";

/// The commands; `$FACTOR` multiplies the largest.
pub const BOMBS: &[Bomb] = &[
    bomb("a gigabyte of zeros", "head -c $((1000000000 * FACTOR)) /dev/zero"),
    bomb("a gigabyte of lines", "yes 'a line of the list of articles' | head -c $((1000000000 * FACTOR))"),
    bomb("ten million empty lines", "yes '' | head -n $((10000000 * FACTOR))"),
    bomb("a line of a hundred megabytes", "head -c 100000000 /dev/zero | tr '\\0' x"),
    bomb("the same with an end", "head -c 100000000 /dev/zero | tr '\\0' x; echo; echo end").expects("`end`"),
    bomb("a line that is only blanks", "head -c 20000000 /dev/zero | tr '\\0' ' '; echo x").expects("`x`"),
    bomb("a line that begins late", "head -c 3000000 /dev/zero | tr '\\0' '\\t'; echo 'begin here'").expects("starts with `begin`"),
    bomb("no new line at the end", "seq 200000; printf last").expects("`last`"),
    bomb("two million numbers", "seq 2000000").expects("`1999999`"),
    bomb("a number that is not there", "seq 2000000").expects("`2000001`").fails(),
    bomb("packed bytes", "gzip -nc /bin/bash > packed; for n in $(seq 60); do cat packed; done"),
    bomb("this machine's shell", "cat /bin/bash /bin/bash /bin/bash"),
    bomb("invalid text", "yes $'\\xff\\xfe\\xe2\\x82a\\x80' | head -n 1000000"),
    bomb("half characters at every cut", "yes $'\\xf0\\x9f\\x8d\\xb5' | tr -d '\\n' | head -c 10000001"),
    bomb("zeros between letters", "yes $'a\\x01' | head -c 8000000 | tr '\\1' '\\0'"),
    bomb("escapes of a terminal", "yes $'\\e[2J\\e[H\\e]0;title\\a\\e[31mred\\e[0m\\eP1$r\\e\\\\' | head -n 500000"),
    bomb("a bar of progress", "for n in $(seq 100); do printf '\\r\\e[K[%3d%%]' $n; sleep 0.002; done; echo").expects("ends with `[100%]`"),
    bomb("a bar without escapes", "for n in $(seq 20000); do printf '\\r%6d of 20000' $n; done; echo; echo done").expects("`done`"),
    bomb("bell and backspace", "yes $'\\a\\b\\b\\v\\f' | head -c 5000000"),
    bomb("carriage returns", "yes $'a\\r' | head -n 2000000").expects("`a`"),
    bomb("direction marks", "yes $'\\u202e\\u2066abc\\u200b\\ufeff' | head -n 300000"),
    bomb("letters with many marks", "yes $'e\\u0301\\u0302\\u0303\\u0304\\u0305\\u0306\\u0307\\u0308' | head -n 300000"),
    bomb("a slow drip", "for n in $(seq 120); do printf 'drop %d ' $n; sleep 0.01; done"),
    bomb("a drip of bytes", "for n in $(seq 3000); do printf x; done; sleep 0.2; echo; echo dropped").expects("`dropped`"),
    bomb("a line cut in two by time", "printf 'articles'; sleep 0.3; printf ': 3'; sleep 0.3; echo").expects("`articles: 3`"),
    bomb("a character cut in two by time", "printf 'caf\\xc3'; sleep 0.3; printf '\\xa9\\n'").expects("`café`"),
    bomb("a text at a border of chunks", "head -c 65533 /dev/zero | tr '\\0' x; printf 'needle'; head -c 100000 /dev/zero | tr '\\0' y; echo").expects("contains `needle`"),
    bomb("a text at many borders", "for n in $(seq 0 40); do head -c $((65530 + n)) /dev/zero | tr '\\0' x; printf 'nee'; printf 'dle'; done").expects("contains `needle`"),
    bomb("a text that nearly comes", "yes nneedlneedl | tr -d '\\n' | head -c 20000000").expects("contains `needle`").fails(),
    bomb("a line at a border", "head -c 65530 /dev/zero | tr '\\0' x; printf '\\n  the line of the list  \\n'; head -c 65536 /dev/zero").expects("`the line of the list`"),
    bomb("both streams at once", "(head -c 30000000 /dev/zero | tr '\\0' x) & (head -c 30000000 /dev/zero | tr '\\0' x >&2) & wait")
        .leaves("head -c 60000000 /dev/zero | tr '\\0' x"),
    bomb("both in turn", "for n in $(seq 4000); do printf xx; printf xx >&2; done").leaves("head -c 16000 /dev/zero | tr '\\0' x"),
    bomb("one full while the other is waited for", "head -c 5000000 /dev/zero >&2; head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2")
        .leaves("head -c 15000000 /dev/zero"),
    bomb("stderr alone", "seq 300000 >&2; echo 'the end' >&2").expects("`the end`").leaves("seq 300000; echo 'the end'"),
    bomb("closed streams", "seq 1000; exec >&- 2>&-; sleep 0.2; seq 10 2>/dev/null; exit 0").leaves("seq 1000"),
    bomb("a reader that goes", "yes | head -n 1; (yes; echo yes: $? >&2) 2>/dev/null | head -c 2 >/dev/null; echo over").expects("`over`").leaves("printf 'y\\nover\\n'"),
    bomb("a shell that becomes another program", "echo first; exec seq 1000000").expects("`first`"),
    bomb("a secret in every line", "yes \"the key is $BOMB_SECRET now\" | head -n 400000").leaves("yes 'the key is [masked BOMB_SECRET] now' | head -n 400000"),
    bomb("a secret at every border", "for n in $(seq 60); do head -c $((65500 + n)) /dev/zero | tr '\\0' x; printf %s $BOMB_SECRET; done")
        .leaves("for n in $(seq 60); do head -c $((65500 + n)) /dev/zero | tr '\\0' x; printf '[masked BOMB_SECRET]'; done"),
    bomb("half a secret again and again", "yes kettle-and-41- | tr -d '\\n' | head -c 10000000; echo").expects("no output").fails(),
];
