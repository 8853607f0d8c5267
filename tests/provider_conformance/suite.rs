//! What must be true of every provider.

use std::time::Duration;

use fingerpost::{
    core::{
        message::{Outcome, Task},
        problem::{Code, Remedy},
    },
    provider::{Model, write_test},
};

use super::stand::{self, Client, Row, Stand, Trouble, changed, logged, name, row};

const OLD4: &str = "198.51.100.7";
const NEW4: &str = "203.0.113.9";
const OLD6: &str = "2001:db8::7";
const NEW6: &str = "2001:db8::9";

/// Runs everything against stand-ins of one provider, a fresh one for each question.
pub async fn run(fresh: impl Fn() -> Box<dyn Stand>) {
    create_and_leave_alone(&*fresh()).await;
    change_both_families(&*fresh()).await;
    apex_and_two_names(&*fresh()).await;
    if fresh().info().model != Model::Push {
        keep_what_is_not_ours(&*fresh()).await;
        tidy_our_duplicates(&*fresh()).await;
        a_write_test_leaves_nothing(&*fresh()).await;
        if fresh().sets_ttl() {
            set_the_ttl(&*fresh()).await;
        }
    }
    foreign_zone(&*fresh()).await;
    for trouble in [
        Trouble::BadCredential,
        Trouble::Forbidden,
        Trouble::Busy(120),
        Trouble::Broken,
        Trouble::ErrorInSuccess,
        Trouble::Truncated,
        Trouble::Oversized,
        Trouble::Html,
        Trouble::Redirect,
    ] {
        survive(&*fresh(), trouble).await;
    }
}

/// What is asked of it; with the zone, where the service has to be told that.
fn task(stand: &dyn Stand, host: &str, values: &[&str]) -> Task {
    let mut task = stand::task(host, values);
    if stand.limits().needs_zone {
        let labels: Vec<&str> = host.rsplitn(3, '.').take(2).collect();
        task.zone = Some(name(&format!("{}.{}", labels[1], labels[0])));
    }
    task
}

fn host(stand: &dyn Stand, label: &str) -> String {
    format!("{label}.{}", stand.zone())
}

/// What the service holds, without what it keeps beside.
fn held(stand: &dyn Stand, name: &str) -> Vec<String> {
    let mut values: Vec<_> =
        stand.rows().into_iter().filter(|row| row.name == name).map(|row| row.value.to_string()).collect();
    values.sort();
    values
}

#[track_caller]
fn no_complaints(stand: &dyn Stand) {
    assert_eq!(stand.complaints(), [""; 0], "{}", stand.info().shape.id);
    assert!(!logged(stand.secret()), "{}: the secret is in the log", stand.info().shape.id);
}

/// As the machine would ask the next time: what was published is now known to be ours.
fn known(mut task: Task) -> Task {
    task.want.ours.clone_from(&task.want.values);
    task.published.clone_from(&task.want.values);
    task
}

async fn create_and_leave_alone(stand: &dyn Stand) {
    let home = host(stand, "home");
    let mut client = Client::of(stand);
    changed(&client.one(task(stand, &home, &[NEW4])).await);
    assert_eq!(held(stand, &home), [NEW4]);
    let (_, writes) = stand.requests();
    assert_eq!(client.one(known(task(stand, &home, &[NEW4]))).await, Outcome::Unchanged);
    assert_eq!(stand.requests().1, writes, "unchanged must not write");
    if stand.info().model != Model::Push {
        // Nor when the program has forgotten what it published.
        assert_eq!(Client::of(stand).one(task(stand, &home, &[NEW4])).await, Outcome::Unchanged);
        assert_eq!(stand.requests().1, writes);
    }
    no_complaints(stand);
}

async fn change_both_families(stand: &dyn Stand) {
    let home = host(stand, "home");
    stand.seed(&[row(&home, OLD4, 120), row(&home, OLD6, 120)]);
    let mut client = Client::of(stand);
    if stand.limits().ipv4_only {
        let refused = client.problem(task(stand, &home, &[NEW6])).await;
        assert_eq!((refused.code, stand.requests().0), (Code::BadRecord, 0));
        changed(&client.one(task(stand, &home, &[NEW4])).await);
        assert_eq!(held(stand, &home), [OLD6, NEW4]);
        return no_complaints(stand);
    }
    let done = client.publish(&[task(stand, &home, &[NEW4]), task(stand, &home, &[NEW6])]).await;
    done.iter().for_each(changed);
    assert_eq!(held(stand, &home), [NEW6, NEW4]);
    if stand.info().model != Model::Push {
        assert_eq!(done[0], Outcome::Changed(vec![OLD4.parse().unwrap()]));
    }
    // Alone, a family leaves the other as it is.
    for (new, other) in [("203.0.113.10", NEW6), ("2001:db8::a", "203.0.113.10")] {
        let mut tasks = vec![task(stand, &home, &[new])];
        if stand.info().both_families {
            tasks.push(known(task(stand, &home, &[other])));
        }
        let done = client.publish(&tasks).await;
        changed(&done[0]);
        assert!(done[1..].iter().all(|other| *other == Outcome::Unchanged), "{done:?}");
        let mut both = [new, other];
        both.sort_unstable();
        assert_eq!(held(stand, &home), both);
    }
    assert_eq!(held(stand, &home), ["2001:db8::a", "203.0.113.10"]);
    no_complaints(stand);
}

async fn apex_and_two_names(stand: &dyn Stand) {
    let (a, b, apex) = (host(stand, "a"), host(stand, "b"), stand.zone());
    stand.seed(&[row(&a, OLD4, 60), row(&b, OLD4, 60), row(apex, OLD4, 60)]);
    let mut names = vec![a.as_str(), b.as_str()];
    if stand.limits().one_name {
        return;
    }
    if !stand.limits().no_apex {
        names.push(apex);
    }
    let tasks: Vec<Task> = names.iter().map(|name| task(stand, name, &[NEW4])).collect();
    let (_, before) = stand.requests();
    Client::of(stand).publish(&tasks).await.iter().for_each(changed);
    for name in &names {
        assert_eq!(held(stand, name), [NEW4], "{name}");
    }
    let writes = stand.requests().1 - before;
    let least = tasks.len().div_ceil(stand.info().max_batch);
    assert!(
        writes <= least.max(tasks.len().min(least)) * stand.writes_a_change(),
        "{writes} writes for {} names",
        tasks.len()
    );
    no_complaints(stand);
}

/// Values others put there, their notes and TTLs, other names and other kinds.
async fn keep_what_is_not_ours(stand: &dyn Stand) {
    let (home, other) = (host(stand, "home"), host(stand, "other"));
    let noted = |mut row: Row| {
        row.note.push_str("kept");
        row
    };
    let sibling = noted(row(&home, "198.51.100.99", 120));
    let bystander = noted(row(&other, OLD4, 240));
    let v6 = noted(row(&home, OLD6, 180));
    stand.seed(&[noted(row(&home, OLD4, 120)), sibling.clone(), bystander.clone(), v6.clone()]);
    let seeded = stand.rows();
    let mut home4 = task(stand, &home, &[NEW4]);
    home4.want.ours = vec![OLD4.parse().unwrap()];
    changed(&Client::of(stand).one(home4).await);
    let mut expected = seeded;
    expected.iter_mut().filter(|row| row.value.to_string() == OLD4 && row.name == home).for_each(|row| {
        row.value = NEW4.parse().unwrap();
    });
    expected.sort();
    let mut now = stand.rows();
    now.sort();
    assert_eq!(now, expected, "TTL, notes, siblings and bystanders stay");
    no_complaints(stand);
}

async fn tidy_our_duplicates(stand: &dyn Stand) {
    let home = host(stand, "home");
    stand.seed(&[row(&home, OLD4, 60), row(&home, "198.51.100.8", 60)]);
    let mut home4 = task(stand, &home, &[NEW4]);
    home4.want.ours = vec![OLD4.parse().unwrap(), "198.51.100.8".parse().unwrap()];
    changed(&Client::of(stand).one(home4).await);
    assert_eq!(held(stand, &home), [NEW4]);
    no_complaints(stand);
}

async fn a_write_test_leaves_nothing(stand: &dyn Stand) {
    let home = host(stand, "home");
    stand.seed(&[row(&home, OLD4, 120)]);
    let before = stand.rows();
    let client = Client::of(stand);
    let zone = client.provider.find_zone(&name(&home)).await.unwrap();
    let own = write_test::name(&zone).unwrap();
    write_test::write_test(&*client.provider, &zone, &own).await.unwrap();
    // Where a service knows no change, its stand-in counts a creation and a removal as one.
    let writes = stand.requests().1;
    assert!(stand.rows() == before && (1..=2).contains(&writes), "made and removed: {writes}");
    no_complaints(stand);
}

async fn set_the_ttl(stand: &dyn Stand) {
    let home = host(stand, "home");
    stand.seed(&[row(&home, NEW4, 1200)]);
    let mut home4 = task(stand, &home, &[NEW4]);
    home4.want.ttl = Some(600);
    let mut client = Client::of(stand);
    changed(&client.one(home4.clone()).await);
    assert_eq!(stand.rows()[0].ttl, 600);
    assert_eq!(client.one(home4).await, Outcome::Unchanged);
    no_complaints(stand);
}

async fn foreign_zone(stand: &dyn Stand) {
    if !stand.limits().tells_foreign {
        return;
    }
    let problem = Client::of(stand).problem(task(stand, "home.elsewhere.example", &[NEW4])).await;
    let codes = [Code::NoZone, Code::NotYours, Code::BadName, stand.limits().bad_credential];
    assert!(codes.contains(&problem.code), "{problem:?}");
    assert_eq!(problem.code.remedy(), Remedy::StopRecord);
    assert_eq!(problem.name.unwrap().as_str(), "home.elsewhere.example");
    no_complaints(stand);
}

async fn survive(stand: &dyn Stand, trouble: Trouble) {
    let home = host(stand, "home");
    stand.seed(&[row(&home, OLD4, 60)]);
    let mut client = Client::of(stand);
    if !stand.trouble(Some(trouble)) {
        return;
    }
    let problem = client.problem(task(stand, &home, &[NEW4])).await;
    let shown = format!("{problem:?}");
    let refused = [stand.limits().bad_credential];
    let expected: &[Code] = match trouble {
        Trouble::BadCredential => &refused,
        Trouble::Forbidden => &[Code::NotPermitted],
        Trouble::Busy(_) => &[Code::RateLimited],
        Trouble::Broken => &[Code::Outage, Code::LongOutage],
        Trouble::ErrorInSuccess => &[Code::BadAnswer, Code::Outage, Code::DnsError, Code::NoZone],
        // A write may have been carried out before the answer broke.
        Trouble::Truncated | Trouble::Oversized => &[Code::BadAnswer, Code::Unconfirmed],
        Trouble::Html | Trouble::Redirect => &[Code::BadAnswer],
    };
    let who = stand.info().shape.id;
    assert!(expected.contains(&problem.code), "{who}: {trouble:?} became {shown}");
    if let Trouble::Busy(seconds) = trouble {
        assert_eq!(problem.retry_after, Some(Duration::from_secs(seconds)), "{who}");
        // Not asked again before that, whoever asks through this client.
        let (asked, _) = stand.requests();
        stand.trouble(None);
        let again = client.problem(task(stand, &home, &[NEW4])).await;
        assert_eq!((again.code, stand.requests().0), (Code::RateLimited, asked), "{who}");
        assert!(again.retry_after.is_some_and(|wait| wait.as_secs() + 10 > seconds), "{who}: {again:?}");
        return no_complaints(stand);
    }
    assert!(!shown.contains(stand.secret()), "{who}: {shown}");
    assert!(!shown.contains("http://"), "{who}: {shown}");
    // And then all is well again: nothing in the client has to be restarted.
    stand.trouble(None);
    stand.seed(&[row(&home, OLD4, 60)]);
    changed(&client.one(task(stand, &home, &[NEW4])).await);
    no_complaints(stand);
}
