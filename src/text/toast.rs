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
