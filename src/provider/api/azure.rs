//! Azure DNS: learn.microsoft.com/rest/api/dns, API version 2018-05-01.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "azure",
    display: "Azure DNS",
    secret: secret(
        "client secret",
        "portal.azure.com, App registrations: an application for this alone with a client secret, and \
         the role DNS Zone Contributor for it on the zone.",
    ),
    fields: &[
        required("tenant_id", "The directory (tenant) ID of the application.", "72f988bf-86f1-41af-91ab-2d7cd011db47"),
        required("client_id", "The application (client) ID.", "11112222-bbbb-3333-cccc-4444dddd5555"),
        required("subscription_id", "The subscription that the zone is in.", "aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e"),
        required("resource_group", "The resource group that the zone is in.", "dns"),
        optional("management", "The host of Resource Manager in a cloud of its own.", "management.usgovcloudapi.net"),
        optional("sign_in", "The host that signs in to that cloud.", "login.microsoftonline.us"),
    ],
    ttl: Some((1, 2_147_483_647)),
    base: "https://{management|management.azure.com}",
    auth: Auth::Login(&Login {
        call: form(
            "https://{sign_in|login.microsoftonline.com}/{tenant_id}/oauth2/v2.0/token",
            "grant_type=client_credentials&client_id={client_id}&client_secret={secret}\
             &scope=https://{management|management.azure.com}/.default",
        ),
        ..LOGIN
    }),
    zones: Zones {
        list: list(
            get("/subscriptions/{subscription_id}/resourceGroups/{resource_group}/providers/Microsoft.Network\
                 /dnsZones/{zone}?api-version=2018-05-01"),
            "",
        ),
        name: "/name",
        id: "",
        by: By::Suffix,
    },
    records: Records {
        all: Some(List {
            call: get("/subscriptions/{subscription_id}/resourceGroups/{resource_group}/providers/Microsoft.Network\
                       /dnsZones/{zone}/all?api-version=2018-05-01&%24skipToken={cursor}"),
            items: "/value",
            pages: Pages::Next("/nextLink", "$skipToken"),
        }),
        one: Some(list(
            get("/subscriptions/{subscription_id}/resourceGroups/{resource_group}/providers/Microsoft.Network\
                 /dnsZones/{zone}/{kind}/{sub}?api-version=2018-05-01"),
            "",
        )),
        id: "",
        form: Form::Relative,
        kinds: ["Microsoft.Network/dnszones/A", "Microsoft.Network/dnszones/AAAA", "Microsoft.Network/dnszones/CNAME"],
        value: "/properties/{kind}Records",
        each: "/ipv{family}Address",
        ttl: "/properties/TTL",
        ..RECORDS
    },
    write: Write::Rrset {
        create: None,
        replace: put(
            "/subscriptions/{subscription_id}/resourceGroups/{resource_group}/providers/Microsoft.Network\
             /dnsZones/{zone}/{kind}/{sub}?api-version=2018-05-01",
            r#"{"properties":{"metadata":"{/properties/metadata}","TTL":"{#ttl}",
                "{kind}Records":[{"ipv{family}Address":"{each}"}]}}"#,
        ),
        delete: delete(
            "/subscriptions/{subscription_id}/resourceGroups/{resource_group}/providers/Microsoft.Network\
             /dnsZones/{zone}/{kind}/{sub}?api-version=2018-05-01",
        ),
    },
    answers: Answers {
        code: &["/error/code", "/code", "/error"],
        message: &["/error/message", "/message", "/error_description"],
        refusals: &[
            ("ResourceGroupNotFound", Code::BadSetting),
            ("SubscriptionNotFound", Code::BadSetting),
            ("InvalidSubscriptionId", Code::BadSetting),
            ("invalid_client", Code::BadCredential),
            ("unauthorized_client", Code::BadCredential),
            ("invalid_request", Code::BadCredential),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
