//! Where a run's records go: to stdout in a format, with progress on stderr while a person waits.

use std::io::{BufWriter, Result, Write};
use std::time::Duration;

use engine_runtime::execute::Sink;
use engine_runtime::fetch::Notice;
use indicatif::ProgressBar;
use serde_json::Value;

use crate::cli::Process;
use crate::cli::command::Format;
use crate::cli::format::{Writer, writer};

/// Writes records as they come.
pub struct Output<'a> {
    writer: Box<dyn Writer>,
    stdout: BufWriter<&'a mut Box<dyn Write>>,
    stderr: &'a mut Box<dyn Write>,
    progress: Option<ProgressBar>,
}

impl<'a> Output<'a> {
    /// An output of some format.
    pub fn new(process: &'a mut Process, format: Format, show_progress: bool) -> Self {
        let progress = show_progress.then(|| {
            let progress = ProgressBar::new_spinner().with_message("waiting for the first page");
            progress.enable_steady_tick(Duration::from_millis(100));
            progress
        });
        Self {
            writer: writer(format, process.width),
            stdout: BufWriter::new(&mut process.stdout),
            stderr: &mut process.stderr,
            progress,
        }
    }

    /// Writes what is left; the end of the format only if the run is whole.
    pub fn finish(mut self, whole: bool) -> Result<()> {
        if let Some(progress) = &self.progress {
            progress.finish_and_clear();
        }
        if whole {
            self.writer.end(&mut self.stdout)?;
        }
        self.stdout.flush()
    }
}

impl Sink for Output<'_> {
    fn record(&mut self, record: &Value) -> Result<()> {
        self.writer.record(record, &mut self.stdout)
    }

    fn lines(&mut self, lines: &[u8]) -> Result<()> {
        self.writer.lines(lines, &mut self.stdout)
    }

    fn progress(&mut self, pages: u64, records: u64) {
        if let Some(progress) = &self.progress {
            progress.set_message(format!("pages: {pages}, records: {records}"));
        }
    }

    fn page_done(&mut self) -> Result<()> {
        self.stdout.flush()
    }

    fn notice(&mut self, notice: &Notice) {
        let text = notice.to_string();
        match &self.progress {
            Some(progress) => progress.println(text),
            None => {
                let _ = writeln!(self.stderr, "{text}");
            }
        }
    }
}
