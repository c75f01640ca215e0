//! Steps through JSON without reading it into values. What it steps over is valid JSON as `serde_json` takes it; where
//! that is not plain to see it gives up, and leaves the judgement to `serde_json`.

/// Nesting that is surely within the limit of `serde_json`.
const DEPTH: u8 = 64;
/// How the names begin by which `serde_json` makes an object into a number with all its digits, or into other JSON.
const PRIVATE: &[u8] = b"$serde_json::private::";
/// Eight bytes with this value each, or with their highest bit.
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// A place in a text that is UTF-8. Every step is `None` where it gives up.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'t> {
    text: &'t [u8],
    at: usize,
}

/// From where to where something stands in a text. A value is never empty, so an empty one stands for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

fn is_private(name: &[u8]) -> bool {
    name.first() == Some(&b'$') && name.starts_with(PRIVATE)
}

/// What follows an element or a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Another,
    End,
}

impl<'t> Scan<'t> {
    /// At the beginning of a text.
    pub fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// The first byte of what is next.
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.get(self.at)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }

    /// Whether nothing is left.
    pub fn is_done(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Steps over a value.
    pub fn value(&mut self) -> Option<Span> {
        self.peek()?;
        let start = self.at;
        self.step_over(DEPTH)?;
        Some(Span { start, end: self.at })
    }

    /// Steps through a value that begins with a brace: `member` gets each name, and steps over its value.
    pub fn members(&mut self, mut member: impl FnMut(&mut Self, &[u8]) -> Option<()>) -> Option<Span> {
        let start = self.open(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(Span { start, end: self.at });
        }
        loop {
            let (name, escaped) = self.name()?;
            if escaped {
                let quoted = self.text.get(name.start - 1..=name.end)?;
                let name = serde_json::from_slice::<String>(quoted).ok().filter(|name| !is_private(name.as_bytes()))?;
                member(self, name.as_bytes())?;
            } else {
                member(self, name.of(self.text))?;
            }
            if self.after(b'}')? == After::End {
                return Some(Span { start, end: self.at });
            }
        }
    }

    /// Steps through a value that begins with a bracket: `element` steps over each.
    pub fn elements(&mut self, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<Span> {
        let start = self.open(b'[')?;
        if self.peek()? == b']' {
            self.at += 1;
            return Some(Span { start, end: self.at });
        }
        loop {
            element(self)?;
            if self.after(b']')? == After::End {
                return Some(Span { start, end: self.at });
            }
        }
    }

    fn open(&mut self, byte: u8) -> Option<usize> {
        let opens = self.peek()? == byte;
        self.at += 1;
        opens.then(|| self.at - 1)
    }

    /// A name and its colon, and whether the name has escapes.
    fn name(&mut self) -> Option<(Span, bool)> {
        let start = self.open(b'"')? + 1;
        let escaped = self.text_end()?;
        let name = Span { start, end: self.at - 1 };
        if is_private(name.of(self.text)) {
            return None;
        }
        self.open(b':')?;
        Some((name, escaped))
    }

    fn after(&mut self, close: u8) -> Option<After> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b',' => Some(After::Another),
            byte if byte == close => Some(After::End),
            _ => None,
        }
    }

    fn step_over(&mut self, depth: u8) -> Option<()> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                self.text_end().map(|_| ())
            }
            b'{' => {
                let inner = depth.checked_sub(1)?;
                self.at += 1;
                if self.peek()? == b'}' {
                    self.at += 1;
                    return Some(());
                }
                loop {
                    // An escaped name may be one of `serde_json`'s own, which are not looked for here.
                    if self.name()?.1 {
                        return None;
                    }
                    self.step_over(inner)?;
                    if self.after(b'}')? == After::End {
                        return Some(());
                    }
                }
            }
            b'[' => {
                let inner = depth.checked_sub(1)?;
                self.at += 1;
                if self.peek()? == b']' {
                    self.at += 1;
                    return Some(());
                }
                loop {
                    self.step_over(inner)?;
                    if self.after(b']')? == After::End {
                        return Some(());
                    }
                }
            }
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let is_it = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        is_it.then_some(())
    }

    /// RFC 8259, 6.
    fn number(&mut self) -> Option<()> {
        if self.byte() == b'-' {
            self.at += 1;
        }
        match self.byte() {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits()?,
            _ => return None,
        }
        if self.byte() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// The byte here; zero at the end, which stands in no JSON.
    fn byte(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    /// Goes behind the quote that ends a text, eight bytes at a time; says whether the text has escapes.
    fn text_end(&mut self) -> Option<bool> {
        let mut escaped = false;
        loop {
            while let Some(chunk) = self.text.get(self.at..)?.first_chunk::<8>() {
                let bytes = u64::from_le_bytes(*chunk);
                // The lowest bit that is set stands for the first byte that is meant; those above may be false.
                let is = |byte: u8| {
                    let differs = bytes ^ (ONES * u64::from(byte));
                    differs.wrapping_sub(ONES) & !differs
                };
                let control = bytes.wrapping_sub(ONES * 0x20) & !bytes;
                let found = (is(b'"') | is(b'\\') | control) & HIGHEST;
                if found != 0 {
                    self.at += (found.trailing_zeros() / 8) as usize;
                    break;
                }
                self.at += 8;
            }
            match *self.text.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        self.at += 2;
        match *self.text.get(self.at - 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            // A high surrogate without its low one is no text.
            b'u' => match self.code_unit()? {
                0xD800..0xDC00 => {
                    let follows = self.text.get(self.at..)?.starts_with(b"\\u");
                    self.at += 2;
                    (follows && matches!(self.code_unit()?, 0xDC00..0xE000)).then_some(())
                }
                0xDC00..0xE000 => None,
                _ => Some(()),
            },
            _ => None,
        }
    }

    fn code_unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
    }
}
