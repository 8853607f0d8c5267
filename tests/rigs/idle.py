#!/usr/bin/env python3
"""What a process costs in so many seconds: idle.py PID LINK SECONDS

Prints milliseconds of processor time, wakeups (how often any thread gave up the processor or lost it), bytes over LINK in
both directions, PSS and RSS in KiB. Runs in the network that the link belongs to; the process may be anybody's child.
"""
import json, pathlib, re, subprocess, sys, time

pid, link, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
PROC = pathlib.Path(f"/proc/{pid}")


def of_tasks(file, read):
    return sum(read((task / file).read_text()) for task in (PROC / "task").iterdir())


def cost():
    switches = lambda text: sum(int(count) for count in re.findall(r"voluntary_ctxt_switches:\s+(\d+)", text))
    statistics = json.loads(subprocess.run(["ip", "-s", "-j", "link", "show", link], capture_output=True, check=True).stdout)[0]["stats64"]
    return [of_tasks("schedstat", lambda text: int(text.split()[0])) / 1e6, of_tasks("status", switches),
            statistics["rx"]["bytes"] + statistics["tx"]["bytes"]]


before = cost()
time.sleep(seconds)
spent = [after - earlier for after, earlier in zip(cost(), before)]
memory = (PROC / "smaps_rollup").read_text()
print(*(round(value, 1) for value in spent), *(re.search(rf"^{key}: +(\d+)", memory, re.M)[1] for key in ("Pss", "Rss")))
