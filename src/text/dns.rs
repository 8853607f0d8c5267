//! What `dns` prints.

use super::phrases;

phrases! {
    FLUSHED = "The cache of {service} was emptied.", "已清空 {service} 的缓存。";
    NO_CACHE = "Nothing on this system keeps DNS answers, so there is nothing to empty.", "本系统没有 DNS 缓存，无需清空。";
    FLUSH_FAILED = "The DNS cache cannot be emptied: {why}", "无法清空 DNS 缓存：{why}";
    HIDDEN = "The DNS cache of this system, if it has one, does not show what it holds.", "本系统的 DNS 缓存（如果有）不显示其内容。";
    EMPTY = "The DNS cache is empty.", "DNS 缓存为空。";
    SERVICE_RUNNING = "{service} keeps DNS answers for this machine.", "{service} 为本机缓存 DNS 应答。";
    SERVICE_STOPPED = "{service} does not run: nothing on this machine keeps DNS answers until it does.", "{service} 未运行：在其运行之前，本机不缓存 DNS 应答。";
    SERVICE_DISABLED = "{service} is switched off: nothing on this machine keeps DNS answers.", "{service} 已禁用：本机不缓存 DNS 应答。";
    SERVICE_NONE = "No service on this machine keeps DNS answers; programs may.", "本机没有缓存 DNS 应答的服务；各程序可能自行缓存。";
    NOT_CACHED = "{name} is not in the DNS cache.", "{name} 不在 DNS 缓存中。";
    ADDRESS = "{name}  {address}  kept for {ttl} s more", "{name}  {address}  还会保留 {ttl} 秒";
    /// Also for the doctor.
    IN_HOSTS = "{name} stands in the hosts file of this machine as {address}: here it never comes from DNS. Remove the line from {file} to see what is published.",
        "{name} 在本机的 hosts 文件中被设为 {address}：本机不会通过 DNS 查询它。如要看到已发布的值，请从 {file} 中删除该行。";
    /// Below a name, indented.
    HOSTS = "hosts file: {address} (here it never comes from DNS)", "hosts 文件：{address}（本机不会通过 DNS 查询）";
    CACHED = "this machine: {address}, for {ttl} s more", "本机缓存：{address}，还有 {ttl} 秒";
    RESOLVER = "resolver {server}: {answer}", "解析器 {server}：{answer}";
    SERVER = "name server {host} ({server}): {answer}", "域名服务器 {host}（{server}）：{answer}";
    ANSWER = "{address}, for {ttl} s", "{address}，{ttl} 秒";
    NOTHING = "no address", "没有地址";
    NO_ANSWER = "no answer", "无应答";
    SAME = "The resolvers say what the zone says.", "解析器的应答与该域一致。";
    OLD = "A resolver still has an old answer, for {ttl} s at most.", "有解析器仍保留旧的应答，最多还有 {ttl} 秒。";
    OLD_NOTHING = "A resolver still says that there is no address; it forgets that within the zone's negative TTL, mostly minutes.", "有解析器仍表示没有地址；它会在该域的否定缓存时间（通常数分钟）内失效。";
    SILENT = "No resolver answers.", "没有解析器应答。";
    UNKNOWN = "The zone's own name servers could not be asked, or differ: there is nothing to compare with.", "无法查询该域的域名服务器，或其应答不一致：无从比较。";
    LEFT_OUT = "{count} more were left out; name one: fingerpost dns resolve NAME", "另有 {count} 个未查询；可指定一个：fingerpost dns resolve NAME";
    NO_NAMES = "No names are configured; name one: fingerpost dns resolve NAME", "尚未配置任何名称；可指定一个：fingerpost dns resolve NAME";
    HOSTS_UNREADABLE = "The hosts file {file} cannot be read: {why}", "无法读取 hosts 文件 {file}：{why}";
}
