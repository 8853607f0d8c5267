//! The JSON Schema of the configuration, made from what is known, for editors.

use serde_json::{Value, json};

use super::{Endpoint, Known, own};

/// The whole schema (draft 2020-12). `assets/config.schema.json` is this, held true by a test.
pub fn schema(known: &Known) -> Value {
    let sources: Vec<&str> = known.sources.iter().map(|shape| shape.id).collect();
    let family = |about: &str, own_forms: &str| {
        let source = json!({
            "anyOf": [
                { "enum": sources },
                { "pattern": format!("^(https?://|dns:|stun:|interface$|interface:|{own_forms}command:)") },
            ],
            "type": "string",
        });
        json!({
            "description": about,
            "anyOf": [
                { "const": "off" },
                source,
                { "type": "array", "items": source, "minItems": 1 },
            ],
        })
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Fingerpost configuration",
        "type": "object",
        "additionalProperties": false,
        "required": ["version"],
        "properties": {
            "version": { "const": 1 },
            "address": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "ipv4": family("Where the IPv4 address is asked for, or \"off\".", "router$|router:"),
                    "ipv6": family("Where the IPv6 address is asked for, or \"off\".", ""),
                    "confirm": {
                        "description": "Independent sources that must agree before a new address is published.",
                        "type": "integer", "minimum": 1, "maximum": 5, "default": 2,
                    },
                    "accept": {
                        "description": "Ranges to accept although they are not public.",
                        "type": "array", "items": { "type": "string" },
                    },
                    "interval": {
                        "description": "How often the addresses are looked at while nothing happens.",
                        "type": "string", "pattern": "^[0-9]+[smhd]$", "default": "30s",
                    },
                    "only_at": places("The networks in which anything is published."),
                },
            },
            "provider": { "type": "object", "additionalProperties": own::schema() },
            "account": {
                "type": "object",
                "additionalProperties": {
                    "oneOf": known
                        .accounts
                        .iter()
                        .map(account)
                        .chain([own_account(known)])
                        .collect::<Vec<_>>(),
                },
            },
            "record": { "type": "array", "items": record() },
            "hook": { "type": "object", "additionalProperties": hook() },
            "access": {
                "description": "Who has which role at the control endpoint of the service.",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "monitor": people("Who may see how things stand and what happened."),
                    "operator": people("Who may have it look, send and pause, too."),
                    "auditor": people("Who may read the audit trail."),
                    "administrator": people("Who may do everything, besides administrators of the machine."),
                },
            },
            "log": {
                "type": "object",
                "additionalProperties": false,
                "properties": { "file": { "type": "string" }, "events": { "type": "boolean" } },
            },
        },
    })
}

fn account(shape: &super::AccountShape) -> Value {
    let mut properties = serde_json::Map::new();
    properties.insert("provider".to_owned(), json!({ "const": shape.id, "title": shape.display }));
    for field in shape.fields {
        let mut property =
            json!({ "type": "string", "description": field.help, "examples": [field.example] });
        if !field.choices.is_empty() {
            property["enum"] = json!(field.choices);
        }
        properties.insert(field.key.to_owned(), property);
    }
    if shape.endpoint != Endpoint::None {
        properties.insert("endpoint".to_owned(), json!({ "type": "string", "format": "uri" }));
        properties.insert("ca_file".to_owned(), json!({ "type": "string" }));
    }
    properties.insert("secret".to_owned(), secret(shape.secret.called));
    let mut required = vec!["provider"];
    required.extend(shape.fields.iter().filter(|field| field.required).map(|field| field.key));
    if matches!(shape.endpoint, Endpoint::Own(_)) {
        required.push("endpoint");
    }
    json!({
        "title": shape.display, "type": "object", "additionalProperties": false,
        "required": required, "properties": properties,
    })
}

/// One whose provider a `[provider.NAME]` describes.
fn own_account(known: &Known) -> Value {
    let mut schema = account(&own::WITH_USER);
    let ids: Vec<&str> = known.accounts.iter().map(|shape| shape.id).collect();
    schema["properties"]["provider"] = json!({
        "description": "The NAME of a [provider.NAME].", "type": "string", "not": { "enum": ids },
    });
    schema["required"] = json!(["provider"]);
    schema
}

fn secret(called: &str) -> Value {
    let one = |key: &str| {
        json!({
            "type": "object", "additionalProperties": false, "required": [key],
            "properties": { key: { "type": "string" } },
        })
    };
    json!({ "description": called, "oneOf": [one("env"), one("file")] })
}

fn hook() -> Value {
    json!({
        "description": "Told of every change that is served: by a command or a webhook.",
        "type": "object",
        "additionalProperties": false,
        "oneOf": [{ "required": ["command"] }, { "required": ["url"] }],
        "properties": {
            "command": {
                "description": "A program and its arguments; no shell.",
                "type": "array", "minItems": 1, "items": { "type": "string" },
            },
            "url": { "type": "string", "format": "uri" },
            "body": { "type": "string", "description": "JSON with {names}, {old}, {new}, {type}, {trace_id}, {at}." },
            "headers": { "type": "object", "additionalProperties": { "type": "string" } },
            "secret_header": { "type": "string", "description": "The header whose value is the hook's secret." },
            "secret": secret("value of secret_header"),
            "timeout": { "type": "string", "pattern": "^[0-9]+[sm]$", "default": "30s" },
            "names": { "type": "array", "items": { "type": "string" } },
        },
    })
}

/// A list of texts of one form; a single one stands for a list of one.
fn one_or_more(about: &str, pattern: &str) -> Value {
    let one = json!({ "type": "string", "pattern": pattern });
    json!({
        "description": about,
        "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }],
    })
}

fn places(about: &str) -> Value {
    one_or_more(about, "^(gateway|ssid|suffix|interface):.")
}

fn people(about: &str) -> Value {
    let one = json!({ "type": "string", "examples": ["alice", "@adm", "uid:1000", "BUILTIN\\Users", "S-1-5-32-545"] });
    json!({ "description": about, "anyOf": [one, { "type": "array", "items": one }] })
}

fn record() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "account"],
        "properties": {
            "name": { "type": "string", "description": "The whole name, like home.example.org." },
            "account": { "type": "string" },
            "types": {
                "description": "Which address families it has.",
                "type": "array", "minItems": 1, "items": { "enum": ["A", "AAAA"] }, "default": ["A"],
            },
            "ttl": { "type": "integer", "description": "Seconds; left out, what is there is kept." },
            "zone": { "type": "string", "description": "The zone, where it cannot be found from the name." },
            "via": one_or_more(
                "The lines whose address it follows; the first that works.",
                "^(any$|interface:.|address:.|router:.)",
            ),
            "hosts": one_or_more(
                "Whose IPv6 addresses it holds: self, a host part like ::10 or ::10/56, or a MAC address.",
                "^(self$|::|[0-9a-fA-F]{2}[:-])",
            ),
            "only_at": places("The networks in which it is published."),
        },
    })
}
