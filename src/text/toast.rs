//! What toasts say.

use super::phrases;

phrases! {
    CHANGED = "New {family} address: {new}", "新的 {family} 地址：{new}";
    WAS = "It was {old}.", "原地址：{old}。";
    FOLLOWED_ONE = "{name} points to it, {took} after the change was seen.", "{name} 已指向它，用时 {took}。";
    FOLLOWED = "{names} point to it, {took} after the change was seen.", "{names} 已指向它，用时 {took}。";
    FOLLOWED_NONE = "No name follows it.", "没有域名使用它。";
    AND_MORE = "{names} and {count} more", "{names} 等另外 {count} 个";
    LIST = "{names} and {last}", "{names} 和 {last}";

    FLAPPING = "The {family} address keeps changing", "{family} 地址频繁变化";
    FLAPPING_BODY = "{changes} changes in a short time, now {new}. Further changes of this spell are only written to the log.",
        "短时间内变化 {changes} 次，当前为 {new}。后续变化只写入日志。";

    NEEDS_PERSON = "Fingerpost needs you", "Fingerpost 需要您处理";
    NEEDS_PERSON_FOR = "Fingerpost needs you: {what}", "Fingerpost 需要您处理：{what}";
    RECOVERED = "Working again: {account}", "已恢复：{account}";
    RECOVERED_ONE = "{name} is right again.", "{name} 已恢复正确。";
    RECOVERED_MANY = "{names} are right again.", "{names} 已恢复正确。";
    RECOVERED_NONE = "The account answers again.", "该账户已恢复响应。";

    CONFIG_BROKEN = "The configuration cannot be used", "配置无法使用";
    CONFIG_BROKEN_BODY = "The old one goes on until this is put right: {error}", "在修正之前继续使用旧配置：{error}";
    CONFIG_RELOADED = "The new configuration is in use", "新配置已生效";

    SERVICE_WORKS = "The Fingerpost service does the work now", "现在由 Fingerpost 服务执行更新";
    SERVICE_WORKS_BODY = "This tray shows what it does. Your own configuration and secrets rest until the service stops.",
        "此托盘程序显示服务的状态。服务停止之前，您自己的配置和密钥不会被使用。";
    NOT_SHOWN = "This tray shows nothing of it: {why}", "此托盘程序无法显示其状态：{why}";
    SERVICE_SILENT = "The Fingerpost service does not answer", "Fingerpost 服务没有响应";
    SERVICE_SILENT_BODY = "It runs, so this tray does not work beside it. Restarting the service may help.",
        "它正在运行，因此此托盘程序不会同时更新。重新启动该服务可能有帮助。";
    SERVICE_STOPPED = "The Fingerpost service has stopped", "Fingerpost 服务已停止";
    TAKEN_OVER_ONE = "This tray now keeps your own name up to date, with your own secrets.", "现在由此托盘程序使用您自己的密钥更新您自己的 1 个域名。";
    TAKEN_OVER = "This tray now keeps your own {count} names up to date, with your own secrets.", "现在由此托盘程序使用您自己的密钥更新您自己的 {count} 个域名。";
    TAKEN_OVER_UNREAD = "This tray would keep your own names up to date, but your configuration cannot be read.", "此托盘程序可以更新您自己的域名，但无法读取您的配置。";
    NOBODY_TAKES_OVER = "Nothing keeps its names up to date until it runs again.", "在服务重新运行之前，其域名不会更新。";
    CANNOT_TAKE_OVER = "Nothing keeps its names up to date, and this tray cannot take over: {why}", "其域名不会更新，此托盘程序也无法接管：{why}";
    REFUSED = "The Fingerpost service did not do that", "Fingerpost 服务未执行该操作";

    PUBLISHED = "Last published: {values} ({time})", "上次发布：{values}（{time}）";

    ABOUT = "Fingerpost {version}", "Fingerpost {version}";
    ABOUT_BODY = "Keeps DNS names pointing at this machine. Free software, MIT or Apache-2.0. Configuration: {config}",
        "让域名始终指向这台计算机。自由软件，MIT 或 Apache-2.0 许可。配置文件：{config}";
    OPEN_FAILED = "This could not be opened", "无法打开";
    OPEN_FAILED_BODY = "{path}: {error}", "{path}：{error}";
    LANGUAGE_NOT_KEPT = "The choice of a language could not be kept", "无法保存语言选择";
    AUTOSTART_FAILED = "Starting at login could not be changed", "无法更改登录时启动";

    MILLISECONDS = "{n} ms", "{n} 毫秒";
    SECONDS = "{n} s", "{n} 秒";
    MINUTES = "{n} min", "{n} 分钟";
}
