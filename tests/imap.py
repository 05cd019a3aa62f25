"""An IMAP server of one folder, as much of it as fetching unseen mails takes; tests look at the flags it keeps."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Box:
    def __init__(self, mails: dict[int, bytes]) -> None:
        self.mails = mails
        self.seen: set[int] = set()
        self.password = "secret"
        self.port = 0


class Talk(socketserver.StreamRequestHandler):
    """One connection to the box of its server."""

    box: Box

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, asked = line.decode().strip().partition(" ")
            self.answer(tag, asked)
            if asked.upper() == "LOGOUT":
                return

    def answer(self, tag: str, asked: str) -> None:
        words, box = asked.upper().split(), self.box
        if words[0] == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif words[0] == "LOGIN" and asked.split()[2].strip('"') != box.password:
            self.say(f"{tag} NO wrong password")
            return
        elif words[0] == "SELECT":
            self.say(f"* {len(box.mails)} EXISTS")
            self.say("* OK [UIDVALIDITY 77] here")
        elif words[:2] == ["UID", "SEARCH"]:
            self.say("* SEARCH " + " ".join(str(uid) for uid in sorted(set(box.mails) - box.seen)))
        elif words[:2] == ["UID", "FETCH"]:
            uid = int(words[2])
            assert "PEEK" in asked  # a fetch that marks as seen would lose a mail when we are killed
            self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(box.mails[uid])))
            self.wfile.write(box.mails[uid] + b")\r\n")
        elif words[:2] == ["UID", "STORE"] and re.search(r"\\Seen", asked):
            box.seen.add(int(words[2]))
        self.say(f"{tag} OK done")


class Threads(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving(mails: dict[int, bytes]) -> Iterator[Box]:
    box = Box(mails)
    server: Any = Threads(("127.0.0.1", 0), type("TalkOf", (Talk,), {"box": box}))
    box.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
