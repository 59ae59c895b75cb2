//! FAULT-4: requests to the disk that fail, one or all from one on, with every error of a disk in trouble.

use std::collections::BTreeMap;
use std::sync::Mutex;

use rustix::io::Errno;
use stopgate_tests::matrix::{count, report};

use crate::disk::{Failing, Fault, Simulated};
use crate::judge::{ended_well, plan_path};
use crate::life::{Life, Reader, TEXT, Trouble, repository};
use crate::on_all_threads;

/// What can go wrong, and whether it can stay wrong.
const TROUBLES: [(&str, Failing, bool); 14] = [
    ("ENOSPC", Failing::Error(Errno::NOSPC.raw_os_error()), true),
    ("EDQUOT", Failing::Error(Errno::DQUOT.raw_os_error()), true),
    ("EIO", Failing::Error(Errno::IO.raw_os_error()), true),
    ("EROFS", Failing::Error(Errno::ROFS.raw_os_error()), true),
    ("EMFILE", Failing::Error(Errno::MFILE.raw_os_error()), true),
    ("EACCES", Failing::Error(Errno::ACCESS.raw_os_error()), true),
    ("ENOSPC", Failing::Error(Errno::NOSPC.raw_os_error()), false),
    ("EDQUOT", Failing::Error(Errno::DQUOT.raw_os_error()), false),
    ("EIO", Failing::Error(Errno::IO.raw_os_error()), false),
    ("EROFS", Failing::Error(Errno::ROFS.raw_os_error()), false),
    ("EMFILE", Failing::Error(Errno::MFILE.raw_os_error()), false),
    (
        "EACCES",
        Failing::Error(Errno::ACCESS.raw_os_error()),
        false,
    ),
    ("EINTR", Failing::Error(Errno::INTR.raw_os_error()), false),
    ("short write", Failing::Short, false),
];

/// A life in which a request fails: what was said then. The disk is mended, and the run led to its end.
fn fail(reader: &Reader, fault: Fault) -> Result<Option<String>, String> {
    let disk = Simulated::with(repository());
    let mut life = Life::new(reader, &disk, Vec::new());
    disk.set_fault(Some(fault));
    let first = life.lead();
    let plan = disk.cache().file(&plan_path()).unwrap_or_default().to_vec();
    if !plan.starts_with(TEXT.as_bytes()) || !plan.ends_with(b"\n") {
        return Err(format!(
            "the plan is cut: {}",
            String::from_utf8_lossy(&plan)
        ));
    }
    disk.set_fault(None);
    let said = match first {
        Ok(()) => None,
        Err(Trouble::World(why)) if !why.trim().is_empty() => Some(why),
        Err(trouble) => return Err(format!("{trouble:?}")),
    };
    if said.is_some() {
        let led = life.lead();
        led.map_err(|trouble| format!("after {said:?} it does not go on: {trouble:?}"))?;
    }
    // What could not be told when the disk was in trouble is told with the next look at the run.
    let told = life.recover();
    told.map_err(|trouble| format!("{trouble:?}"))?;
    ended_well(&life, &disk.cache()).map_err(|why| format!("after {said:?}: {why}"))?;
    Ok(said)
}

#[test]
fn a_request_that_fails_cuts_no_document_and_the_run_goes_on_when_the_disk_is_mended() {
    let reader = Reader::new();
    let disk = Simulated::with(repository());
    disk.set_fault(None);
    Life::new(&reader, &disk, Vec::new())
        .lead()
        .expect("it ends");
    let (requests, _) = disk.requests();
    let wanted = count(5_000);
    let points: Vec<(usize, u64)> = (0..TROUBLES.len())
        .flat_map(|trouble| (1..=requests).map(move |at| (trouble, at)))
        .collect();
    let wanted = wanted.min(points.len());
    let said: Mutex<BTreeMap<&str, usize>> = Mutex::default();
    let faults = on_all_threads(wanted, |number| {
        let (trouble, at) = points[number * points.len() / wanted];
        let (name, what, stays) = TROUBLES[trouble];
        match fail(&reader, Fault { what, at, stays }) {
            Ok(None) => None,
            Ok(Some(_)) => {
                *said
                    .lock()
                    .expect("nobody panicked")
                    .entry(name)
                    .or_default() += 1;
                None
            }
            Err(why) => Some(format!("{name} at request {at}, stays: {stays}: {why}")),
        }
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    println!("{requests} requests; a command stopped and said why: {said:?}");
    report("FAULT-4", (wanted, "failing requests"), 0, &faults);
}
