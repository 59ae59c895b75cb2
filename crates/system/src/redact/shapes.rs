//! Shapes of tokens, private keys and authorization headers, as their issuers document them.

/// Characters of one kind.
pub(super) type Class = fn(u8) -> bool;

/// One shape: a beginning, and what must follow.
pub(super) struct Shape {
    pub(super) beginning: &'static str,
    follow: Follow,
}

enum Follow {
    /// At least so many characters of a class.
    AtLeast(usize, Class),
    /// The same, where the beginning does not go on a word.
    WordAtLeast(usize, Class),
    /// Exactly so many characters of a class, at the end of a word.
    Exactly(usize, Class),
    /// The same, in a word of its own.
    Word(usize, Class),
    /// The rest of the first part of a JSON web token, and more parts behind dots.
    WebToken,
    /// The rest of an HTTP header that carries credentials.
    Header,
    /// The kind of a key, and the key.
    PrivateKey,
}

/// What the bytes from a beginning on are.
pub(super) enum Judgement {
    /// No token.
    No,
    /// Nobody can say before more bytes have come.
    More,
    /// A token.
    Token {
        /// Where it begins, in bytes from the beginning of the shape.
        from: usize,
        /// How many bytes from there on surely belong to it.
        sure: usize,
        /// What belongs to it behind them.
        swallow: Swallow,
    },
}

/// What belongs to a token, byte by byte.
pub(super) enum Swallow {
    /// All characters of a class.
    Run(Class),
    /// A private key up to its last line.
    Key(Key),
}

/// Every shape that is known.
pub(super) const SHAPES: &[Shape] = &[
    shape("ghp_", Follow::AtLeast(20, is_alphanumeric)),
    shape("gho_", Follow::AtLeast(20, is_alphanumeric)),
    shape("ghu_", Follow::AtLeast(20, is_alphanumeric)),
    shape("ghs_", Follow::AtLeast(20, is_alphanumeric)),
    shape("ghr_", Follow::AtLeast(20, is_alphanumeric)),
    shape("github_pat_", Follow::AtLeast(20, is_word)),
    shape("glpat-", Follow::AtLeast(16, is_url_safe)),
    shape("gldt-", Follow::AtLeast(20, is_url_safe)),
    shape("glrt-", Follow::AtLeast(20, is_url_safe)),
    shape("AKIA", Follow::Word(16, is_upper)),
    shape("ASIA", Follow::Word(16, is_upper)),
    shape("xoxa-", Follow::AtLeast(10, is_dashed)),
    shape("xoxb-", Follow::AtLeast(10, is_dashed)),
    shape("xoxe-", Follow::AtLeast(10, is_dashed)),
    shape("xoxe.", Follow::AtLeast(10, is_dotted)),
    shape("xoxo-", Follow::AtLeast(10, is_dashed)),
    shape("xoxp-", Follow::AtLeast(10, is_dashed)),
    shape("xoxr-", Follow::AtLeast(10, is_dashed)),
    shape("xoxs-", Follow::AtLeast(10, is_dashed)),
    shape("xapp-", Follow::AtLeast(10, is_dashed)),
    shape("AIza", Follow::Exactly(35, is_url_safe)),
    shape("GOCSPX-", Follow::AtLeast(20, is_url_safe)),
    shape("ya29.", Follow::AtLeast(20, is_dotted)),
    shape("sk-", Follow::WordAtLeast(32, is_alphanumeric)),
    shape("sk-ant-", Follow::WordAtLeast(20, is_url_safe)),
    shape("sk-proj-", Follow::WordAtLeast(20, is_url_safe)),
    shape("sk-svcacct-", Follow::WordAtLeast(20, is_url_safe)),
    shape("sk-admin-", Follow::WordAtLeast(20, is_url_safe)),
    shape("sk-or-", Follow::WordAtLeast(20, is_url_safe)),
    shape("sk_live_", Follow::AtLeast(16, is_alphanumeric)),
    shape("sk_test_", Follow::AtLeast(16, is_alphanumeric)),
    shape("rk_live_", Follow::AtLeast(16, is_alphanumeric)),
    shape("rk_test_", Follow::AtLeast(16, is_alphanumeric)),
    shape("whsec_", Follow::AtLeast(24, is_base64)),
    shape("npm_", Follow::AtLeast(30, is_alphanumeric)),
    shape("pypi-", Follow::AtLeast(40, is_url_safe)),
    shape("hf_", Follow::AtLeast(30, is_alphanumeric)),
    shape("dckr_pat_", Follow::AtLeast(20, is_url_safe)),
    shape("dop_v1_", Follow::AtLeast(32, is_alphanumeric)),
    shape("hvs.", Follow::AtLeast(24, is_url_safe)),
    shape("SG.", Follow::WordAtLeast(40, is_dotted)),
    shape("AGE-SECRET-KEY-1", Follow::AtLeast(40, is_upper)),
    shape("eyJ", Follow::WebToken),
    shape("Authorization", Follow::Header),
    shape("authorization", Follow::Header),
    shape("AUTHORIZATION", Follow::Header),
    shape("-----BEGIN ", Follow::PrivateKey),
];

const fn shape(beginning: &'static str, follow: Follow) -> Shape {
    Shape { beginning, follow }
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_dashed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn is_url_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn is_dotted(byte: u8) -> bool {
    is_url_safe(byte) || byte == b'.'
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// RFC 7235's `token68`.
fn is_credential(byte: u8) -> bool {
    is_base64(byte) || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

impl Shape {
    /// What the bytes are that start with the beginning of this shape, behind the byte `before`.
    pub(super) fn judge(&self, before: Option<u8>, bytes: &[u8], last: bool) -> Judgement {
        let rest = &bytes[self.beginning.len()..];
        let goes_on = before.is_some_and(is_url_safe);
        let judgement = match self.follow {
            Follow::WordAtLeast(..) | Follow::Word(..) if goes_on => Judgement::No,
            Follow::AtLeast(least, class) | Follow::WordAtLeast(least, class) => {
                at_least(rest, least, class, last)
            }
            Follow::Exactly(length, class) | Follow::Word(length, class) => {
                exactly(rest, length, class, last)
            }
            Follow::WebToken => web_token(rest, last),
            Follow::Header => header(rest, last),
            Follow::PrivateKey => private_key(rest, last),
        };
        match judgement {
            // Credentials begin behind the name of their header, which stays.
            Judgement::Token {
                from,
                sure,
                swallow,
            } if from > 0 => token(from + self.beginning.len(), sure, swallow),
            Judgement::Token { sure, swallow, .. } => {
                token(0, sure + self.beginning.len(), swallow)
            }
            undone => undone,
        }
    }
}

fn run(bytes: &[u8], class: Class, most: usize) -> usize {
    bytes
        .iter()
        .take(most)
        .take_while(|byte| class(**byte))
        .count()
}

fn undecided(last: bool) -> Judgement {
    if last { Judgement::No } else { Judgement::More }
}

fn at_least(rest: &[u8], least: usize, class: Class, last: bool) -> Judgement {
    let found = run(rest, class, least);
    if found == least {
        token(0, found, Swallow::Run(class))
    } else if found == rest.len() {
        undecided(last)
    } else {
        Judgement::No
    }
}

fn exactly(rest: &[u8], length: usize, class: Class, last: bool) -> Judgement {
    let found = run(rest, class, length);
    match rest.get(found) {
        None if found < length || !last => undecided(last),
        Some(next) if found < length || is_word(*next) => Judgement::No,
        _ => token(0, found, Swallow::Run(|_| false)),
    }
}

/// Longest first part of a web token that is waited for, bytes; it holds the names of algorithms.
const WEB_TOKEN_HEADER: usize = 8 * 1024;

fn web_token(rest: &[u8], last: bool) -> Judgement {
    let header = run(rest, is_url_safe, WEB_TOKEN_HEADER);
    let is_short = header < 8 && header < rest.len();
    if is_short || header == WEB_TOKEN_HEADER {
        return Judgement::No;
    }
    let payload = match rest.get(header) {
        None => return undecided(last),
        Some(b'.') => &rest[header + 1..],
        Some(_) => return Judgement::No,
    };
    let found = run(payload, is_url_safe, 8);
    match payload.get(found) {
        _ if found == 8 => {}
        Some(b'.') => {}
        None => return undecided(last),
        Some(_) => return Judgement::No,
    }
    token(0, header + 1 + found, Swallow::Run(is_dotted))
}

/// `: Bearer abc…`, `": "Basic abc…`: what stands between, then the scheme, then the credentials.
fn header(rest: &[u8], last: bool) -> Judgement {
    const SCHEMES: [&[u8]; 4] = [b"bearer", b"basic", b"token", b"apikey"];
    let is_between: Class =
        |byte| matches!(byte, b'"' | b'\'' | b'\\' | b' ' | b'\t' | b':' | b'=');
    let between = run(rest, is_between, 16);
    let marked = rest[..between].iter().any(|byte| b":=".contains(byte));
    let scheme = run(&rest[between..], is_alphanumeric, 8);
    let word = &rest[between..between + scheme];
    let spaces = run(&rest[between + scheme..], |byte| byte == b' ', 4);
    let start = between + scheme + spaces;
    let known = SCHEMES.iter().any(|known| word.eq_ignore_ascii_case(known));
    if start < rest.len() && !(marked && known && spaces > 0) {
        return Judgement::No;
    }
    match at_least(&rest[start..], 8, is_credential, last) {
        Judgement::Token { sure, swallow, .. } => token(start, sure, swallow),
        judgement => judgement,
    }
}

/// `RSA PRIVATE KEY-----`, and the key.
fn private_key(rest: &[u8], last: bool) -> Judgement {
    const END: &[u8] = b"PRIVATE KEY";
    const DASHES: &[u8] = b"-----";
    let kind = run(rest, |byte| is_upper(byte) || byte == b' ', 40);
    let dashes = run(&rest[kind..], |byte| byte == b'-', DASHES.len());
    let label = rest[..kind]
        .strip_suffix(b" BLOCK")
        .unwrap_or(&rest[..kind]);
    let complete = dashes == DASHES.len();
    if complete && label.ends_with(END) {
        return token(0, kind + dashes, Swallow::Key(Key::default()));
    }
    if kind + dashes == rest.len() && kind < 40 && !complete {
        undecided(last)
    } else {
        Judgement::No
    }
}

/// A private key in text, up to `-----END … KEY-----`, or to what no key holds: words between spaces
/// stand only in its headers and in its last line.
pub(super) struct Key {
    recent: Vec<u8>,
    /// Bytes that may still belong to it: a key of 16,384 bits has 13,000.
    left: usize,
    is_over: bool,
    /// True while nothing but white space stands in the line.
    is_blank: bool,
    /// True in a line with a colon or dash, and in the first, in which an escaped key stands whole.
    is_marked: bool,
}

impl Default for Key {
    fn default() -> Self {
        Self {
            recent: Vec::new(),
            left: 32 * 1024,
            is_over: false,
            is_blank: false,
            is_marked: true,
        }
    }
}

impl Key {
    fn take(&mut self, byte: u8) -> bool {
        if self.is_over || self.left == 0 || !self.may_hold(byte) {
            self.is_over = true;
            return false;
        }
        self.left -= 1;
        self.recent.push(byte);
        self.is_over = self.recent.ends_with(b"KEY-----") || self.recent.ends_with(b"BLOCK-----");
        if self.recent.len() > 64 {
            self.recent.drain(..48);
        }
        true
    }

    fn may_hold(&mut self, byte: u8) -> bool {
        match byte {
            b' ' | b'\t' => return self.is_blank || self.is_marked,
            b'\n' | b'\r' => (self.is_blank, self.is_marked) = (true, false),
            b':' | b'-' => self.is_marked = true,
            b'"' | b'\'' | b',' | b'\\' | b'.' | b'(' | b')' => {}
            _ if is_base64(byte) => self.is_blank = false,
            _ => return false,
        }
        true
    }
}

impl Swallow {
    /// How many of the bytes belong to the token.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Run(class) => run(bytes, *class, bytes.len()),
            Self::Key(key) => bytes.iter().take_while(|byte| key.take(**byte)).count(),
        }
    }

    /// True where nothing more can belong to it.
    pub(super) fn is_over(&self) -> bool {
        matches!(self, Self::Key(key) if key.is_over)
    }
}

fn token(from: usize, sure: usize, swallow: Swallow) -> Judgement {
    Judgement::Token {
        from,
        sure,
        swallow,
    }
}
