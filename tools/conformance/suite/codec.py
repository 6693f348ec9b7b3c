"""The content codings that a Collector's receiver takes, as functions from bytes to bytes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import cramjam


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _zstd(data: bytes) -> bytes:
    return bytes(cramjam.zstd.compress(data))


def _snappy_block(data: bytes) -> bytes:
    return bytes(cramjam.snappy.compress_raw(data))


def _snappy_framed(data: bytes) -> bytes:
    return bytes(cramjam.snappy.compress(data))


def _lz4_frame(data: bytes) -> bytes:
    return bytes(cramjam.lz4.compress(data))


# Content-Encoding -> compressor. "deflate" is the zlib format (RFC 9110, 8.4.1.2).
HTTP: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "zstd": _zstd,
    "zlib": zlib.compress,
    "deflate": zlib.compress,
    "snappy": _snappy_block,
    "x-snappy-framed": _snappy_framed,
    "lz4": _lz4_frame,
}

# grpc-encoding -> compressor. gRPC's snappy is the framed format.
GRPC: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "zstd": _zstd,
    "snappy": _snappy_framed,
}

# grpc-encoding -> decompressor, for answers.
GRPC_DECODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": lambda data: bytes(cramjam.zstd.decompress(data)),
    "snappy": lambda data: bytes(cramjam.snappy.decompress(data)),
}


def raw_deflate(data: bytes) -> bytes:
    """RFC 1951 without the zlib wrapper."""
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()
