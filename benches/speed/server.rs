//! The provider: answers with pages that were made before, so that it costs next to nothing.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use crate::pages::{PAGE, Pages};

/// Serves until it is ended, and says where on the first line.
pub fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    println!("{}", listener.local_addr().expect("its address"));
    let pages = Arc::new(Pages::made());
    for stream in listener.incoming() {
        let (stream, pages) = (stream.expect("a connection"), Arc::clone(&pages));
        // A reader that has ended closes its connection.
        std::thread::spawn(move || converse(stream, &pages));
    }
}

/// Answers requests for `/RECORDS/...`, as long as they come. The cursor is the number of the page.
fn converse(mut stream: TcpStream, pages: &Pages) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let (mut answer, mut body) = (Vec::new(), Vec::new());
    loop {
        let (mut first, mut length) = (String::new(), 0);
        reader.read_line(&mut first).ok()?;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim().to_lowercase();
            if let Some(text) = line.strip_prefix("content-length:") {
                length = text.trim().parse().ok()?;
            }
            if line.is_empty() {
                break;
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body).ok()?;
        let records: usize = first.split('/').nth(1)?.parse().ok()?;
        let asked = String::from_utf8_lossy(&body);
        let cursor = asked.split("\"cursor\":\"").nth(1).and_then(|text| text.split('"').next());
        let page = cursor.map_or(Some(0), |text| text.parse().ok())?;
        pages.answer(page, records.div_ceil(PAGE), &mut answer);
        stream.write_all(&answer).ok()?;
    }
}
