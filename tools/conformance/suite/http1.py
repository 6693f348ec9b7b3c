"""An HTTP/1.1 client that sends exactly the bytes it is told and shows exactly what comes back."""

from __future__ import annotations

import select
import socket
import ssl
from dataclasses import dataclass, field

from suite.case import Failed

Address = tuple[str, int] | str
Headers = list[tuple[str, str]]

TIMEOUT_SECONDS = 15.0


@dataclass
class Response:
    """A final response; `interim` lists the status codes of the 1xx before it."""

    status: int
    headers: Headers
    body: bytes
    interim: list[int] = field(default_factory=list)

    def header(self, name: str) -> str | None:
        found = self.all(name)
        return found[0] if found else None

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


def connect(address: Address, timeout: float = TIMEOUT_SECONDS) -> socket.socket:
    """A TCP connection to (host, port), or one to the socket file of that name."""
    if isinstance(address, str):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(timeout)
        made.connect(address)
        return made
    made = socket.create_connection(address, timeout=timeout)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


class Http1:
    """One connection."""

    def __init__(
        self,
        address: Address,
        tls: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._timeout = timeout
        self._socket = connect(address, timeout)
        if tls is not None:
            self._socket = tls.wrap_socket(self._socket, server_hostname="localhost")
        self._read = b""

    def __enter__(self) -> Http1:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def send_watching(self, data: bytes) -> None:
        """Sends until all is sent or an answer comes, as clients do with large bodies."""
        if isinstance(self._socket, ssl.SSLSocket):  # There, readable does not mean answered.
            self.send(data)
            return
        view = memoryview(data)
        while view:
            readable, writable, _ = select.select([self._socket], [self._socket], [], self._timeout)
            if readable or not writable:
                return
            view = view[self._socket.send(view[:65_536]) :]

    def half_close(self) -> None:
        self._socket.shutdown(socket.SHUT_WR)

    def post(
        self,
        path: str,
        body: bytes,
        content_type: str | None = None,
        *headers: tuple[str, str],
        method: str = "POST",
        length: bool = True,
    ) -> Response:
        """Sends one request, with Content-Length, and reads its response."""
        fields = head(method, path, content_type, len(body) if length else None, *headers)
        self.send_watching(fields + body)
        return self.response(method)

    def response(self, method: str = "POST") -> Response:
        """Reads to the end of the next final response.

        @raises Failed if the connection ends or stays silent before that
        """
        interim: list[int] = []
        while True:
            status, headers = self._head()
            if status >= 200:
                break
            interim.append(status)
        response = Response(status, headers, b"", interim)
        response.body = b"" if method == "HEAD" or status in (204, 304) else self._body(response)
        return response

    def interim(self) -> int:
        """The status of the next response head, which is expected to be a 1xx."""
        return self._head()[0]

    def ends(self, within: float) -> bool:
        """Whether the server closes the connection in that time; what it still sends is dropped."""
        self._socket.settimeout(within)
        try:
            while True:
                if not self._socket.recv(65536):
                    return True
        except (TimeoutError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True

    def silent(self, within: float) -> bool:
        """Whether nothing at all comes in that time."""
        if self._read:
            return False
        self._socket.settimeout(within)
        try:
            self._read += self._socket.recv(1)
            return False
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(TIMEOUT_SECONDS)

    def _head(self) -> tuple[int, Headers]:
        lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        parts = lines[0].split(" ", 2)
        if not parts[0].startswith("HTTP/1.") or len(parts) < 2 or not parts[1].isdigit():
            raise Failed(f"not an HTTP/1 status line: {lines[0][:80]!r}")
        headers = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers.append((name.strip(), value.strip()))
        return int(parts[1]), headers

    def _body(self, response: Response) -> bytes:
        if "chunked" in (response.header("transfer-encoding") or "").lower():
            body = b""
            while True:
                size = int(self._until(b"\r\n").split(b";")[0], 16)
                if size == 0:
                    while self._until(b"\r\n"):
                        pass
                    return body
                body += self._exactly(size)
                self._exactly(2)
        length = response.header("content-length")
        if length is not None:
            return self._exactly(int(length))
        while self._more(required=False):
            pass
        body, self._read = self._read, b""
        return body

    def _until(self, end: bytes) -> bytes:
        while end not in self._read:
            self._more()
        found, _, self._read = self._read.partition(end)
        return found

    def _exactly(self, count: int) -> bytes:
        while len(self._read) < count:
            self._more()
        found, self._read = self._read[:count], self._read[count:]
        return found

    def _more(self, required: bool = True) -> bool:
        try:
            data = self._socket.recv(65536)
        except TimeoutError as problem:
            raise Failed("the server did not answer in time") from problem
        except OSError as problem:
            raise Failed(f"the connection broke before the answer ended: {problem}") from problem
        if not data and required:
            raise Failed(f"the connection ended before the answer did, after {self._read[:80]!r}")
        self._read += data
        return bool(data)


def head(
    method: str, path: str, content_type: str | None, length: int | None, *headers: tuple[str, str]
) -> bytes:
    """A request head with the usual headers."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def chunks(body: bytes, size: int = 100) -> bytes:
    """The body in chunked transfer coding, last chunk included."""
    made = b""
    for start in range(0, len(body), size):
        part = body[start : start + size]
        made += b"%x\r\n%s\r\n" % (len(part), part)
    return made + b"0\r\n\r\n"
