"""HTTP/2 frame by frame, and gRPC on top of it, for what an ordinary client would never send."""

from __future__ import annotations

import base64
import ssl
import struct
import time
import urllib.parse
from dataclasses import dataclass, field

from google.rpc import status_pb2
from hpack import Decoder, Encoder
from hyperframe.frame import (
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from suite import codec
from suite.case import Failed
from suite.http1 import TIMEOUT_SECONDS, Address, connect

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_INITIAL_WINDOW = 65_535
_MAX_FRAME = 16_384

CODES = (
    "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS "
    "PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED "
    "INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED"
).split()


class Ended(Exception):
    """The server closed the connection, after the GOAWAY in `goaway` if it sent one."""

    def __init__(self, goaway: GoAwayFrame | None) -> None:
        super().__init__("the connection ended")
        self.goaway = goaway


@dataclass
class Answer:
    """What came back on one stream."""

    headers: dict[str, str] = field(default_factory=dict)
    trailers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    reset: int | None = None
    ended: bool = False

    @property
    def code(self) -> str:
        """The gRPC code's name; `RST n` for a reset stream, `HTTP n` for an answer without code."""
        number = self.trailers.get("grpc-status", self.headers.get("grpc-status"))
        if number is not None:
            return CODES[int(number)]
        if self.reset is not None:
            return f"RST {self.reset}"
        return f"HTTP {self.headers.get(':status')}"

    @property
    def message(self) -> str:
        found = self.trailers.get("grpc-message", self.headers.get("grpc-message", ""))
        return urllib.parse.unquote(found)

    @property
    def details(self) -> status_pb2.Status | None:
        """What `grpc-status-details-bin` holds."""
        encoded = self.trailers.get(
            "grpc-status-details-bin", self.headers.get("grpc-status-details-bin")
        )
        if encoded is None:
            return None
        status = status_pb2.Status()
        status.ParseFromString(base64.b64decode(encoded + "=" * (-len(encoded) % 4)))
        return status

    def messages(self) -> list[bytes]:
        """The length-prefixed messages of the body, decompressed as `grpc-encoding` says."""
        found = []
        rest = self.body
        while rest:
            if len(rest) < 5:
                raise Failed(f"half a message prefix: {rest!r}")
            compressed, size = struct.unpack(">BI", rest[:5])
            message = rest[5 : 5 + size]
            if compressed:
                coding = self.headers.get("grpc-encoding", "none")
                if coding not in codec.GRPC_DECODE:
                    raise Failed(f"a compressed answer with grpc-encoding {coding}")
                message = codec.GRPC_DECODE[coding](message)
            found.append(message)
            rest = rest[5 + size :]
        return found


def framed(message: bytes, compressed: bool = False) -> bytes:
    """One gRPC message with its prefix."""
    return struct.pack(">BI", 1 if compressed else 0, len(message)) + message


class Http2:
    """One connection. Frames are sent as asked; windows, settings and pings are kept by `read`."""

    def __init__(
        self,
        address: Address,
        tls: ssl.SSLContext | None = None,
        *,
        greet: bool = True,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._socket = connect(address, timeout)
        self._timeout = timeout
        self.protocol: str | None = None
        if tls is not None:
            wrapped = tls.wrap_socket(self._socket, server_hostname="localhost")
            self.protocol = wrapped.selected_alpn_protocol()
            self._socket = wrapped
        self._encoder = Encoder()
        self._decoder = Decoder()
        self._buffer = b""
        self._next_stream = 1
        self._answers: dict[int, Answer] = {}
        self._window = _INITIAL_WINDOW
        self._stream_window = _INITIAL_WINDOW
        self._stream_windows: dict[int, int] = {}
        self.settings: dict[int, int] = {}
        self.goaways: list[GoAwayFrame] = []
        self.pongs = 0
        self.answers_pings = True
        if greet:
            self.send_bytes(PREFACE)
            self.send(SettingsFrame(0))

    def __enter__(self) -> Http2:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send_bytes(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as problem:
            self._drain()
            raise Ended(self.goaways[-1] if self.goaways else None) from problem

    def _drain(self) -> None:
        """Reads what the server said before it closed."""
        try:
            while True:
                self.read(1.0)
        except (Ended, Failed, TimeoutError, OSError):
            pass

    def send(self, *frames: Frame) -> None:
        self.send_bytes(b"".join(frame.serialize() for frame in frames))

    def open(self, headers: list[tuple[str, str]], *, end_stream: bool = False) -> int:
        """Sends HEADERS on a new stream."""
        stream = self.reserve()
        frame = HeadersFrame(stream, self._encoder.encode(headers))
        frame.flags.add("END_HEADERS")
        if end_stream:
            frame.flags.add("END_STREAM")
        self.send(frame)
        return stream

    def reserve(self) -> int:
        """The next stream's number, for HEADERS that the caller builds."""
        stream = self._next_stream
        self._next_stream += 2
        self._answers[stream] = Answer()
        self._stream_windows[stream] = self._stream_window
        return stream

    def encode(self, headers: list[tuple[str, str]]) -> bytes:
        """A header block, for frames that the caller builds."""
        return self._encoder.encode(headers)

    def data(self, stream: int, body: bytes, *, end_stream: bool = True) -> None:
        """Sends DATA within the server's windows; stops when the stream has been answered."""
        sent = 0
        while sent < len(body) or (end_stream and not body):
            if self._answers[stream].ended or self._answers[stream].reset is not None:
                return
            room = min(self._window, self._stream_windows[stream], _MAX_FRAME)
            if room <= 0 and body:
                self.read(self._timeout)
                continue
            part = body[sent : sent + max(room, 0)]
            sent += len(part)
            frame = DataFrame(stream, part)
            if end_stream and sent == len(body):
                frame.flags.add("END_STREAM")
            self._window -= len(part)
            self._stream_windows[stream] -= len(part)
            self.send(frame)
            if not body:
                return

    def read(self, timeout: float) -> Frame:
        """The next frame, after the connection's own bookkeeping for it.

        @raises TimeoutError if none comes in that time, Ended if the connection is closed
        """
        deadline = time.monotonic() + timeout
        header = self._exactly(9, deadline)
        frame, length = Frame.parse_frame_header(memoryview(header))
        frame.parse_body(memoryview(self._exactly(length, deadline)))
        self._keep(frame)
        return frame

    def _exactly(self, count: int, deadline: float) -> bytes:
        while len(self._buffer) < count:
            self._socket.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                data = self._socket.recv(65536)
            except TimeoutError:
                raise
            except OSError:
                data = b""
            if not data:
                raise Ended(self.goaways[-1] if self.goaways else None)
            self._buffer += data
        found, self._buffer = self._buffer[:count], self._buffer[count:]
        return found

    def _keep(self, frame: Frame) -> None:
        answer = self._answers.get(frame.stream_id)
        if isinstance(frame, SettingsFrame) and "ACK" not in frame.flags:
            self._apply(frame)
        elif isinstance(frame, WindowUpdateFrame):
            if frame.stream_id == 0:
                self._window += frame.window_increment
            elif frame.stream_id in self._stream_windows:
                self._stream_windows[frame.stream_id] += frame.window_increment
        elif isinstance(frame, PingFrame):
            if "ACK" in frame.flags:
                self.pongs += 1
            elif self.answers_pings:
                self._reply(PingFrame(0, opaque_data=frame.opaque_data, flags=["ACK"]))
        elif isinstance(frame, GoAwayFrame):
            self.goaways.append(frame)
        elif answer is not None:
            self._add(answer, frame)

    def _add(self, answer: Answer, frame: Frame) -> None:
        if isinstance(frame, HeadersFrame):
            fields = {_text(key): _text(value) for key, value in self._decoder.decode(frame.data)}
            if ":status" in fields and not answer.headers:
                answer.headers = fields
            else:
                answer.trailers = fields
        elif isinstance(frame, DataFrame):
            answer.body += bytes(frame.data)
        elif isinstance(frame, RstStreamFrame):
            answer.reset = frame.error_code
        answer.ended = answer.ended or "END_STREAM" in frame.flags

    def _apply(self, frame: SettingsFrame) -> None:
        self.settings.update(frame.settings)
        window = frame.settings.get(SettingsFrame.INITIAL_WINDOW_SIZE)
        if window is not None:
            for stream in self._stream_windows:
                self._stream_windows[stream] += window - self._stream_window
            self._stream_window = window
        self._reply(SettingsFrame(0, flags=["ACK"]))

    def _reply(self, frame: Frame) -> None:
        try:
            self._socket.sendall(frame.serialize())
        except OSError:
            pass  # The reader sees the end of the connection itself.

    def answer(self, stream: int, timeout: float | None = None) -> Answer:
        """Reads until that stream is answered or reset."""
        answer = self._answers[stream]
        deadline = time.monotonic() + (timeout or self._timeout)
        while not answer.ended and answer.reset is None:
            try:
                self.read(max(0.01, deadline - time.monotonic()))
            except TimeoutError as problem:
                raise Failed(f"stream {stream} was not answered in time") from problem
        return answer

    def goaway(self, within: float) -> GoAwayFrame | None:
        """The first GOAWAY, waited for that long; None when the connection just ends or stays."""
        deadline = time.monotonic() + within
        while not self.goaways and time.monotonic() < deadline:
            try:
                self.read(deadline - time.monotonic())
            except (TimeoutError, Ended):
                break
        return self.goaways[0] if self.goaways else None

    def ends(self, within: float) -> bool:
        """Whether the server closes the connection in that time."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                self.read(max(0.01, deadline - time.monotonic()))
            except TimeoutError:
                return False
            except Ended:
                return True
        return False

    def call(
        self,
        path: str,
        body: bytes,
        *headers: tuple[str, str],
        content_type: str = "application/grpc",
        method: str = "POST",
    ) -> Answer:
        """One unary call; `body` is sent as it is, see `framed`."""
        stream = self.start(path, *headers, content_type=content_type, method=method)
        self.data(stream, body)
        return self.answer(stream)

    def start(
        self,
        path: str,
        *headers: tuple[str, str],
        content_type: str | None = "application/grpc",
        method: str = "POST",
        end_stream: bool = False,
    ) -> int:
        """Opens a call and sends no message yet."""
        fields = [
            (":method", method),
            (":scheme", "http"),
            (":path", path),
            (":authority", "localhost"),
            ("te", "trailers"),
        ]
        if content_type is not None:
            fields.append(("content-type", content_type))
        return self.open(fields + list(headers), end_stream=end_stream)


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
