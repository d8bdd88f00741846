//! A browser reduced to what the server notices: one kept-alive connection, a cookie, the headers of Chromium.
//!
//! Pages and answers travel compressed, as they do to a real browser, and are unpacked only by those who look inside.

use std::io::{Error, ErrorKind, Read, Result};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Bytes of a request, ready to be sent.
pub fn request(method: &str, path: &str, host: &str, cookies: &str, headers: &str, body: &str) -> String {
    let length = if method == "GET" { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\naccept: */*\r\naccept-encoding: gzip, deflate, br\r\n\
         sec-fetch-site: same-origin\r\ncookie: {cookies}\r\n{headers}{length}\r\n{body}"
    )
}

/// What came back.
pub struct Answer {
    pub status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    /// Every value of a header.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.head.lines().filter_map(move |line| {
            line.split_once(':').filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
        })
    }

    /// How much travelled, without the head.
    pub fn weight(&self) -> usize {
        self.body.len()
    }

    /// The body as text, unpacked.
    pub fn text(&self) -> Result<String> {
        let mut bytes = Vec::new();
        match self.headers("content-encoding").next() {
            Some("br") => _ = brotli::Decompressor::new(self.body.as_slice(), 4096).read_to_end(&mut bytes)?,
            None => bytes.clone_from(&self.body),
            Some(other) => {
                return Err(Error::new(ErrorKind::InvalidData, format!("an answer packed by {other}")));
            }
        }
        String::from_utf8(bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error))
    }
}

/// A connection that is used for one request after the other.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    pub async fn open(host: &str) -> Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and waits for the whole answer.
    pub async fn send(&mut self, request: &str) -> Result<Answer> {
        self.stream.write_all(request.as_bytes()).await?;
        let head = self.head().await?;
        let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default();
        let mut answer = Answer { status, head, body: Vec::new() };
        let length = answer.headers("content-length").next().and_then(|length| length.parse().ok());
        answer.body = match length {
            Some(length) => self.take(length).await?,
            None if answer.headers("transfer-encoding").any(|coding| coding == "chunked") => self.chunks().await?,
            None => Vec::new(),
        };
        Ok(answer)
    }

    async fn head(&mut self) -> Result<String> {
        let end = self.find(b"\r\n\r\n").await?;
        let head = self.take(end + 4).await?;
        String::from_utf8(head).map_err(|error| Error::new(ErrorKind::InvalidData, error))
    }

    async fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let end = self.find(b"\r\n").await?;
            let line = self.take(end + 2).await?;
            let size = std::str::from_utf8(&line).ok().and_then(|line| usize::from_str_radix(line.trim(), 16).ok());
            let size = size.ok_or_else(|| Error::new(ErrorKind::InvalidData, "a chunk without a size"))?;
            let mut chunk = self.take(size + 2).await?;
            chunk.truncate(size);
            body.append(&mut chunk);
            if size == 0 {
                return Ok(body);
            }
        }
    }

    /// Where these bytes stand in what was read or is yet to come.
    async fn find(&mut self, wanted: &[u8]) -> Result<usize> {
        loop {
            if let Some(at) = self.read.windows(wanted.len()).position(|bytes| bytes == wanted) {
                return Ok(at);
            }
            self.more().await?;
        }
    }

    async fn take(&mut self, count: usize) -> Result<Vec<u8>> {
        while self.read.len() < count {
            self.more().await?;
        }
        let rest = self.read.split_off(count);
        Ok(std::mem::replace(&mut self.read, rest))
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}
