"""Speaks HTTP/2 frame by frame to the server under test: one JSON command a line in, one JSON observation a line out."""

import json
import socket
import sys
import time

import h2.config
import h2.connection
import h2.events
import h2.settings

STREAM = 1


class Peer:
    """One connection, and all that came back on its first stream."""

    def __init__(self, port, settings=None):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(
                client_side=True, header_encoding="utf-8",
                validate_outbound_headers=False, normalize_outbound_headers=False))
        if settings:
            self.h2.local_settings = h2.settings.Settings(client=True, initial_values=settings)
        self.h2.initiate_connection()
        self.seen = {
            "headers": {}, "trailers": {}, "body": "", "headerBlocks": 0,
            "ended": False, "endedByHeaders": False, "reset": None, "goAway": None, "closed": False,
        }
        self.acknowledge = True
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def is_over(self):
        return self.seen["ended"] or self.seen["reset"] is not None or self.seen["closed"]

    def read(self, deadline):
        """Takes what has come; false when nothing came until the deadline."""
        self.socket.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            octets = self.socket.recv(1 << 16)
        except socket.timeout:
            return False
        except OSError:
            octets = b""
        if not octets:
            self.seen["closed"] = True
            return True
        for event in self.h2.receive_data(octets):
            self.take(event)
        try:
            self.flush()
        except OSError:
            self.seen["closed"] = True
        return True

    def take(self, event):
        if isinstance(event, h2.events.ConnectionTerminated):
            self.seen["goAway"] = int(event.error_code)
        elif isinstance(event, h2.events.StreamReset) and self.seen["reset"] is None:
            self.seen["reset"] = int(event.error_code)
        elif isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
            self.seen["headerBlocks"] += 1
            kind = "headers" if isinstance(event, h2.events.ResponseReceived) else "trailers"
            for name, value in event.headers:
                self.seen[kind].setdefault(name, []).append(value)
            self.seen["endedByHeaders"] = event.stream_ended is not None
        elif isinstance(event, h2.events.DataReceived):
            self.seen["body"] += event.data.hex()
            self.seen["endedByHeaders"] = False
            if self.acknowledge:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.seen["ended"] = True

    def send(self, octets, end, deadline):
        """Sends as the windows allow, and reads meanwhile."""
        sent = 0
        while sent < len(octets) and not self.is_over() and time.monotonic() < deadline:
            room = min(self.h2.local_flow_control_window(STREAM), self.h2.max_outbound_frame_size, len(octets) - sent)
            if room == 0:
                self.read(deadline)
                continue
            self.h2.send_data(STREAM, octets[sent:sent + room], end_stream=end and sent + room == len(octets))
            sent += room
            self.flush()
        if end and not octets:
            self.h2.end_stream(STREAM)
            self.flush()
        return sent


def request_headers(command):
    headers = [
        (":method", command.get("method", "POST")), (":scheme", "http"),
        (":path", command["path"]), (":authority", "localhost"), ("te", "trailers"),
    ]
    if command.get("contentType") is not None:
        headers.append(("content-type", command["contentType"]))
    return headers + [tuple(header) for header in command.get("headers", [])]


def call(command):
    """One request, its body in the given frames, and everything that comes back."""
    peer = Peer(command["port"])
    deadline = time.monotonic() + command.get("seconds", 15)
    chunks = [bytes.fromhex(chunk) for chunk in command.get("chunks", [])]
    end = command.get("end", True)
    peer.h2.send_headers(STREAM, request_headers(command), end_stream=end and not chunks)
    peer.flush()
    try:
        for index, chunk in enumerate(chunks):
            if peer.is_over():
                break
            if command.get("pauseMs"):
                time.sleep(command["pauseMs"] / 1000)
            peer.send(chunk, end and index == len(chunks) - 1, deadline)
        if command.get("resetAfterMs") is not None:
            time.sleep(command["resetAfterMs"] / 1000)
            peer.h2.reset_stream(STREAM, 8)
            peer.flush()
            return peer.seen
        while not peer.is_over() and peer.read(deadline):
            pass
        # What follows the end: a reset, or nothing.
        if peer.seen["ended"] and not end:
            peer.read(time.monotonic() + 0.5)
    except (BrokenPipeError, ConnectionResetError):
        peer.seen["closed"] = True
    except h2.exceptions.ProtocolError as error:
        peer.seen["closed"] = True
        peer.seen["error"] = repr(error)
    finally:
        peer.socket.close()
    return peer.seen


def rapid_reset(command):
    """Opens streams, each with a whole request, and resets them at once, until the server has had enough."""
    peer = Peer(command["port"])
    message = bytes.fromhex(command["chunks"][0])
    sent = 0
    try:
        for index in range(command["count"]):
            stream = 1 + 2 * index
            peer.h2.send_headers(stream, request_headers(command))
            peer.h2.send_data(stream, message, end_stream=True)
            peer.h2.reset_stream(stream, 8)
            peer.flush()
            sent += 1
            if sent % 10 == 0:
                peer.read(time.monotonic() + 0.001)
            if peer.seen["goAway"] is not None or peer.seen["closed"]:
                break
        until = time.monotonic() + 5
        while peer.seen["goAway"] is None and not peer.seen["closed"] and peer.read(until):
            pass
    except (OSError, h2.exceptions.ProtocolError):
        peer.seen["closed"] = True
    peer.socket.close()
    return {**peer.seen, "sent": sent}


def stall(command):
    """Asks for a stream and takes nothing of it: the window stays shut."""
    peer = Peer(command["port"])
    peer.acknowledge = False
    deadline = time.monotonic() + command.get("seconds", 15)
    peer.h2.send_headers(STREAM, request_headers(command))
    peer.flush()
    peer.send(bytes.fromhex(command["chunks"][0]), True, deadline)
    while not peer.is_over() and peer.read(deadline):
        pass
    peer.socket.close()
    peer.seen["body"] = peer.seen["body"][:20]
    return peer.seen


def mute(command):
    """Opens a stream and then does nothing at all, as a peer whose cable was cut: pings stay unanswered."""
    peer = Peer(command["port"])
    peer.h2.send_headers(STREAM, request_headers(command))
    peer.flush()
    time.sleep(command["seconds"])
    return peer.seen


def oversize_headers(command):
    """Header blocks beyond the server's limits, in CONTINUATION frames."""
    return call({**command, "headers": [["x-%d" % i, "v" * command["size"]] for i in range(command["count"])]})


def http1(command):
    """The same over HTTP/1.1: only the status line and headers count."""
    with socket.create_connection(("127.0.0.1", command["port"])) as plain:
        plain.settimeout(command.get("seconds", 15))
        plain.sendall(
            ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
             % (command["path"], command["contentType"])).encode())
        answer = b""
        while octets := plain.recv(1 << 16):
            answer += octets
    return {"headers": {":status": [answer.split(b" ", 2)[1].decode()]}}


COMMANDS = {
    "call": call, "rapidReset": rapid_reset, "stall": stall, "mute": mute,
    "oversizeHeaders": oversize_headers, "http1": http1,
}

for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(COMMANDS[asked["command"]](asked)), flush=True)
