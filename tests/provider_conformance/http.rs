//! A small strict HTTP server: one request to a connection, each given to a service
//! written from its vendor's documentation, and troubles on demand.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::stand::Trouble;

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query as they were sent: what signatures are about.
    pub target: String,
    /// Decoded.
    pub path: String,
    /// Decoded, in order.
    pub query: Vec<(String, String)>,
    /// By lower-case name.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Request {
    pub fn param(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Parameters outside `allowed`, and such as come twice.
    pub fn strange_params(&self, allowed: &[&str]) -> Vec<String> {
        let twice = |key: &str| self.query.iter().filter(|(name, _)| name == key).count() > 1;
        let strange = self.query.iter().filter(|(key, _)| !allowed.contains(&key.as_str()) || twice(key));
        strange.map(|(key, _)| key.clone()).collect()
    }
}

pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

pub fn reply(status: u16, body: impl std::fmt::Display) -> Response {
    Response { status, headers: Vec::new(), body: body.to_string() }
}

/// What a family's stand-in has to say.
pub trait Service: Send + 'static {
    /// Answers a request; what is against the documentation is written to `complaints`.
    fn serve(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response;
    /// The vendor's own way of saying so; `None` where it has none.
    fn trouble(&self, trouble: Trouble, request: &Request) -> Option<Response>;
    /// Whether this request is meant to change something.
    fn writes(&self, request: &Request) -> bool;
}

#[derive(Default)]
pub struct Watch {
    pub requests: Vec<Request>,
    pub writes: usize,
    pub complaints: Vec<String>,
    pub trouble: Option<Trouble>,
    /// What is answered to everything.
    pub answer: Option<(u16, String)>,
    /// The trouble meets changes alone.
    pub only_writes: bool,
    /// That answer meets questions alone.
    pub only_questions: bool,
}

pub struct Server<S> {
    pub address: SocketAddr,
    pub service: Arc<Mutex<S>>,
    watch: Arc<Mutex<Watch>>,
    stop: Arc<AtomicBool>,
}

impl<S: Service> Server<S> {
    pub fn start(service: S) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            service: Arc::new(Mutex::new(service)),
            watch: Arc::default(),
            stop: Arc::default(),
        };
        let (service, watch, stop) = (server.service.clone(), server.watch.clone(), server.stop.clone());
        thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((stream, _)) => exchange(&stream, &service, &watch),
                    Err(_) => thread::sleep(Duration::from_millis(1)),
                }
            }
        });
        server
    }

    pub fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap()
    }

    pub fn service(&self) -> MutexGuard<'_, S> {
        self.service.lock().unwrap()
    }
}

impl<S> Drop for Server<S> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn exchange<S: Service>(stream: &TcpStream, service: &Mutex<S>, watch: &Mutex<Watch>) {
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut reader = BufReader::new(stream);
    let Some(request) = read(&mut reader) else { return };
    let mut service = service.lock().unwrap();
    let mut watch = watch.lock().unwrap();
    watch.requests.push(request.clone());
    let writes = service.writes(&request);
    watch.writes += usize::from(writes);
    let agent = request.header("user-agent");
    // noip.com/integrate/request: company, program/system-version, contact.
    if !agent.starts_with("Fingerpost Fingerpost/")
        || agent.split(' ').count() != 3
        || request.headers.contains_key("referer")
    {
        watch.complaints.push(format!("User-Agent {agent:?}"));
    }
    let trouble = watch.trouble.filter(|_| writes || !watch.only_writes);
    let own = trouble.and_then(|trouble| service.trouble(trouble, &request));
    let own = watch
        .answer
        .as_ref()
        .filter(|_| !(writes && watch.only_questions))
        .map(|(status, body)| reply(*status, body))
        .or(own);
    let mut response = match (trouble, own) {
        (_, Some(own)) => own,
        (Some(Trouble::Html), _) => reply(200, "<!DOCTYPE html><title>Welcome</title>Log in to the hotel"),
        (Some(Trouble::Redirect), _) => {
            let location = ("Location", "http://login.invalid/?next=secret".to_owned());
            Response { headers: vec![location], ..reply(302, "") }
        }
        (Some(Trouble::Oversized), _) => reply(200, "x".repeat(9 << 20)),
        (Some(Trouble::Truncated), _) => {
            let whole = service.serve(&request, &mut watch.complaints);
            Response { headers: vec![("X-Cut", String::new())], ..whole }
        }
        _ => service.serve(&request, &mut watch.complaints),
    };
    drop((service, watch));
    let cut = response.headers.iter().any(|(name, _)| *name == "X-Cut");
    let length = response.body.len();
    if cut {
        response.body.truncate(length / 2);
    }
    let mut lines = vec![format!("HTTP/1.1 {} Said", response.status), "Connection: close".to_owned()];
    lines.extend(response.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    if response.status != 204 {
        lines.push(format!("Content-Length: {length}"));
    }
    let head = lines.join("\r\n");
    // The client may have stopped reading: that is one of the questions.
    let _ = (&mut &*stream).write_all(format!("{head}\r\n\r\n{}", response.body).as_bytes());
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(key), decode(value))
    });
    let (query, path) = (pairs.collect(), decode(path));
    Some(Request { method, path, target, query, headers, body: String::from_utf8(body).ok()? })
}

pub fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let hex = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
                rest = after;
            }
            (b'+', _) => bytes.push(b' '),
            (other, _) => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).unwrap()
}
