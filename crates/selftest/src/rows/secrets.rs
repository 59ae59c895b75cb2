//! ATTACK-7: a declared secret that a step prints is written and said nowhere, in six encodings, cut in two
//! anywhere.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use stopgate_system::noise;

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{DAY, PLAN, of_commands};
use crate::scene::{RUN, Scene};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-7",
    tries: "print a secret raw, base64, hex, URL, JSON, shell, in two writes, also over the border of a chunk",
    unit: "secrets cut in two",
    usual: 48,
    seconds: 4,
    carry,
};

/// Where chunks of output end.
const CHUNK: usize = 65_536;

/// The script that prints it; all else in the repository is looked at.
const SCRIPT: &str = "leak.sh";

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    while tries.go_on() {
        tell(stage, tries)?;
    }
    Ok(())
}

/// A secret as people and machines choose them.
fn secret() -> Result<String, Halt> {
    let letters = b"abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789/+=%&$!-_ '\"";
    let chosen = noise()?.map(|byte| char::from(letters[usize::from(byte) % letters.len()]));
    let chosen: String = chosen.iter().collect();
    // White space around a value is no part of it, and every encoding is to be another text.
    Ok(format!("q'/\"{chosen}z"))
}

/// The forms of a value.
fn forms(value: &str) -> [String; 6] {
    let hex = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let url = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    let json = serde_json::Value::from(value).to_string();
    [
        value.to_owned(),
        BASE64_STANDARD.encode(value),
        hex,
        value.bytes().map(url).collect(),
        json[1..json.len() - 1].to_owned(),
        value.replace('\'', "'\\''"),
    ]
}

/// Has a step print all forms, and looks at everything that was written and said.
fn tell(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let value = secret()?;
    let forms = forms(&value);
    let commands = [format!("bash {SCRIPT}"), format!("bash {SCRIPT} && false")];
    let mut scene = Scene::with_plan(stage, &of_commands(&commands))?;
    scene.set("FEED_TOKEN", &value);
    scene.configure("[secrets]\nTOKEN = { env = \"FEED_TOKEN\" }\n")?;
    let over_border = tries.done / forms.len() % 2 == 1;
    let script: String = forms
        .iter()
        .map(|form| line(form, over_border, tries))
        .collect();
    scene.root.write(SCRIPT, script.as_bytes())?;
    scene.approve()?;
    let done = scene.told(&RUN)?;
    // The second step says it once more, and fails.
    scene.must(&done, 1, "the step that tells a secret fails")?;
    let mut all = vec![("`run`".to_owned(), done.stdout + &done.stderr)];
    for arguments in [
        &["resume"][..],
        &["show"],
        &["show", "--output-format", "json"],
        &["verify"],
        &["report"],
        &["steps", PLAN, "--as-of", DAY],
        &["diff", PLAN],
    ] {
        let done = scene.told(arguments)?;
        all.push((
            format!("`{}`", arguments.join(" ")),
            done.stdout + &done.stderr,
        ));
    }
    for (name, bytes) in scene.root.files()? {
        if name != SCRIPT {
            all.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    let masked: usize = all
        .iter()
        .map(|(_, text)| text.matches("[masked TOKEN]").count())
        .sum();
    tries.saw(Fact::new(
        "places where a secret is masked",
        masked,
        Wanted::AtLeast(forms.len() as u64),
    ));
    for (place, text) in all {
        tries.saw(Fact::new(place, text, Wanted::Lacks(forms.to_vec())));
    }
    tries.tried(forms.len());
    Ok(())
}

/// A line of a script that prints a text in two parts.
fn line(form: &str, over_border: bool, tries: &mut Tries) -> String {
    let ends: Vec<usize> = form.char_indices().map(|(at, _)| at).skip(1).collect();
    let cut = ends[tries.below(ends.len())];
    let quoted = |part: &str| part.replace('\'', "'\\''");
    let (first, second) = (quoted(&form[..cut]), quoted(&form[cut..]));
    let filler = match over_border {
        true => format!("head -c {} /dev/zero | tr '\\0' x; ", CHUNK - cut),
        false => String::new(),
    };
    format!("{filler}printf '%s' '{first}'; sleep 0.005; printf '%s\\n' '{second}'\n")
}
