//! Where the cache lies, who may write there, and how long entries stay.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::Path;
use std::time::{Duration, SystemTime};

use stopgate_tests::root;

use crate::world::{Called, World, called, command};

const DAYS: Duration = Duration::from_hours(24);

fn world() -> World {
    let world = World::new();
    let ours = root().join("tests/plans/team-podcast-transcripts.md");
    let ours = fs::read_to_string(ours).expect("a plan");
    world.git.write("plan.md", &ours);
    world
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path)
        .expect("it is there")
        .permissions()
        .mode()
        & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

fn set_written(path: &Path, age: Duration) {
    let file = fs::File::open(path).expect("a file");
    file.set_modified(SystemTime::now() - age).expect("a time");
}

/// Checks twice with variables of its own; what the second says.
fn twice(world: &World, variables: &[(&str, Option<&Path>)]) -> Called {
    let check = || {
        let mut command = command(&world.git.root(), &["plan.md"]);
        for (name, value) in variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        called(command)
    };
    check();
    let second = check();
    assert_eq!(second.out, world.afresh(&["plan.md"]).out);
    second
}

#[test]
fn it_lies_where_the_environment_says_and_is_private() {
    let world = world();
    let (home, caches) = (world.git.beside("home"), world.git.beside("caches"));
    let own = world.git.beside("own");
    fs::create_dir(&home).expect("a folder");
    let variables = |own, caches| {
        [
            ("STOPGATE_CACHE_DIR", own),
            ("XDG_CACHE_HOME", caches),
            ("HOME", Some(home.as_path())),
        ]
    };
    assert!(
        twice(
            &world,
            &variables(Some(own.as_path()), Some(caches.as_path()))
        )
        .is_warm()
    );
    assert_eq!(mode(&own), 0o700);
    assert!(!caches.exists());
    assert!(twice(&world, &variables(None, Some(caches.as_path()))).is_warm());
    assert_eq!(mode(&caches.join("stopgate")), 0o700);
    assert!(!home.join(".cache").exists());
    let relative = Path::new("relative");
    assert!(twice(&world, &variables(None, Some(relative))).is_warm());
    assert_eq!(mode(&home.join(".cache/stopgate")), 0o700);
    assert!(!world.git.root().join(relative).exists());
}

#[test]
fn without_a_place_there_is_none_and_nobody_hears_of_it() {
    let world = world();
    let nothing = Path::new("");
    for variables in [
        &[("STOPGATE_CACHE_DIR", Some(nothing))][..],
        &[
            ("STOPGATE_CACHE_DIR", None),
            ("XDG_CACHE_HOME", None),
            ("HOME", None),
        ],
    ] {
        let called = twice(&world, variables);
        assert!(!called.err.contains("cache"), "{}", called.err);
    }
}

#[test]
fn the_configuration_switches_it_off() {
    let world = world();
    world
        .git
        .write(".stopgate/config.toml", "[check]\ncache = false\n");
    let called = world.check(&["plan.md"]);
    assert_eq!(called.answered(), None);
    assert!(!world.cache().exists());
    world.afresh(&["plan.md"]);
    assert!(!world.cache().exists());
}

#[test]
fn standard_input_is_not_kept() {
    let world = world();
    let called = world.check(&["-"]);
    assert_eq!(called.answered(), None);
    assert!(!world.cache().exists());
}

/// Checks twice with a cache that is not used, for a reason that is said.
fn is_not_used(world: &World, place: &Path, why: &str) {
    for _ in 0..2 {
        let called = world.check_with(&["plan.md"], place);
        assert_eq!(called.answered(), None);
        assert!(called.err.contains(why), "{why}: {}", called.err);
        assert_eq!(called.out, world.afresh(&["plan.md"]).out);
    }
}

#[test]
fn what_others_may_write_to_is_not_used() {
    let world = world();
    world.fill(&["plan.md"]);
    for open in [0o777, 0o720, 0o702] {
        set_mode(&world.cache(), open);
        is_not_used(&world, &world.cache(), "others may write");
    }
    set_mode(&world.cache(), 0o755);
    assert!(world.check(&["plan.md"]).is_warm());
    let foreign = match chown(world.cache(), Some(12_345), None) {
        Ok(()) => world.cache(),
        // Who may not give a directory away does not own this one.
        Err(_) => Path::new("/usr").to_owned(),
    };
    is_not_used(&world, &foreign, "others may write");
}

#[test]
fn what_lies_in_the_repository_is_not_used_and_not_made() {
    let world = world();
    world.fill(&["plan.md"]);
    let inside = world.git.root().join(".stopgate/cache");
    is_not_used(&world, &inside, "in the repository");
    assert!(!inside.exists());
    fs::create_dir_all(&inside).expect("a folder");
    let link = world.git.beside("link");
    symlink(&inside, &link).expect("a link");
    is_not_used(&world, &link.join("below"), "in the repository");
    assert_eq!(fs::read_dir(&inside).expect("a folder").count(), 0);
    for from in stopgate_tests::files(&world.cache(), "") {
        let to = inside.join(from.strip_prefix(world.cache()).expect("below"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
        fs::copy(&from, to).expect("a copy");
    }
    is_not_used(&world, &inside, "in the repository");
}

#[test]
fn a_place_that_is_no_directory_or_cannot_be_written_is_no_failure() {
    let world = world();
    let file = world.git.beside("file");
    fs::write(&file, "a file").expect("a file");
    is_not_used(&world, &file, "cannot be made");
    is_not_used(&world, &file.join("below"), "cannot be made");
    assert_eq!(fs::read(&file).expect("a file"), b"a file");
    world.fill(&["plan.md"]);
    let check = world.cache().join("check");
    for folder in [&check, &world.cache()] {
        set_mode(folder, 0o500);
    }
    let called = world.check(&["plan.md"]);
    assert_eq!(called.out, world.afresh(&["plan.md"]).out);
    for folder in [&world.cache(), &check] {
        set_mode(folder, 0o700);
    }
    fs::remove_dir_all(&check).expect("a folder");
    fs::write(&check, "a file").expect("a file");
    let called = world.check(&["plan.md"]);
    assert_eq!(called.answered(), Some((0, 1)));
    assert_eq!(called.out, world.afresh(&["plan.md"]).out);
}

#[test]
fn what_nobody_wrote_for_a_month_is_removed_once_a_day() {
    let world = world();
    world.fill(&["plan.md"]);
    let marker = world.cache().join("check/pruned");
    let old = world.entries().remove(0);
    let foreign = world.cache().join("check/notes.txt");
    let strange = old.with_file_name("notes.txt");
    for path in [&foreign, &strange] {
        fs::write(path, "mine").expect("a file");
        set_written(path, 99 * DAYS);
    }
    world.git.write("plan.md", "# Nothing\n");
    let other = world.git.root().join("other.md");
    fs::write(&other, "# Nothing\n").expect("a file");
    set_written(&old, 29 * DAYS);
    set_written(&marker, 2 * DAYS);
    world.check(&["other.md"]);
    assert!(old.exists(), "it is not old enough");
    set_written(&old, 31 * DAYS);
    world.check(&["other.md"]);
    assert!(old.exists(), "somebody looked today");
    set_written(&marker, 2 * DAYS);
    world.check(&["other.md"]);
    assert!(!old.exists());
    assert!(
        foreign.exists() && strange.exists(),
        "what is not ours stays"
    );
    assert!(world.check(&["other.md"]).is_warm());
}
