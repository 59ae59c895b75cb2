//! What is no entry is not believed, and is no failure.

use std::fs;

use stopgate_tests::root;

use crate::world::{CONDITIONS, HEAD, World};

/// A repository with two plans, and their entries; the first is that of `one.md`.
fn two() -> (World, [std::path::PathBuf; 2]) {
    let world = World::new();
    let ours =
        |name: &str| fs::read_to_string(root().join("tests/plans").join(name)).expect("a plan");
    world
        .git
        .write("one.md", &ours("team-podcast-transcripts.md"));
    world.fill(&["."]);
    let one = world.entries();
    world
        .git
        .write("two.md", &ours("platform-museum-turnstiles.md"));
    world.fill(&["."]);
    let two = world.entries().into_iter().find(|path| !one.contains(path));
    let entries = [one[0].clone(), two.expect("a second entry")];
    (world, entries)
}

/// Checks with the entry of one plan replaced, and that all is then as it was.
fn is_a_miss(world: &World, path: &std::path::Path, bytes: &[u8]) {
    let good = fs::read(path).expect("an entry");
    assert_ne!(good, bytes);
    fs::write(path, bytes).expect("an entry");
    let called = world.check(&["."]);
    assert_eq!(called.answered(), Some((1, 2)), "{} bytes", bytes.len());
    assert_eq!(called.out, world.afresh(&["."]).out);
    assert_eq!(
        fs::read(path).expect("an entry"),
        good,
        "it is written anew"
    );
}

#[test]
fn a_truncated_entry_is_a_miss() {
    let (world, [one, _]) = two();
    let good = fs::read(&one).expect("an entry");
    for length in [
        0,
        1,
        CONDITIONS,
        HEAD - 1,
        HEAD,
        HEAD + 1,
        good.len() / 2,
        good.len() - 1,
    ] {
        is_a_miss(&world, &one, &good[..length]);
    }
    is_a_miss(&world, &one, &[&good[..], b"\0"].concat());
}

#[test]
fn an_entry_with_another_bit_is_a_miss() {
    let (world, [one, _]) = two();
    let good = fs::read(&one).expect("an entry");
    for turn in 0..12 {
        let mut bad = good.clone();
        bad[turn * (good.len() - 1) / 11] ^= 1 << (turn % 8);
        is_a_miss(&world, &one, &bad);
    }
}

#[test]
fn an_entry_of_something_else_is_a_miss() {
    let (world, [one, two]) = two();
    let other = fs::read(&two).expect("an entry");
    is_a_miss(&world, &one, &other);
    is_a_miss(&world, &one, b"{\"findings\": []}");
    is_a_miss(&world, &one, &vec![0; 3 * 1024 * 1024]);
}

#[test]
fn a_directory_in_the_place_of_an_entry_is_a_miss() {
    let (world, [one, _]) = two();
    fs::remove_file(&one).expect("an entry");
    fs::create_dir(&one).expect("a folder");
    let called = world.check(&["."]);
    assert_eq!(called.answered(), Some((1, 2)));
    assert_eq!(called.out, world.afresh(&["."]).out);
}
