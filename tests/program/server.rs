//! An HTTP server on loopback that answers as told, or misbehaves as told. One request to a connection.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{JoinHandle, sleep, spawn},
    time::Duration,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// All headers, as they came.
    pub head: String,
    pub body: String,
}

impl Request {
    /// A parameter of the query, as far as it needs no decoding.
    pub fn param(&self, key: &str) -> Option<&str> {
        let query = self.target.split_once('?')?.1;
        query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
    }
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into() }
}

impl Reply {
    pub fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }

    fn head(&self, length: usize) -> String {
        let headers: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let (status, headers) = (self.status, headers.concat());
        format!(
            "HTTP/1.1 {status} Whatever\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
        )
    }
}

#[derive(Clone, Debug)]
pub enum Fault {
    /// This answer, whatever was asked.
    Say(Reply),
    /// The connection is torn down with the request unread.
    Reset,
    /// Nothing comes back at all.
    HangBeforeAnswer,
    /// Headers, and then nothing.
    HangAfterHeaders,
    /// A part of the body, and then nothing.
    HangMidBody,
    /// The true answer, cut off in the middle.
    Half,
    /// The true answer, a byte a second.
    Drip,
    /// The body goes on for this many bytes.
    Flood(usize),
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

#[derive(Default)]
struct Shared {
    fault: Mutex<Option<Fault>>,
    requests: Mutex<Vec<Request>>,
    tls: Mutex<Option<Arc<ServerConfig>>>,
    /// How long a request is kept waiting once it was carried out.
    pause: Mutex<Duration>,
    /// Connections that are being served.
    serving: AtomicUsize,
    closing: AtomicBool,
}

pub struct Server {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    handler: Arc<Handler>,
    accepting: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (shared, accepting) = (Arc::default(), Mutex::default());
        let server = Self { address, shared, handler: Arc::new(handler), accepting };
        server.accept(listener);
        server
    }

    fn accept(&self, listener: TcpListener) {
        let (shared, handler) = (self.shared.clone(), self.handler.clone());
        let accepting = spawn(move || {
            for stream in listener.incoming() {
                if shared.closing.load(Ordering::SeqCst) {
                    return;
                }
                let (shared, handler) = (shared.clone(), handler.clone());
                shared.serving.fetch_add(1, Ordering::SeqCst);
                spawn(move || {
                    // A client that went away is its own matter.
                    let _ = stream.and_then(|stream| converse(stream, &shared, &*handler));
                    shared.serving.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        *self.accepting.lock().unwrap() = Some(accepting);
    }

    /// From now on connections are refused.
    pub fn close(&self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        if let Some(accepting) = self.accepting.lock().unwrap().take() {
            // Wakes the thread that waits for the next connection; then the port is closed.
            let _ = TcpStream::connect(self.address);
            accepting.join().unwrap();
        }
    }

    /// Connections are taken again, at the same place.
    pub fn open(&self) {
        self.shared.closing.store(false, Ordering::SeqCst);
        self.accept(TcpListener::bind(self.address).unwrap());
    }

    pub fn fault(&self, fault: Option<Fault>) {
        *self.shared.fault.lock().unwrap() = fault;
    }

    #[cfg(unix)]
    pub fn pause(&self, pause: Duration) {
        *self.shared.pause.lock().unwrap() = pause;
    }

    /// Waits until every request was carried out that was sent before.
    #[cfg(unix)]
    pub fn settle(&self) {
        // Connections are accepted in their order: this one after all of before.
        let mut last = TcpStream::connect(self.address).unwrap();
        last.write_all(b"GET /settled HTTP/1.1\r\n\r\n").unwrap();
        last.read_to_end(&mut Vec::new()).unwrap();
        while self.shared.serving.load(Ordering::SeqCst) > 0 {
            sleep(Duration::from_millis(1));
        }
    }

    /// Speaks TLS from now on.
    pub fn tls(&self, config: Arc<ServerConfig>) {
        *self.shared.tls.lock().unwrap() = Some(config);
    }

    pub fn requests(&self) -> MutexGuard<'_, Vec<Request>> {
        self.shared.requests.lock().unwrap()
    }

    pub fn hits(&self) -> usize {
        self.requests().len()
    }

    pub fn url(&self) -> String {
        let tls = self.shared.tls.lock().unwrap().is_some();
        format!("{}://{}", if tls { "https" } else { "http" }, self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close();
    }
}

fn converse(stream: TcpStream, shared: &Shared, handler: &Handler) -> io::Result<()> {
    let fault = shared.fault.lock().unwrap().clone();
    if let Some(Fault::Reset) = fault {
        // Closing with unread bytes makes the system send a reset.
        stream.peek(&mut [0])?;
        return Ok(());
    }
    let tls = shared.tls.lock().unwrap().clone();
    match tls {
        None => exchange(stream, fault.as_ref(), shared, handler),
        Some(config) => {
            let connection = ServerConnection::new(config).map_err(io::Error::other)?;
            exchange(StreamOwned::new(connection, stream), fault.as_ref(), shared, handler)
        }
    }
}

fn exchange(
    mut stream: impl Read + Write,
    fault: Option<&Fault>,
    shared: &Shared,
    handler: &Handler,
) -> io::Result<()> {
    let request = read_request(&mut stream)?;
    shared.requests.lock().unwrap().push(request.clone());
    let answer = match fault {
        Some(Fault::Say(answer)) => answer.clone(),
        None => handler(&request),
        // A request that is answered badly must not have been carried out as well.
        Some(_) => reply(200, "good 203.0.113.7 and a good deal more than that"),
    };
    let length = answer.body.len();
    let pause = *shared.pause.lock().unwrap();
    sleep(pause);
    match fault {
        None | Some(Fault::Say(_)) => {
            stream.write_all(answer.head(length).as_bytes())?;
            stream.write_all(&answer.body)?;
        }
        Some(Fault::Reset) => {}
        Some(Fault::HangBeforeAnswer) => gone(&mut stream),
        Some(Fault::HangAfterHeaders) => {
            stream.write_all(answer.head(length).as_bytes())?;
            stream.flush()?;
            gone(&mut stream);
        }
        Some(Fault::HangMidBody) => {
            stream.write_all(answer.head(length).as_bytes())?;
            stream.write_all(&answer.body[..length / 2])?;
            stream.flush()?;
            gone(&mut stream);
        }
        Some(Fault::Half) => {
            stream.write_all(answer.head(length).as_bytes())?;
            stream.write_all(&answer.body[..length / 2])?;
        }
        Some(Fault::Drip) => {
            stream.write_all(answer.head(length).as_bytes())?;
            for byte in &answer.body {
                stream.write_all(&[*byte])?;
                stream.flush()?;
                sleep(Duration::from_secs(1));
            }
        }
        Some(&Fault::Flood(bytes)) => {
            stream.write_all(answer.head(bytes).as_bytes())?;
            let block = vec![b'4'; 1 << 16];
            for _ in 0..bytes.div_ceil(block.len()) {
                stream.write_all(&block)?;
            }
        }
    }
    stream.flush()
}

/// Waits until the client has gone.
fn gone(stream: &mut impl Read) {
    let mut rest = [0; 256];
    while matches!(stream.read(&mut rest), Ok(1..)) {}
}

fn read_request(stream: &mut impl Read) -> io::Result<Request> {
    let mut bytes = Vec::new();
    let mut block = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                let mut words = head.split_whitespace();
                let mut word = || words.next().unwrap_or_default().to_owned();
                let (method, target) = (word(), word());
                return Ok(Request { method, target, head: head.to_owned(), body: body.to_owned() });
            }
        }
        match stream.read(&mut block)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            size => bytes.extend_from_slice(&block[..size]),
        }
    }
}
