"""A WebSub hub with a subscriber, and a search engine that takes IndexNow, on the loopback.

They keep to their specifications: the hub reads what it is told of and compares it with what the
feed says of itself, asks a subscriber whether it subscribed, and signs what it passes on; the
search engine reads the key and the addresses before it believes anything. As theirs do, they take
what they are told at once and `work` on it later, which here is in the test's own thread.
"""

import hashlib
import hmac
import json
import secrets
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer(*self.server.asked(urlsplit(self.path)))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(*self.server.sent(self.headers, body))

    def _answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Nothing of it on the screen."""


class Server(ThreadingHTTPServer):
    """A server of its own thread on a free port; `read` answers what a host has at an address."""

    def __init__(self, read=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.read, self.url = read, f"http://127.0.0.1:{self.server_port}/"
        Thread(target=self.serve_forever, args=[0.01], daemon=True).start()

    def end(self):
        """Answer nobody any more."""
        self.shutdown()
        self.server_close()


class Subscriber(Server):
    """Subscribes to topics with a secret, and believes what is signed with it alone."""

    def __init__(self):
        super().__init__()
        self.secret, self.wanted, self.got, self.refused = secrets.token_hex(16), set(), {}, 0

    def subscribe(self, hub, topic):
        """Ask the hub for a topic."""
        self.wanted.add(topic)
        fields = {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.callback": self.url,
            "hub.secret": self.secret,
        }
        with urllib.request.urlopen(hub, urlencode(fields).encode(), timeout=10) as answer:
            assert answer.status == 202

    def asked(self, url):
        """Whether it subscribed: it repeats the challenge."""
        fields = {name: value for name, (value,) in parse_qs(url.query).items()}
        if fields["hub.mode"] == "subscribe" and fields["hub.topic"] in self.wanted:
            return 200, fields["hub.challenge"].encode()
        return 404, b""

    def sent(self, headers, body):
        """What is distributed: with the signature of its secret, and links to hub and topic."""
        signed = "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(headers.get("X-Hub-Signature", ""), signed):
            self.refused += 1
            return 202, b""
        self.got.setdefault(headers["Link"], []).append(body.decode())
        return 202, b""


class Hub(Server):
    """Takes subscriptions, reads what it is told of and passes it on, signed."""

    def __init__(self, read):
        super().__init__(read)
        self.subscribers, self.told, self.faults = {}, [], []

    def asked(self, _url):
        """Nothing is here to be read."""
        return 404, b""

    def sent(self, _headers, body):
        """A subscription, or that topics changed."""
        fields = parse_qs(body.decode())
        if fields["hub.mode"] == ["subscribe"]:
            self._subscribe({name: value for name, (value,) in fields.items()})
            return 202, b""
        self.told += fields["hub.url"]
        return 204, b""

    def work(self):
        """Read every topic that it was told of, and pass it on; returns the topics."""
        told, self.told = self.told, []
        for topic in told:
            self._publish(topic)
        return told

    def _subscribe(self, fields):
        challenge, topic = secrets.token_hex(16), fields["hub.topic"]
        asked = urlencode(
            {
                "hub.mode": "subscribe",
                "hub.topic": topic,
                "hub.challenge": challenge,
                "hub.lease_seconds": 864_000,
            }
        )
        with urllib.request.urlopen(f"{fields['hub.callback']}?{asked}", timeout=10) as answer:
            if answer.read().decode() == challenge:
                self.subscribers[topic] = (fields["hub.callback"], fields["hub.secret"])

    def _publish(self, topic):
        answer = self.read(topic)
        link = f'<{self.url}>; rel="hub", <{topic}>; rel="self"'
        if answer.status_code != 200 or answer.get("Link") != link:
            self.faults.append((topic, answer.status_code, answer.get("Link")))
            return
        if topic not in self.subscribers:
            return
        callback, secret = self.subscribers[topic]
        signed = hmac.new(secret.encode(), answer.content, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": answer["Content-Type"],
            "Link": link,
            "X-Hub-Signature": f"sha256={signed}",
        }
        call = urllib.request.Request(callback, answer.content, headers, method="POST")
        urllib.request.urlopen(call, timeout=10).close()


class SearchEngine(Server):
    """Takes addresses of a host that shows the key, and reads each of them."""

    def __init__(self, read):
        super().__init__(read)
        self.told, self.found = [], {}

    def asked(self, _url):
        """Nothing is here to be read."""
        return 404, b""

    def sent(self, _headers, body):
        """202: the key is looked at later."""
        self.told.append(json.loads(body))
        return 202, b""

    def work(self):
        """Look at the key of each call and read its addresses, all of the host's own."""
        told, self.told = self.told, []
        for call in told:
            key = self.read(call["keyLocation"])
            assert (key.status_code, key.content.decode().strip()) == (200, call["key"])
            for address in (call["keyLocation"], *call["urlList"]):
                assert urlsplit(address).hostname == call["host"]
            self.found |= {address: self.read(address).status_code for address in call["urlList"]}
