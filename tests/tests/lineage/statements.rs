//! in-toto statements: of the published shape, about the right digests, and signed so that a program
//! that knows nothing of Stopgate verifies it.

use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::Value;
use stopgate_lineage::{History, statements};
use stopgate_tests::repository::SIGNER;
use stopgate_tests::root;

use crate::{journals, passed, rolled_back, told};

const TYPE: &str = "application/vnd.in-toto+json";

/// The messages that in-toto and DSSE publish.
fn published() -> DescriptorPool {
    let schemas = root().join("tests/schemas");
    let files = [
        "in_toto_attestation/v1/statement.proto",
        "in_toto_attestation/predicates/link/v0/link.proto",
        "in_toto_attestation/predicates/test_result/v0/test_result.proto",
        "envelope.proto",
    ];
    let folders = [schemas.join("in-toto"), schemas.join("dsse")];
    let compiled = protox::compile(files, folders).expect("sound messages");
    DescriptorPool::from_file_descriptor_set(compiled).expect("sound messages")
}

/// Reads JSON as a message; a field that the message does not have is a fault.
fn as_message(pool: &DescriptorPool, name: &str, value: &Value) -> Result<DynamicMessage, String> {
    let message = pool.get_message_by_name(name).expect("a message");
    DynamicMessage::deserialize(message, value.clone()).map_err(|error| error.to_string())
}

fn hold(pool: &DescriptorPool, statement: &Value) {
    let predicate = match statement["predicateType"].as_str() {
        Some("https://in-toto.io/attestation/link/v0.3") => "link.v0.Link",
        Some("https://in-toto.io/attestation/test-result/v0.1") => "test_result.v0.TestResult",
        other => panic!("{other:?}"),
    };
    let predicate = format!("in_toto_attestation.predicates.{predicate}");
    for (name, value) in [
        ("in_toto_attestation.v1.Statement", statement),
        (predicate.as_str(), &statement["predicate"]),
    ] {
        as_message(pool, name, value).unwrap_or_else(|error| panic!("{error}\n{value:#}"));
    }
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    let subject = statement["subject"].as_array().expect("a subject");
    let materials = statement["predicate"]["materials"].as_array();
    for resource in subject.iter().chain(materials.into_iter().flatten()) {
        let digest = resource["digest"]["sha256"].as_str().unwrap_or_default();
        let is_hex = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(digest.len() == 64 && is_hex, "{resource}");
    }
    let mut names: Vec<&str> = subject
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert!(
        all > 0 && names.len() == all,
        "each subject has a name of its own"
    );
}

#[test]
fn statements_and_predicates_are_the_messages_that_in_toto_publishes() {
    let pool = published();
    let mut held = 0;
    for repository in [passed(), rolled_back()] {
        for statement in told(repository, "in-toto", false) {
            hold(&pool, &statement);
            held += 1;
        }
    }
    let lines = journals::lines().len();
    for count in 1..=lines {
        let reading = journals::reading(count);
        let history = History::of(&reading.records).expect("a run");
        let state = reading.state.as_ref().expect("a state");
        for statement in statements(&history, (state, &reading.head), None) {
            hold(&pool, &statement.body);
            held += 1;
        }
    }
    assert!(held > 40, "{held} statements");
    let mut more = told(passed(), "in-toto", false)[0].clone();
    more["predicate"]["verdict"] = "PASSED".into();
    let name = "in_toto_attestation.predicates.test_result.v0.TestResult";
    assert!(as_message(&pool, name, &more["predicate"]).is_err());
}

fn result(statements: &[Value]) -> &Value {
    let of_tests = statements
        .iter()
        .find(|it| it["predicate"]["result"].is_string());
    &of_tests.expect("a test result")["predicate"]
}

#[test]
fn a_phase_that_was_undone_does_not_count_as_passed() {
    let before = told(passed(), "in-toto", false);
    assert_eq!(result(&before)["result"], "PASSED");
    assert_eq!(
        result(&before)["passedTests"].as_array().map(Vec::len),
        Some(4)
    );
    let after = told(rolled_back(), "in-toto", false);
    assert_eq!(result(&after)["result"], "FAILED");
    assert_eq!(
        result(&after)["failedTests"].as_array().map(Vec::len),
        Some(4)
    );
}

#[test]
fn nothing_is_said_of_a_phase_that_nobody_decided_on() {
    let at_gate = journals::reading(20);
    let history = History::of(&at_gate.records).expect("a run");
    let state = at_gate.state.as_ref().expect("a state");
    let said = statements(&history, (state, &at_gate.head), None);
    let types = said
        .iter()
        .map(|it| it.body["predicateType"].as_str().unwrap_or_default());
    assert_eq!(
        types.collect::<Vec<_>>(),
        ["https://in-toto.io/attestation/link/v0.3"]
    );
}

#[test]
fn statements_name_what_was_approved_the_output_and_the_end_of_the_journal() {
    let shown = passed().json(&["show"]).exits(0).document();
    let journal = passed().read(&format!(
        ".stopgate/runs/{}/journal.jsonl",
        shown["run"].as_str().expect("a run")
    ));
    let last: Value = serde_json::from_str(journal.lines().last().expect("records")).expect("JSON");
    let said = told(passed(), "in-toto", false);
    let link = said.last().expect("a link");
    let names = |list: &Value, digest: &Value| {
        let list = list.as_array().expect("resources");
        list.iter().any(|it| it["digest"]["sha256"] == *digest)
    };
    assert!(names(&link["subject"], &shown["digest"]));
    for step in shown["steps"].as_array().expect("steps").iter().take(4) {
        assert!(names(&link["subject"], &step["output_sha256"]), "{step}");
    }
    assert!(names(&link["predicate"]["materials"], &last["hash"]));
}

/// The key as `openssl` reads it (RFC 8410), made from the line of `ssh-keygen`.
fn public_key(line: &str) -> Vec<u8> {
    let blob = line.split(' ').nth(1).expect("a key");
    let blob = BASE64_STANDARD.decode(blob).expect("base64");
    let prefix = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];
    [&prefix[..], &blob[blob.len() - 32..]].concat()
}

fn openssl_verifies(folder: &Path, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    for (name, bytes) in [
        ("key.der", key),
        ("message", message),
        ("signature", signature),
    ] {
        std::fs::write(folder.join(name), bytes).expect("a file");
    }
    let arguments =
        "pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in message -sigfile signature";
    let mut openssl = Command::new("openssl");
    let openssl = openssl.args(arguments.split(' ')).current_dir(folder);
    let done = openssl
        .stdin(Stdio::null())
        .output()
        .expect("openssl is installed");
    done.status.success()
}

#[test]
fn openssl_verifies_each_envelope_and_none_of_which_a_byte_was_changed() {
    let pool = published();
    let folder = tempfile::TempDir::new().expect("a temporary directory");
    let key = passed().key().with_extension("pub");
    let key = public_key(&std::fs::read_to_string(key).expect("a public key"));
    let envelopes = told(passed(), "in-toto", true);
    assert_eq!(envelopes.len(), told(passed(), "in-toto", false).len());
    for envelope in &envelopes {
        as_message(&pool, "io.intoto.Envelope", envelope).expect("an envelope of DSSE");
        assert_eq!(envelope["payloadType"], TYPE);
        let bytes = |value: &Value| BASE64_STANDARD.decode(value.as_str().expect("text"));
        let payload = bytes(&envelope["payload"]).expect("base64");
        let signature = bytes(&envelope["signatures"][0]["sig"]).expect("base64");
        hold(
            &pool,
            &serde_json::from_slice(&payload).expect("a statement"),
        );
        let head = format!("DSSEv1 {} {TYPE} {} ", TYPE.len(), payload.len());
        let mut message = [head.as_bytes(), &payload].concat();
        assert!(openssl_verifies(folder.path(), &key, &message, &signature));
        let at = message.len() / 2;
        message[at] ^= 1;
        assert!(!openssl_verifies(folder.path(), &key, &message, &signature));
    }
}

#[test]
fn the_key_id_is_the_fingerprint_that_ssh_keygen_shows() {
    let mut shown = Command::new("ssh-keygen");
    let shown = shown.args(["-l", "-f"]).arg(passed().key()).output();
    let shown = String::from_utf8(shown.expect("ssh-keygen").stdout).expect("text");
    let envelope = &told(passed(), "in-toto", true)[0];
    assert_eq!(
        envelope["signatures"][0]["keyid"].as_str(),
        shown.split(' ').nth(1)
    );
}

#[test]
fn only_who_is_named_as_a_signer_signs() {
    let repository = passed().fork();
    let key = repository.key();
    let key = key.to_string_lossy();
    let as_other = [
        "lineage", "--to", "in-toto", "--as", "mallory", "--key", &key,
    ];
    repository.run(&as_other).exits(3);
    let as_signer = ["lineage", "--to", "in-toto", "--as", SIGNER];
    repository.run(&as_signer).exits(2);
    let signers = repository.read(".stopgate/allowed_signers");
    let narrow = signers.replacen(
        ' ',
        " namespaces=\"stopgate-approval@v1,stopgate-decision@v1\" ",
        1,
    );
    repository.write(".stopgate/allowed_signers", narrow.as_bytes());
    repository
        .run(&[&as_signer[..], &["--key", &key]].concat())
        .exits(3);
    repository.run(&["lineage", "--to", "in-toto"]).exits(0);
}
