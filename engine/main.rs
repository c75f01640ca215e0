//! The `engine` command: collects what a process is given, and hands it to the command line.

mod cli;

use std::io::IsTerminal;
use std::process::ExitCode;

use etcetera::BaseStrategy;

#[expect(clippy::disallowed_methods, reason = "this is the place")]
fn main() -> ExitCode {
    let (stdout, stderr) = (std::io::stdout(), std::io::stderr());
    let mut process = cli::Process {
        arguments: std::env::args_os().collect(),
        variable: Box::new(|name| std::env::var(name).ok()),
        stdin_is_terminal: std::io::stdin().is_terminal(),
        stdout_is_terminal: stdout.is_terminal(),
        stderr_is_terminal: stderr.is_terminal(),
        width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
        data: etcetera::choose_base_strategy().ok().map(|base| base.data_dir().join("engine")),
        stdout: Box::new(stdout.lock()),
        stderr: Box::new(stderr),
    };
    cli::main(&mut process).into()
}
