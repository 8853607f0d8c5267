#!/usr/bin/env python3
"""Compares our signatures with those of the vendors' own SDKs, which it fetches; arguments go in front of cargo."""

import datetime
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import venv
from unittest import mock
from urllib.parse import parse_qsl

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = [
    "alibabacloud-tea-openapi==0.4.6", "bce-python-sdk==0.9.79", "botocore==1.44.5", "edgegrid-python==2.0.2",
    "huaweicloudsdkcore==3.1.219", "ovh==1.2.0", "tencentcloud-sdk-python-common==3.1.195", "volcengine==1.0.229",
]
NOW = 1_700_000_000
TIME = datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc)
ID, SECRET, NONCE = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", 0x3156853299F313E23D1673DC12E1703D
CASES = [
    dict(scheme="sigv4", method="GET", host="route53.amazonaws.com", path="/2013-04-01/hostedzonesbyname",
         query="dnsname=example.org.&maxitems=20"),
    dict(scheme="sigv4", method="POST", host="route53.amazonaws.com", path="/2013-04-01/hostedzone/Z1/rrset",
         body="<ChangeResourceRecordSetsRequest/>"),
    dict(scheme="huawei", method="GET", host="dns.myhuaweicloud.com", path="/v2/zones", query="limit=500&offset=0"),
    dict(scheme="huawei", method="PUT", host="dns.myhuaweicloud.com", path="/v2.1/zones/a/recordsets/b",
         body='{"ttl":300}', content_type="application/json"),
    dict(scheme="volc", method="GET", host="open.volcengineapi.com", path="/",
         query="Action=ListRecords&Host=%40&Version=2018-08-01&ZID=12"),
    dict(scheme="volc", method="POST", host="open.volcengineapi.com", path="/",
         query="Action=UpdateRecord&Version=2018-08-01", body='{"Value":"203.0.113.9"}',
         content_type="application/json"),
    dict(scheme="bce", method="GET", host="dns.baidubce.com", path="/v1/dns/zone/example.org/record",
         query="maxKeys=1000&rr=%40"),
    dict(scheme="ovh", method="POST", host="eu.api.ovh.com", path="/1.0/domain/zone/example.org/record",
         body='{"a":"b"}', content_type="application/json"),
    dict(scheme="acs3", method="POST", host="alidns.aliyuncs.com", path="/", action="AddDomainRecord",
         query="DomainName=example.org&RR=%40&Value=2001%3Adb8%3A%3A9"),
    dict(scheme="tc3", method="POST", host="dnspod.tencentcloudapi.com", path="/", action="DescribeRecordList",
         body='{"Domain":"example.org"}', content_type="application/json"),
    dict(scheme="edgegrid", method="GET", host="akab.luna.akamaiapis.net", path="/config-dns/v2/zones/example.org"),
    dict(scheme="edgegrid", method="POST", host="akab.luna.akamaiapis.net", path="/config-dns/v2/zones/e/names/n/types/A",
         body='{"ttl":300}', content_type="application/json"),
]


def theirs(case):
    """What the SDK puts into the header that carries the signature."""
    method, host, path, body = case["method"], case["host"], case["path"], case.get("body", "")
    query, kind, scheme = case.get("query", ""), case.get("content_type", ""), case["scheme"]
    url, pairs = f"https://{host}{path}" + (f"?{query}" if query else ""), dict(parse_qsl(query))
    if scheme == "sigv4":
        from botocore import auth, awsrequest, credentials
        request = awsrequest.AWSRequest(method, url, data=body)
        with mock.patch.object(auth, "get_current_datetime", return_value=TIME):
            auth.SigV4Auth(credentials.Credentials(ID, SECRET), "route53", "us-east-1").add_auth(request)
        return request.headers["Authorization"]
    if scheme == "huawei":
        from huaweicloudsdkcore.auth.credentials import BasicCredentials
        from huaweicloudsdkcore.sdk_request import SdkRequest
        from huaweicloudsdkcore.signer.signer import Signer
        headers = {"X-Sdk-Date": TIME.strftime("%Y%m%dT%H%M%SZ"), **({"Content-Type": kind} if kind else {})}
        request = SdkRequest(method, "https", host, path, path, list(pairs.items()), headers, body)
        return Signer(BasicCredentials(ID, SECRET, "p")).sign(request).header_params["Authorization"]
    if scheme == "volc":
        from volcengine.Credentials import Credentials
        from volcengine.auth.SignerV4 import SignerV4
        from volcengine.base.Request import Request
        request = Request()
        request.set_method(method), request.set_host(host), request.set_path(path), request.set_query(pairs)
        request.set_body(body), request.set_headers({"Host": host, **({"Content-Type": kind} if kind else {})})
        with mock.patch.object(SignerV4, "get_current_format_date", return_value=TIME.strftime("%Y%m%dT%H%M%SZ")):
            SignerV4.sign(request, Credentials(ID, SECRET, "DNS", "cn-north-1"))
        return request.headers["Authorization"]
    if scheme == "bce":
        from baidubce.auth import bce_credentials, bce_v1_signer
        date = TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        signed = bce_v1_signer.sign(
            bce_credentials.BceCredentials(ID, SECRET), method.encode(), path.encode(),
            {b"host": host.encode(), b"x-bce-date": date},
            {key.encode(): value.encode() for key, value in pairs.items()}, NOW, 1800, {b"host", b"x-bce-date"})
        # The names are in no order there.
        return signed.decode().replace("x-bce-date;host", "host;x-bce-date")
    if scheme == "ovh":
        import ovh
        client = ovh.Client("ovh-eu", application_key=ID, application_secret=SECRET, consumer_key="CK")
        client._time_delta = 0
        with mock.patch("time.time", return_value=NOW), mock.patch.object(client._session, "request") as request:
            client.raw_call(method, path.removeprefix("/1.0"), json.loads(body) if body else None)
        return request.call_args.kwargs["headers"]["X-Ovh-Signature"]
    if scheme == "acs3":
        from alibabacloud_tea_openapi.utils import Utils
        from darabonba.request import DaraRequest
        request, empty = DaraRequest(), hashlib.sha256(b"").hexdigest()
        request.method, request.pathname, request.query = method, path, pairs
        request.headers = {"host": host, "x-acs-action": case["action"], "x-acs-content-sha256": empty,
                           "x-acs-date": TIME.strftime("%Y-%m-%dT%H:%M:%SZ"),
                           "x-acs-signature-nonce": f"{NONCE:032x}", "x-acs-version": "2015-01-09"}
        return Utils.get_authorization(request, "ACS3-HMAC-SHA256", empty, ID, SECRET)
    if scheme == "tc3":
        from tencentcloud.common.sign import Sign
        sha, day = (lambda text: hashlib.sha256(text.encode()).hexdigest()), TIME.strftime("%Y-%m-%d")
        names = "content-type;host;x-tc-action"
        headers = f"content-type:{kind}\nhost:{host}\nx-tc-action:{case['action'].lower()}\n"
        text = sha(f"POST\n/\n\n{headers}\n{names}\n{sha(body)}")
        scope = f"{day}/dnspod/tc3_request"
        signature = Sign.sign_tc3(SECRET, day, "dnspod", f"TC3-HMAC-SHA256\n{NOW}\n{scope}\n{text}")
        return f"TC3-HMAC-SHA256 Credential={ID}/{scope}, SignedHeaders={names}, Signature={signature}"
    from akamai.edgegrid import EdgeGridAuth, edgegrid
    import requests
    n = f"{NONCE:032x}"
    nonce = "-".join([n[:8], n[8:12], n[12:16], n[16:20], n[20:]])
    request = requests.Request(method, url, data=body or None).prepare()
    with mock.patch.object(edgegrid, "eg_timestamp", return_value=TIME.strftime("%Y%m%dT%H:%M:%S+0000")), \
            mock.patch.object(edgegrid, "new_nonce", return_value=nonce):
        return EdgeGridAuth(ID, SECRET, "AT")(request).headers["Authorization"]


def main():
    folder = ROOT / "target" / "signatures"
    python = folder / "bin" / "python"
    if pathlib.Path(sys.prefix) != folder:
        if not python.exists():
            venv.create(folder, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
        os.execv(python, [str(python), *sys.argv])
    common = dict(now=NOW, nonce=str(NONCE), secret=SECRET, id=ID)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([{**common, **case} for case in CASES], file)
        file.flush()
        run = [*sys.argv[1:], "cargo", "test", "-q", "--lib", "say_signatures", "--", "--ignored", "--nocapture"]
        said = subprocess.run(run, cwd=ROOT, env={**os.environ, "SIGNATURES": file.name}, check=True,
                              capture_output=True, text=True).stdout
    ours = [line.removeprefix("SIGNED ") for line in said.splitlines() if line.startswith("SIGNED ")]
    different = 0
    for case, own in zip(CASES, ours, strict=True):
        other = theirs(case)
        same = own.replace(", ", ",") == other.replace(", ", ",")
        different += not same
        print(case["scheme"], case["method"], "the same" if same else f"DIFFERENT\n  ours   {own}\n  theirs {other}")
    sys.exit(different)


if __name__ == "__main__":
    main()
