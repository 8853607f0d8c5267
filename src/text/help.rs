//! What `--help` says, beside what the declarations of the command line say in English.
//!
//! A declaration (`cli`) is found by its English words, which stand there; a test holds the two together.

use super::{Phrase, phrases};

phrases! {
    USAGE = "Usage:", "用法：";
    COMMANDS = "Commands:", "命令：";
    ARGUMENTS = "Arguments:", "参数：";
    OPTIONS = "Options:", "选项：";
    /// In the line of usage.
    ANY_OPTIONS = "[OPTIONS]", "[选项]";
    A_COMMAND = "<COMMAND>", "<命令>";
    PERHAPS_A_COMMAND = "[COMMAND]", "[命令]";
    /// Behind what an option does.
    DEFAULT = " [default: {values}]", " [默认：{values}]";
    POSSIBLE = " [possible values: {values}]", " [可选值：{values}]";
}

/// `"English", "中文";`
macro_rules! declared {
    ($($en:literal, $zh:literal;)*) => {
        const DECLARED: &[Phrase] = &[$(Phrase { en: $en, zh: $zh }),*];
    };
}

declared! {
    "Keeps DNS names pointing at this machine, whatever address the network gives it", "让域名始终指向本机，不管网络给它分配了什么地址";
    "Keeps DNS names pointing at this machine, whatever address the network gives it.\n\nWithout a subcommand: the tray.", "让域名始终指向本机，不管网络给它分配了什么地址。\n\n不带命令：运行托盘程序。";
    "Exit codes: 0 done, 1 failed and may succeed another time, 2 the command line or the configuration is wrong, 3 a person is needed", "退出码：0 完成；1 失败，以后可能成功；2 命令行或配置有误；3 需要有人处理";
    "The configuration file [default: %APPDATA%\\Fingerpost\\config.toml, or ~/.config/fingerpost/config.toml]", "配置文件 [默认：%APPDATA%\\Fingerpost\\config.toml 或 ~/.config/fingerpost/config.toml]";
    "The folder of state and log [default: %APPDATA%\\Fingerpost, or ~/.local/state/fingerpost]", "状态和日志的目录 [默认：%APPDATA%\\Fingerpost 或 ~/.local/state/fingerpost]";
    "The service's configuration, state and control endpoint instead of your own", "使用服务的配置、状态和控制端点，而不是您自己的";
    "Log what is routine, too", "日志中也记录例行事项";
    "Work in the foreground, without a tray, until Ctrl-C", "在前台运行，不显示托盘，直到按下 Ctrl-C";
    "Look once, publish what differs, and end", "查看一次，发布有变化的记录，然后结束";
    "As the scheduled task does: check network, DNS and credential store first, and tell the system's log", "与计划任务相同：先检查网络、DNS 和凭据存储，并写入系统日志";
    "Run a round at log-on, when a network is connected, and by the clock, instead of staying in memory", "在登录时、连接网络时和定时各更新一次，不常驻内存";
    "Register the task for this user; no administrator is needed", "为当前用户注册任务；不需要管理员";
    "Remove the task", "删除任务";
    "Say whether the task is registered", "查看任务是否已注册";
    "Start it now", "立即运行";
    "Print what `install` registers", "打印 `install` 将注册的内容";
    "How many minutes lie between two rounds, 1 to 1440", "两次更新之间的分钟数，1 到 1440";
    "Show the whole program at work against a pretended Internet on this machine", "在本机模拟的网络上演示整个程序";
    "Without a tray icon and notifications", "不显示托盘图标和通知";
    "How things stand", "查看当前状况";
    "What every address source says, and which address is believed", "各地址来源的答复，以及采信的地址";
    "Look for everything that may be wrong, change nothing, and say what to do", "检查一切可能的问题，不作任何更改，并说明如何处理";
    "What this machine and its resolvers have cached of DNS answers", "本机及其解析器缓存的 DNS 应答";
    "List the cache, or what it holds of one name; names that the hosts file decides are said, too", "列出缓存，或其中某个域名的内容；由 hosts 文件决定的域名也会说明";
    "Ask every resolver of this machine for a name (else for all names of the configuration), and the zone's own servers: who still has an old answer, and for how long", "向本机的每个解析器以及区域自己的服务器查询某个域名（省略则为配置中的全部域名）：谁还留有旧应答，还会保留多久";
    "Only this name", "仅此域名";
    "Only this name, configured or not", "仅此域名，不论是否在配置中";
    "Ask this resolver instead: ADDRESS or ADDRESS:PORT", "改为查询此解析器：地址，或 地址:端口";
    "Empty the cache", "清空缓存";
    "Look now; with --force send the records even where they seem right", "立即查看；加 --force 则即使看来正确也会发送";
    "Send every record (or those of NAME) whatever is known", "发送全部记录（或 NAME 的记录），不管已知状况";
    "Stop looking and publishing until `resume`", "停止查看和发布，直到 `resume`";
    "Go on after `pause`", "在 `pause` 之后继续";
    "Write a commented configuration where there is none", "没有配置文件时写入带注释的模板";
    "Check a configuration file", "检查配置文件";
    "The file, if it is another than the one in use", "要检查的文件；省略则为正在使用的文件";
    "What happened, newest first", "发生过的事件，最新的在前";
    "Who was refused, and who changed what, newest first", "谁被拒绝、谁作过更改，最新的在前";
    "Store, list and remove the secrets of accounts", "保存、列出和删除帐户的密钥";
    "Store the secret of an account: asked for without echo, or read from standard input", "保存帐户的密钥：输入时不显示，或从标准输入读取";
    "Say for each account where its secret is and whether it is there", "列出每个帐户的密钥在何处、是否存在";
    "Remove the secret of an account, or those of all accounts and hooks of the configuration", "删除某个帐户的密钥，或配置中所有帐户和 hook 的密钥";
    "The account as the configuration calls it, or hook:NAME", "配置中的帐户名，或 hook:名称";
    "Those of all accounts and hooks of the configuration", "配置中所有帐户和 hook 的密钥";
    "Start at login", "登录时启动";
    "The tray, unless this person has switched it off: what everybody's entry starts at login", "运行托盘，除非此人已将其关闭：为所有人安装时，登录时启动的就是它";
    "Switch it on or off, or say how it is", "打开、关闭，或查看当前设置";
    "Run as a service of the system, without anybody logged in", "作为系统服务运行，无需有人登录";
    "Make the service and start it; or bring the one that is there up to this program", "安装并启动服务；已安装时更新为本程序";
    "Start some minutes after the machine", "计算机启动几分钟后再启动";
    "Move the secrets that you have stored to the service", "把您保存的密钥移交给服务";
    "Stop and remove it, with its configuration, state and secrets", "停止并删除服务，连同其配置、状态和密钥";
    "Leave configuration, state and secrets for a later installation", "保留配置、状态和密钥，供以后安装使用";
    "Start it", "启动服务";
    "Stop it; it starts again with the machine", "停止服务；计算机重新启动后会再次运行";
    "Stop and start it", "停止后再启动";
    "Whether it runs, and as whom; 1 when it does not", "服务是否在运行、以谁的身份；未运行时退出码为 1";
    "Prove an account", "验证帐户";
    "Ask the provider with the account's secret; change no record", "用帐户的密钥询问服务商；不更改任何记录";
    "The account as the configuration calls it", "配置中的帐户名";
    "Besides, make a record of its own with an address that leads nowhere, read it and remove it", "另外创建一条自用的测试记录（地址不通向任何地方），读取后删除";
    "The zone to try, where no record of the configuration says it", "要试的区域，配置中没有记录说明时使用";
    "The providers there are, or what one of them needs", "列出服务商，或其中一个的要求";
    "One provider's id", "服务商的标识";
    "Print JSON for machines", "输出供程序读取的 JSON";
    "Print help", "显示帮助";
    "Print help (see more with '--help')", "显示帮助（'--help' 更详细）";
    "Print help (see a summary with '-h')", "显示帮助（'-h' 为摘要）";
    "Print version", "显示版本";
    "Print this message or the help of the given subcommand(s)", "显示此帮助，或给定命令的帮助";
}

/// The phrase of a declaration.
pub fn declared(english: &str) -> Option<Phrase> {
    DECLARED.iter().copied().find(|phrase| phrase.en == english)
}

/// All of them.
#[cfg(test)]
pub fn all() -> impl Iterator<Item = Phrase> {
    DECLARED.iter().copied()
}
