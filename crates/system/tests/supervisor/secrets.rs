//! Secrets on their way from a step to what is recorded and shown.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use stopgate_model::Expectation;
use stopgate_runner::{Ending, Job, Met, Steps as _};
use stopgate_system::Supervisor;

use crate::places::shared;
use crate::play::{Place, job, secret, variable};

pub const TESTS: &[crate::Test] = &[
    ("a_secret_of_a_job_is_in_no_report", secret_of_a_job),
    (
        "a_secret_beside_the_job_is_in_no_report",
        secret_beside_the_job,
    ),
    ("a_secret_that_comes_bit_by_bit_is_never_shown", bit_by_bit),
    ("a_secret_too_short_to_mask_stops_the_step", too_short),
    ("the_shared_example_leaves_no_token", shared_example),
];

const VALUE: &str = "s3/cr+et \"value' of=7&%\\";

/// Everything that is reported of a job: record and pieces as one text, and what was met.
fn reported(supervisor: &mut Supervisor, job: &Job) -> (String, Vec<Met>) {
    let mut text = String::new();
    let outcome = supervisor
        .run(job, &mut |piece| text.push_str(piece))
        .unwrap();
    assert_eq!(outcome.ending, Ending::Exit(0), "{outcome:?}");
    assert!(outcome.output.masked > 0);
    text.push('\n');
    text.push_str(&serde_json::to_string(&outcome).unwrap());
    (text, outcome.met)
}

fn assert_clean(text: &str, value: &str) {
    let hexadecimal: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let encoded = STANDARD.encode(value);
    for form in [value, &hexadecimal, encoded.trim_end_matches('=')] {
        for part in form.as_bytes().windows(9) {
            let part = str::from_utf8(part).unwrap();
            assert!(!text.contains(part), "{part:?} is in {text}");
        }
    }
}

const NOISY: &str = r#"echo "call $TOKEN"; echo "Authorization: $TOKEN" >&2
printf %s "$TOKEN" | base64 -w0; echo; printf 'x:%s\n' "$TOKEN" | base64 -w0; echo
printf %s "$TOKEN" | od -An -v -tx1 | tr -d ' \n'; echo; set -x; : "$TOKEN""#;

fn secret_of_a_job() {
    let place = Place::new();
    let mut job = place.job(NOISY);
    job.environment.push(secret("TOKEN", VALUE));
    job.expectations = vec![
        Expectation::Line(format!("call {VALUE}")),
        Expectation::Contains("masked".to_owned()),
    ];
    let (text, met) = reported(&mut place.supervisor(), &job);
    assert_clean(&text, VALUE);
    assert!(text.contains("call [masked TOKEN]\n"));
    assert_eq!(
        met,
        [Met::Yes, Met::No],
        "expectations see what the step wrote"
    );
}

fn secret_beside_the_job() {
    let place = Place::new();
    let mut supervisor = place.supervisor_with(vec![secret("OTHER", VALUE)]);
    let mut job = place.job(NOISY);
    job.environment.push(variable("TOKEN", VALUE));
    for _ in 0..2 {
        let (text, _) = reported(&mut supervisor, &job);
        assert_clean(&text, VALUE);
        assert!(text.contains("call [masked OTHER]\n"));
        job.environment.push(secret("TOKEN_2", "another-one"));
    }
}

fn bit_by_bit() {
    let place = Place::new();
    let slowly = r#"for ((at = 0; at < ${#TOKEN}; at++)); do
printf %s "${TOKEN:at:1}"; sleep 0.06; done; echo; echo "${TOKEN:0:12}""#;
    let mut job = place.job(slowly);
    job.environment.push(secret("TOKEN", VALUE));
    let mut pieces = Vec::new();
    let outcome = place
        .supervisor()
        .run(&job, &mut |piece| pieces.push(piece.to_owned()));
    let output = outcome.unwrap().output;
    let beginning = &VALUE[..12];
    assert_eq!(output.head, format!("[masked TOKEN]\n{beginning}\n"));
    assert_eq!(
        pieces.concat(),
        output.head,
        "no more is shown than recorded"
    );
}

fn too_short() {
    let place = Place::new();
    let mut job = place.job("touch began");
    job.environment.push(secret("PIN", "123"));
    let outcome = place.supervisor().run(&job, &mut |_| {}).unwrap();
    let Ending::NotStarted(reason) = outcome.ending else {
        panic!("{outcome:?}");
    };
    assert!(
        reason.contains("PIN") && !reason.contains("123"),
        "{reason}"
    );
    assert!(!place.path("began").exists());
    let mut supervisor = place.supervisor_with(vec![secret("PIN", "123")]);
    let failure = supervisor.run(&job, &mut |_| {}).unwrap_err();
    assert!(failure.to_string().contains("PIN"), "{failure}");
}

fn shared_example() {
    let Some(example) = shared("examples/runnable/supplier-token") else {
        return;
    };
    let truth = fs::read(example.join("truth.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_slice(&truth).unwrap();
    let token = truth["run"]["env"]["FEED_TOKEN"].as_str().unwrap();
    let never: Vec<&str> = truth["run"]["never"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect();
    assert!(never.len() > 5);
    let place = Place::new();
    fs::create_dir(place.path("tools")).unwrap();
    fs::copy(
        example.join("repo/tools/call.py"),
        place.path("tools/call.py"),
    )
    .unwrap();
    let mut supervisor = place.supervisor();
    for mode in ["plain", "encoded", "slow"] {
        let mut job = job(&format!("python3 tools/call.py {mode}"));
        job.environment.push(secret("FEED_TOKEN", token));
        job.expectations = vec![Expectation::Line(format!("{mode} done"))];
        let (text, met) = reported(&mut supervisor, &job);
        for never in &never {
            assert!(!text.contains(never), "{mode}: {never} is in {text}");
            for part in never.as_bytes().windows(6) {
                let part = str::from_utf8(part).unwrap();
                assert!(!text.contains(part), "{mode}: {part} is in {text}");
            }
        }
        assert_eq!(met, [Met::Yes]);
    }
}
