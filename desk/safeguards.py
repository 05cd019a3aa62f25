"""Safeguards on every answer and request: security headers, a strict content policy, bounds on what is sent in."""

import secrets
import time
from collections import defaultdict, deque

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.doors import problem

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}
# NiceGUI's own scripts within its page. Each, where it first stands, is given the nonce; any other inline script is
# refused by the browser. Vue compiles its templates in the browser, and Quasar styles inline: hence the two `unsafe-`.
_INLINE = (
    b'<script type="importmap">',
    b"<script>\n      addStyle = ",
    b'<script type="module">\n      import * as Vue',
    b'<script type="module">\n      // Load DOMPurify',
)
_LIVE = b'id="nicegui-color-scheme"'
SMALL_BODY = 1 << 20  # bytes of a request that is no upload


class Safeguards:
    """The middleware. `upload_bytes` bounds a request to `upload_paths`, SMALL_BODY any other."""

    def __init__(self, app: ASGIApp, *, upload_bytes: int, requests_a_minute: int) -> None:
        self.app = app
        self.upload_bytes = upload_bytes
        self.pace = Pace(requests_a_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Bound the request and add headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guard = _Guard(scope, send)
        headers = Headers(scope=scope)
        if not self.pace.allows(_of_whom(scope, headers)):
            await problem(429, "Too many requests. Wait a minute.", {"Retry-After": "60"})(scope, receive, guard.send)
            return
        most = self.upload_bytes if takes_files(scope["path"]) else SMALL_BODY
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > most:
            await problem(413, f"More than {most // 1_000_000} MB at once. Send less.")(scope, receive, guard.send)
            return
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > most:  # sent in pieces, without saying how much it would be
                    raise TooMuch(413, f"More than {most // 1_000_000} MB at once. Send less.")
            return message

        try:
            await self.app(_plain(scope), bounded, guard.send)
        except TooMuch:
            if not guard.begun:
                await problem(413, f"More than {most // 1_000_000} MB at once. Send less.")(scope, receive, guard.send)


class TooMuch(HTTPException):
    """More was sent in than may be; told as an answer wherever the body is being read."""


class Pace:
    """Counts requests of the API in a window of a minute; a little memory for each who asks."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.asked: defaultdict[str, deque[float]] = defaultdict(deque)

    def allows(self, whom: str) -> bool:
        """Count a request, and say whether it is within what one may ask in a minute."""
        if not whom:
            return True
        moment = time.monotonic()
        if len(self.asked) > 10_000:
            self.asked.clear()
        times = self.asked[whom]
        while times and times[0] < moment - 60:
            times.popleft()
        if len(times) >= self.most:
            return False
        times.append(moment)
        return True


class _Guard:
    """Sends an answer on with the headers; a page of NiceGUI is held back until its scripts have the nonce."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.passed_on, self.path = send, scope["path"]
        self.secure = scope.get("scheme") == "https"
        self.nonce = secrets.token_urlsafe(18)
        self.begun = False
        self.start: Message | None = None
        self.held = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers["Content-Security-Policy"] = policy(self.nonce)
            if self.secure:
                headers["Strict-Transport-Security"] = "max-age=31536000"
            if not self.path.startswith(("/_nicegui/", "/desk-static/")):
                headers.setdefault("Cache-Control", "no-store")
            if headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        if self.start is None:
            await self.passed_on(message)
            return
        if message["type"] == "http.response.body":
            self.held += message.get("body", b"")
            if not message.get("more_body", False):
                await self._let_go()

    async def _let_go(self) -> None:
        assert self.start is not None
        body = bytes(self.held)
        if _LIVE in body:
            mark = f' nonce="{self.nonce}"'.encode()
            for script in _INLINE:
                body = body.replace(script, script[:7] + mark + script[7:], 1)
        start, self.start = self.start, None
        MutableHeaders(raw=start["headers"])["Content-Length"] = str(len(body))
        await self.passed_on(start)
        await self.passed_on({"type": "http.response.body", "body": body})


def policy(nonce: str) -> str:
    """Return the content security policy of an answer."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "manifest-src 'self'",
            "media-src 'self' blob:",
        )
    )


def takes_files(path: str) -> bool:
    """Say whether files may be sent to a path."""
    return path in ("/upload", "/api/v1/uploads") or path.startswith("/_nicegui/client/")


def _of_whom(scope: Scope, headers: Headers) -> str:
    """Return by whom requests of the API are counted: by token, or by address without one."""
    if not scope["path"].startswith("/api/"):
        return ""
    bearer = headers.get("authorization", "")
    client = scope.get("client")
    return bearer[-24:] or (client[0] if client else "")


def _plain(scope: Scope) -> Scope:
    """Return the scope without leave to compress: pages are compressed behind the guard, once."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
    return {**scope, "headers": headers}
