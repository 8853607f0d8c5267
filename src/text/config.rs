//! What is said about mistakes in the configuration file.

use super::phrases;

phrases! {
    SYNTAX = "this is not valid TOML: {why}", "不是有效的 TOML：{why}";
    NOT_TEXT = "this is not a text file in UTF-8", "不是 UTF-8 文本文件";
    TOO_LARGE = "the file is larger than {limit} KiB; this cannot be a configuration", "文件大于 {limit} KiB，不可能是配置文件";
    FOLDER = "this is a folder, not a file; name the file in it: config.toml", "这是文件夹，不是文件；请指定其中的文件，如 config.toml";
    UNREADABLE = "the file cannot be read: {why}", "无法读取文件：{why}";
    UNKNOWN_KEY = "unknown key `{key}`; known here: {known}", "未知的键 `{key}`；此处可用：{known}";
    UNKNOWN_KEY_NEAR = "unknown key `{key}`; did you mean `{near}`?", "未知的键 `{key}`；是否想写 `{near}`？";
    MISSING = "`{key}` is missing: {help}", "缺少 `{key}`：{help}";
    NO_TEXT = "`{key}` must be a text in quotes, not {found}", "`{key}` 应为带引号的文本，而不是 {found}";
    NO_NUMBER = "`{key}` must be a whole number from 0 up, not {found}", "`{key}` 应为非负整数，而不是 {found}";
    NO_LIST = "`{key}` must be a list of texts like [\"a\", \"b\"], not {found}", "`{key}` 应为 [\"a\", \"b\"] 这样的文本列表，而不是 {found}";
    ONE_BRACKET = "write [[record]] with two brackets, once for every name", "请用双括号 [[record]]，每个名称一段";
    NO_TABLE = "`{key}` must be a table, not {found}", "`{key}` 应为表，而不是 {found}";
    VERSION = "`version` must be 1, the only version this program knows", "`version` 必须是 1，本程序只认识这个版本";
    BAD_SOURCE = "`{source}` is no address source; use one of {known}, a URL, dns:…, stun:host:port, interface, interface:NAME, router, router:ADDRESS or command:PROGRAM", "`{source}` 不是地址来源；可用：{known}、URL、dns:…、stun:host:port、interface、interface:NAME、router、router:ADDRESS 或 command:PROGRAM";
    BAD_SOURCE_NEAR = "`{source}` is no address source; did you mean `{near}`?", "`{source}` 不是地址来源；是否想写 `{near}`？";
    BAD_DNS_SOURCE = "write dns:FORM or dns:FORM@SERVER[:PORT] with FORM one of cloudflare, google, opendns", "请写 dns:FORM 或 dns:FORM@SERVER[:PORT]，FORM 为 cloudflare、google 或 opendns";
    BAD_ROUTER = "write router, or router:ADDRESS with the router's IPv4 address in your own network, like router:192.168.1.1", "请写 router，或 router:ADDRESS，其中 ADDRESS 为路由器在本地网络中的 IPv4 地址，如 router:192.168.1.1";
    ROUTER_IPV6 = "a router is asked for its IPv4 address only, because with IPv6 each machine has an address of its own; use \"interface\" here", "只能向路由器询问 IPv4 地址，因为使用 IPv6 时每台机器都有自己的地址；此处请用 \"interface\"";
    BAD_URL = "`{url}` is not an http or https URL: {why}", "`{url}` 不是 http 或 https 网址：{why}";
    USER_IN_URL = "a user or password does not belong in a URL here; use the account's own settings and `fingerpost secret set`", "网址中不应包含用户名或密码；请用帐户设置和 `fingerpost secret set`";
    NO_SOURCES = "the list is empty; write \"off\" to switch this family off", "列表为空；要关闭该地址族请写 \"off\"";
    TOO_FEW_SOURCES = "only {have} independent source(s), but a new address needs {confirm} that agree; add another, or write `confirm = {have}` to believe them alone", "只有 {have} 个独立来源，而新地址需要 {confirm} 个来源一致；请再加一个，或写 `confirm = {have}` 表示只信它们";
    BAD_CONFIRM = "`confirm` must be from 1 to 5", "`confirm` 必须在 1 到 5 之间";
    BAD_RANGE = "`{range}` is not an address range like 203.0.113.0/24", "`{range}` 不是 203.0.113.0/24 这样的地址范围";
    BAD_DURATION = "`{text}` is not a time like \"30s\", \"5m\" or \"1h\" (at least 1s, at most 1d)", "`{text}` 不是 \"30s\"、\"5m\"、\"1h\" 这样的时间（最短 1s，最长 1d）";
    BAD_ACCOUNT_NAME = "an account's name may have letters, digits, `-`, `_` and `.`, at most 64", "帐户名只能有字母、数字、`-`、`_` 和 `.`，最多 64 个字符";
    NO_PROVIDER = "the account has no `provider`; see `fingerpost providers`", "该帐户没有 `provider`；参见 `fingerpost providers`";
    UNKNOWN_PROVIDER = "no provider `{provider}` is known; see `fingerpost providers`", "未知的服务商 `{provider}`；参见 `fingerpost providers`";
    UNKNOWN_PROVIDER_NEAR = "no provider `{provider}` is known; did you mean `{near}`?", "未知的服务商 `{provider}`；是否想写 `{near}`？";
    BAD_CHOICE = "`{key}` must be one of {choices}", "`{key}` 必须是以下之一：{choices}";
    EMPTY = "`{key}` is empty: {help}", "`{key}` 为空：{help}";
    SECRET_IN_CLEAR = "a secret does not belong in this file; store it with `fingerpost secret set {account}` and leave `secret` out, or write `secret = {{ file = \"PATH\" }`", "密钥不应写在此文件中；请用 `fingerpost secret set {account}` 保存并去掉 `secret`，或写 `secret = {{ file = \"PATH\" }`";
    BAD_SECRET = "`secret` must be {{ env = \"NAME\" } or {{ file = \"PATH\" }; left out it is the credential store", "`secret` 必须是 {{ env = \"NAME\" } 或 {{ file = \"PATH\" }；省略则使用凭据存储";
    NO_ENDPOINT = "`{key}` has no meaning for {provider}", "`{key}` 对 {provider} 没有意义";
    NAME_EMPTY_LABEL = "`{name}` has nothing before, between or after its dots", "`{name}` 的点号前后或之间缺少内容";
    NAME_NOT_QUALIFIED = "`{name}` is not fully qualified: write the whole name, like home.example.org", "`{name}` 不是完整的域名：请写全名，如 home.example.org";
    NAME_TOO_LONG = "`{name}` is too long for DNS", "`{name}` 超过 DNS 允许的长度";
    NAME_BAD_CHARACTER = "`{name}` has a character that no host name can have", "`{name}` 含有域名不允许的字符";
    NAME_IS_ADDRESS = "`{name}` is an address, not a name", "`{name}` 是地址，不是域名";
    NOT_IN_ZONE = "`{name}` does not lie in the zone `{zone}`", "`{name}` 不在区域 `{zone}` 中";
    UNKNOWN_ACCOUNT = "there is no [account.{account}]", "没有 [account.{account}]";
    UNKNOWN_ACCOUNT_NEAR = "there is no [account.{account}]; did you mean `{near}`?", "没有 [account.{account}]；是否想写 `{near}`？";
    BAD_KIND = "`{kind}` is no record type that holds an address; use \"A\" or \"AAAA\"", "`{kind}` 不是地址记录类型；请用 \"A\" 或 \"AAAA\"";
    NO_KINDS = "the list is empty; write [\"A\"], [\"AAAA\"] or both", "列表为空；请写 [\"A\"]、[\"AAAA\"] 或两者";
    FAMILY_OFF = "{kind} needs an {family} address, but `{key}` is \"off\"", "{kind} 需要 {family} 地址，但 `{key}` 为 \"off\"";
    BAD_TTL = "`ttl` must be from {least} to {most} seconds for {provider}", "{provider} 的 `ttl` 必须在 {least} 到 {most} 秒之间";
    DUPLICATE = "{name} {kind} at {account} is already listed in line {line}", "{account} 的 {name} {kind} 已在第 {line} 行列出";
}
