//! The pretended Internet of the demo: two echo services and an update server that speaks
//! dyndns2, all on loopback. Answers just enough HTTP for one client.

use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};

pub struct Internet {
    ports: [u16; 3],
    says: [watch::Sender<IpAddr>; 2],
    asked: Arc<AtomicUsize>,
    record: watch::Receiver<Option<IpAddr>>,
}

impl Internet {
    pub async fn start(address: IpAddr) -> io::Result<Self> {
        let says = [watch::Sender::new(address), watch::Sender::new(address)];
        let asked = Arc::new(AtomicUsize::new(0));
        let (publish, record) = watch::channel(None);
        let mut ports = [0; 3];
        for (port, says) in ports.iter_mut().zip(&says) {
            let says = says.subscribe();
            let asked = asked.clone();
            *port = serve(move |_| {
                asked.fetch_add(1, Ordering::Relaxed);
                says.borrow().to_string()
            })
            .await?;
        }
        ports[2] = serve(move |request| {
            let value = request.split(['?', '&', ' ']).find_map(|part| part.strip_prefix("myip="));
            match value.and_then(|value| value.parse().ok()) {
                Some(address) => {
                    publish.send_replace(Some(address));
                    format!("good {address}")
                }
                None => "dnserr".to_owned(),
            }
        })
        .await?;
        Ok(Self { ports, says, asked, record })
    }

    /// The two echo services and the update server.
    pub const fn ports(&self) -> [u16; 3] {
        self.ports
    }

    pub fn everyone_says(&self, address: IpAddr) {
        for says in &self.says {
            says.send_replace(address);
        }
    }

    pub fn one_says(&self, address: IpAddr) {
        self.says[0].send_replace(address);
    }

    pub fn record(&self) -> Option<IpAddr> {
        *self.record.borrow()
    }

    pub async fn record_becomes(&self, value: IpAddr, limit: Duration) -> Result<(), String> {
        let mut record = self.record.clone();
        let became = timeout(limit, record.wait_for(|now| *now == Some(value))).await;
        became.map(drop).map_err(|_| format!("the record did not become {value}"))
    }

    /// Waits until the echo services were asked `times` more.
    pub async fn asked_again(&self, times: usize, limit: Duration) -> Result<(), String> {
        let enough = self.asked.load(Ordering::Relaxed) + times;
        let asked = async {
            while self.asked.load(Ordering::Relaxed) < enough {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(limit, asked).await.map_err(|_| "the echo services were not asked again".to_owned())
    }
}

/// Listens on a free port and answers every request line with what `answer` makes of it.
async fn serve(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = timeout(Duration::from_secs(2), converse(stream, &answer)).await;
        }
    });
    Ok(port)
}

async fn converse(mut stream: TcpStream, answer: &(impl Fn(&str) -> String + Sync)) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < 8192 {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let text = String::from_utf8_lossy(&request);
    let body = answer(text.lines().next().unwrap_or_default());
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    stream.shutdown().await
}
