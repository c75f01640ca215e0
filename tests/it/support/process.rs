//! The `engine` command as a user runs it: arguments in, exit code and both streams out.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

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

/// As [`engine_in`], with this standard input. No account of whoever runs the tests is seen, and no keyring.
pub fn engine_given(folder: &Path, arguments: &[&str], variables: &[(&str, &str)], input: &[u8]) -> Finished {
    let mut child = engine_begun(folder, arguments, variables);
    // A command that ends without reading it closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    finished(child)
}

/// As [`engine_in`], beside a server that answers on the threads of a test.
pub async fn engine_beside(folder: &Path, arguments: &[&str], variables: &'static [(&str, &str)]) -> Finished {
    let folder = folder.to_owned();
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    on_the_side(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        engine_in(&folder, &arguments, variables)
    })
    .await
}

/// Runs what waits for a process outside of the threads on which a server answers.
pub async fn on_the_side<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Begins the command, and does not wait for it.
pub fn engine_begun(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_engine"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").env("XDG_DATA_HOME", "/nowhere");
    for name in ["ASHBY_API_KEY", "ENGINE_PASSPHRASE", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"] {
        command.env_remove(name);
    }
    for (name, value) in variables {
        command.env(name, value);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Waits for the end of a command.
pub fn finished(child: Child) -> Finished {
    let output = child.wait_with_output().unwrap();
    Finished {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
