//! What the command line prints.

use std::path::Path;

use super::{Language, phrases};

phrases! {
    STATE_OK = "Everything is right.", "一切正常。";
    STATE_WORKING = "Working on it.", "正在处理。";
    STATE_ATTENTION = "You are needed.", "需要您处理。";
    STATE_PAUSED = "Paused.", "已暂停。";
    STATE_OFFLINE = "Offline: no address is known at the moment.", "离线：目前不知道任何地址。";
    STATE_UNKNOWN = "No address is known at the moment; what is published stays.", "目前没有已知的地址；已发布的记录保持不变。";
    STATE_DISPUTED = "{said}.", "{said}。";
    ADDRESS = "{family}: {address} (since {since}, from {sources})", "{family}：{address}（始于 {since}，来源 {sources}）";
    ADDRESS_UNKNOWN = "{family}: not known: {why}", "{family}：未知：{why}";
    ADDRESS_LAST = "{family}: {address} was the last one; not known now: {why}", "{family}：上次为 {address}；目前未知：{why}";
    ADDRESS_YET = "{family}: not looked at yet", "{family}：尚未查看";
    WHY_NO_ANSWER = "no source gave a usable answer", "没有来源给出可用的答复";
    WHY_DISAGREEMENT = "the sources disagree", "各来源不一致";
    WHY_UNCONFIRMED = "only one source says {address}; a second one must confirm it", "只有一个来源说是 {address}；需要第二个来源确认";
    WHY_UNFIT = "{address} cannot be published: {reason}", "{address} 不能发布：{reason}";
    WHY_ELSEWHERE = "this is not one of the networks in `only_at`", "当前网络不在 `only_at` 之列";
    LINE = "over {line}: {address}", "经由 {line}：{address}";
    SAID = "  {source}: {said}", "  {source}：{said}";
    RESTING = "  left out for a while because they misbehaved: {sources}", "  因行为异常暂停使用：{sources}";
    RECORD_ELSEWHERE = "tied to another network; what is published stays", "绑定于其他网络；已发布的保持不变";
    RECORD_VIA = "(over {line})", "（经由 {line}）";
    RECORD_HELD = "next update {when}: the provider wants a pause between two", "下次更新 {when}：服务商要求更新之间有间隔";
    WAITING = "{count} waiting, next try {when}.", "{count} 项等待中，下次尝试 {when}。";
    TRAFFIC = "Asking cost {requests} requests and {size} in the last {hours}; that is {daily_requests} and {daily_size} a day.", "最近 {hours} 查询用了 {requests} 次请求、{size}；相当于每天 {daily_requests} 次、{daily_size}。";
    TRAFFIC_YET = "Asking cost {requests} requests and {size} in the last {hours}.", "最近 {hours} 查询用了 {requests} 次请求、{size}。";
    RECORD_OK = "right: {values}", "正确：{values}";
    RECORD_WORKING = "being published", "正在发布";
    RECORD_WAITING = "next try {when}: {problem}", "下次尝试 {when}：{problem}";
    RECORD_STOPPED = "stopped: {problem}", "已停止：{problem}";
    RECORD_UNKNOWN = "no {family} address is known; what is published stays", "不知道 {family} 地址；已发布的保持不变";
    NOT_SERVED = "(the name servers do not serve it yet)", "（域名服务器尚未提供新值）";
    CHECKED = "Last look {checked}, next {next}.", "上次查看 {checked}，下次 {next}。";
    CHECKED_LAST = "Last look {checked}.", "上次查看 {checked}。";
    NEVER = "never", "无";
    NO_RECORDS = "No records are configured. Edit {file} and name some.", "尚未配置任何记录。请编辑 {file}。";
    NOT_RUNNING = "Fingerpost is not running. This is what it knew last:", "Fingerpost 未在运行。以下是它上次的状态：";
    CONFIG_BROKEN = "The configuration cannot be used, the old one goes on: {error}", "配置无法使用，继续使用旧配置：{error}";
    CONFIG_GOOD = "{file} is right: {accounts} account(s), {records} record(s).", "{file} 正确：{accounts} 个帐户，{records} 条记录。";
    CONFIG_MISSING = "There is no configuration at {file}. Write a commented one with: fingerpost init", "{file} 处没有配置文件。可用此命令生成带注释的模板：fingerpost init";
    CONFIG_WRITTEN = "A commented configuration was written to {file}. Edit it, then: fingerpost check", "已将带注释的配置写入 {file}。编辑后运行：fingerpost check";
    CONFIG_THERE = "{file} is there already and was left alone.", "{file} 已存在，未作改动。";
    ALREADY_RUNNING = "Fingerpost is already running; it was asked to look now.", "Fingerpost 已在运行；已请它立即查看。";
    SERVICE_WORKS = "The Fingerpost service does the work here:", "此处由 Fingerpost 服务执行更新：";
    RUNS_ALREADY = "Fingerpost is already running.", "Fingerpost 已在运行。";
    SERVICE_SILENT = "The Fingerpost service works, but does not answer; nothing is done beside it. Restarting the service may help.",
        "Fingerpost 服务正在工作但不应答；不会与其同时更新。重新启动该服务可能有帮助。";
    NO_STATE_DIR = "The state folder {dir} cannot be used: {why}", "状态目录 {dir} 无法使用：{why}";
    STATE_DIR_TAKEN = "The state folder {dir} cannot be used: a file has that name. Move the file away, or name another folder with --state-dir.", "状态目录 {dir} 无法使用：已有同名文件。请移走该文件，或用 --state-dir 指定其他目录。";
    STATE_DIR_DENIED = "The state folder {dir} cannot be used: you may not write there. Have its owner give you leave, or name another folder with --state-dir.", "状态目录 {dir} 无法使用：您没有写入权限。请让其所有者授权，或用 --state-dir 指定其他目录。";
    STATE_NEWER = "A newer Fingerpost ({theirs}) wrote {file}; this is {own}, and leaves it alone. Update this one, or move the file away: then what is published is found out anew.", "{file} 由较新的 Fingerpost（{theirs}）写入；本程序为 {own}，不会改动该文件。请更新本程序，或移走该文件：之后会重新查明已发布的内容。";
    LOG_UNOPENED = "The log file {file} cannot be opened ({why}), so nothing is written there. Correct `file` under [log] in the configuration, or see that its folder can be written.", "无法打开日志文件 {file}（{why}），因此不会写入。请更正配置中 [log] 的 `file`，或确保其目录可写。";
    OTHER_CONFIG = "Fingerpost is already running on the state folder {dir}, with the configuration {running}; {chosen} was not used. Quit it first, or name another folder with --state-dir.", "已有一个 Fingerpost 使用状态目录 {dir} 运行，其配置为 {running}；未使用 {chosen}。请先退出它，或用 --state-dir 指定其他目录。";
    SERVICE_CLOSED = "The service is not running, and what it knows is for administrators alone (Linux: sudo). They start it with: fingerpost service start", "服务未在运行，其内容仅限管理员查看（Linux：使用 sudo）。管理员可用此命令启动：fingerpost service start";
    NOBODY_CALLED = "Note: nobody on this machine is called {whom}: [access] gives the role {role} to nobody by that.", "注意：本机没有名为 {whom} 的用户或组：[access] 中的角色 {role} 因此未授予任何人。";
    AUTOSTART_NOT_FOR_SERVICE = "The service does not start at login, but with the machine; see: fingerpost service status", "服务不在登录时启动，而是随计算机启动；请查看：fingerpost service status";
    STATE_UNSAVED = "The state cannot be written: {why}", "无法写入状态：{why}";
    BUSY_NO_ANSWER = "A Fingerpost holds {dir} but does not answer: {why}", "有一个 Fingerpost 占用 {dir} 但不应答：{why}";
    SECRET_PROMPT = "Secret for account {account} (not shown): ", "帐户 {account} 的密钥（不显示）：";
    SECRET_REMOVED = "The secret of {account} was removed.", "{account} 的密钥已删除。";
    SECRET_NONE = "No secret of {account} was stored.", "没有保存 {account} 的密钥。";
    SECRETS_NONE = "No secrets are stored.", "没有保存任何密钥。";
    SECRET_EMPTY = "The secret is empty; nothing was stored.", "密钥为空，未保存。";
    NO_SECRET_STORE = "There is no credential store here, or it is locked: the secret of {account} was not stored. Unlock it, or keep the secret in a file that its owner alone can read, and write beside the account: secret = {{ file = \"PATH\" }", "此处没有凭据存储，或其已锁定：{account} 的密钥未保存。请解锁，或将密钥保存在仅所有者可读的文件中，并在帐户旁写上：secret = {{ file = \"PATH\" }";
    SECRET_UNKNOWN_ACCOUNT = "Note: {file} has no [account.{account}] yet.", "注意：{file} 中还没有 [account.{account}]。";
    BELIEVED = "{family}: believed {address} ({sources})", "{family}：采信 {address}（{sources}）";
    NOT_BELIEVED = "{family}: nothing believed: {why}", "{family}：未采信任何地址：{why}";
    FAMILY_OFF = "{family}: off", "{family}：已关闭";
    NO_HISTORY = "Nothing has happened yet.", "还没有任何事件。";
    NONE = "(none)", "（无）";
    PAUSED_NOW = "Paused: nothing is looked at or published until you resume.", "已暂停：恢复之前不会查看或发布。";
    PAUSED_NOTHING_SENT = "Paused: nothing was looked at, and nothing was sent. First: fingerpost resume", "已暂停：没有查看，也没有发送任何内容。请先运行：fingerpost resume";
    RESUMED = "Resumed.", "已恢复。";
    AUTOSTART_ON = "on: Fingerpost starts at login.", "开：Fingerpost 会在登录时启动。";
    AUTOSTART_OFF = "off: Fingerpost does not start at login.", "关：Fingerpost 不会在登录时启动。";
    AUTOSTART_FOR_ALL = "on: Fingerpost starts at everybody's login, as an administrator chose; `fingerpost autostart off` switches it off for you alone.", "开：管理员已设置所有人登录时启动 Fingerpost；`fingerpost autostart off` 可仅为您关闭。";
    AUTOSTART_DISABLED = "off: start at login is set up, but switched off (by you, or in the system's settings).", "关：登录启动已设置，但已被关闭（由您，或在系统设置中）。";
    AUTOSTART_ELSEWHERE = "Start at login is set up for another copy or other places; `fingerpost autostart on` takes it over.", "登录启动指向另一个副本或其他位置；`fingerpost autostart on` 可改为本程序。";
    AUTOSTART_FAILED = "Start at login cannot be changed: {why}", "无法更改登录启动：{why}";
    UNKNOWN_PROVIDER = "There is no provider {name}; fingerpost providers lists all.", "没有服务商 {name}；fingerpost providers 列出全部。";
    UNKNOWN_ACCOUNT = "There is no account {name} in the configuration.", "配置中没有帐户 {name}。";
    UNKNOWN_NAME = "{name} is not a configured record.", "{name} 不是已配置的记录。";
    TIMED_OUT = "It is taking longer; see: fingerpost status", "仍在进行；请查看：fingerpost status";
    NO_TRAY = "There is no tray here ({why}); working without one.", "此处没有托盘（{why}）；将在没有托盘的情况下运行。";
    DEMO_INTRO = "Fingerpost demo: a pretended Internet on this machine alone. Nothing outside is asked or changed.", "Fingerpost 演示：仅在本机模拟网络，不会访问或更改外部任何东西。";
    DEMO_TRAY = "The tray icon shows the same until the end.", "托盘图标会同步显示，直到演示结束。";
    DEMO_NO_TRAY = "There is no tray here ({why}); the demo goes on without one.", "此处没有托盘（{why}）；演示将在没有托盘的情况下继续。";
    DEMO_NO_IPV6 = "This machine has no IPv6 loopback: the IPv6 steps are skipped.", "本机没有 IPv6 回环地址：跳过 IPv6 步骤。";
    DEMO_FIRST = "Public address: {address}. {name} should point at it.", "公网地址：{address}。{name} 应指向它。";
    DEMO_CHANGES = "Now the Internet provider gives you another address: {address}.", "现在运营商给了您另一个地址：{address}。";
    DEMO_LIES = "Now one of the two address sources lies and says {address}.", "现在两个地址来源之一撒谎说是 {address}。";
    DEMO_KEPT = "{name} still points at {address}: one voice alone is not believed.", "{name} 仍指向 {address}：不会只相信一个来源。";
    DEMO_OUTAGE = "Now the name server is out of order, and the address changes to {address}.", "现在域名服务器出现故障，而地址变为 {address}。";
    DEMO_FAILING = "The update failed; it will be tried again by itself: {said}", "更新失败，将自动重试：{said}";
    DEMO_BACK = "The name server is back; Fingerpost finds out by itself.", "域名服务器已恢复；Fingerpost 会自行发现。";
    DEMO_WRONG_KEY = "Now somebody stores a wrong key; Fingerpost takes it up by itself.", "现在有人存入了错误的密钥；Fingerpost 会自行读取。";
    DEMO_REFUSED = "The name server refuses it: {said}", "域名服务器拒绝：{said}";
    DEMO_LATCHED = "Stopped: no second try within {seconds} seconds. A person has to store the right key.", "已停止：{seconds} 秒内没有再次尝试。需要有人存入正确的密钥。";
    DEMO_UNEXPECTED = "another problem than this step should bring: {problem}", "出现了此步骤不应有的问题：{problem}";
    DEMO_ANSWER = "  {name} {answer}", "  {name} {answer}";
    DEMO_NOTHING = "has no address", "没有地址";
    DEMO_SILENT = "gets no answer", "没有应答";
    DEMO_DONE = "Every step came out right. Next: fingerpost init, then fingerpost check.", "每一步都正确。下一步：fingerpost init，然后 fingerpost check。";
    DEMO_QUIT = "it was ended early", "被提前结束";
    DEMO_STUCK = "the step did not come out right within {seconds} seconds", "该步骤未能在 {seconds} 秒内完成";
    DEMO_WRONG = "{name} should be {wanted}", "{name} 应为 {wanted}";
    DEMO_AGAIN = "the name server was asked for something it should not have been asked for", "域名服务器收到了不应有的请求";
    DEMO_FAILED = "The demo did not come to its end: {why}", "演示未能完成：{why}";
}

/// That a state file was written by a newer program, and what to do.
pub fn newer_state(language: Language, file: &Path, program: &str) -> String {
    let own = env!("CARGO_PKG_VERSION");
    STATE_NEWER.fill(language, &[("theirs", &program), ("file", &file.display()), ("own", &own)])
}
