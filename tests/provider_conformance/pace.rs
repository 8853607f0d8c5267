//! Cloudflare as it counts: 1,200 requests in five minutes, and whoever asks for more is refused
//! everything for the next five (developers.cloudflare.com, API rate limits). In made-up time.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use fingerpost::{
    core::{
        message::{Outcome, Task},
        problem::Code,
    },
    net::Net,
    provider::cloudflare::INFO,
};

use super::{
    cloudflare::{Cloudflare, TOKEN, refused},
    http::{Request, Response, Server, Service},
    stand::{Client, Trouble, account, task},
};

const WINDOW: Duration = Duration::from_secs(300);
const QUOTA: usize = 1200;

/// The service behind its limit.
struct Limited {
    inner: Cloudflare,
    /// How far the made-up time is ahead.
    ahead: Duration,
    counted: VecDeque<Instant>,
    blocked_until: Option<Instant>,
    refusals: usize,
    /// Whether it says how much is left; when there is more, rounded down.
    tells: bool,
}

impl Limited {
    fn with_zones(count: usize) -> Self {
        let mut inner = Cloudflare::new();
        inner.zones = (0..count).map(|at| (format!("zone-{at}.example"), format!("{at:032x}"))).collect();
        for at in 0..count {
            inner.add("A", &host(at), "198.51.100.7", 300, false, None);
        }
        let counted = VecDeque::new();
        Self { inner, ahead: Duration::ZERO, counted, blocked_until: None, refusals: 0, tells: false }
    }

    fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }

    /// Others of the same user have asked so often just now.
    fn used_by_others(&mut self, requests: usize) {
        self.counted.extend(vec![self.now(); requests]);
    }

    fn right(&self) -> usize {
        self.inner.records.iter().filter(|record| record["content"] == "203.0.113.9").count()
    }
}

impl Service for Limited {
    fn serve(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response {
        let now = self.now();
        self.counted.retain(|at| now.duration_since(*at) < WINDOW);
        self.counted.push_back(now);
        if self.counted.len() > QUOTA {
            self.blocked_until = Some(now + WINDOW);
        }
        let mut response = if self.blocked_until.is_some_and(|until| now < until) {
            self.refusals += 1;
            let mut busy = refused(429, 971, "Please wait and consider throttling your request speed");
            busy.headers.push(("Retry-After", "300".to_owned()));
            busy
        } else {
            self.inner.serve(request, complaints)
        };
        if self.tells {
            let left = QUOTA.saturating_sub(self.counted.len());
            let reset = (self.counted[0] + WINDOW).duration_since(now).as_secs();
            response.headers.push(("Ratelimit-Policy", format!("\"default\";q={QUOTA};w=300")));
            response.headers.push(("Ratelimit", format!("\"default\";r={left};t={reset}")));
        }
        response
    }

    fn trouble(&self, _: Trouble, _: &Request) -> Option<Response> {
        None
    }

    fn writes(&self, request: &Request) -> bool {
        request.method != "GET"
    }
}

fn host(at: usize) -> String {
    format!("host.zone-{at}.example")
}

/// A client and its service, one clock for both.
struct Bench {
    server: Server<Limited>,
    client: Client,
}

impl Bench {
    fn new(zones: usize) -> Self {
        let server = Server::start(Limited::with_zones(zones));
        let account = account(&INFO, Some(format!("http://{}/client/v4", server.address)), &[]);
        let client = Client::opened(&INFO, &account, TOKEN, Net::default());
        Self { server, client }
    }

    /// Nothing is under way meanwhile: made-up time and real connections never meet.
    async fn wait(&self, wait: Duration) {
        tokio::time::pause();
        tokio::time::advance(wait).await;
        tokio::time::resume();
        self.server.service().ahead += wait;
    }

    /// One batch as the machine gives it: what is not yet right. Gives the wait that is asked for.
    async fn batch(&mut self, tasks: &mut Vec<Task>) -> Option<Duration> {
        let done = self.client.publish(tasks).await;
        let mut wait = None;
        let mut left = Vec::new();
        for (task, outcome) in tasks.drain(..).zip(done) {
            match outcome {
                Outcome::Changed(_) | Outcome::Unchanged => (),
                Outcome::Failed(problem) => {
                    assert_eq!(problem.code, Code::RateLimited, "{problem:?}");
                    wait = wait.max(problem.retry_after);
                    left.push(task);
                }
            }
        }
        *tasks = left;
        wait
    }
}

fn tasks(count: usize) -> Vec<Task> {
    (0..count).map(|at| task(&host(at), &["203.0.113.9"])).collect()
}

#[tokio::test]
async fn a_thousand_records_in_a_thousand_zones_never_hit_the_limit() {
    let mut bench = Bench::new(1000);
    let mut left = tasks(1000);
    let (mut batches, mut waited) = (0, Duration::ZERO);
    while !left.is_empty() {
        let before = left.len();
        let wait = bench.batch(&mut left).await;
        batches += 1;
        assert!(
            left.len() + 200 <= before || left.is_empty(),
            "a batch that changed {}",
            before - left.len()
        );
        if let Some(wait) = wait {
            assert!(wait <= WINDOW, "{wait:?}");
            bench.wait(wait).await;
            waited += wait;
        }
        println!("batch {batches}: {} left after {} s", left.len(), waited.as_secs());
    }
    let service = bench.server.service();
    assert_eq!((service.refusals, service.right()), (0, 1000));
    assert!(waited <= WINDOW * 4, "{waited:?}");
    drop(service);
    assert_eq!(bench.server.watch().complaints, [""; 0]);
}

#[tokio::test]
async fn what_others_have_used_up_is_not_asked_for_either() {
    let mut bench = Bench::new(100);
    bench.server.service().tells = true;
    bench.server.service().used_by_others(900);
    let mut left = tasks(100);
    let wait = bench.batch(&mut left).await.expect("100 zones take more than is left");
    {
        let service = bench.server.service();
        assert!((QUOTA - 121..=QUOTA - 119).contains(&service.counted.len()), "{}", service.counted.len());
        assert!(service.right() > 30, "what was looked up is changed before more is looked up");
    }
    bench.wait(wait).await;
    assert_eq!(bench.batch(&mut left).await, None);
    let service = bench.server.service();
    assert_eq!((service.refusals, service.right()), (0, 100));
}

#[tokio::test]
async fn one_change_may_have_what_is_kept_for_others() {
    let mut bench = Bench::new(1);
    bench.server.service().tells = true;
    bench.server.service().used_by_others(QUOTA - 10);
    assert_eq!(bench.batch(&mut tasks(1)).await, None);
    assert_eq!(bench.server.service().right(), 1);
}

#[tokio::test]
async fn once_refused_it_is_left_alone_for_as_long_as_it_says() {
    let mut bench = Bench::new(1);
    bench.server.service().used_by_others(QUOTA);
    let mut left = tasks(1);
    assert_eq!(bench.batch(&mut left).await, Some(WINDOW));
    let wait = bench.batch(&mut left).await.unwrap();
    assert!(wait <= WINDOW && bench.server.service().refusals == 1, "{wait:?}");
    bench.wait(wait).await;
    assert_eq!(bench.batch(&mut left).await, None);
}
