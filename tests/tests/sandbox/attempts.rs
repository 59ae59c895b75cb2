//! Attempts to get out, each a real command that says ESCAPED where it does.

use stopgate_model::Sandbox;
use stopgate_runner::StepsFailure;
use stopgate_tests::matrix;

use crate::scene::{Outside, SECRET, Scene, has_walls, job, run};
use crate::{KERNELS, Test};

pub const TESTS: &[Test] = &[
    (
        "no_attempt_leads_out_of_a_cell",
        no_attempt_leads_out_of_a_cell,
    ),
    (
        "attempts_would_lead_out_without_walls",
        attempts_would_lead_out_without_walls,
    ),
    (
        "nothing_runs_without_walls_unless_that_is_approved",
        nothing_runs_without_walls_unless_that_is_approved,
    ),
];

/// What a shell alone tries: a name, and a command that succeeds where it gets out.
const BY_SHELL: &[(&str, &str)] = &[
    ("write a new file outside", "echo escaped > $OUT/new"),
    ("append outside", "echo escaped >> $OUT/kept"),
    ("truncate outside", ": > $OUT/kept"),
    ("remove outside", "rm -f $OUT/kept && [ ! -e $OUT/kept ]"),
    ("move outside", "mv $OUT/kept $OUT/moved"),
    (
        "link outside to inside",
        "ln $OUT/kept mine && echo escaped > mine",
    ),
    (
        "write through a link",
        "ln -s $OUT/kept link; echo escaped > link",
    ),
    (
        "write through the root of a process",
        "echo escaped > /proc/self/root$OUT/kept",
    ),
    (
        "write through a directory of a process",
        "cd /proc/self/cwd/.. && echo escaped > $OUT/kept",
    ),
    ("change permissions outside", "chmod 0777 $OUT/kept"),
    ("change times outside", "touch -d 2001-01-01 $OUT/kept"),
    ("make a directory outside", "mkdir $OUT/folder"),
    ("write into the home", "echo escaped > ~/.profile"),
    ("write into the machine's settings", ": >> /etc/hosts"),
    (
        "write a hook of git",
        "echo escaped > .git/hooks/pre-commit",
    ),
    (
        "write a setting of git",
        "git config core.fsmonitor escaped",
    ),
    (
        "commit",
        "git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m escaped",
    ),
    (
        "move the repository away",
        "mv .git elsewhere && git init -q",
    ),
    (
        "write a signer",
        "echo escaped >> .stopgate/allowed_signers",
    ),
    (
        "write an approval",
        "mkdir -p .stopgate/approvals && echo escaped > .stopgate/approvals/x.json",
    ),
    (
        "move the approvals away",
        "mv .stopgate elsewhere && mkdir .stopgate",
    ),
    ("write the plan", "echo escaped >> plans/plan.md"),
    ("replace the plan", "sed -i s/Sell/Burn/ plans/plan.md"),
    (
        "remove the plan",
        "rm -f plans/plan.md && [ ! -e plans/plan.md ]",
    ),
    (
        "move the folder of the plan away",
        "mv plans elsewhere && mkdir plans && echo escaped > plans/plan.md",
    ),
    (
        "link to the plan",
        "ln plans/plan.md copy && echo escaped > copy",
    ),
    (
        "write what was opened to read",
        "exec 3< plans/plan.md; echo escaped > /proc/self/fd/3",
    ),
    ("read a key", "grep -q spoons ~/.ssh/id_ed25519"),
    (
        "read a key through a link",
        "ln -sf ~/.ssh/id_ed25519 key; grep -q spoons key",
    ),
    (
        "read a key through a process",
        "grep -q spoons /proc/self/root$HOME/.aws/credentials",
    ),
    (
        "read a token",
        "grep -q spoons ~/.git-credentials ~/.config/gh/hosts.yml",
    ),
    ("read passwords of machines", "grep -q spoons ~/.netrc"),
    (
        "pack the home",
        "tar cf - -C ~ . 2> /dev/null | grep -q spoons",
    ),
    ("read passwords of users", "grep -q : /etc/shadow"),
    (
        "write into shared memory",
        "[ -e /dev/shm/$ABSTRACT ] && echo escaped > /dev/shm/$ABSTRACT",
    ),
    (
        "write beside what others have in the temporary directory",
        "[ -e $SHARED/service.sock ] && echo escaped > $SHARED/new",
    ),
    (
        "namespaces by program",
        "unshare --user --map-root-user true",
    ),
    (
        "mount by program",
        "mount -t tmpfs none /mnt && umount /mnt",
    ),
    (
        "remount",
        "mount -o remount,bind,rw .git && echo escaped > .git/tried",
    ),
    (
        "trace by program",
        "timeout 1 strace -o /dev/null -p $VICTIM; [ $? = 124 ]",
    ),
];

/// What `escape.py` tries: a name.
const BY_PROGRAM: &str = include_str!("escape.py");

/// What only Landlock keeps from getting out, where the kernel is asked for nothing else.
const NEED_LANDLOCK: [&str; 2] = ["signal", "signal-by-handle"];
/// The same where the network of the machine is the one of the step.
const NEED_LANDLOCK_IN_NETWORK: [&str; 1] = ["abstract-socket"];
/// What `network` is for.
const THE_NETWORK: [&str; 2] = ["tcp", "udp"];

struct Attempt {
    name: String,
    command: String,
}

fn attempts() -> Vec<Attempt> {
    let by_shell = BY_SHELL.iter().map(|(name, command)| Attempt {
        name: (*name).to_owned(),
        command: format!("( {command} ) && echo ESCAPED"),
    });
    let (_, table) = BY_PROGRAM.split_once("ESCAPES = {").unwrap();
    let names = table
        .lines()
        .filter_map(|line| line.strip_prefix("    \"")?.split_once("\": "));
    let by_program = names.map(|(name, _)| Attempt {
        name: name.to_owned(),
        command: format!("/usr/bin/python3 escape.py {name}"),
    });
    by_shell.chain(by_program).collect()
}

fn applies(attempt: &str, sandbox: Sandbox, kernel: &str) -> bool {
    let has_landlock = kernel != "without Landlock";
    let is_network = sandbox == Sandbox::Network;
    let needs_landlock = NEED_LANDLOCK.contains(&attempt)
        || is_network && NEED_LANDLOCK_IN_NETWORK.contains(&attempt);
    let is_allowed = is_network && THE_NETWORK.contains(&attempt);
    (has_landlock || !needs_landlock) && !is_allowed
}

fn no_attempt_leads_out_of_a_cell() {
    if !has_walls() {
        return;
    }
    let (mut tried, mut refused, mut faults) = (0, 0, Vec::new());
    for round in 0..matrix::count(1) {
        for (kernel, _) in KERNELS {
            for sandbox in [Sandbox::ReadOnly, Sandbox::WorkspaceWrite, Sandbox::Network] {
                let (scene, outside) = (Scene::new(), Outside::new());
                let mut supervisor = scene.supervisor(kernel);
                let variables = outside.variables();
                let before = scene.kept(&outside);
                let all = attempts();
                let all = all
                    .iter()
                    .filter(|attempt| applies(&attempt.name, sandbox, kernel));
                for attempt in all {
                    tried += 1;
                    let at = format!(
                        "{kernel}, {}, {} (round {round})",
                        sandbox.name(),
                        attempt.name
                    );
                    match run(&mut supervisor, &job(&attempt.command, sandbox, &variables)) {
                        Ok(outcome) if outcome.output.head.contains("ESCAPED") => faults.push(at),
                        Ok(_) => {}
                        Err(StepsFailure::NotShutIn(_)) => refused += 1,
                        Err(failure) => faults.push(format!("{at}: {failure}")),
                    }
                }
                let after = scene.kept(&outside);
                for (path, _) in before
                    .iter()
                    .filter(|(path, bytes)| after.get(*path) != Some(*bytes))
                {
                    faults.push(format!(
                        "{kernel}, {}: changed {}",
                        sandbox.name(),
                        path.display()
                    ));
                }
                if after.len() != before.len() {
                    faults.push(format!("{kernel}, {}: new files", sandbox.name()));
                }
            }
        }
    }
    println!(
        "ATTACK-8: {} denied, {refused} refused to start",
        tried - refused - faults.len()
    );
    matrix::report("ATTACK-8", (tried, "attempts"), 0, &faults);
}

/// An attempt that cannot succeed anywhere would prove nothing.
fn attempts_would_lead_out_without_walls() {
    let (mut lead_out, mut others) = (0, Vec::new());
    for attempt in attempts() {
        let (scene, outside) = (Scene::new(), Outside::new());
        let home = crate::scene::folder("home");
        crate::scene::plant_keys(home.path());
        let mut variables = outside.variables();
        variables.push(stopgate_runner::Variable {
            name: "HOME".to_owned(),
            value: home.path().display().to_string(),
            secret: false,
        });
        let machine = ["write into the machine's settings"];
        if machine.contains(&attempt.name.as_str()) {
            continue;
        }
        let mut supervisor = scene.supervisor("as it is");
        let outcome = run(
            &mut supervisor,
            &job(&attempt.command, Sandbox::Host, &variables),
        )
        .unwrap();
        if outcome.output.head.contains("ESCAPED") {
            lead_out += 1;
        } else {
            others.push(attempt.name);
        }
    }
    println!(
        "without walls {lead_out} attempts lead out; on this machine not: {}",
        others.join(", ")
    );
    assert!(lead_out >= 40, "{lead_out}");
}

fn nothing_runs_without_walls_unless_that_is_approved() {
    let scene = Scene::new();
    let command = job("echo ran", Sandbox::WorkspaceWrite, &[]);
    let refused = run(&mut scene.supervisor("without namespaces"), &command);
    let Err(StepsFailure::NotShutIn(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("stopgate doctor"), "{why}");
    assert!(!why.contains(SECRET), "{why}");
    let approved = stopgate_system::Confinement {
        unenforced: true,
        ..stopgate_system::Confinement::default()
    };
    let mut supervisor = scene
        .supervisor("without namespaces")
        .with_confinement(approved);
    let outcome = run(&mut supervisor, &command).unwrap();
    assert_eq!(outcome.output.head, "ran\n");
}
