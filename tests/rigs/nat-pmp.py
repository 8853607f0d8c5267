#!/usr/bin/env python3
"""The router's side of NAT-PMP (RFC 6886), for the rigs:

  nat-pmp.py serve FILE             answers requests for the external address with the one in FILE
  nat-pmp.py announce COUNT ADDRESS  announces ADDRESS that many times to 224.0.0.1, as a router (or a liar) would
"""
import pathlib, socket, struct, sys, time


def message(address):
    return struct.pack(">BBHI", 0, 128, 0, int(time.monotonic())) + socket.inet_aton(address)


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if sys.argv[1] == "serve":
    udp.bind(("", 5351))
    print("ready", flush=True)
    while True:
        request, asker = udp.recvfrom(64)
        if request == b"\0\0":
            udp.sendto(message(pathlib.Path(sys.argv[2]).read_text().strip()), asker)
else:
    # The interface of the home: the one that has such an address.
    import fcntl
    for _, name in socket.if_nameindex():
        try:
            found = fcntl.ioctl(udp, 0x8915, struct.pack("256s", name.encode()))[20:24]   # SIOCGIFADDR
        except OSError:
            continue
        if found.startswith(b"\xc0\xa8\x4d"):
            udp.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, found)
            udp.bind((socket.inet_ntoa(found), 0))
    for _ in range(int(sys.argv[2])):
        udp.sendto(message(sys.argv[3]), ("224.0.0.1", 5350))
        time.sleep(0.0005)
