#!/usr/bin/env python3
"""HTTP servers that tell an address, for the rigs: http-echo.py FOLDER NAME=[ADDRESS:]PORT...

Each listens on 127.0.0.1 and [::1], or on ADDRESS alone. The answer is the text of FOLDER/NAME.v4 or FOLDER/NAME.v6, read for each request:
  plain text          200, text/plain
  begins with "<"     200, text/html
  "status 503" first  that status; a rest of the form "Header: value" becomes headers
  "hang"              nothing for a minute
  "asker"             the address the request came from
FOLDER/NAME.hits grows by one byte per request.
"""
import http.server, pathlib, socket, sys, threading, time

folder = pathlib.Path(sys.argv[1])


def serve(name, family, host, port, suffix):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            with open(folder / f"{name}.hits", "ab") as hits:
                hits.write(b".")
            text = (folder / f"{name}.{suffix}").read_text()
            status, headers = 200, {"Content-Type": "text/html" if text.startswith("<") else "text/plain"}
            if text.startswith("hang"):
                time.sleep(60)
            if text.startswith("asker"):
                text = self.client_address[0] + "\n"
            if text.startswith("status "):
                first, _, text = text.partition("\n")
                status = int(first.split()[1])
                while ": " in text.partition("\n")[0]:
                    line, _, text = text.partition("\n")
                    headers.update([line.split(": ", 1)])
            body = text.encode()
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    class Server(http.server.ThreadingHTTPServer):
        address_family = family
        daemon_threads = True

    threading.Thread(target=Server((host, port), Handler).serve_forever).start()


for pair in sys.argv[2:]:
    name, port = pair.split("=")
    address, _, port = port.rpartition(":")
    (folder / f"{name}.hits").touch()
    for suffix in ("v4", "v6"):
        (folder / f"{name}.{suffix}").touch()
    serve(name, socket.AF_INET, address or "127.0.0.1", int(port), "v4")
    if address:
        continue
    try:
        serve(name, socket.AF_INET6, "::1", int(port), "v6")
    except OSError as no_ipv6:
        print("no IPv6 here:", no_ipv6)
print("ready", flush=True)
