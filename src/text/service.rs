//! What is said about the service.

use super::phrases;

phrases! {
    DESCRIPTION = "Keeps DNS names pointing at this machine, whatever address the network gives it.", "让域名始终指向这台计算机，无论网络分配什么地址。";
    INSTALLED = "The service {name} is installed and runs as {account}.", "服务 {name} 已安装，以 {account} 身份运行。";
    PROGRAM_COPIED = "The program was copied to {program}, where the service can start it and administrators alone can change it.", "程序已复制到 {program}：服务可以从那里启动，且只有管理员能更改。";
    CONFIG_KEPT = "Its configuration: {file}", "其配置：{file}";
    CONFIG_COPIED = "Its configuration: {file}, copied from yours ({from}). From now on the service's counts; quit the tray of before.", "其配置：{file}，复制自您的配置（{from}）。今后以服务的配置为准；请退出之前的托盘程序。";
    CONFIG_TEMPLATE = "Its configuration: {file}, new. Name your account and your names there, as an administrator; it is taken up by itself.", "其配置：{file}，新建。请以管理员身份在其中写明帐户和域名，会自动读取。";
    CONFIG_BAD = "It cannot be used yet:", "目前还不能使用：";
    SECRET_NEEDED = "Account {account} needs its secret: fingerpost --service secret set {account}", "帐户 {account} 需要密钥：fingerpost --service secret set {account}";
    GIVE_SECRETS = "Give the service the secrets that you have stored? Yours stay. [y/N]", "是否将您已保存的密钥交给服务？您自己的副本会保留。[y/N]";
    SECRET_GIVEN = "Account {account}: the service has its secret now, in {place}; your own copy stays.", "帐户 {account}：服务已获得密钥，位于{place}；您自己的副本保留。";
    SECRET_MOVED = "Account {account}: its secret was moved to the service, into {place}.", "帐户 {account}：密钥已移交给服务，位于{place}。";
    SECRET_NOT_GIVEN = "Account {account}: the service could not be given its secret: {why}", "帐户 {account}：无法将密钥交给服务：{why}";
    SECRET_FILE = "Account {account}: its secret is now looked for in {file}.", "帐户 {account}：现在会在 {file} 中查找密钥。";
    UNINSTALLED = "The service {name} is removed, with its configuration, its state and its secrets.", "服务 {name} 已删除，包括其配置、状态和密钥。";
    UNINSTALLED_BUT_SECRETS = "The service {name} is removed, with its configuration and its state. The secrets of these accounts stay, in a store that the service alone can open: {accounts}. To be rid of them: fingerpost service install, fingerpost --service secret remove for each, fingerpost service uninstall.", "服务 {name} 已删除，包括其配置和状态。以下帐户的密钥仍保留在只有该服务能打开的存储中：{accounts}。要删除它们：先运行 fingerpost service install，再对每个帐户运行 fingerpost --service secret remove，最后运行 fingerpost service uninstall。";
    UNINSTALLED_KEPT = "The service {name} is removed. Its configuration ({file}) and its state stay.", "服务 {name} 已删除。其配置（{file}）和状态保留。";
    PROGRAM_STAYS = "The program stays: {program}", "程序保留：{program}";
    NOT_INSTALLED = "There is no service {name}; fingerpost service install makes it.", "没有服务 {name}；fingerpost service install 可以创建。";
    STARTED = "The service {name} runs.", "服务 {name} 正在运行。";
    STARTED_ALREADY = "The service {name} runs already.", "服务 {name} 已在运行。";
    STOPPED = "The service {name} has ended; its state is saved.", "服务 {name} 已结束，状态已保存。";
    STOPPED_ALREADY = "The service {name} does not run.", "服务 {name} 没有运行。";
    RESTARTED = "The service {name} runs anew.", "服务 {name} 已重新启动。";
    NEEDS_ADMINISTRATOR = "This needs an administrator: run it in a terminal that was opened as administrator (Linux: with sudo).", "此操作需要管理员权限：请在以管理员身份打开的终端中运行（Linux：使用 sudo）。";
    NO_MANAGER = "There is no service manager here ({why}). `fingerpost --service run` does the same in the foreground, for whatever starts programs on this system.", "此处没有服务管理器（{why}）。可用 `fingerpost --service run` 在前台运行，由本系统的启动程序调用。";
    FAILED = "The service {name}: {why}", "服务 {name}：{why}";
    SLOW = "it did not come to that within half a minute; fingerpost service status shows how it goes on", "半分钟内未能完成；fingerpost service status 可查看后续情况";
    STATE_RUNNING = "The service {name} runs (process {pid}).", "服务 {name} 正在运行（进程 {pid}）。";
    STATE_STARTING = "The service {name} is starting.", "服务 {name} 正在启动。";
    STATE_STOPPING = "The service {name} is ending.", "服务 {name} 正在结束。";
    STATE_STOPPED = "The service {name} does not run.", "服务 {name} 没有运行。";
    STATE_FAILED = "The service {name} ended with the exit code {code}; the service manager starts it again. Its log says why: {log}", "服务 {name} 以退出码 {code} 结束；服务管理器会再次启动它。原因见日志：{log}";
    AUTOMATIC = "It starts with the machine.", "随计算机启动。";
    DELAYED = "It starts some minutes after the machine.", "在计算机启动几分钟后启动。";
    MANUAL = "It is started by hand alone.", "仅手动启动。";
    DISABLED = "It is switched off in the service manager.", "已在服务管理器中禁用。";
    RUNS_AS = "It runs as {account}: {command}", "以 {account} 身份运行：{command}";
}
