//! A small closed-loop load generator: one thread a connection, requests kept alive, every answer checked.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// One kept-alive connection of somebody.
pub struct Connection {
    address: String,
    stream: BufReader<TcpStream>,
    /// The session's cookie.
    pub cookie: String,
}

/// An answer.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Where it sends the browser.
    pub location: String,
    /// Its body.
    pub body: String,
}

fn connect(address: &str) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address).with_context(|| address.to_owned())?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    Ok(BufReader::new(stream))
}

impl Connection {
    /// Connects.
    pub fn new(address: &str) -> Result<Self> {
        Ok(Self { address: address.to_owned(), stream: connect(address)?, cookie: String::new() })
    }

    /// Logs somebody of the demonstration in.
    pub fn login(address: &str, login: &str) -> Result<Self> {
        let mut connection = Self::new(address)?;
        let answer = connection.post("/access/login", &format!("login={login}&password=doudi-demo&back=/"))?;
        if answer.status != 303 || connection.cookie.is_empty() {
            bail!("{login} cannot log in: {}", answer.status);
        }
        Ok(connection)
    }

    /// Another connection of the same session.
    pub fn again(&self) -> Result<Self> {
        Ok(Self { address: self.address.clone(), stream: connect(&self.address)?, cookie: self.cookie.clone() })
    }

    /// Opens a page.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", self.address, self.cookie);
        self.send(&request)
    }

    /// Sends a form.
    pub fn post(&mut self, path: &str, body: &str) -> Result<Answer> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        );
        self.send(&request)
    }

    fn send(&mut self, request: &str) -> Result<Answer> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split_whitespace().nth(1).and_then(|s| s.parse().ok()).context("a status line")?;
        let (mut length, mut location, mut is_chunked) = (0_usize, String::new(), false);
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            let Some((name, value)) = header.split_once(": ") else { continue };
            match name {
                "content-length" => length = value.parse()?,
                "location" => value.clone_into(&mut location),
                "transfer-encoding" => is_chunked = value == "chunked",
                "set-cookie" if value.starts_with("doudi=") => {
                    value.split(';').next().unwrap_or_default().clone_into(&mut self.cookie);
                }
                _ => {}
            }
        }
        let body = if is_chunked { self.chunks()? } else { self.exactly(length)? };
        Ok(Answer { status, location, body: String::from_utf8_lossy(&body).into_owned() })
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16)?;
            body.extend(self.exactly(length)?);
            self.exactly(2)?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
}

/// What a run of load showed.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Answers a second.
    pub rate: u64,
    /// Median, microseconds.
    pub p50: u64,
    /// Ninety-nine in a hundred, microseconds.
    pub p99: u64,
    /// Answers in all.
    pub count: usize,
}

/// One request of a workload; `None` when there is nothing left to send.
pub type Shot<'w> = Box<dyn FnMut(&mut Connection) -> Result<Option<()>> + Send + 'w>;

/// Runs one shot after another on every connection for a time; `pause` spaces them to a part of the full load.
pub fn run(connections: Vec<(Connection, Shot<'_>)>, lasting: Duration, pause: Option<Duration>) -> Result<Shown> {
    let start = Instant::now();
    let results: Vec<Result<Vec<u64>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = connections
            .into_iter()
            .map(|(mut connection, mut shot)| {
                scope.spawn(move || {
                    let mut times = Vec::new();
                    let mut next = Instant::now();
                    while start.elapsed() < lasting {
                        if let Some(pause) = pause {
                            let now = Instant::now();
                            if next > now {
                                std::thread::sleep(next - now);
                            }
                            next += pause;
                        }
                        let sent = Instant::now();
                        if shot(&mut connection)?.is_none() {
                            break;
                        }
                        times.push(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
                    }
                    Ok(times)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| bail!("a connection failed"))).collect()
    });
    let seconds = start.elapsed().as_millis().max(1);
    let mut times = Vec::new();
    for result in results {
        times.extend(result?);
    }
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).or(times.last()).copied().unwrap_or(0);
    let rate = u64::try_from(u128::try_from(times.len()).unwrap_or(0) * 1000 / seconds).unwrap_or(u64::MAX);
    Ok(Shown { rate, p50: at(50), p99: at(99), count: times.len() })
}
