//! A result that nobody gets is a failure; a reader that has seen enough is none.

use std::fs::File;
use std::process::Stdio;

use crate::sandbox::Sandbox;

#[test]
fn a_result_that_does_not_fit_on_the_disk_is_a_failure() {
    let sandbox = Sandbox::offline();
    for args in [&["status"][..], &["status", "--json"], &["schema"], &["completions", "bash"]] {
        let full = File::options().write(true).open("/dev/full").expect("a device that is always full");
        let done = sandbox.command(args).stdout(full).output().expect("it runs");
        let said = sandbox.shown(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{args:?}: {said}");
        assert!(said.contains("cannot write the result to stdout"), "{args:?}: {said}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let sandbox = Sandbox::offline();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let done = sandbox.command(&["schema"]).stdout(Stdio::from(writer)).output().expect("it runs");
    assert_eq!(done.status.code(), Some(0), "{}", sandbox.shown(&done.stderr));
}
