//! Whether a step did what was expected (CONTRACT.md 9), judged while its output passes by.

use memchr::memmem::Finder;
use stopgate_model::Expectation;
use stopgate_runner::{Ending, Met};

use super::lines::Line;

/// The expectations of a step and what is known of them.
pub(super) struct Expectations<'a> {
    expected: &'a [Expectation],
    /// For each, whether output has met it.
    seen: Vec<bool>,
    /// One for stdout, one for stderr.
    streams: [Stream<'a>; 2],
}

/// What is remembered of one stream.
struct Stream<'a> {
    line: Line,
    /// True in a line that has begun.
    is_in_line: bool,
    /// True when a byte has come.
    has_bytes: bool,
    /// What to search for, each with the place of its expectation.
    searches: Vec<(usize, Finder<'a>)>,
    /// What lines are compared with.
    wanted: Vec<Wanted<'a>>,
    /// Longest text of those, bytes.
    line_reach: usize,
    /// The last bytes, as many as a text that is searched for may have before a cut.
    recent: Vec<u8>,
    recent_reach: usize,
}

/// A text that a line is compared with.
struct Wanted<'a> {
    /// The place of its expectation.
    at: usize,
    how: How,
    text: &'a [u8],
}

#[derive(Clone, Copy)]
enum How {
    Whole,
    Start,
    End,
}

impl<'a> Expectations<'a> {
    pub(super) fn new(expected: &'a [Expectation]) -> Self {
        Self {
            expected,
            seen: vec![false; expected.len()],
            streams: [Stream::new(expected), Stream::new(expected)],
        }
    }

    /// Takes the next bytes of a stream: 0 is stdout, 1 is stderr.
    pub(super) fn take(&mut self, stream: usize, bytes: &[u8]) {
        let stream = &mut self.streams[stream];
        stream.has_bytes |= !bytes.is_empty();
        stream.search(bytes, &mut self.seen);
        stream.split(bytes, &mut self.seen);
    }

    /// For each expectation, whether it is met.
    pub(super) fn finish(mut self, ending: &Ending) -> Vec<Met> {
        for stream in &mut self.streams {
            if stream.is_in_line {
                stream.judge_begun(&mut self.seen);
            }
        }
        let is_silent = !self.streams.iter().any(|stream| stream.has_bytes);
        let judge = |(expected, seen): (&Expectation, &bool)| {
            let met = match expected {
                Expectation::Prose(_) => return Met::ByPerson,
                _ if matches!(ending, Ending::NotStarted(_)) => false,
                Expectation::Exit(code) => *ending == Ending::Exit(i32::from(*code)),
                Expectation::Fails => match ending {
                    Ending::Exit(code) => *code != 0,
                    ending => matches!(ending, Ending::Signal(_)),
                },
                Expectation::NoOutput => is_silent,
                Expectation::Line(_)
                | Expectation::StartsWith(_)
                | Expectation::EndsWith(_)
                | Expectation::Contains(_) => *seen,
            };
            if met { Met::Yes } else { Met::No }
        };
        self.expected.iter().zip(&self.seen).map(judge).collect()
    }
}

impl<'a> Stream<'a> {
    fn new(expected: &'a [Expectation]) -> Self {
        let searched = expected
            .iter()
            .enumerate()
            .filter_map(|(at, one)| match one {
                Expectation::Contains(text) => Some((at, text)),
                _ => None,
            });
        let wanted = expected.iter().enumerate().filter_map(|(at, one)| {
            let (how, text) = match one {
                Expectation::Line(text) => (How::Whole, text),
                Expectation::StartsWith(text) => (How::Start, text),
                Expectation::EndsWith(text) => (How::End, text),
                _ => return None,
            };
            let text = text.trim_ascii().as_bytes();
            Some(Wanted { at, how, text })
        });
        let wanted: Vec<Wanted> = wanted.collect();
        let recent_reach = searched.clone().map(|(_, text)| text.len()).max();
        Self {
            line: Line::default(),
            is_in_line: false,
            has_bytes: false,
            searches: searched.map(|(at, text)| (at, Finder::new(text))).collect(),
            line_reach: wanted.iter().map(|one| one.text.len()).max().unwrap_or(0),
            wanted,
            recent: Vec::new(),
            recent_reach: recent_reach.unwrap_or(0).saturating_sub(1),
        }
    }

    /// Looks for texts anywhere, also across the cut between this chunk and what came before.
    fn search(&mut self, bytes: &[u8], seen: &mut [bool]) {
        if self.searches.iter().all(|(at, _)| seen[*at]) {
            return;
        }
        let mut cut = std::mem::take(&mut self.recent);
        cut.extend_from_slice(&bytes[..bytes.len().min(self.recent_reach)]);
        for (at, search) in &self.searches {
            let found = seen[*at] || search.find(&cut).is_some() || search.find(bytes).is_some();
            seen[*at] = found;
        }
        if bytes.len() >= self.recent_reach {
            cut.clear();
            cut.extend_from_slice(&bytes[bytes.len() - self.recent_reach..]);
        } else {
            cut.drain(..cut.len().saturating_sub(self.recent_reach));
        }
        self.recent = cut;
    }

    /// Judges each line that ends in this chunk and remembers the one that goes on.
    fn split(&mut self, bytes: &[u8], seen: &mut [bool]) {
        if self.wanted.iter().all(|wanted| seen[wanted.at]) {
            return;
        }
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes) {
            let part = &bytes[start..end];
            if self.is_in_line {
                self.line.take(part, self.line_reach);
                self.judge_begun(seen);
            } else {
                self.judge_whole(part.trim_ascii(), seen);
            }
            start = end + 1;
        }
        self.is_in_line |= start < bytes.len();
        self.line.take(&bytes[start..], self.line_reach);
    }

    fn judge_whole(&self, line: &[u8], seen: &mut [bool]) {
        for wanted in self.wanted.iter().filter(|_| !line.is_empty()) {
            seen[wanted.at] |= match wanted.how {
                How::Whole => line == wanted.text,
                How::Start => line.starts_with(wanted.text),
                How::End => line.ends_with(wanted.text),
            };
        }
    }

    /// Judges the line that began in an earlier chunk.
    fn judge_begun(&mut self, seen: &mut [bool]) {
        let line = &self.line;
        for wanted in self.wanted.iter().filter(|_| !line.is_blank()) {
            seen[wanted.at] |= match wanted.how {
                How::Whole => line.is(wanted.text),
                How::Start => line.starts_with(wanted.text),
                How::End => line.ends_with(wanted.text),
            };
        }
        self.line.clear();
        self.is_in_line = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(expected: &[Expectation], chunks: &[(usize, &[u8])], ending: &Ending) -> Vec<Met> {
        let mut expectations = Expectations::new(expected);
        for (stream, bytes) in chunks {
            expectations.take(*stream, bytes);
        }
        expectations.finish(ending)
    }

    fn texts() -> Vec<Expectation> {
        let texts = [
            "articles: 3",
            "3",
            "art",
            "es: 3",
            "two words",
            "é",
            "x",
            "a\tb",
            "ab\ncd",
        ];
        let kinds = |text: &str| {
            [
                Expectation::Line(text.to_owned()),
                Expectation::StartsWith(text.to_owned()),
                Expectation::EndsWith(text.to_owned()),
                Expectation::Contains(text.to_owned()),
            ]
        };
        texts.iter().flat_map(|text| kinds(text)).collect()
    }

    /// The same rules over the whole output at once.
    fn plainly(expected: &Expectation, output: &[u8]) -> Met {
        let mut lines = output.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let found = match expected {
            Expectation::Line(text) => lines.any(|line| line == text.as_bytes()),
            Expectation::StartsWith(text) => lines.any(|line| line.starts_with(text.as_bytes())),
            Expectation::EndsWith(text) => lines.any(|line| line.ends_with(text.as_bytes())),
            Expectation::Contains(text) => {
                let mut windows = output.windows(text.len());
                windows.any(|window| window == text.as_bytes())
            }
            _ => false,
        };
        if found { Met::Yes } else { Met::No }
    }

    const OUTPUTS: [&[u8]; 8] = [
        b"articles: 3\n",
        b"  \t articles: 3 \r\n",
        b"x\narticles: 3",
        b"articles: 33\nmany articles: 3\n",
        b"ab\ncd two  words two words\n\n\n3",
        b"  a\tb  \xc3\xa9 x\r\r\n \xff\xc3 \n",
        b"articles:\n3\nart",
        b"\n \n",
    ];

    #[test]
    fn output_is_judged_alike_wherever_it_is_cut() {
        let expected = texts();
        for output in OUTPUTS {
            let plain: Vec<Met> = expected.iter().map(|one| plainly(one, output)).collect();
            for first in 0..=output.len() {
                for second in first..=output.len() {
                    let cuts = [&output[..first], &output[first..second], &output[second..]];
                    for stream in [0, 1] {
                        let chunks = cuts.map(|bytes| (stream, bytes));
                        assert_eq!(
                            met(&expected, &chunks, &Ending::Exit(0)),
                            plain,
                            "{output:?}"
                        );
                    }
                }
            }
            let bytes: Vec<(usize, &[u8])> = output.chunks(1).map(|byte| (0, byte)).collect();
            assert_eq!(met(&expected, &bytes, &Ending::Exit(0)), plain);
        }
    }

    #[test]
    fn streams_do_not_run_into_each_other() {
        let expected = texts();
        let chunks: [(usize, &[u8]); 3] = [(0, b"artic"), (1, b"x"), (0, b"les: 3")];
        let both = met(&expected, &chunks, &Ending::Exit(0));
        for (expected, met) in expected.iter().zip(both) {
            let either = [plainly(expected, b"articles: 3"), plainly(expected, b"x")];
            assert_eq!(met == Met::Yes, either.contains(&Met::Yes), "{expected:?}");
        }
    }

    #[test]
    fn a_line_of_any_length_is_judged_by_its_ends() {
        let expected = texts();
        let mut output = b" \t".repeat(100_000);
        output.extend(b"articles: 3");
        output.extend(b"y ".repeat(100_000));
        output.extend(b"two words");
        output.extend(b" ".repeat(100_000));
        for size in [1, 777, 65_536] {
            let chunks: Vec<(usize, &[u8])> = output.chunks(size).map(|bytes| (0, bytes)).collect();
            let plain: Vec<Met> = expected.iter().map(|one| plainly(one, &output)).collect();
            assert!(plain.contains(&Met::Yes));
            assert_eq!(met(&expected, &chunks, &Ending::Exit(0)), plain);
        }
    }

    #[test]
    fn endings_and_silence_are_judged() {
        let expected = [
            Expectation::Exit(3),
            Expectation::Fails,
            Expectation::NoOutput,
            Expectation::Prose("looks well".to_owned()),
        ];
        let not_started = Ending::NotStarted(String::new());
        let cases: [(Ending, &[u8], [bool; 3]); 6] = [
            (Ending::Exit(3), b"", [true, true, true]),
            (Ending::Exit(0), b"", [false, false, true]),
            (Ending::Exit(1), b"\n", [false, true, false]),
            (Ending::Signal(9), b"", [false, true, true]),
            (Ending::TimedOut, b"", [false, false, true]),
            (not_started, b"", [false, false, false]),
        ];
        for (ending, output, wanted) in cases {
            let met = met(&expected, &[(1, output)], &ending);
            let wanted = wanted.map(|yes| if yes { Met::Yes } else { Met::No });
            assert_eq!(met[..3], wanted, "{ending:?}");
            assert_eq!(met[3], Met::ByPerson);
        }
    }
}
