"""Writes tiny ELF shared libraries (Linux x86-64) that define names and nothing else: each name leads to an instruction that traps.

Format: System V gABI chapter 5 (program header, dynamic section, hash table) and "Symbol Versioning" of the Linux Standard Base Core.
"""

from __future__ import annotations

import struct
from pathlib import Path

PAGE = 0x1000
_BASE_VERSION = 1


def write(target: Path, symbols: dict[str, str]) -> None:
    """A library whose soname is the file's name; `symbols` maps each name to its version ("" for none)."""
    strings = _Strings()
    soname = strings.add(target.name)
    versions = sorted({version for version in symbols.values() if version})
    number = {version: index for index, version in enumerate(versions, _BASE_VERSION + 1)} | {"": _BASE_VERSION}
    names = sorted(symbols)
    header_size = 64 + 3 * 56
    trap = _aligned(header_size)
    symbol_table = struct.pack("<IBBHQQ", 0, 0, 0, 0, 0, 0) + b"".join(
        struct.pack("<IBBHQQ", strings.add(name), 0x12, 0, 1, trap, 2) for name in names
    )
    version_table = struct.pack(f"<{len(names) + 1}H", 0, *(number[symbols[name]] for name in names))
    definitions = _definitions(target.name, versions, strings)
    parts = [b"\x0f\x0b", symbol_table, version_table, definitions, _hash_table(names), strings.content()]
    offsets, body = [], b"\0" * (trap - header_size)
    for part in parts:
        body += b"\0" * (-(header_size + len(body)) % 16)
        offsets.append(header_size + len(body))
        body += part
    dynamic = _dynamic(offsets, soname, len(parts[-1]), len(versions))
    read_only = header_size + len(body)
    start = (read_only + PAGE - 1) // PAGE * PAGE
    segments = (
        _segment(1, 5, 0, 0, read_only, PAGE) + _segment(1, 6, start, start, len(dynamic), PAGE) + _segment(2, 6, start, start, len(dynamic), 8)
    )
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, 62, 1, 0, 64, 0, 0, 64, 56, 3, 64, 0, 0)
    target.unlink(missing_ok=True)
    target.write_bytes((header + segments + body).ljust(start, b"\0") + dynamic)


class _Strings:
    def __init__(self) -> None:
        self._content = bytearray(b"\0")

    def add(self, text: str) -> int:
        offset = len(self._content)
        self._content += text.encode() + b"\0"
        return offset

    def content(self) -> bytes:
        return bytes(self._content)


def _aligned(offset: int) -> int:
    return (offset + 15) // 16 * 16


def _segment(kind: int, flags: int, offset: int, address: int, size: int, align: int) -> bytes:
    return struct.pack("<IIQQQQQQ", kind, flags, offset, address, address, size, size, align)


def _definitions(soname: str, versions: list[str], strings: _Strings) -> bytes:
    """The version definitions: the library itself (index 1), then one per version."""
    entries = [(1, _BASE_VERSION, soname)] + [(0, index, name) for index, name in enumerate(versions, _BASE_VERSION + 1)]
    found = b""
    for place, (flags, index, name) in enumerate(entries):
        following = 28 if place + 1 < len(entries) else 0
        found += struct.pack("<HHHHIII", 1, flags, index, 1, _elf_hash(name), 20, following) + struct.pack("<II", strings.add(name), 0)
    return found


def _hash_table(names: list[str]) -> bytes:
    count = max(1, len(names))
    buckets, chains = [0] * count, [0] * (len(names) + 1)
    for index, name in enumerate(names, 1):
        bucket = _elf_hash(name) % count
        chains[index], buckets[bucket] = buckets[bucket], index
    return struct.pack(f"<II{count}I{len(chains)}I", count, len(chains), *buckets, *chains)


def _elf_hash(name: str) -> int:
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        high = value & 0xF0000000
        if high:
            value ^= high >> 24
        value &= ~high & 0xFFFFFFFF
    return value


def _dynamic(offsets: list[int], soname: int, string_bytes: int, versions: int) -> bytes:
    _, symbols, version_table, definitions, hashes, strings = offsets
    entries = (
        (14, soname), (4, hashes), (5, strings), (6, symbols), (10, string_bytes), (11, 24),
        (0x6FFFFFF0, version_table), (0x6FFFFFFC, definitions), (0x6FFFFFFD, versions + 1), (0, 0),
    )
    return b"".join(struct.pack("<QQ", tag, value) for tag, value in entries)
