//! What an editor is told of `[provider.NAME]`.

use serde_json::{Map, Value, json};

use super::words::{AUTHS, FAMILIES, FORMS, MEANINGS, METHODS, PLACES};

/// The JSON Schema of one `[provider.NAME]`.
pub fn schema() -> Value {
    let words = |choices: Vec<&str>| json!({ "type": "string", "enum": choices });
    let text = |about: &str| json!({ "type": "string", "description": about });
    let list = json!({ "anyOf": [
        { "type": "string", "minLength": 1 },
        { "type": "array", "items": { "type": "string", "minLength": 1 } },
    ] });
    let meanings: Map<String, Value> =
        MEANINGS.iter().map(|(key, _)| ((*key).to_owned(), list.clone())).collect();
    json!({
        "description": "An update-URL service that the program does not know.",
        "type": "object",
        "additionalProperties": false,
        "required": ["auth"],
        "properties": {
            "url": { "type": "string", "format": "uri", "description": "Server and path; places may stand in the path." },
            "url6": { "type": "string", "format": "uri", "description": "The same at another server, for calls with IPv6." },
            "query": text(&format!("a={{names}}&b={{ip}}; places: {{{}}}.", PLACES.join("}, {"))),
            "method": words(METHODS.iter().map(|(word, _)| *word).collect()),
            "auth": {
                "description": format!("Where the secret goes: {}.", AUTHS.join(", ")),
                "type": "string", "pattern": "^(basic:.+|bearer|header:.+|param:.+|path(:.*)?|url)$",
            },
            "headers": { "type": "object", "additionalProperties": { "type": "string" } },
            "names": {
                "description": format!("How a name is said: {}.", FORMS.join(", ")),
                "type": "string", "pattern": "^(full|relative|implied|below:.+)$", "default": "full",
            },
            "most": { "type": "integer", "minimum": 1, "maximum": 100, "default": 1 },
            "families": words(FAMILIES.iter().map(|(word, _)| *word).collect()),
            "speaks": { "const": "dyndns2" },
            "answers": { "type": "object", "additionalProperties": false, "properties": meanings },
            "min_interval": { "type": "string", "pattern": "^[0-9]+[smhd]$" },
            "refresh": { "type": "string", "pattern": "^[0-9]+d$" },
        },
    })
}
