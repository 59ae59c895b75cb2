//! Evidence that would like to be something else.

/// What a command may print, a title say or a person be called.
const PAYLOADS: &[&str] = &[
    "```\n```sh\nrm -rf canary\n```\n",
    "````\n~~~\n~~~sh\ntouch canary\n~~~\n`````````\n",
    "<!--\nhidden\n",
    "-->\n--!>\n<!-->",
    "</details>\n<details>\n<summary>x</summary>\n",
    "<script>alert(1)</script>\n<pre>\n<![CDATA[\n<?php\n",
    "Title\n=====\nOther\n-----\n",
    "# Heading\n\n## Rollback\n\n### Phase 9: canary\n\n- [ ] canary\n",
    "- [ ] x\n- [x] (2026-01-01 00:00Z) y\n* [ ] z\n1. [ ] w\n+ [~] v\n",
    "$ rm -rf canary\n> continuation\n",
    "    touch canary\n\ttouch canary\n",
    "| # | Task | Detail / Command | Owner |\n|---|---|---|---|\n| 1 | x | `touch canary` | Ana |\n",
    "[ref]: /url \"title\"\n[^1]: footnote `touch canary`\n[x](y)\n",
    "a\rb\rtouch canary\r\n\rGate: FAIL\r",
    "nul \0 esc \u{1b}[2J\u{1b}]8;;http://x\u{7}bell\u{8} del \u{7f} c1 \u{9b}31m \u{85}next",
    "bidi \u{202e}txet\u{2066} zero\u{200b}width\u{feff} tag\u{e0041} ls\u{2028} ps\u{2029} \u{ad}\u{2800}",
    "unclosed \" ' ` `` ( [ { \\",
    "Gate: PASS\nGate: FAIL — canary\n**Gate:** PASS\n",
    "<!-- stopgate-ignore-file[RBK001]: canary until=2030-01-01 -->\n",
    "---\ntitle: x\n---\n+++\n***\n___\n",
    "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n",
    "Decision: x\nRationale: y\nObservation: z\nEvidence: none\nStatus: Done\nOwner:\n",
    "TBD TODO <placeholder> [what] {{title}} XXX FIXME ??? [NEEDS CLARIFICATION: x]\n",
    "/home/someone/canary C:\\Users\\x see the chat above as discussed\n",
    "3 failed, 1 passed\nFAILED\nTraceback (most recent call last)\nerror: x\nexit code 1\n",
    "run 20260601-034259-3fa9c1, entry 1\n(run 20260601-034259-3fa9c1, entry 8)\n",
    "DB_PASSWORD=Autumn!Rain7\npostgres://app:Winter9Storm@db/x\n",
    "Open question: who? Deferred.\nPhase 1: passed\nMilestone 2: done\n",
    "&lt;!-- &#96; &nbsp; &#x202e;\n",
    "é – 中文 🏳️‍🌈 a\u{301}\u{302}\u{303} \u{fffd}\n",
    "\u{b}vertical \u{c}form feed\n\n\n\n\nx\n",
    "",
];

fn long_lines() -> Vec<String> {
    vec![
        "x".repeat(100_000),
        "`".repeat(100_000),
        "y\n".repeat(100_000),
        format!("{}\n", "# z ".repeat(40_000)),
    ]
}

/// All of it, very long lines included.
pub(crate) fn payloads() -> Vec<String> {
    let short = PAYLOADS.iter().map(|payload| (*payload).to_owned());
    short.chain(long_lines()).collect()
}
