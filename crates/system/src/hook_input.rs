//! What a program that calls a hook writes to it: bounded in size and in time.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

/// Bytes of an input up to which the guard rules over it.
const MOST: u64 = 1024 * 1024;

/// How long the guard waits for the end of it.
const PATIENCE: Duration = Duration::from_secs(5);

/// All of standard input.
///
/// # Errors
/// When it is larger than any call of a tool needs to be, or does not end.
pub fn read_hook_input() -> Result<Vec<u8>, String> {
    let (sender, receiver) = mpsc::channel();
    // The process ends with its ruling, and with it whoever still reads.
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let input = std::io::stdin().lock();
        let read = input.take(MOST + 1).read_to_end(&mut bytes);
        let _ = sender.send(read.map(|_| bytes));
    });
    match receiver.recv_timeout(PATIENCE) {
        Ok(Ok(bytes)) if bytes.len() as u64 > MOST => {
            Err(format!("the input is larger than {MOST} bytes"))
        }
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(format!("the input cannot be read: {error}")),
        Err(_) => Err(format!(
            "the input did not end within {} s",
            PATIENCE.as_secs()
        )),
    }
}

/// The folders that these variables name.
pub fn folders_of(variables: &[&str]) -> Vec<PathBuf> {
    let named = variables.iter().filter_map(std::env::var_os);
    named
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .collect()
}
