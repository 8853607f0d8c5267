//! The pacer in made-up time.

use tokio::time::advance;

use super::*;

const RATE: Rate = Rate { requests: 100, window: Duration::from_secs(300) };

fn answer(status: u16, retry_after: Option<u64>, allowance: Option<Allowance>) -> Answer {
    let status = StatusCode::from_u16(status).unwrap();
    Answer { status, retry_after: retry_after.map(Duration::from_secs), allowance, ..Answer::default() }
}

fn left(quota: Option<u64>, remaining: u64, reset: u64) -> Allowance {
    Allowance { quota, remaining, reset: Duration::from_secs(reset) }
}

/// In seconds. The wall clock is not made up, and runs on by a moment.
fn rounded(time: Duration) -> u64 {
    time.as_millis().div_ceil(1000).try_into().unwrap()
}

/// How many requests pass one after the other until one does not, and for how long not.
async fn until_later(pacer: &Pacer) -> (usize, u64) {
    let mut passed = 0;
    loop {
        match pacer.pass().await {
            Ok(()) => passed += 1,
            Err(problem) => {
                assert_eq!(problem.code, Code::RateLimited);
                return (passed, rounded(problem.retry_after.unwrap()));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_window_takes_its_rate_but_for_the_reserve_and_then_says_how_long() {
    let pacer = Pacer::new(Some(RATE));
    assert_eq!(until_later(&pacer).await, (90, 300));
    advance(Duration::from_secs(200)).await;
    assert_eq!(until_later(&pacer).await, (0, 100));
    advance(Duration::from_secs(100)).await;
    assert_eq!(until_later(&pacer).await, (90, 300));
}

#[tokio::test(start_paused = true)]
async fn no_window_however_it_lies_holds_more_than_the_rate() {
    let pacer = Pacer::new(Some(RATE));
    let mut sent: Vec<Instant> = Vec::new();
    while sent.len() < 1000 {
        match pacer.pass().await {
            Ok(()) => sent.push(Instant::now()),
            Err(problem) => advance(problem.retry_after.unwrap()).await,
        }
        advance(Duration::from_millis(fastrand::u64(0..9000))).await;
    }
    for from in &sent {
        let within = |at: &&Instant| at.saturating_duration_since(*from) < RATE.window && *at >= from;
        assert!(sent.iter().filter(within).count() <= 90);
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_wait_is_waited_for_in_place() {
    let rate = Rate { requests: 60, window: Duration::from_secs(1) };
    let (pacer, before) = (Pacer::new(Some(rate)), Instant::now());
    for _ in 0..540 {
        pacer.pass().await.unwrap();
    }
    assert_eq!(before.elapsed().as_secs(), 9);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_before_the_reset_when_nothing_is_left() {
    for pacer in [Pacer::new(None), Pacer::new(Some(RATE))] {
        pacer.heard(&answer(200, None, Some(left(None, 1, 900))));
        pacer.pass().await.unwrap();
        pacer.heard(&answer(200, None, Some(left(None, 0, 900))));
        assert_eq!(until_later(&pacer).await, (0, 900));
        advance(Duration::from_secs(890)).await;
        // What another answer says earlier does not shorten it.
        pacer.heard(&answer(200, None, Some(left(None, 0, 1))));
        assert_eq!(until_later(&pacer).await, (0, 10));
        advance(Duration::from_secs(6)).await;
        let before = Instant::now();
        pacer.pass().await.unwrap();
        assert_eq!(rounded(before.elapsed()), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_closes_for_as_long_as_it_says() {
    for (said, closed) in [(answer(429, Some(120), None), 120), (answer(400, Some(60), None), 60)] {
        let pacer = Pacer::new(None);
        pacer.heard(&said);
        assert_eq!(until_later(&pacer).await, (0, closed));
    }
    let pacer = Pacer::new(None);
    pacer.heard(&answer(503, None, None));
    pacer.heard(&answer(200, Some(60), None));
    pacer.heard(&answer(429, None, None));
    let before = Instant::now();
    pacer.pass().await.unwrap();
    assert_eq!(rounded(before.elapsed()), UNSAID.as_secs());
}

#[tokio::test(start_paused = true)]
async fn the_last_tenth_is_left_to_others_by_those_who_had_their_part() {
    let pacer = Pacer::new(Some(RATE));
    for _ in 0..10 {
        pacer.pass().await.unwrap();
        pacer.heard(&answer(200, None, Some(left(Some(100), 5, 60))));
    }
    pacer.pass().await.unwrap();
    pacer.heard(&answer(200, None, Some(left(Some(100), 11, 60))));
    pacer.pass().await.unwrap();
    pacer.heard(&answer(200, None, Some(left(Some(100), 10, 60))));
    assert_eq!(until_later(&pacer).await, (0, 60));
}

#[test]
fn what_a_sleeping_machine_waited_for_is_over() {
    let (now, wall) = (Instant::now(), SystemTime::now());
    let mut state = State::default();
    let hour = Duration::from_secs(3600);
    state.close(hour, now, wall);
    assert_eq!(state.wait(None, now, wall), hour);
    // The one clock stood still, the other went on.
    assert_eq!(state.wait(None, now, wall + hour), Duration::ZERO);
}
