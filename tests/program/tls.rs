//! Certificates that are expired, foreign or another's: refused with a word about the certificate, and the
//! secret is not sent.

use std::{fs, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};

use crate::{
    room::Room,
    service::{Echo, Kind, Service, config},
};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server's configuration with a certificate of `authority` for `host` that ends in `year`.
fn server(authority: &Authority, host: &str, year: i32) -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(year, 1, 1);
    let certificate = params.signed_by(&key, authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    Arc::new(builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap())
}

struct Bench {
    room: Room,
    service: Service,
    authority: Authority,
    _sources: [Echo; 2],
}

impl Bench {
    fn new(kind: Kind) -> Self {
        let (room, service, authority) = (Room::new(), Service::new(kind), authority());
        fs::write(room.dir.join("ca.pem"), authority.pem()).unwrap();
        service.server.tls(server(&authority, "127.0.0.1", 2099));
        let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
        room.config(config(&[&sources[0], &sources[1]], &(service.account() + "ca_file = \"ca.pem\"\n")));
        Self { room, service, authority, _sources: sources }
    }
}

#[test]
fn a_bad_certificate_is_refused_and_a_good_one_taken() {
    for kind in [Kind::Cloudflare, Kind::Dyndns2] {
        let bench = Bench::new(kind);
        let foreign = authority();
        for (fault, config) in [
            ("expired", server(&bench.authority, "127.0.0.1", 2021)),
            ("foreign", server(&foreign, "127.0.0.1", 2099)),
            ("another's", server(&bench.authority, "dns.example", 2099)),
        ] {
            println!("{kind:?}: {fault}");
            bench.service.server.tls(config);
            bench.room.run(&["once"]).ended(3, &["certificate is not to be trusted", "ca_file"]);
            assert_eq!(bench.service.server.hits(), 0, "a request was sent to whoever that is");
            assert_eq!(bench.room.published(), [""; 0]);
        }
        bench.service.server.tls(server(&bench.authority, "127.0.0.1", 2099));
        bench.room.run(&["once"]).ended(0, &["203.0.113.7"]);
        assert_eq!(bench.service.given(), ["203.0.113.7"]);
    }
}

#[test]
fn without_ca_file_an_authority_of_ones_own_is_foreign() {
    let bench = Bench::new(Kind::Dyndns2);
    let text = fs::read_to_string(bench.room.dir.join("config.toml")).unwrap();
    bench.room.config(text.replace("ca_file = \"ca.pem\"\n", ""));
    bench.room.run(&["once"]).ended(3, &["certificate is not to be trusted"]);
    assert_eq!(bench.service.server.hits(), 0);
}

#[test]
fn a_ca_file_that_is_none_is_named() {
    let bench = Bench::new(Kind::Cloudflare);
    for text in [None, Some(""), Some("not a certificate"), Some("-----BEGIN CERTIFICATE-----\nAAAA\n")] {
        let file = bench.room.dir.join("ca.pem");
        match text {
            Some(text) => fs::write(&file, text).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        bench.room.run(&["once"]).ended(3, &["ca_file", "ca.pem"]);
    }
    assert_eq!(bench.service.server.hits(), 0);
}

/// Sources are asked with the system's authorities alone; here that is the test's own.
#[test]
fn an_address_source_with_a_bad_certificate_is_not_believed() {
    let bench = Bench::new(Kind::Dyndns2);
    let run = |command: &str| {
        let mut program = bench.room.program(env!("CARGO_BIN_EXE_fingerpost"));
        program.arg(command).env("SSL_CERT_FILE", bench.room.dir.join("ca.pem"));
        bench.room.finish(program)
    };
    for (fault, certificate) in [
        ("foreign", server(&authority(), "127.0.0.1", 2099)),
        ("expired", server(&bench.authority, "127.0.0.1", 2021)),
        ("another's", server(&bench.authority, "dns.example", 2099)),
    ] {
        println!("{fault}");
        let (one, two) = (Echo::new("203.0.113.7"), Echo::new("203.0.113.7"));
        two.server.tls(certificate);
        bench.room.config(config(&[&one, &two], &(bench.service.account() + "ca_file = \"ca.pem\"\n")));
        run("once").ended(1, &[]);
        run("address").ended(1, &["certificate is not to be trusted"]);
        assert_eq!((two.server.hits(), bench.service.server.hits()), (0, 0), "{fault}");
        if cfg!(target_os = "linux") {
            two.server.tls(server(&bench.authority, "127.0.0.1", 2099));
            run("address").ended(0, &["203.0.113.7"]);
        }
    }
}
