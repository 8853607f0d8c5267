//! What the audit trail says, and what is said to whom a role is missing.

use super::phrases;

phrases! {
    NOTHING = "Nobody was refused, and nobody changed anything over the control endpoint.", "没有人被拒绝，也没有人通过控制端点作过更改。";
    UNREADABLE = "The audit trail in {dir} cannot be read: {why}. Administrators of this machine can read it (Linux: with sudo); while the service runs, so can whoever has the role auditor.", "无法读取 {dir} 中的审计记录：{why}。本机管理员可以读取（Linux：使用 sudo）；服务运行时，拥有 auditor 角色的人也可以。";
    DONE = "{who}: {asked}", "{who}：{asked}";
    REFUSED = "{who}: {asked}: refused: {why}", "{who}：{asked}：已拒绝：{why}";
    FAILED = "{who}: {asked}: failed: {why}", "{who}：{asked}：失败：{why}";
    NEEDS = "the role {role} is needed", "需要角色 {role}";
    LEFT_OUT = " (before that {count} more were refused)", "（此前还有 {count} 次被拒绝）";
    LACKING = "You are not allowed to do this: it needs the role {role}. An administrator of this machine can do it, or give you the role in [access] of {file}.", "您无权执行此操作：需要角色 {role}。本机管理员可以执行，或在 {file} 的 [access] 中授予您该角色。";
    SERVICE_DOWN = "The service does not run, and nobody else can look at its secrets or store one for it. Start it with: fingerpost service start", "服务未在运行，其他程序都无法查看或保存它的密钥。请启动服务：fingerpost service start";
}
