#!/usr/bin/python3
"""Reads and drives a tray item (StatusNotifierItem and its dbusmenu) over D-Bus, as a panel would. Debian: python3-gi

  sni.py list                    every item: bus name, path, id
  sni.py menu                    the menu, one line per entry
  sni.py click TEXT              the first entry whose label contains TEXT (any case)
  sni.py tooltip | status | activate
  sni.py wait-for TEXT SECONDS   until an entry's label contains TEXT
SNI_ID (default fingerpost) is looked for in the item's Id.
"""
import os, sys, time
from gi.repository import Gio, GLib

ITEM, MENU = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"
bus = Gio.bus_get_sync(Gio.BusType.SESSION)


def call(name, path, interface, member, signature="()", *arguments):
    body = GLib.Variant(signature, arguments)
    return bus.call_sync(name, path, interface, member, body, None, Gio.DBusCallFlags.NONE, 5000, None).unpack()


def properties(name, path, interface):
    return call(name, path, "org.freedesktop.DBus.Properties", "GetAll", "(s)", interface)[0]


def items():
    """What the watcher knows first; then what merely has the right name on the bus."""
    watcher = "org.kde.StatusNotifierWatcher"
    try:
        registered = properties(watcher, "/StatusNotifierWatcher", watcher)["RegisteredStatusNotifierItems"]
    except GLib.Error:
        registered = []
    names = call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames")[0]
    found = []
    for entry in registered + [n for n in names if n.startswith(ITEM + "-")]:
        name, _, path = entry.partition("/")
        pair = (name, "/" + path if path else "/StatusNotifierItem")
        # the same item can stand under its unique and its well-known name
        owner = call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetNameOwner", "(s)", name)[0]
        if (owner, pair[1]) not in [f[2:] for f in found]:
            found.append((*pair, owner, pair[1]))
    return [f[:2] for f in found]


def item():
    for name, path in items():
        p = properties(name, path, ITEM)
        if os.environ.get("SNI_ID", "fingerpost") in p.get("Id", "").lower():
            return name, path, p
    sys.exit("no such tray item")


def entries(name, path):
    def walk(node, depth):
        ident, props, children = node
        yield depth, ident, props
        for child in children:
            yield from walk(child, depth + 1)

    root = call(name, path, MENU, "GetLayout", "(iias)", 0, -1, [])[1]
    return [e for e in walk(root, 0) if e[1] != 0]


def label(props):  # an underscore marks the access key, two are one
    return props.get("label", "").replace("__", "\0").replace("_", "").replace("\0", "_")


def find(text):
    name, _, p = item()
    for _, ident, props in entries(name, p["Menu"]):
        if text.lower() in label(props).lower():
            return name, p["Menu"], ident, props
    return None


command, arguments = sys.argv[1], sys.argv[2:]
if command == "list":
    for name, path in items():
        print(name, path, properties(name, path, ITEM).get("Id"))
elif command == "menu":
    name, _, p = item()
    for depth, ident, props in entries(name, p["Menu"]):
        rest = {k: v for k, v in props.items() if k not in ("label", "icon-data")}
        print("  " * (depth - 1) + label(props), rest or "")
elif command == "click":
    name, path, ident, props = find(arguments[0]) or sys.exit("no such entry")
    if props.get("enabled") is False:
        sys.exit("the entry is disabled")
    try:
        call(name, path, MENU, "Event", "(isvu)", ident, "clicked", GLib.Variant("i", 0), 0)
    except GLib.Error as error:  # after "Quit" the program may leave the bus before it answers
        if "NoReply" not in str(error) and "disconnected" not in str(error):
            raise
elif command == "wait-for":
    end = time.time() + float(arguments[1])
    while not find(arguments[0]):
        if time.time() > end:
            sys.exit("not seen")
        time.sleep(0.1)
elif command == "tooltip":
    print(*[part for part in item()[2].get("ToolTip", ()) if isinstance(part, str)], sep="\n")
elif command == "status":
    print(item()[2].get("Status"))
elif command == "activate":
    name, path, _ = item()
    call(name, path, ITEM, "Activate", "(ii)", 0, 0)
