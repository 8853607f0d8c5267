//! What the tray says: menu, tooltip and icon title.

use super::phrases;

phrases! {
    PROGRAM = "Fingerpost", "Fingerpost";

    /// How things stand, on the first line of menu and tooltip.
    NO_RECORDS = "No names are configured yet", "尚未配置任何域名";
    ONE_RIGHT = "{name} is right", "{name} 正确";
    ALL_RIGHT = "All {count} names are right", "全部 {count} 个域名均正确";
    SOME_RIGHT = "{right} of {count} names are right", "{count} 个域名中有 {right} 个正确";
    WORKING = "working on the rest", "正在处理其余域名";
    CHECKING = "looking at the address", "正在检查地址";
    NEEDS_YOU_ONE = "1 needs you", "1 个需要您处理";
    NEEDS_YOU = "{count} need you", "{count} 个需要您处理";
    CONFIG_BROKEN = "the changed configuration cannot be used", "修改后的配置无法使用";
    UNSAVED = "The state cannot be saved: {why}", "无法保存状态：{why}";
    PAUSED = "Paused: nothing is checked or changed", "已暂停：不检查也不更改";
    OFFLINE = "No address is known; what is published stays", "当前没有可用地址；已发布的记录保持不变";
    STARTING = "Starting", "正在启动";

    /// Who does the work, where that is not simply this program.
    SERVICE_WORKS = "The Fingerpost service does the work", "由 Fingerpost 服务执行更新";
    SERVICE_RESTARTING = "The Fingerpost service does not run at the moment", "Fingerpost 服务当前未运行";
    SERVICE_REFUSED = "The Fingerpost service does the work, but you may not watch it", "由 Fingerpost 服务执行更新，但您无权查看";
    LACKS = "You need the role {role}; an administrator gives it", "您需要角色 {role}，由管理员授予";
    SERVICE_SILENT = "The Fingerpost service runs, but does not answer", "Fingerpost 服务正在运行，但没有响应";
    SERVICE_STOPPED = "The Fingerpost service has stopped: nothing keeps its names up to date", "Fingerpost 服务已停止：其域名不再更新";
    CEDING = "The Fingerpost service takes over", "正在交给 Fingerpost 服务";
    TRAY_WORKS = "The service is stopped: this tray does the work", "服务已停止：由此托盘程序执行更新";
    NOTHING_OF_YOUR_OWN = "Your own configuration has no names", "您自己的配置中没有域名";
    NOT_BESIDE = "This tray does not work beside it", "此托盘程序不会与其同时更新";
    UNABLE = "This tray cannot begin its work", "此托盘程序无法开始工作";
    FOLDER_IN_USE = "Another Fingerpost uses {dir}", "另一个 Fingerpost 正在使用 {dir}";
    NOT_TO_BE_OPENED = "{what} ({why})", "{what}（{why}）";
    ADMINISTRATORS_ONLY = "administrators only", "仅限管理员";
    NO_SUCH_FILE = "the service has none", "服务没有此文件";

    /// Lines about addresses.
    ADDRESS = "{family}  {address}", "{family}  {address}";
    ADDRESS_LAST = "{family}  {address} (last known)", "{family}  {address}（上次已知）";
    ADDRESS_NONE = "{family}  not known", "{family}  未知";
    CHECKED = "Checked at {time}", "上次检查：{time}";

    /// One record: marker, name and kind, then one of the states.
    RECORD = "{marker} {name}  {kind}  {state}", "{marker} {name}  {kind}  {state}";
    STATE_OK = "right", "正确";
    STATE_WORKING = "being published…", "正在发布…";
    STATE_WAITING = "waiting: {problem}", "等待中：{problem}";
    STATE_WAITING_UNTIL = "next try {time}: {problem}", "{time} 重试：{problem}";
    STATE_HELD = "next update {time}: the provider wants a pause between two", "{time} 更新：服务商要求更新之间有间隔";
    STATE_STOPPED = "stopped: {problem}", "已停止：{problem}";
    STATE_UNKNOWN = "no address yet", "尚无地址";
    STATE_ELSEWHERE = "tied to another network", "绑定于其他网络";
    NO_REASON = "no reason was given", "未给出原因";

    MORE = "and {count} more…", "还有 {count} 个…";
    SPAN = "{first} … {last}", "{first} … {last}";

    RECENT = "Recently", "最近";
    RECENT_ADDRESS = "{time}  {family} address {new}", "{time}  {family} 地址 {new}";
    RECENT_PUBLISHED = "{time}  {name} {kind} published", "{time}  {name} {kind} 已发布";
    RECENT_FAILED = "{time}  {name} {kind}: {problem}", "{time}  {name} {kind}：{problem}";
    RECENT_NOT_BELIEVED = "{time}  a new {family} address was not believed", "{time}  未采信新的 {family} 地址";

    CHECK_NOW = "Check now", "立即检查";
    FORCE = "Force update", "强制更新";
    PAUSE = "Pause", "暂停";
    RESUME = "Resume", "继续";
    OPEN_LOG = "Open log", "打开日志";
    OPEN_CONFIG = "Open configuration", "打开配置";
    AUTOSTART = "Start at login", "登录时启动";
    /// In both languages: whoever looks for it may not read the one that is on.
    LANGUAGE = "Language (语言)", "语言 (Language)";
    LANGUAGE_OF_SYSTEM = "As the system", "跟随系统";
    ABOUT = "About Fingerpost", "关于 Fingerpost";
    QUIT = "Quit", "退出";
}
