#!/usr/bin/env python3
"""A network that spoils DNS over UDP: tcp-only-dns.py PORT TARGET-IP TARGET-PORT deaf|truncate

TCP goes through to the target. UDP is swallowed (deaf), or answered with nothing but the TC bit (truncate).
"""
import socket, sys, threading

port, target, mode = int(sys.argv[1]), (sys.argv[2], int(sys.argv[3])), sys.argv[4]


def pump(source, sink):
    while data := source.recv(65536):
        sink.sendall(data)
    sink.shutdown(socket.SHUT_WR)


def udp():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", port))
    while True:
        data, peer = sock.recvfrom(65536)
        if mode == "truncate":
            end = 12  # the question (of an update: the zone) is given back, as servers do; its name is not compressed
            while data[end]:
                end += 1 + data[end]
            sock.sendto(data[:2] + bytes([data[2] | 0x82, data[3] & 0xF0, 0, 1]) + b"\0" * 6 + data[12 : end + 5], peer)


threading.Thread(target=udp, daemon=True).start()
server = socket.create_server(("127.0.0.1", port))
print("ready", flush=True)
while True:
    client, _ = server.accept()
    upstream = socket.create_connection(target)
    for pair in ((client, upstream), (upstream, client)):
        threading.Thread(target=pump, args=pair, daemon=True).start()
