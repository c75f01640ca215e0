//! Why a document cannot be imported: where, what, and what to do.

/// Why a document cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    /// The file.
    pub path: String,
    /// The place in it: a JSON pointer, an action, or nothing.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
}

impl ImportError {
    pub(crate) fn new(path: &str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), place: place.into(), message: message.into(), help: String::new() }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}\n  --> {}", self.message, self.path)?;
        if !self.place.is_empty() {
            write!(formatter, ", {}", self.place)?;
        }
        if !self.help.is_empty() {
            write!(formatter, "\n  help: {}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for ImportError {}
