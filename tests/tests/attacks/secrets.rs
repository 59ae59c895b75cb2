//! No byte of a secret is written, in whatever form and cut wherever (ATTACK-7).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use stopgate_runner::Variable;
use stopgate_system::Redactor;
use stopgate_tests::dice::Dice;
use stopgate_tests::{files, matrix};
use stopgate_workspace::Engine;

use crate::world::{DAY, PLAN, RUN, approve, plan_of, repository};

/// Secrets in process, and in commands that run.
const CASES: usize = 6_000;
const RUNS: usize = 60;

const SEED: u64 = 7;

/// Where secrets turn up: in arguments, environments, output, files and their names.
const PLACES: [(&str, &str); 6] = [
    ("curl -u user:", " https://x.example"),
    ("DB_TOKEN=", "\nNEXT=1"),
    ("<", ">\n"),
    ("{\"token\": \"", "\"}"),
    ("/var/lib/", "/state.db: no such file"),
    ("error: refused ", ""),
];

/// The name and text of each form of a value, made without the product's own encoders.
fn forms(value: &str) -> [(&'static str, String); 6] {
    let hex = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let url = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    let json = serde_json::to_string(value).expect("a string has JSON");
    [
        ("raw", value.to_owned()),
        ("base64", STANDARD.encode(value)),
        ("hex", hex),
        ("url", value.bytes().map(url).collect()),
        ("json", json[1..json.len() - 1].to_owned()),
        ("shell", value.replace('\'', "'\\''")),
    ]
}

/// A value as people and machines choose them.
fn value(dice: &mut Dice) -> String {
    let alphabet = "abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789/+=\"'%&$!-_ é";
    let letters: Vec<char> = alphabet.chars().collect();
    let length = 8 + dice.below(30);
    let mut value: String = (0..length).map(|_| *dice.pick(&letters)).collect();
    // White space around a value is no part of it.
    value.insert(0, 'q');
    value.push('z');
    value
}

/// What comes out of text that comes in two parts, or byte by byte.
fn masked(redactor: &Redactor, text: &str, cut: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut stream = redactor.stream();
    let (first, second) = text.as_bytes().split_at(cut);
    for part in [first, second] {
        stream.push(part, &mut |bytes| out.extend_from_slice(bytes));
    }
    stream.finish(&mut |bytes| out.extend_from_slice(bytes));
    out
}

fn faults_of(seed: u64, most: usize) -> (usize, Vec<String>) {
    let (mut dice, mut tried, mut faults) = (Dice::new(seed), 0, Vec::new());
    let value = value(&mut dice);
    let secret = Variable {
        name: "TOKEN".to_owned(),
        value: value.clone(),
        secret: true,
    };
    let redactor = Redactor::new(&[secret]).expect("the value is long enough");
    for (name, form) in forms(&value) {
        let (before, behind) = *dice.pick(&PLACES);
        let text = format!("{before}{form}{behind}");
        for cut in (before.len()..=before.len() + form.len()).take(most.saturating_sub(tried)) {
            tried += 1;
            let out = masked(&redactor, &text, cut);
            if out != format!("{before}[masked TOKEN]{behind}").as_bytes() {
                let out = String::from_utf8_lossy(&out).into_owned();
                faults.push(format!("{name} of {value:?} cut at {cut}: {out:?}"));
            }
        }
    }
    (tried, faults)
}

#[test]
fn no_form_of_a_secret_comes_through_wherever_it_is_cut() {
    let wanted = matrix::count(CASES);
    // Each value is tried in six forms, at every place where they can be cut.
    let seeds: Vec<u64> = (0..).map(|at| SEED + at).take(wanted / 50 + 1).collect();
    let looked = Engine::in_parallel(&seeds, |seed| faults_of(*seed, wanted));
    let (mut tried, mut faults) = (0, Vec::new());
    for (more, wrong) in looked {
        tried += more;
        faults.extend(wrong);
    }
    assert!(tried >= wanted, "{tried}");
    matrix::report(
        "ATTACK-7",
        (tried, "secrets cut in a stream"),
        SEED,
        &faults,
    );
}

/// Prints one form of its secret in two parts, or where else secrets get to, and fails where an argument
/// of a process above it holds the secret.
const LEAK: &str = r#"import base64, json, os, sys, time, urllib.parse
token, case = os.environ["TOKEN"], int(sys.argv[1])
raw = token.encode()
forms = [token, base64.b64encode(raw).decode(), raw.hex(), urllib.parse.quote(token, safe=""),
         json.dumps(token, ensure_ascii=False)[1:-1], token.replace("'", "'\\''")]
form = forms[case % 6].encode()
stream = [sys.stdout, sys.stderr][case // 6 % 2].buffer
cut = 1 + case * 7 % (len(form) - 1)
if case % 5 == 0:
    os.write(stream.fileno(), b"\n".join(b"%s=%s" % pair for pair in os.environb.items()) + b"\n")
if case % 7 == 0:
    open("made-by-step.txt", "a").write("a line\n")
    os.write(stream.fileno(), b"open: " + form + b"/x: no such file\n")
os.write(stream.fileno(), b"case %d <" % case + form[:cut])
time.sleep(0.002)
os.write(stream.fileno(), form[cut:] + b"> end\n")
parent = os.getppid()
while parent > 1:
    arguments = open(f"/proc/{parent}/cmdline", "rb").read()
    if any(form.encode() in arguments for form in forms):
        sys.exit("an argument of a process holds it")
    parent = int(open(f"/proc/{parent}/stat").read().rsplit(")", 1)[1].split()[1])
sys.exit(3 if case % 20 == 19 else 0)
"#;

/// Everything that Stopgate wrote or said of a run whose steps print a secret.
fn traces(value: &str, cases: std::ops::Range<usize>) -> Vec<(String, String)> {
    let commands: Vec<String> = cases
        .map(|case| format!("python3 leak.py {case}"))
        .collect();
    let mut repository = repository(&plan_of(&commands));
    repository.set("FEED_TOKEN", value);
    repository.write("leak.py", LEAK.as_bytes());
    let config = b"[secrets]\nTOKEN = { env = \"FEED_TOKEN\" }\n";
    repository.write(".stopgate/config.toml", config);
    approve(&repository);
    let mut said = Vec::new();
    let mut code = -1;
    for arguments in [
        &RUN[..],
        &["resume"],
        &["resume", "--output-format", "json"],
    ] {
        let done = repository.run(arguments);
        code = done.code;
        said.push((arguments.join(" "), done.stdout + &done.stderr));
    }
    // A step that fails fails again.
    assert!([1, 10].contains(&code), "{code}: {said:?}");
    for arguments in [
        &["show"][..],
        &["show", "--output-format", "json"],
        &["runs"],
        &["status"],
        &["verify"],
        &["steps", PLAN],
        &["check", PLAN, "--as-of", DAY],
        &["diff", PLAN],
    ] {
        let done = repository.run(arguments);
        said.push((arguments.join(" "), done.stdout + &done.stderr));
    }
    for path in files(&repository.root(), "") {
        let name = path.to_string_lossy().into_owned();
        if !name.ends_with("leak.py") {
            said.push((name, repository.read(&path.to_string_lossy())));
        }
    }
    said
}

#[test]
fn no_secret_that_a_step_prints_is_written_or_said() {
    let (mut dice, mut faults, mut masked) = (Dice::new(SEED), Vec::new(), 0);
    let wanted = matrix::count(RUNS);
    for first in (0..wanted).step_by(10) {
        let value = value(&mut dice);
        let traces = traces(&value, first..first + 10);
        for (name, text) in &traces {
            masked += text.matches("[masked TOKEN]").count();
            let found = forms(&value)
                .into_iter()
                .filter(|(_, form)| text.contains(form));
            faults.extend(found.map(|(form, _)| format!("{name} holds the secret as {form}")));
        }
    }
    println!("{masked} masked");
    assert!(
        masked >= wanted,
        "only {masked} masked: the test would see nothing"
    );
    let tried = (
        wanted,
        "steps that print a secret, all of .stopgate, plan and terminal scanned",
    );
    matrix::report("ATTACK-7", tried, SEED, &faults);
}
