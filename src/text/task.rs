//! What `task` prints, and why a scheduled round is put off.

use super::phrases;

phrases! {
    ON = "on: one round at log-on, when a network is connected, and by the clock.", "开：在登录时、网络连接时以及定时各运行一轮。";
    OFF = "off: there is no scheduled task.", "关：没有计划任务。";
    ELSEWHERE = "A task is registered for another copy or other places; `fingerpost task install` takes it over.", "已注册的任务指向另一个副本或其他位置；`fingerpost task install` 可改为本程序。";
    STARTED = "The task was started; see: fingerpost history", "任务已启动；请查看：fingerpost history";
    FAILED = "The scheduled task cannot be changed: {why}", "无法更改计划任务：{why}";
    NO_SOURCE = "(Without an administrator the Event Log shows Fingerpost's events by their numbers alone: {why})", "（没有管理员权限时，事件日志仅显示 Fingerpost 事件的编号：{why}）";
    NOT_FOR_SERVICE = "The service needs no task: it works by itself. Leave --service out, or see: fingerpost service", "服务无需计划任务：它自行运行。请去掉 --service，或查看：fingerpost service";

    NO_NETWORK = "No network is connected.", "未连接网络。";
    NO_RESOLVER = "No DNS resolver answers ({servers}).", "没有 DNS 解析器应答（{servers}）。";
    PUT_OFF = "Fingerpost's scheduled round was put off", "Fingerpost 的计划更新已推迟";
    PUT_OFF_BODY = "{missing} It is tried again by itself.", "{missing}稍后会自动重试。";
}
