//! What terminals obey and readers do not see: controls, sequences, directions, characters without a
//! width.

/// Sequences behind an escape, or behind the one character that stands for it and its second byte.
const CSI: [&str; 38] = [
    "2J",
    "3J",
    "H",
    "1;1H",
    "99A",
    "99B",
    "99C",
    "99D",
    "5G",
    "K",
    "2K",
    "1K",
    "J",
    "1J",
    "10L",
    "10M",
    "5P",
    "5X",
    "2S",
    "2T",
    "1;5r",
    "r",
    "s",
    "u",
    "8m",
    "30;40m",
    "38;2;0;0;0m",
    "6n",
    "c",
    ">c",
    "21t",
    "14t",
    "?25l",
    "?1049h",
    "?1000h",
    "?2004h",
    "!p",
    "?3h",
];

const OSC: [&str; 16] = [
    "0;owned",
    "1;owned",
    "2;owned",
    "4;1;rgb:00/00/00",
    "7;file://x/",
    "8;;http://x.example",
    "8;;",
    "9;owned",
    "10;?",
    "11;#000000",
    "52;c;b3duZWQ=",
    "52;c;?",
    "104",
    "133;A",
    "777;notify;a;b",
    "1337;File=name=YQ==:AAAA",
];

/// Strings for the device, the application, and for nobody.
const STRINGS: [(char, &str); 8] = [
    ('P', "$q\"p"),
    ('P', "q#0;2;0;0;0#0~~"),
    ('P', "+q544e"),
    ('P', "1000p"),
    ('_', "Gf=24,s=1,v=1;AAAA"),
    ('_', "owned"),
    ('^', "private"),
    ('X', "string"),
];

/// Sequences of two or three characters.
const SHORT: [&str; 16] = [
    "c", "7", "8", "D", "E", "M", "H", "=", ">", "#8", "(0", ")0", "%G", "%@", " F", "n",
];

/// Characters that turn the direction, have no width, or break lines; some in a row.
const UNSEEN: [&str; 56] = [
    "\u{61c}",
    "\u{200e}",
    "\u{200f}",
    "\u{202a}",
    "\u{202b}",
    "\u{202c}",
    "\u{202d}",
    "\u{202e}",
    "\u{2066}",
    "\u{2067}",
    "\u{2068}",
    "\u{2069}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{2060}",
    "\u{2061}",
    "\u{2062}",
    "\u{2063}",
    "\u{2064}",
    "\u{2065}",
    "\u{206a}",
    "\u{206b}",
    "\u{206c}",
    "\u{206d}",
    "\u{206e}",
    "\u{206f}",
    "\u{feff}",
    "\u{ad}",
    "\u{34f}",
    "\u{180e}",
    "\u{180b}",
    "\u{115f}",
    "\u{1160}",
    "\u{3164}",
    "\u{ffa0}",
    "\u{17b4}",
    "\u{fff9}",
    "\u{fffb}",
    "\u{1d173}",
    "\u{1d17a}",
    "\u{2028}",
    "\u{2029}",
    "\u{fe00}",
    "\u{e0100}",
    "\u{e01ef}",
    "\u{e0001}",
    "\u{e0020}",
    "\u{e0041}",
    "\u{e007f}",
    "\u{202e}txt.exe\u{202c}",
    "\u{e0072}\u{e006d}",
    "\u{2067}a\u{2069}\u{2066}b\u{2069}",
    "\u{200b}\u{200b}\u{200b}",
    "\u{1bca0}",
    "\u{13430}",
];

/// All payloads, each of bytes that need not be UTF-8. None holds NUL or a line feed but the first two.
pub(crate) fn payloads() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = vec![b"\0".to_vec(), b"\n".to_vec()];
    all.extend(
        (1..=0x1f)
            .filter(|byte| *byte != b'\n')
            .map(|byte| vec![byte]),
    );
    all.push(vec![0x7f]);
    let mut texts: Vec<String> = ('\u{80}'..='\u{9f}').map(String::from).collect();
    for sequence in CSI {
        texts.push(format!("\u{1b}[{sequence}"));
        texts.push(format!("\u{9b}{sequence}"));
    }
    for (nth, sequence) in OSC.iter().enumerate() {
        let end = ["\u{7}", "\u{1b}\\", "\u{9c}", ""][nth % 4];
        texts.push(format!("\u{1b}]{sequence}{end}"));
        texts.push(format!("\u{9d}{sequence}{end}"));
    }
    for (kind, string) in STRINGS {
        texts.push(format!("\u{1b}{kind}{string}\u{1b}\\"));
        texts.push(format!("\u{1b}{kind}{string}"));
    }
    texts.extend(SHORT.iter().map(|short| format!("\u{1b}{short}")));
    texts.extend(UNSEEN.iter().map(|unseen| (*unseen).to_owned()));
    texts.extend(floods());
    all.extend(texts.into_iter().map(String::into_bytes));
    all.extend(broken());
    all
}

/// Heaps of accents, lines overwritten, long runs, right-to-left text.
fn floods() -> Vec<String> {
    let mut floods: Vec<String> = [
        "\u{300}", "\u{334}", "\u{20dd}", "\u{489}", "\u{fe0f}", "\u{1dc0}", "\u{fe20}",
    ]
    .iter()
    .map(|accent| format!("a{}", accent.repeat(40)))
    .collect();
    floods.extend([
        "\u{1b}[3;5H\u{1b}[0Jowned".to_owned(),
        "\u{1b}[200~paste\u{1b}[201~".to_owned(),
        "\u{1b}[>4;2m\u{1b}[?1006h".to_owned(),
        "\u{1b}]0;a\u{1b}]0;b\u{7}".to_owned(),
        "\u{1b}[?1047h\u{1b}[?1048h".to_owned(),
        "\u{1b}N\u{1b}O\u{8e}\u{8f}".to_owned(),
        "\u{1b}[1;1H\u{1b}[48;5;1m\u{1b}[K".to_owned(),
        "\u{1b}[s\u{1b}[99;1Hdone\u{1b}[u".to_owned(),
        "safe\rrm -rf /".to_owned(),
        "safe\u{8}\u{8}\u{8}\u{8}evil".to_owned(),
        "a\u{b}\u{c}b".to_owned(),
        "\u{e}lqqk\u{f}".to_owned(),
        "שלום \u{202e}abc\u{202c} مرحبا".to_owned(),
        "\u{1b}".repeat(50),
        "\u{1b}[".repeat(50),
        "\u{1b}[38;5;1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31;32;33mx".to_owned(),
        "\u{1b}[999999999999999999999A".to_owned(),
        "\u{1b}]8;;x\u{1b}\\click\u{1b}]8;;\u{1b}\\".to_owned(),
        "\u{1b}[8mhidden\u{1b}[28m".to_owned(),
        "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;b3duZWQ=\u{7}\u{1b}\\".to_owned(),
        "\u{1b}%G\u{9b}2J".to_owned(),
        "\u{1b}[?25l\u{1b}[1;1Hverdict: pass".to_owned(),
        "✓ exit 0\u{1b}[2K\u{1b}[1A".to_owned(),
    ]);
    floods
}

/// Bytes that are no UTF-8: lone bytes that old terminals obey, overlong forms, halves.
fn broken() -> Vec<Vec<u8>> {
    let broken: [&[u8]; 12] = [
        b"\x9b2J",
        b"\x9d0;owned\x07",
        b"\x90q\x9c",
        b"\x9c",
        b"\x85",
        b"\x8d",
        b"\xff\xfe",
        b"\xc0\x9b2J",
        b"\xc1\x9b[2J",
        b"\xed\xa0\x80\xed\xb0\x80",
        b"\xe2\x80",
        b"\xf0\x9f\x98\x1b[2J",
    ];
    broken.iter().map(|bytes| bytes.to_vec()).collect()
}
