#!/usr/bin/env python3
"""A DNS server that tells the asker's address the way three public resolvers do: dns-echo.py ADDRESS PORT FOLDER

  CH TXT whoami.cloudflare    IN TXT o-o.myaddr.l.google.com    IN A/AAAA myip.opendns.com    (UDP and TCP)

The address told is the asker's own, or what FOLDER/cloudflare, FOLDER/google, FOLDER/opendns holds. A file may also
hold a fault: "servfail", "empty", "two" (two different addresses), "wrongid", "drop", "truncate" (UDP: TC set, TCP right).
Written with the standard library alone: only questions of one name are understood, and no compression is needed.
"""
import ipaddress, pathlib, socket, socketserver, struct, sys, threading

IN, CH, A, TXT, AAAA = 1, 3, 1, 16, 28
FORMS = {  # name: (who, class, types)
    b"whoami.cloudflare": ("cloudflare", CH, (TXT,)),
    b"o-o.myaddr.l.google.com": ("google", IN, (TXT,)),
    b"myip.opendns.com": ("opendns", IN, (A, AAAA)),
}
address, port, folder = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
FAMILY = socket.AF_INET6 if ":" in address else socket.AF_INET


def answer(query, peer, udp):
    ident, flags, questions = struct.unpack(">HHH", query[:6])
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]])
        at += 1 + query[at]
    qtype, qclass = struct.unpack(">HH", query[at + 1 : at + 5])
    question = query[12 : at + 5]
    who, wanted_class, types = FORMS.get(b".".join(labels).lower(), (None, None, ()))

    def reply(rcode=0, datas=(), ident=ident, extra_flags=0):
        head = struct.pack(">HHHHHH", ident, 0x8400 | (flags & 0x0100) | extra_flags | rcode, 1, len(datas), 0, 0)
        # 0xC00C points at the name in the question
        records = b"".join(struct.pack(">HHHIH", 0xC00C, qtype, qclass, 0, len(d)) + d for d in datas)
        return head + question + records

    if who is None:
        return reply(rcode=5)  # REFUSED: nothing else is served here
    if qclass != wanted_class:
        return reply(rcode=3)
    told = (folder / who).read_text().strip() if (folder / who).exists() else ""
    if told == "drop":
        return None
    if told == "servfail":
        return reply(rcode=2)
    if told == "truncate":
        if udp:
            return reply(extra_flags=0x0200)
        told = ""
    values = ["203.0.113.66", "203.0.113.67"] if told == "two" else [] if told == "empty" else [told or peer]
    if told == "wrongid":
        ident, values = ident ^ 0xFFFF, ["203.0.113.66"]
    datas = []
    for value in values:
        ip = ipaddress.ip_address(value.removeprefix("::ffff:"))
        if qtype not in types:
            continue
        if qtype == TXT:
            datas.append(bytes([len(str(ip))]) + str(ip).encode())
        elif (qtype == A) == (ip.version == 4):
            datas.append(ip.packed)
    return reply(datas=datas, ident=ident)


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        if reply := answer(data, self.client_address[0], True):
            sock.sendto(reply, self.client_address)


class Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        while len(head := self.rfile.read(2)) == 2:
            reply = answer(self.rfile.read(struct.unpack(">H", head)[0]), self.client_address[0], False)
            if reply:
                self.wfile.write(struct.pack(">H", len(reply)) + reply)


class UdpServer(socketserver.ThreadingUDPServer):
    address_family = FAMILY
    daemon_threads = True


class TcpServer(socketserver.ThreadingTCPServer):
    address_family = FAMILY
    daemon_threads = allow_reuse_address = True


tcp, udp = TcpServer((address, port), Tcp), UdpServer((address, port), Udp)
threading.Thread(target=tcp.serve_forever, daemon=True).start()
print("ready", flush=True)
udp.serve_forever()
