//! What holds whatever the bytes are: the fuzz targets of `fuzz/` and their short form in the tests ask
//! the same.

use std::path::PathBuf;

use stopgate_workspace::{Document, Engine, Fixing, Format, Options, Profile, check_format};

use crate::{Folder, engine, options, same};

/// The day on which everything is read.
const DAY: &str = "2026-06-01";

/// The laws, with what they need: make it once.
pub struct Laws {
    engine: Engine,
    nowhere: Folder,
}

impl Default for Laws {
    fn default() -> Self {
        Self {
            engine: engine(),
            nowhere: Folder(PathBuf::from("/nonexistent")),
        }
    }
}

impl Laws {
    /// How a document is judged; its first byte chooses the format, so that each has its share.
    fn options(&self, bytes: &[u8]) -> Options {
        let formats = self.engine.formats();
        let first = usize::from(bytes.first().copied().unwrap_or_default());
        let format = formats.get(first % (formats.len() + 1));
        Options {
            profile: Profile::Strict,
            ..options(format.map(|format| format.id.as_str()), DAY)
        }
    }

    fn read(&self, bytes: &[u8], options: &Options) -> Document<'_> {
        self.engine
            .read("plan.md", bytes.to_vec(), options, &self.nowhere)
    }

    /// A document keeps its bytes, and no finding and no fix points outside of it.
    ///
    /// # Panics
    /// When the law is broken.
    pub fn judging(&self, bytes: &[u8]) {
        let options = self.options(bytes);
        let document = self.read(bytes, &options);
        assert_eq!(document.source().bytes(), bytes);
        for finding in document.check_with_layout(&options, &self.nowhere).findings {
            assert!(finding.span.end() <= bytes.len(), "{}", finding.code);
            document.source().position(finding.span.start());
            if let Some(edits) = finding.fix.as_ref().and_then(|fix| fix.edits()) {
                edits.apply(bytes);
            }
        }
    }

    /// Safe fixes and `fmt` change nothing that matters, and done twice they are done once.
    ///
    /// # Panics
    /// When the law is broken.
    pub fn mending(&self, bytes: &[u8]) {
        let options = self.options(bytes);
        let before = self.read(bytes, &options);
        for fixing in [Fixing::Layout, Fixing::Safe] {
            let mended = |bytes| {
                let document = ("plan.md", bytes);
                let fixed = self.engine.fixed(document, fixing, &options, &self.nowhere);
                fixed.bytes
            };
            let once = mended(bytes.to_vec());
            let changes = same::changes(&before, &self.read(&once, &options));
            assert!(changes.is_empty(), "{fixing:?} changes {changes:?}");
            assert!(
                mended(once.clone()) == once,
                "{fixing:?}: twice is not once"
            );
        }
    }

    /// A converted document leads back to the same bytes, or the conversion is refused.
    ///
    /// # Panics
    /// When the law is broken.
    pub fn converting(&self, bytes: &[u8]) {
        let document = self.read(bytes, &self.options(bytes));
        let Some(from) = document.plan().map(|plan| plan.format.id.clone()) else {
            return;
        };
        let last = usize::from(bytes.last().copied().unwrap_or_default());
        let formats = self.engine.formats();
        let to = &formats[last % formats.len()];
        match document.convert(to) {
            None | Some(Err(_)) => {}
            Some(Ok(converted)) => {
                let from = self.engine.format(&from).expect("it was read by it");
                let after = self.read(&converted.bytes, &options(Some(&to.id), DAY));
                let back = after.convert(from).expect("a plan").map(|back| back.bytes);
                assert!(back.is_ok_and(|back| back == bytes), "there and back");
            }
        }
    }

    /// Any text can be given for a format file or a pack: it is one, or the reason why not is said.
    ///
    /// # Panics
    /// When the law is broken.
    pub fn configuring(&self, text: &str) {
        for finding in check_format(text, &[]).findings {
            assert!(!finding.message.is_empty());
        }
        if let Err(broken) = Format::read("fuzz.toml", text) {
            assert!(broken.to_string().contains("fuzz.toml"));
        }
        let mut packs = self.engine.packs().clone();
        if let Err(broken) = packs.add("fuzz.toml", text) {
            assert!(broken.to_string().contains("fuzz.toml"));
        }
    }
}
