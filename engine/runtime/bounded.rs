//! Reads text whose length is not known, up to a bound: a device, or a file of many gigabytes, fails and fills no memory.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result, Stdin};
use std::path::Path;

/// The longest text, in bytes: an upload of a write stands in its record, so that it is far above that of other files.
const MAX_SIZE: u64 = 256 << 20;

/// All of a file, which is UTF-8.
pub fn file(path: &Path) -> Result<String> {
    let file = File::open(path)?;
    // A device tells no length, and a file may grow. The byte more is for seeing the end.
    let length = file.metadata().map_or(0, |of| of.len()).min(MAX_SIZE) + 1;
    text(file, usize::try_from(length).unwrap_or(0), MAX_SIZE)
}

/// All of standard input, which is UTF-8.
pub fn stdin(stdin: Stdin) -> Result<String> {
    text(stdin, 0, MAX_SIZE)
}

fn text(from: impl Read, expected: usize, most: u64) -> Result<String> {
    let invalid = |message: String| Error::new(ErrorKind::InvalidData, message);
    let mut bytes = Vec::with_capacity(expected);
    from.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(invalid(format!("it has more than {} MiB", most >> 20)));
    }
    String::from_utf8(bytes)
        .map_err(|error| invalid(format!("byte {} is not UTF-8", error.utf8_error().valid_up_to() + 1)))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn what_has_no_end_fails() {
        assert_eq!(text(&b"four"[..], 0, 4).unwrap(), "four");
        assert!(text(std::io::repeat(b'x'), 1, 1 << 20).unwrap_err().to_string().contains("more than 1 MiB"));
        assert!(text(&b"a\xff"[..], 9, 4).unwrap_err().to_string().contains("byte 2"));
    }
}
