//! Documents that nobody would write, the same ones in every run.

/// What turns up in documents and in attacks.
const TOKENS: &[&str] = &[
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{c}",
    "\u{feff}",
    "\u{85}",
    "\0",
    "\u{a0}",
    " ",
    "    ",
    "> ",
    ">",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "- [ ] ",
    "- [x]\n",
    "[~] ",
    "\n\n",
    "# ",
    "## A\n",
    "---\n",
    "+++\n",
    "...\n",
    "===\n",
    "```",
    "```\n",
    "```sh\n",
    "```md\n",
    "```\t\n",
    "~~~~\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "\\",
    "\\\n",
    "\\*",
    "  \n",
    "&amp;",
    "&ngE;",
    "&#0;",
    "<",
    ">",
    "<!--",
    "-->",
    "<!-- a -->",
    "<!-->",
    "<details>\n",
    "</details>\n",
    "<div>",
    "</div>",
    "<br>",
    "<a b='c'>",
    "<x_y>",
    "<script>",
    "</script>",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "[",
    "]",
    "(",
    ")",
    "![",
    "[a]",
    "[a]: /b\n",
    "[^1]",
    "[^1]: ",
    "| a | b |\n",
    "|---|---|\n",
    "a | b\n--- | ---\n",
    "\\|",
    "|",
    "é",
    "😀",
    "a",
    "http://a.b",
];

const PREFIXES: &[&str] = &["> ", "  ", "    ", "- ", "\t", ">"];

/// An endless row of mutations.
pub fn of(seeds: &[String]) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    std::iter::repeat_with(move || {
        let mut bytes = random.pick(seeds).clone().into_bytes();
        for _ in 0..=random.below(6) {
            mutate(&mut bytes, &mut random, seeds);
        }
        bytes
    })
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random, seeds: &[String]) {
    let at = random.below(bytes.len() + 1);
    match random.below(10) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, u8::try_from(random.below(256)).unwrap_or(0)),
        2 => {
            let end = (at + random.below(8)).min(bytes.len());
            bytes.drain(at..end);
        }
        3 => {
            let other = random.pick(seeds).bytes();
            bytes.splice(at..at, other);
        }
        4 => {
            let prefix = random.pick(PREFIXES);
            prefix_lines(bytes, prefix);
        }
        _ => {
            let token = random.pick(TOKENS).bytes();
            bytes.splice(at..at, token);
        }
    }
}

fn prefix_lines(bytes: &mut Vec<u8>, prefix: &str) {
    let mut result = prefix.as_bytes().to_vec();
    for &byte in bytes.iter() {
        result.push(byte);
        if byte == b'\n' {
            result.extend_from_slice(prefix.as_bytes());
        }
    }
    *bytes = result;
}

/// Xorshift: enough for this, and the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
