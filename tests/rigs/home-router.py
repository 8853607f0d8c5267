#!/usr/bin/env python3
"""Changes the address of the rig's router and compares with what BIND was told (home-router.sh runs it).

  home-router.py changes COUNT MEDIAN P95   clean changes; fails when it takes longer (milliseconds)
  home-router.py flaps COUNT                changes in a hurry, lines without an address, with a private or shared one
  home-router.py note ADDRESS               it is about to become the line's
  home-router.py judge                      looks at everything published since the first of these runs

Whatever is published must have been the line's address at a moment within the three seconds before. Addresses that were
real, with their times, are kept beside the name server's log, from one run to the next.
"""
import datetime, json, os, pathlib, random, re, statistics, subprocess, sys, time

LOG = pathlib.Path(os.environ["RIG_NAMED_LOG"])
KEPT = LOG.with_name("real.json")
NAME, NET = os.environ["RIG_NAME"], os.environ["RIG_NET"]
INSIDE = ["nsenter", "-t", os.environ["RIG_ROUTER"], "-n", "--preserve-credentials"]
UPDATE = re.compile(rf"^(\S+ \S+) .*adding an RR at '{re.escape(NAME)}' A (\S+)", re.M)
NEAR = 3.0
real = json.loads(KEPT.read_text()) if KEPT.exists() else []   # [address, since]
random.seed(7)
last = int(real[-1][2]) if real else 100


def ip(*lines):
    subprocess.run([*INSIDE, "ip", "-force", "-batch", "-"], input="\n".join(lines) + "\n", text=True, stderr=subprocess.DEVNULL)


def line(address, *lines):
    """Carries out the lines, after which the line has this address (None: no usable one)."""
    began = time.time()
    # For as long as the commands take both addresses are there.
    real.append([address, began, last])
    ip(*lines)
    subprocess.run([*INSIDE, "conntrack", "-F"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return began


def fresh():
    global last
    last = last + 1 if last < 250 else 100
    return f"{NET}.{last}"


def whole(address):
    return line(address, f"addr add {address}/24 dev wan0", *(f"addr del {old}/24 dev wan0" for old in held() if old != address),
                f"route replace default via {NET}.1")


def held():
    text = subprocess.run([*INSIDE, "ip", "-4", "-o", "addr", "show", "dev", "wan0"], capture_output=True, text=True).stdout
    return re.findall(r"inet ([\d.]+)/", text)


def updates():
    moment = lambda text: datetime.datetime.strptime(text, "%d-%b-%Y %H:%M:%S.%f").timestamp()
    return [(moment(when), address) for when, address in UPDATE.findall(LOG.read_text())]


def follows(address, began, limit=20):
    while time.time() < began + limit:
        for when, value in reversed(updates()):
            if value == address and when >= began - 0.001:
                return when - began
        time.sleep(0.02)
    return None


def judge():
    """Every update whose value was not the line's address at a moment near it."""
    false = []
    first = real[0][1] if real else time.time()
    for when, value in updates():
        spans = zip(real, [since for _, since, _ in real[1:]] + [float("inf")])
        # The old address stays for as long as the commands run that replace it.
        right = any(address == value and since <= when + 0.001 and until + 0.25 >= when - NEAR for (address, since, _), until in spans)
        if when >= first and not right:
            false.append((when, value))
    for when, value in false:
        print(f"FALSE: {value} at {when:.3f}, the line had", [r[:2] for r in real if abs(r[1] - when) < 10])
    return not false


def changes(count, median, p95):
    took = []
    for _ in range(count):
        time.sleep(random.uniform(2.0, 4.0))
        address = fresh()
        began = whole(address)
        seconds = follows(address, began)
        if seconds is None:
            print(f"{address} was not published within 20 s")
            return False
        took.append(seconds * 1000)
    took.sort()
    at = lambda part: took[min(len(took) - 1, int(len(took) * part))]
    print(f"= {count} changes: median {statistics.median(took):.0f} ms, p95 {at(0.95):.0f} ms, longest {took[-1]:.0f} ms, shortest {took[0]:.0f} ms")
    return statistics.median(took) <= median and at(0.95) <= p95 and judge()


def flaps(count):
    before = len(updates())
    for at in range(count):
        time.sleep(random.choice([0.05, 0.3, 0.7, 1.5]))
        kind = random.choice(["change", "change", "flap", "none", "shared", "private", "no route"])
        if kind == "change":
            whole(fresh())
        elif kind == "flap":
            back = held()
            whole(fresh())
            time.sleep(0.1)
            if back and back[0].startswith(NET):
                whole(back[0])
        elif kind == "none":
            line(None, "addr flush dev wan0")
        elif kind == "no route":
            address = fresh()
            line(address, "addr flush dev wan0", f"addr add {address}/24 dev wan0")
        else:
            half = "100.64.9" if kind == "shared" else "192.168.178"
            line(None, "addr flush dev wan0", f"addr add {half}.7/24 dev wan0", f"route replace default via {half}.1")
    address = fresh()
    settled = follows(address, whole(address))
    print(f"= {count} moments, {len(updates()) - before} updates; the last address followed after {settled and round(settled * 1000)} ms")
    return settled is not None and judge()


if not real:
    found = held()
    real.append([found[0] if found else None, time.time() - 60, last])
try:
    words = sys.argv[2:]
    good = {"changes": lambda: changes(int(words[0]), float(words[1]), float(words[2])),
            "flaps": lambda: flaps(int(words[0])), "judge": judge,
            "note": lambda: real.append([words[0], time.time(), last]) or True}[sys.argv[1]]()
finally:
    KEPT.write_text(json.dumps(real))
sys.exit(0 if good else 1)
