//! The `engine` command as a user runs it: arguments in, exit code and both streams out.

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
    let mut command = Command::new(env!("CARGO_BIN_EXE_engine"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env_remove("ASHBY_API_KEY").env("NO_COLOR", "1");
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    Finished {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
