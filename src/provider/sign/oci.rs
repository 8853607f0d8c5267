//! Oracle Cloud's request signatures (docs.oracle.com/iaas/Content/API/Concepts/signingrequests.htm): HTTP
//! Signatures, draft 8, with RSA-SHA256.

use ring::{digest, signature::RSA_PKCS1_SHA256};

use super::{Signature, Signed, ToSign, base64, rsa, utc};

pub fn sign(call: &ToSign<'_>) -> Signed {
    let date = utc(call.now, "%a, %d %b %Y %H:%M:%S GMT");
    let mark = if call.query.is_empty() { "" } else { "?" };
    let target = format!("{} {}{mark}{}", call.method.to_lowercase(), call.path, call.query);
    let mut signed =
        vec![("x-date", date.clone()), ("(request-target)", target), ("host", call.host.to_owned())];
    let mut headers = vec![("x-date", date)];
    if !call.body.is_empty() {
        let hash = base64(digest::digest(&digest::SHA256, call.body.as_bytes()));
        signed.extend([
            ("content-length", call.body.len().to_string()),
            ("content-type", call.content_type.to_owned()),
            ("x-content-sha256", hash.clone()),
        ]);
        headers.push(("x-content-sha256", hash));
    }
    let lines: Vec<String> = signed.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    let signature = base64(rsa::sign(call.secret, &RSA_PKCS1_SHA256, &lines.join("\n"))?);
    let field = |key| call.account.field(key);
    let authorization = format!(
        r#"Signature version="1",keyId="{}/{}/{}",algorithm="rsa-sha256",headers="{}",signature="{signature}""#,
        field("tenancy"),
        field("user"),
        field("fingerprint"),
        names.join(" ")
    );
    headers.push(("Authorization", authorization));
    Ok(Signature { headers, ..Signature::default() })
}
