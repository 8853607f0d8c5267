#!/usr/bin/env python3
"""Reads fingerpost.exe as a file and holds it to what installer/README.md and docs/antivirus.md say of it.

    exe.py EXE [signed]

It does not run the exe and needs no Windows. One line per check, as the rigs print them."""
import math, os, re, struct, sys
import xml.etree.ElementTree as ElementTree

LIMIT = 6_000_000
# DLLs of every Windows 10 since version 1809, Server Core 2019 included. An import from any other is a file that would
# have to lie beside the exe. api-ms-win-… are API sets, which the loader itself resolves: these two are there since
# Windows 8. msvcrt.dll is the system's own C library, which programs of the GNU targets use; those of MSVC have theirs inside.
SYSTEM = set("""advapi32 bcrypt bcryptprimitives combase comctl32 credui crypt32 cryptbase dnsapi dwmapi gdi32 imm32 iphlpapi kernel32
    msvcrt netapi32 ntdll ole32 oleaut32 propsys psapi rpcrt4 secur32 shell32 shlwapi taskschd user32 userenv uxtheme version wevtapi
    winmm wintrust winspool ws2_32 wtsapi32 api-ms-win-core-synch-l1-2-0 api-ms-win-core-winrt-l1-1-0
    api-ms-win-core-winrt-string-l1-1-0 api-ms-win-core-winrt-error-l1-1-0""".split())
# What came after 1809 would keep the program from starting there: such a function is looked up when it is needed.
LATER = {"GetTempPath2W", "NotifyNetworkConnectivityHintChange", "GetNetworkConnectivityHint", "CreateFile2FromApp",
         "GetNetworkConnectivityHintForInterface", "DnsQueryRaw", "CreateFile3", "GetMachineTypeAttributes", "IsUserCetAvailableInEnvironment"}
ICONS = {16, 20, 24, 32, 40, 48, 64, 256}
# What compilers and linkers write. A packer's have names of their own.
SECTIONS = {".text", ".data", ".rdata", ".pdata", ".xdata", ".bss", ".idata", ".tls", ".rsrc", ".reloc", ".CRT", ".eh_fram", ".buildid",
            ".gfids", ".giats", ".00cfg", ".fptable", ".didat", "_RDATA"}

failed = passed = 0
def check(label, good, seen=""):
    global failed, passed
    if good: passed += 1; print("ok", label)
    else: failed += 1; print("FAILED", label); print("    |", seen)
def skip(label): print("skipped", label)

data = open(sys.argv[1], "rb").read()
signed = sys.argv[2:] == ["signed"]
def at(form, place): return struct.unpack_from("<" + form, data, place)
def text(place): return data[place:data.index(b"\0", place)].decode("ascii")

pe, = at("I", 0x3c)
assert data[:2] == b"MZ" and data[pe:pe + 4] == b"PE\0\0", "no PE file"
machine, count, stamp, symbols, _, optional_size, _ = at("HHIIIHH", pe + 4)
optional = pe + 24
magic, = at("H", optional)
assert magic == 0x20b, "not a 64-bit program"
checksum, subsystem, flags = at("IHH", optional + 64)
directories = [at("II", optional + 112 + 8 * i) for i in range(16)]
sections = [(data[p:p + 8].rstrip(b"\0").decode(), *at("IIIIIIHHI", p + 8)) for p in range(optional + optional_size, optional + optional_size + 40 * count, 40)]
def offset(rva):
    for _, size, begin, raw, place, *_ in sections:
        if begin <= rva < begin + max(size, raw): return rva - begin + place
    raise ValueError(f"nothing is mapped at {rva:#x}")

# ---- the file
check(f"at most {LIMIT} bytes", len(data) <= LIMIT + (20_000 if signed else 0), f"{len(data)} bytes")
check("for x86_64 or aarch64", machine in (0x8664, 0xaa64), hex(machine))
check("opens no console window of its own", subsystem == 2, subsystem)
# MSVC's /BREPRO puts a hash there and says so in a debug entry of type 16.
debug = [at("I", offset(directories[6][0]) + 28 * i + 12)[0] for i in range(directories[6][1] // 28)] if directories[6][0] else []
check("tells no time of day: the same source gives the same file", stamp == 0 or 16 in debug, stamp)
check("no symbols, no debug information", symbols == 0 and not any(s[0].startswith((".debug", "/")) for s in sections), [s[0] for s in sections])
check("sections as a linker writes them", {s[0] for s in sections} <= SECTIONS, [s[0] for s in sections])
check("nothing is both writable and executable", not any(s[9] & 0x20000000 and s[9] & 0x80000000 for s in sections), sections)
def entropy(part):
    return -sum(n / len(part) * math.log2(n / len(part)) for n in (part.count(bytes([b])) for b in range(256)) if n)
code = [data[s[4]:s[4] + s[3]] for s in sections if s[9] & 0x20]
check("its code is code, not packed (entropy below 7 bits a byte)", code and all(entropy(part) < 7 for part in code), [entropy(p) for p in code])
end = max(s[4] + s[3] for s in sections)
certificates, certificates_size = directories[4]
check("nothing is appended to it" + (" but its signature" if signed else ""),
      (certificates + certificates_size if signed else end) == len(data) and (not signed or certificates - end < 8), (end, len(data)))
check("carries a signature" if signed else "carries no signature that nobody made", (certificates != 0) == signed, directories[4])
total = 0
for place, (word,) in enumerate(struct.iter_unpack("<I", data + b"\0" * (-len(data) % 4))):
    if place * 4 != optional + 64: total += word; total = (total & 0xffffffff) + (total >> 32)
total = (total & 0xffff) + (total >> 16); total = ((total + (total >> 16)) & 0xffff) + len(data)
check("its checksum is right", checksum == total, f"{checksum:#x}, not {total:#x}")

# ---- what the loader is told
for name, bit in (("HIGH_ENTROPY_VA", 0x20), ("DYNAMIC_BASE", 0x40), ("NX_COMPAT", 0x100)):
    check(name, flags & bit, hex(flags))
check("has relocations to move by", directories[5][1] > 0)
if directories[10][0]: check("GUARD_CF", flags & 0x4000, hex(flags))
else: skip("GUARD_CF: the GNU linker writes no table of call targets; builds with MSVC have it")

# ---- imports
imported, names, place = set(), set(), offset(directories[1][0])
while True:
    lookup, _, _, name, thunks = at("IIIII", place)
    if not name: break
    imported.add(text(offset(name)).lower().removesuffix(".dll"))
    place += 20; slot = offset(lookup or thunks)
    while (value := at("Q", slot)[0]):
        if not value >> 63: names.add(text(offset(value) + 2))
        slot += 8
check("imports from nothing but Windows itself", imported <= SYSTEM, imported - SYSTEM)
check("imports no function that is newer than Windows 10 1809", not names & LATER, names & LATER)
# What keyloggers, injectors and thieves of passwords import; a scanner asks what else it could be for.
SUSPECT = {"WriteProcessMemory", "ReadProcessMemory", "CreateRemoteThread", "VirtualAllocEx", "SetWindowsHookExA", "SetWindowsHookExW",
           "GetAsyncKeyState", "GetKeyboardState", "CredEnumerateW", "URLDownloadToFileW", "WinExec", "NtCreateThreadEx", "QueueUserAPC"}
check("imports nothing for which a scanner would stop it", not names & SUSPECT, names & SUSPECT)
# It would make every service and every command a desktop program (src/platform/windows/common_controls.rs).
check("the common controls are not loaded with it", "comctl32" not in imported)
check("exports nothing", directories[0][1] == 0)

# ---- resources
def leaves(base, place, path=()):
    named, numbered = at("HH", place + 12)
    for i in range(named + numbered):
        key, value = at("II", place + 16 + 8 * i)
        if value >> 31: yield from leaves(base, base + (value & 0x7fffffff), path + (key,))
        else:
            rva, size = at("II", base + value); yield path + (key,), data[offset(rva):offset(rva) + size]
base = offset(directories[2][0])
resources = {}
for path, content in leaves(base, base): resources.setdefault(path[0], []).append(content)

group, = resources.get(14, [b""])
sizes = {group[6 + 14 * i] or 256 for i in range(struct.unpack_from("<H", group, 4)[0])} if group else set()
check("has its icon in every size", ICONS <= sizes, sizes)

manifest, = resources.get(24, [b"<none/>"])
found = {}
for element in ElementTree.fromstring(manifest).iter():
    found.setdefault(element.tag.rsplit("}")[-1], []).append((element.text or "").strip() or element.attrib)
def manifest_has(label, tag, wanted):
    check(f"manifest: {label}", any(wanted(value) for value in found.get(tag, [])), found.get(tag))
manifest_has("runs as whoever starts it", "requestedExecutionLevel", lambda v: v["level"] == "asInvoker" and v["uiAccess"] == "false")
manifest_has("knows each monitor's scale", "dpiAwareness", lambda v: v == "PerMonitorV2")
manifest_has("takes long paths", "longPathAware", lambda v: v == "true")
manifest_has("its code page is UTF-8", "activeCodePage", lambda v: v == "UTF-8")
manifest_has("common controls 6", "assemblyIdentity", lambda v: v.get("name") == "Microsoft.Windows.Common-Controls" and v["version"] == "6.0.0.0")
manifest_has("made for Windows 10 and 11", "supportedOS", lambda v: v["Id"] == "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}")

version, = resources.get(16, [b""])
here = os.path.dirname(os.path.abspath(__file__))
wanted = re.search(r'^version = "(.*)"', open(os.path.join(here, "../../Cargo.toml")).read(), re.M)[1]
def said(key, value):
    check(f"version resource: {key} is {value}", f"{key}\0".encode("utf-16-le") in version and f"{value}\0".encode("utf-16-le") in version.split(f"{key}\0".encode("utf-16-le"))[-1][:160])
for key, value in (("FileVersion", wanted), ("ProductVersion", wanted), ("ProductName", "Fingerpost"), ("FileDescription", "Fingerpost"),
                   ("CompanyName", "The Fingerpost authors"), ("OriginalFilename", "fingerpost.exe"), ("LegalCopyright", "MIT OR Apache-2.0")):
    said(key, value)
fixed = version.find(b"\xbd\x04\xef\xfe")
numbers = tuple(int(n) for n in wanted.split("-")[0].split("."))
high, low = struct.unpack_from("<II", version, fixed + 8) if fixed > 0 else (0, 0)
check("version resource: the same in numbers", (high >> 16, high & 0xffff, low >> 16) == numbers, (high, low))

# ---- where it was made
places = [rb"[/\\]\.cargo[/\\]", rb"registry[/\\]src", rb"rustlib[/\\]src", rb"/home/\w", rb"/root/", rb"[A-Z]:\\Users\\\w+\\",
          re.escape(os.path.realpath(os.path.join(here, "../..")).encode())]
traces = {m for place in places for m in re.findall(rb"[ -~]{0,20}" + place + rb"[ -~]{0,40}", data)}
check("tells no folder of the machine that built it", not traces, sorted(traces)[:5])

print(f"exe: {passed} passed, {failed} failed")
sys.exit(failed != 0)
