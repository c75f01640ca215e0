//! The `engine` command as a user runs it: arguments in, exit code and both streams out.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// How a command ended.
#[derive(Debug)]
pub struct Finished {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the command in the repository.
pub fn engine(arguments: &[&str]) -> Finished {
    engine_in(&super::root(""), arguments, &[])
}

/// Runs the command in a folder, with these environment variables and no other credential.
pub fn engine_in(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Finished {
    engine_given(folder, arguments, variables, b"")
}

/// Runs the command in a folder, with these environment variables and this standard input.
pub fn engine_given(folder: &Path, arguments: &[&str], variables: &[(&str, &str)], input: &[u8]) -> Finished {
    let mut command = Command::new(env!("CARGO_BIN_EXE_engine"));
    command.args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_remove("ASHBY_API_KEY").env("NO_COLOR", "1");
    for (name, value) in variables {
        command.env(name, value);
    }
    let mut child = command.spawn().unwrap();
    // A command that does not read its input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Finished {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
