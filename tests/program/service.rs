//! What the stand-ins are: address echoes, a dyndns2 service, a small Cloudflare; and the configuration for them.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::{
    room::{NAME, SECRET},
    server::{Reply, Request, Server, reply},
};

/// Tells an address, or whatever it is told to.
pub struct Echo {
    pub server: Server,
    text: Arc<Mutex<String>>,
}

impl Echo {
    pub fn new(text: &str) -> Self {
        let text = Arc::new(Mutex::new(text.to_owned()));
        let said = text.clone();
        Self { server: Server::start(move |_| reply(200, said.lock().unwrap().as_str())), text }
    }

    pub fn says(&self, text: &str) {
        text.clone_into(&mut self.text.lock().unwrap());
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Cloudflare,
    Dyndns2,
}

/// A provider with one name in it.
pub struct Service {
    pub kind: Kind,
    pub server: Server,
    held: Arc<Mutex<Vec<String>>>,
}

impl Service {
    pub fn new(kind: Kind) -> Self {
        let held = Arc::new(Mutex::new(Vec::new()));
        let state = held.clone();
        let server = Server::start(move |request| match kind {
            Kind::Cloudflare => cloudflare(request, &mut state.lock().unwrap()),
            Kind::Dyndns2 => dyndns2(request, &mut state.lock().unwrap()),
        });
        Self { kind, server, held }
    }

    /// Every value the name was ever given, in order.
    pub fn given(&self) -> Vec<String> {
        self.held.lock().unwrap().clone()
    }

    /// The lines of `[account.lab]` without its secret.
    pub fn account(&self) -> String {
        let url = self.server.url();
        match self.kind {
            Kind::Cloudflare => format!("provider = \"cloudflare\"\nendpoint = \"{url}/client/v4\"\n"),
            Kind::Dyndns2 => format!("provider = \"dyndns2\"\nendpoint = \"{url}\"\nusername = \"me\"\n"),
        }
    }
}

fn dyndns2(request: &Request, held: &mut Vec<String>) -> Reply {
    if request.param("hostname") != Some(NAME) {
        return reply(200, "nohost\n");
    }
    let address = request.param("myip").unwrap_or_default().to_owned();
    let word = if held.last() == Some(&address) { "nochg" } else { "good" };
    let answer = reply(200, format!("{word} {address}\n"));
    held.push(address);
    answer
}

fn cloudflare(request: &Request, held: &mut Vec<String>) -> Reply {
    let said = |result: Value| {
        reply(200, json!({"success": true, "errors": [], "messages": [], "result": result}).to_string())
    };
    if !request.head.to_ascii_lowercase().contains(&format!("authorization: bearer {SECRET}").to_lowercase())
    {
        let errors = json!([{"code": 9109, "message": "Invalid access token"}]);
        return reply(403, json!({"success": false, "errors": errors, "result": null}).to_string());
    }
    let path = request.target.split('?').next().unwrap_or_default();
    match (request.method.as_str(), path) {
        ("GET", "/client/v4/zones") => match request.param("name") {
            Some("lab.example") => said(json!([{"id": "z1", "name": "lab.example", "status": "active"}])),
            _ => said(json!([])),
        },
        ("GET", "/client/v4/zones/z1/dns_records") => {
            let record = |value| json!({"id": "r1", "name": NAME, "type": "A", "content": value, "ttl": 300, "proxied": false});
            said(held.last().map(record).into_iter().collect())
        }
        ("POST", "/client/v4/zones/z1/dns_records/batch") => {
            let batch: Value = serde_json::from_str(&request.body).unwrap();
            let lists = ["patches", "posts"].iter().filter_map(|key| batch[key].as_array());
            let values = lists.flatten().map(|entry| entry["content"].as_str().unwrap().to_owned());
            held.extend(values);
            said(json!({}))
        }
        _ => reply(404, "no such route"),
    }
}

/// A whole configuration: these sources, this account, one record.
pub fn config(sources: &[&Echo], account: &str) -> String {
    let urls: Vec<String> = sources.iter().map(|echo| format!("\"{}/\"", echo.server.url())).collect();
    format!(
        "version = 1\n\
         [address]\n\
         ipv4 = [{}]\n\
         ipv6 = \"off\"\n\
         accept = [\"203.0.113.0/24\"]\n\
         interval = \"1s\"\n\
         [account.lab]\n\
         {account}\
         secret = {{ file = \"secret\" }}\n\
         [[record]]\n\
         name = \"{NAME}\"\n\
         account = \"lab\"\n",
        urls.join(", ")
    )
}
