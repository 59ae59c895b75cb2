//! Generated files: whatever they hold, it is there after an installation, and all bytes are back after a removal.

use stopgate_installers::{Agent, Content};

use crate::cases::{EVENTS, foreign};
use crate::world::{Files, OFFERS, hold, hold_edited, parts};

/// Repositories of each agent in CI; `STOPGATE_MATRIX=50` makes fifty times as many.
const ROUNDS: u64 = 60;

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        let count = u64::try_from(of.len()).expect("few");
        of[usize::try_from(self.below(count)).expect("small")]
    }

    fn blank(&mut self) -> &'static str {
        self.one(&[
            "",
            " ",
            "\n",
            "\n  ",
            "\n\t",
            "  ",
            "\r\n    ",
            " // yes\n",
            " /* no */ ",
        ])
    }

    fn string(&mut self) -> String {
        let inside = self.one(&[
            "a",
            "x y",
            "\\\"",
            "//",
            "/*",
            "}",
            "]",
            "ü\\u00e9",
            ",",
            "stopgate",
            "",
        ]);
        format!("\"{inside}{}\"", self.below(1000))
    }

    /// `{"a1": [1, true], // yes\n}`
    fn value(&mut self, depth: u64) -> String {
        match self.below(if depth == 0 { 4 } else { 6 }) {
            0 => self.string(),
            1 => self.one(&["1", "-2.5e3", "0"]).to_owned(),
            2 => self.one(&["true", "false", "null"]).to_owned(),
            3 => "{}".to_owned(),
            4 => self.list(depth),
            _ => self.object(depth, &[]),
        }
    }

    fn list(&mut self, depth: u64) -> String {
        let count = self.below(4);
        let items: Vec<String> = (0..count).map(|_| self.value(depth - 1)).collect();
        self.around(("[", "]"), items)
    }

    /// An object with these members and others.
    fn object(&mut self, depth: u64, members: &[(&str, String)]) -> String {
        let mut items: Vec<String> = Vec::new();
        for (key, value) in members {
            let (one, other) = (self.blank(), self.blank());
            items.push(format!("\"{key}\"{one}:{other}{value}"));
        }
        for number in 0..self.below(4) {
            let value = self.value(depth.saturating_sub(1));
            let blank = self.blank();
            let item = format!("\"k{number}\":{blank}{value}");
            let at = self.below(u64::try_from(items.len()).expect("few") + 1);
            items.insert(usize::try_from(at).expect("small"), item);
        }
        self.around(("{", "}"), items)
    }

    fn around(&mut self, (open, close): (&str, &str), items: Vec<String>) -> String {
        let mut text = open.to_owned();
        let last = items.len();
        for (number, item) in items.into_iter().enumerate() {
            text.push_str(self.blank());
            text.push_str(&item);
            text.push_str(self.blank());
            if number + 1 < last || self.below(4) == 0 {
                text.push(',');
            }
        }
        text + self.blank() + close
    }

    /// Hooks of an event: anything, or some that speak of ours and are not ours.
    fn hooks(&mut self, agent: &str) -> String {
        if self.below(2) == 0 {
            return self.list(2);
        }
        let mut items = Vec::new();
        for _ in 0..=self.below(2) {
            let number = usize::try_from(self.below(100)).expect("small");
            items.push(foreign(number, agent));
        }
        self.around(("[", "]"), items)
    }

    fn json(&mut self, events: &[&str], agent: &str) -> String {
        let mut hooks: Vec<(&str, String)> = Vec::new();
        for event in events {
            if self.below(3) == 0 {
                hooks.push((event, self.hooks(agent)));
            }
        }
        let mut members = Vec::new();
        if self.below(2) == 0 {
            members.push(("hooks", self.object(1, &hooks)));
        }
        for key in ["mcpServers", "servers"] {
            if self.below(4) == 0 {
                members.push((key, self.object(2, &[])));
            }
        }
        let bom = self.one(&["", "", "\u{feff}"]);
        let (before, behind) = (self.blank(), self.blank());
        format!("{bom}{before}{}{behind}", self.object(3, &members))
    }

    fn lines(&mut self, of: &[&str]) -> String {
        let newline = self.one(&["\n", "\n", "\r\n"]);
        let count = self.below(8);
        let lines: Vec<&str> = (0..count).map(|_| self.one(of)).collect();
        lines.join("\n").replace('\n', newline) + self.one(&["", newline, "\n\n"])
    }

    fn toml(&mut self) -> String {
        let mut text = String::new();
        for number in 0..self.below(6) {
            text += &match self.below(4) {
                0 => format!("[t{number}]\na = 1 # yes\n"),
                1 => format!(
                    "[mcp_servers.s{number}]\ncommand = \"x\"\nargs = [\n  \"y\", # yes\n]\n"
                ),
                2 => format!("[[list]]\nname = '''\n[no]\n'''\nn = {number}\n"),
                _ => format!("\n# comment\n[u{number}.v]\nd = 2026-01-02\n"),
            };
        }
        let newline = self.one(&["\n", "\r\n"]);
        let text = text.replace('\n', newline);
        match self.below(3) {
            0 => text.trim_end().to_owned(),
            _ => text,
        }
    }
}

#[test]
fn whatever_was_there_stays_and_comes_back() {
    let more = std::env::var("STOPGATE_MATRIX").ok();
    let more: u64 = more.and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut chance = Chance(0x5eed_0028);
    let markdown = [
        "# Rules",
        "",
        "- Be kind.",
        "> quoted",
        "    code",
        "text <!-- mine -->",
        "| a | b |",
    ];
    let mut held = 0;
    for _ in 0..ROUNDS * more {
        for agent in Agent::all() {
            for offer in OFFERS {
                let mut files = Files::new();
                for part in parts(agent, offer, &Files::new()) {
                    let text = match part.content {
                        Content::Json(_) => chance.json(&EVENTS, agent.name),
                        Content::Section(_) => chance.lines(&markdown),
                        Content::Table(..) => chance.toml(),
                        Content::Whole(_) => continue,
                    };
                    files.insert(part.path, text);
                }
                hold(agent, offer, &files);
                hold_edited(agent, offer, &files);
                held += files.len();
            }
        }
    }
    assert!(held > 500, "{held} files");
}
