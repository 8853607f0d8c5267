//! What `doctor` says of each thing it looks at: how it is and, where it is not well, what to do.

use super::phrases;

phrases! {
    /// How a thing is: the first word of its line, all of one width.
    GOOD = "good     ", "正常";
    ATTENTION = "attention", "注意";
    BAD = "bad      ", "异常";
    ALL_GOOD = "Nothing is wrong ({count} things looked at, {seconds} s).", "一切正常（检查了 {count} 项，用时 {seconds} 秒）。";
    SOME_ATTENTION = "Nothing needs you now; {attention} of {count} things deserve a look ({seconds} s).", "目前不需要您处理；{count} 项中有 {attention} 项值得注意（用时 {seconds} 秒）。";
    SOME_BAD = "{bad} of {count} things need you ({seconds} s).", "{count} 项中有 {bad} 项需要您处理（用时 {seconds} 秒）。";
    UNFINISHED = "Not everything could be looked at in time; run it again.", "部分检查未能及时完成；请重新运行。";

    CONFIG_GOOD = "The configuration {file} is right: {accounts} account(s), {records} record(s).", "配置 {file} 正确：{accounts} 个帐户，{records} 条记录。";
    CONFIG_MISSING = "There is no configuration at {file}. Write a commented one with: fingerpost init", "{file} 处没有配置文件。可用此命令写入带注释的配置：fingerpost init";
    CONFIG_BAD = "The configuration cannot be used: {mistake}. See all of it with: fingerpost check", "配置无法使用：{mistake}。查看全部问题：fingerpost check";
    RUNNING = "Fingerpost {version} is running and answers.", "Fingerpost {version} 正在运行并能应答。";
    SERVICE_RUNNING = "The Fingerpost service {version} does the work here and answers.", "此处由 Fingerpost 服务 {version} 执行更新，并能应答。";
    RUNNING_APART = "Fingerpost runs, but tells you nothing: {why}", "Fingerpost 正在运行，但不向您透露信息：{why}";
    NOT_RUNNING = "Fingerpost is not running on {dir}: nothing is kept right. Start it, or see: fingerpost autostart", "Fingerpost 未在 {dir} 上运行：没有任何记录得到维护。请启动它，或查看：fingerpost autostart";
    SERVICE_ALONE = "{path} is for the service and administrators alone, and so are its secrets: as it should be. An administrator sees more here (Linux: with sudo).", "{path} 及其密钥仅供服务和管理员访问，这是正常的。管理员可在此看到更多（Linux：使用 sudo）。";
    STATE_GOOD = "The state folder {dir} can be written; {free} MB are free.", "状态目录 {dir} 可写；剩余 {free} MB。";
    STATE_NEW = "The state folder {dir} is not there yet; it is made at the first start.", "状态目录 {dir} 尚不存在；首次启动时会创建。";
    STATE_FULL = "Only {free} MB are free where the state folder {dir} is. Make room, or what was published is forgotten at a restart.", "状态目录 {dir} 所在磁盘仅剩 {free} MB。请腾出空间，否则重启后会忘记已发布的内容。";
    STATE_BAD = "The state folder {dir} cannot be written: {why}. Give this user leave to write there, or name another with --state-dir.", "无法写入状态目录 {dir}：{why}。请授予该用户写入权限，或用 --state-dir 指定其他目录。";
    HOSTS_GOOD = "No name of yours stands in the hosts file.", "您的域名都不在 hosts 文件中。";
    HEARS_NETWORK = "Network changes are heard at once.", "可立即感知网络变化。";
    HEARS_POWER = "Waking from sleep is heard at once.", "可立即感知从睡眠中唤醒。";
    HEARS_FILES = "Changes of the configuration are heard at once.", "可立即感知配置文件的更改。";
    DEAF_NETWORK = "Network changes are not heard ({why}): a new address is found at the next look, by the clock.", "无法感知网络变化（{why}）：新地址要到下次定时查看时才会发现。";
    DEAF_POWER = "Waking from sleep is not heard ({why}): it is noticed at the next look.", "无法感知唤醒（{why}）：下次查看时才会察觉。";
    DEAF_FILES = "Changes of the configuration are not heard ({why}): they are noticed by the clock.", "无法感知配置更改（{why}）：只能定时察觉。";

    ROUTE = "{family} goes out through {interface}, gateway {gateway}.", "{family} 经 {interface} 出网，网关 {gateway}。";
    ROUTE_LINK = "{family} goes out through {interface}.", "{family} 经 {interface} 出网。";
    NO_ROUTE = "There is no way out for {family}. Is the cable in, is the network joined?", "{family} 没有出口。请检查网线或网络连接。";
    NO_ROUTE_NEEDED = "There is no way out for {family}; no record of yours needs it.", "{family} 没有出口；您的记录不需要它。";
    PLACE = "This network: {place}.", "当前网络：{place}。";

    NAT_NONE = "The public address {public} is this machine's own: nothing stands between.", "公网地址 {public} 就在本机上：中间没有 NAT。";
    NAT_ONE = "This machine ({own}) is behind a router that has {public}: to reach it from outside, forward ports there.", "本机（{own}）位于拥有 {public} 的路由器之后：要从外部访问，请在路由器上转发端口。";
    NAT_CARRIER = "Your Internet provider shares {public} among several customers (carrier-grade NAT, {own}): the record can be right and still nobody gets in over IPv4. Use IPv6, or ask the provider for an address of your own.", "运营商让多个客户共享 {public}（运营商级 NAT，{own}）：即使记录正确，外部也无法通过 IPv4 访问。请使用 IPv6，或向运营商申请独立地址。";
    NAT_TWO = "Two routers translate addresses one behind the other ({own}, then {between}, then {public}): ports must be forwarded on both, or the outer one set to bridge mode.", "有两级路由器进行地址转换（{own}，然后 {between}，再到 {public}）：两级都需转发端口，或将外层设为桥接模式。";
    NAT_ELSEWHERE = "The interface has the public address {own}, but outside {public} is seen: a VPN or proxy stands between.", "网卡的公网地址为 {own}，但外部看到的是 {public}：中间有 VPN 或代理。";

    BELIEVED = "{family} is {address}: {agree} of {asked} sources say so.", "{family} 为 {address}：{asked} 个来源中有 {agree} 个确认。";
    SILENT = "None of the {asked} {family} sources answered: {why}.", "{asked} 个 {family} 来源均未应答：{why}。";
    SILENT_UNNEEDED = "None of the {asked} {family} sources answered; no record of yours needs it.", "{asked} 个 {family} 来源均未应答；您的记录不需要它。";
    NOT_BELIEVED = "No {family} address is believed: {why}. What is published stays.", "未采信任何 {family} 地址：{why}。已发布的保持不变。";
    SOURCE_AGREES = "{source} says {address} ({ms} ms).", "{source} 回答 {address}（{ms} 毫秒）。";
    SOURCE_DIFFERS = "{source} says {address}, unlike the others ({ms} ms). If it stays so, take it out of the configuration.", "{source} 回答 {address}，与其他来源不同（{ms} 毫秒）。若一直如此，请将其从配置中移除。";
    SOURCE_FAILED = "{source} gave no usable answer ({ms} ms): {why}", "{source} 没有给出可用的答复（{ms} 毫秒）：{why}";

    CLOCK_GOOD = "The clock is right, within {seconds} s of {host}.", "时钟正确，与 {host} 相差不超过 {seconds} 秒。";
    CLOCK_WRONG = "The clock is {seconds} s off by {host}. Certificates and signatures fail with a wrong clock: let the system set it (time synchronization).", "时钟与 {host} 相差 {seconds} 秒。时钟不准会导致证书和签名失败：请启用系统的时间同步。";
    CLOCK_UNKNOWN = "The clock could not be compared: {host} did not tell the time.", "无法核对时钟：{host} 未提供时间。";
    CLOCK_UNASKED = "The clock was not compared: no HTTP source is configured.", "未核对时钟：没有配置 HTTP 来源。";

    SECRET_GOOD = "The secret of account {account} is there, in {place}.", "帐户 {account} 的密钥已就绪，位于{place}。";
    SECRET_MISSING = "Account {account} has no secret yet in {place}. Please store it with: fingerpost {whose}secret set {account}", "帐户 {account} 在{place}中还没有密钥。请用此命令保存：fingerpost {whose}secret set {account}";
    SECRET_RESTS = "Account {account} has no secret in {place}. None is needed while the service does the work with its own secrets, which are looked at with: fingerpost --service doctor", "帐户 {account} 在{place}中没有密钥。服务用自己的密钥工作期间不需要它；要检查服务的密钥，请运行：fingerpost --service doctor";
    SECRET_SHUT = "The service does not run, and nobody else can look for the secret of account {account}. Start it with: fingerpost service start", "服务未在运行，其他程序都无法查看帐户 {account} 的密钥。请启动服务：fingerpost service start";
    SECRET_UNTOLD = "The program that has the secret of account {account} could not be asked: {why}.", "无法询问持有帐户 {account} 密钥的程序：{why}。";
    ACCOUNT_READ = "Account {account} ({provider}) answers; zone {zone} was read.", "帐户 {account}（{provider}）有应答；已读取区域 {zone}。";
    ACCOUNT_PUSH = "Account {account}: {provider} cannot be asked without changing something, so it was not.", "帐户 {account}：{provider} 无法在不做更改的情况下查询，因此未查询。";
    ACCOUNT_UNPROVED = "Account {account}: {provider} cannot be asked without changing something, so nothing is proved. An update proves it: fingerpost update --force {name}", "帐户 {account}：{provider} 无法在不做更改的情况下查询，因此未能证明其可用。可通过更新来验证：fingerpost update --force {name}";
    ACCOUNT_UNUSED = "Account {account}: no record uses it, so it was not asked.", "帐户 {account}：没有记录使用它，因此未查询。";
    ACCOUNT_NO_ZONE = "Account {account}: no record uses it, so no zone is known to try; add --zone with a domain of yours.", "帐户 {account}：没有记录使用它，不知道该测试哪个区域；请用 --zone 指定您的域名。";
    WRITE_GOOD = "{name} was made, read and removed again: the account may write in zone {zone}.", "已创建、读取并删除 {name}：该帐户可以写入区域 {zone}。";
    WRITE_PUSH = "{provider} takes addresses and shows none: there is nothing to try that changes no name of yours.", "{provider} 只接收地址而不显示：无法在不更改您的名称的情况下测试写入。";
    WRITE_LEFT = "The test record {name} may still be there; remove it at the provider.", "测试记录 {name} 可能仍然存在；请在服务商处删除。";

    DELEGATED = "The zone {zone} is served by {hosts}.", "区域 {zone} 由 {hosts} 提供服务。";
    NOT_DELEGATED = "The name servers of {name} cannot be found. Is the domain registered, and are its name servers set at the registrar?", "找不到 {name} 的域名服务器。域名是否已注册，并在注册商处设置了域名服务器？";
    NOWHERE_PUBLIC = "{name} is of a domain that is nowhere public; no name server was asked.", "{name} 属于不公开的域；未查询任何域名服务器。";
    SERVED = "{name} {kind} is right at every name server that answers: {answers}.", "{name} {kind} 在所有应答的域名服务器上均正确：{answers}。";
    SERVED_UNKNOWN = "{name} {kind}: {answers}. Nothing was published yet that could be compared.", "{name} {kind}：{answers}。尚未发布任何值，无法比较。";
    NOT_SERVED = "{name} {kind} should be {published}, but the name servers say: {answers}. It may take a few minutes after a change; else: fingerpost update --force {name}", "{name} {kind} 应为 {published}，但域名服务器回答：{answers}。更改后可能需要几分钟；否则请运行：fingerpost update --force {name}";
    PROXIED = "{name} {kind} is behind a proxy ({answers}); what stands behind it cannot be seen from outside.", "{name} {kind} 位于代理之后（{answers}）；从外部看不到其后的地址。";
    NO_SERVER_ANSWERS = "No name server of {name} answered.", "{name} 的域名服务器均未应答。";
    ANSWER = "{server}: {addresses}", "{server}：{addresses}";
    ANSWER_TTL = "{address} (TTL {ttl})", "{address}（TTL {ttl}）";
    NO_ADDRESS = "no address", "无地址";
    NO_ANSWER = "no answer", "无应答";
}
