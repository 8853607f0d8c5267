//! docs.aws.amazon.com/Route53/latest/APIReference

use super::{signed::*, *};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

const ROUTE53: Vendor = Vendor {
    id: "route53",
    fields: &[("access_key_id", "AKIDEXAMPLE")],
    secret: SECRET,
    prefix: "",
    signed_in: signed,
    serve,
    writes: |hit| hit.method != "GET",
    refuses,
    ttl: true,
};

/// docs.aws.amazon.com, "Create a signed AWS API request"
fn signed(request: &Request) -> bool {
    let (authorization, date) = (request.header("authorization"), request.header("x-amz-date"));
    let names = between(authorization, "SignedHeaders=", ",");
    let (query, headers) = (query(request, &[]), headers(request, names));
    let canonical = format!(
        "{}\n{}\n{query}\n{headers}\n{names}\n{}",
        request.method,
        request.path,
        sha256(&request.body)
    );
    let scope = format!("{}/us-east-1/route53/aws4_request", date.get(..8).unwrap_or_default());
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256(&canonical));
    let key = scope.split('/').fold(format!("AWS4{SECRET}").into_bytes(), hmac256);
    let expected = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={}",
        hex(hmac256(key, &text))
    );
    authorization == expected && names == "host;x-amz-date"
}

fn xml(body: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n{body}")
}

fn error(status: u16, code: &str, message: &str) -> Response {
    reply(
        status,
        xml(&format!(
            "<ErrorResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Error><Type>Sender</Type>\
             <Code>{code}</Code><Message>{message}</Message></Error><RequestId>d9642252</RequestId></ErrorResponse>"
        )),
    )
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => {
            error(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        }
        Refusal::Permission => {
            error(403, "AccessDenied", "User: arn:aws:iam::1:user/x is not authorized to perform")
        }
        Refusal::Busy => error(400, "Throttling", "Rate exceeded"),
        Refusal::Broken => error(503, "ServiceUnavailable", "Service is unavailable."),
        Refusal::InSuccess => return None,
        Refusal::Missing => error(404, "NoSuchHostedZone", "No hosted zone found with ID: Z1"),
    })
}

fn shown(set: &[Stored]) -> String {
    let name = whole(&set[0].sub).replace('*', "\\052");
    let values = set.iter().fold(String::new(), |text, record| {
        text + "<ResourceRecord><Value>" + &record.value + "</Value></ResourceRecord>"
    });
    let policy =
        if set[0].note == "weighted" { "<SetIdentifier>one</SetIdentifier><Weight>1</Weight>" } else { "" };
    format!(
        "<ResourceRecordSet><Name>{name}.</Name><Type>{}</Type>{policy}<TTL>{}</TTL><ResourceRecords>{values}\
         </ResourceRecords></ResourceRecordSet>",
        set[0].kind, set[0].ttl
    )
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["2013-04-01", "hostedzonesbyname"]) => {
            hit.params(world, &["dnsname", "hostedzoneid", "maxitems"]);
            let zone = |id: &str, private: bool| {
                format!(
                    "<HostedZone><Id>/hostedzone/{id}</Id><Name>{ZONE}.</Name><CallerReference>x</CallerReference><Config>\
                     <Comment>Test</Comment><PrivateZone>{private}</PrivateZone></Config></HostedZone>"
                )
            };
            let zones = format!("{}{}", zone("ZPRIVATE", true), zone("Z040120927RX9CM38HPQQ", false));
            reply(
                200,
                xml(&format!(
                    "<ListHostedZonesByNameResponse><HostedZones>{zones}</HostedZones><IsTruncated>false</IsTruncated>\
                     <MaxItems>100</MaxItems></ListHostedZonesByNameResponse>"
                )),
            )
        }
        ("GET", ["2013-04-01", "hostedzone", "Z040120927RX9CM38HPQQ", "rrset"]) => {
            hit.params(world, &["name", "type", "identifier", "maxitems"]);
            let size: usize = hit.param("maxitems").parse().unwrap_or(300).min(300);
            // Names are in the order of their labels from the right; here the left one is all that differs.
            let at = |sub: &str, kind: &str| (sub.to_owned(), kind.to_owned());
            let from = below(hit.param("name")).unwrap_or_default();
            let sets = world.rrsets();
            let mut rest =
                sets.iter().filter(|set| at(&set[0].sub, &set[0].kind) >= at(&from, hit.param("type")));
            let page: Vec<_> = rest.by_ref().take(size).collect();
            let next = rest.next().map_or("<IsTruncated>false</IsTruncated>".to_owned(), |set| {
                format!(
                    "<IsTruncated>true</IsTruncated><NextRecordName>{}.</NextRecordName><NextRecordType>{}</NextRecordType>",
                    whole(&set[0].sub), set[0].kind
                )
            });
            let sets: String = page.into_iter().map(|set| shown(set)).collect();
            reply(
                200,
                xml(&format!(
                    "<ListResourceRecordSetsResponse><ResourceRecordSets>{sets}</ResourceRecordSets>{next}\
                     <MaxItems>{size}</MaxItems></ListResourceRecordSetsResponse>"
                )),
            )
        }
        ("POST", ["2013-04-01", "hostedzone", "Z040120927RX9CM38HPQQ", "rrset"]) => change(world, hit),
        _ => return None,
    })
}

fn change(world: &mut World, hit: &Hit<'_>) -> Response {
    if !hit.request.header("content-type").contains("xml") {
        world.complain("content type");
    }
    for change in hit.request.body.split("<Change>").skip(1) {
        let one = |name: &str| between(change, &format!("<{name}>"), &format!("</{name}>")).to_owned();
        let values: Vec<String> =
            change.split("<Value>").skip(1).map(|rest| between(rest, "", "</Value>").to_owned()).collect();
        let (sub, kind, ttl) = (below(&one("Name")).unwrap(), one("Type"), one("TTL").parse().unwrap());
        let before = world.rrset(&sub, &kind);
        let same = before.iter().all(|record| values.contains(&record.value) && record.ttl == ttl);
        match one("Action").as_str() {
            "UPSERT" => {
                let note = before.first().map(|record| record.note.clone()).unwrap_or_default();
                world.replace(&sub, &kind, &values, ttl, &note);
            }
            "DELETE" if same && before.len() == values.len() => world.replace(&sub, &kind, &[], 0, ""),
            _ => {
                let said = "[Tried to delete resource record set but the values provided do not match the current values]";
                return error(400, "InvalidChangeBatch", said);
            }
        }
    }
    reply(
        200,
        xml("<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status>\
             </ChangeInfo></ChangeResourceRecordSetsResponse>"),
    )
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(ROUTE53).await;
}

#[tokio::test]
async fn a_routing_policy_and_a_wrong_clock_are_told() {
    use fingerpost::core::problem::Code;
    let bench = Bench::of(ROUTE53);
    bench.server.service().world.add("home", "A", "198.51.100.7", 600).note = "weighted".to_owned();
    let home = || task("home.example.org", &["203.0.113.9"]);
    assert_eq!(Client::of(&bench).code(home()).await, Code::Conflict);
    let expired =
        |_| Some(error(403, "SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier"));
    let late = Vendor { signed_in: |_| false, refuses: expired, ..ROUTE53 };
    assert_eq!(Client::of(&Bench::of(late)).code(home()).await, Code::WrongClock);
    let wrong = Client::with_secret(&bench, "another").code(home()).await;
    assert_eq!(wrong, Code::BadCredential);
}

/// An account can have two public zones of one name, of which one at most is served.
#[tokio::test]
async fn two_public_zones_of_one_name_are_a_problem() {
    let bench = Bench::of(Vendor {
        serve: |world, hit| {
            let mut answer = serve(world, hit)?;
            if hit.segments.last() == Some(&"hostedzonesbyname") {
                answer.body = answer
                    .body
                    .replace("<PrivateZone>true</PrivateZone>", "<PrivateZone>false</PrivateZone>");
            }
            Some(answer)
        },
        ..ROUTE53
    });
    let problem = Client::of(&bench).problem(task("home.example.org", &["203.0.113.9"])).await;
    let said = "this account has two zones of that name; remove the one that is not served";
    assert_eq!((problem.code, problem.said.as_deref()), (Code::Conflict, Some(said)));
    assert_eq!(bench.requests().1, 0);
}
