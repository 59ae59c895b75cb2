//! Files of keys and values, whatever their syntax: every key with the line on which it stands.

mod json;

mod toml;

mod yaml;

/// How deep keys may be nested; what is nested deeper is left out.
const DEEPEST: usize = 64;
/// Keys of one file that are kept at most.
const MOST: usize = 200_000;

/// A key with what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// The keys from the outermost on; items of lists are called by their numbers, from 0.
    pub(crate) path: Vec<String>,
    /// The value as it is written; none for what holds others.
    pub(crate) text: Option<String>,
    /// The line of the key, or of an item, from 1.
    pub(crate) line: usize,
}

/// The keys of a file by the ending of its name; none where it is broken.
pub(crate) fn nodes(path: &str, text: &str) -> Vec<Node> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "toml" | "Pipfile" => toml::nodes(text),
        "lock" if name != "composer.lock" => toml::nodes(text),
        "json" | "json5" | "jsonc" | "lock" | "webmanifest" => json::nodes(text),
        "yml" | "yaml" | "cff" => yaml::nodes(text),
        _ => Vec::new(),
    }
}

/// `scripts.test`, `services.*.image`, `tool."a.b"`; a star is any one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyPattern(Vec<Option<String>>);

impl KeyPattern {
    /// None where a part is empty or a quotation mark is open.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let (part, after) = if let Some(quoted) = rest.strip_prefix('"') {
                quoted.split_once('"')?
            } else {
                rest.split_at(rest.find('.').unwrap_or(rest.len()))
            };
            if part.is_empty() {
                return None;
            }
            parts.push((part != "*").then(|| part.to_owned()));
            match after.strip_prefix('.') {
                Some(after) => rest = after,
                None if after.is_empty() => return Some(Self(parts)),
                None => return None,
            }
        }
    }

    /// True for this key itself, not for what is nested in it.
    pub(crate) fn fits(&self, node: &Node) -> bool {
        let same = |(wanted, key): (&Option<String>, &String)| {
            wanted.as_ref().is_none_or(|wanted| wanted == key)
        };
        self.0.len() == node.path.len() && self.0.iter().zip(&node.path).all(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(path: &str, text: &str) -> Vec<String> {
        let shown = |node: &Node| {
            let text = node.text.as_deref().unwrap_or("…");
            format!("{} {}={text}", node.line, node.path.join("/"))
        };
        nodes(path, text).iter().map(shown).collect()
    }

    #[test]
    fn keys_have_their_lines_in_every_syntax() {
        let toml = "[a]\nb = \"1\"\n[a.c]\nd = [\"x\",\n 2.10]\n[[e]]\nf = true\n";
        assert_eq!(
            short("x.toml", toml),
            [
                "1 a=…",
                "2 a/b=1",
                "3 a/c=…",
                "4 a/c/d=…",
                "4 a/c/d/0=x",
                "5 a/c/d/1=2.10",
                "6 e=…",
                "6 e/0=…",
                "7 e/0/f=true"
            ]
        );
        let json = "{ // comment\n\t\"a\": {\"b\": \"1\\u0041\"},\n\"c\": [1.10,\n null,],\n}";
        assert_eq!(
            short("x.json", json),
            ["2 a=…", "2 a/b=1A", "3 c=…", "3 c/0=1.10", "4 c/1=null"]
        );
        let yaml = "a:\n  b: 3.10\n  c:\n    - x: 1\n    - y\non: [p, 'q']\n";
        assert_eq!(
            short("x.yml", yaml),
            [
                "1 a=…",
                "2 a/b=3.10",
                "3 a/c=…",
                "4 a/c/0=…",
                "4 a/c/0/x=1",
                "5 a/c/1=y",
                "6 on=…",
                "6 on/0=p",
                "6 on/1=q"
            ]
        );
    }

    #[test]
    fn broken_and_hostile_files_say_what_they_can_and_no_more() {
        let cases: [(&str, &str, &[&str]); 9] = [
            ("x.toml", "a = ", &["1 a="]),
            (
                "x.toml",
                "a = 1\n[b]\nc = 2\nd = ",
                &["1 a=1", "2 b=…", "3 b/c=2", "4 b/d="],
            ),
            ("x.json", "{\"a\": ", &["1 a=…"]),
            (
                "x.json",
                "{\"a\": 1,\n\"b\": [2, }",
                &["1 a=1", "2 b=…", "2 b/0=2", "2 b/1=…"],
            ),
            ("x.yml", "a: [1\nb: {", &["1 a=…"]),
            ("x.yml", "a: 1\nb: *unknown\n", &["1 a=1", "2 b=…"]),
            ("x.yml", "*unknown", &[]),
            ("x.toml", "", &[]),
            ("x.json", "\u{0}", &[]),
        ];
        let said: Vec<Vec<String>> = cases.iter().map(|it| short(it.0, it.1)).collect();
        let wanted: Vec<&[&str]> = cases.iter().map(|it| it.2).collect();
        assert_eq!(said, wanted);
        let deep = "[".repeat(100_000);
        let depths = ["x.json", "x.yml"].map(|path| nodes(path, &deep).len());
        assert_eq!(depths, [DEEPEST, 0]);
    }

    #[test]
    fn a_pattern_of_keys_fits_whole_paths() {
        let node = |path: &[&str]| Node {
            path: path.iter().map(|&part| part.to_owned()).collect(),
            text: None,
            line: 1,
        };
        let pattern = KeyPattern::read("a.*.\"c.d\"").unwrap();
        assert!(pattern.fits(&node(&["a", "b", "c.d"])));
        assert!(!pattern.fits(&node(&["a", "b"])));
        assert!(!pattern.fits(&node(&["a", "b", "c.d", "e"])));
        for wrong in ["", "a..b", "\"a", "a.", "\"a\"b"] {
            assert_eq!(KeyPattern::read(wrong), None, "{wrong}");
        }
    }
}
