//! What `dns` prints.

use super::phrases;

phrases! {
    FLUSHED = "The cache of {service} was emptied.", "已清空 {service} 的缓存。";
    NO_CACHE = "Nothing on this system keeps DNS answers, so there is nothing to empty.", "本系统没有 DNS 缓存，无需清空。";
    FLUSH_FAILED = "The DNS cache cannot be emptied: {why}", "无法清空 DNS 缓存：{why}";
    HIDDEN = "The DNS cache of this system, if it has one, does not show what it holds.", "本系统的 DNS 缓存（如果有）不显示其内容。";
    EMPTY = "The DNS cache is empty.", "DNS 缓存为空。";
    NOT_CACHED = "{name} is not in the DNS cache.", "{name} 不在 DNS 缓存中。";
    ADDRESS = "{name}  {address}  kept for {ttl} s more", "{name}  {address}  还会保留 {ttl} 秒";
    /// Also for the doctor.
    IN_HOSTS = "{name} stands in the hosts file of this machine as {address}: here it never comes from DNS. Remove the line from {file} to see what is published.",
        "{name} 在本机的 hosts 文件中被设为 {address}：本机不会通过 DNS 查询它。如要看到已发布的值，请从 {file} 中删除该行。";
    HOSTS_UNREADABLE = "The hosts file {file} cannot be read: {why}", "无法读取 hosts 文件 {file}：{why}";
}
