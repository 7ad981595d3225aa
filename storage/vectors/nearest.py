"""All codes in memory, a few dozen bytes each, and the turns whose codes are nearest to one; pure."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from storage.vectors.basis import Floats, agree

BLOCK = 1 << 15
"""Codes that are compared in one go: they fit into a processor's cache."""

CLOSER = 8
"""Times as many as are wanted are compared once more, with the vector's numbers in place of its signs."""

CROWDED = 0.4
"""How much it counts against a turn that it means about the same as others."""

GONE, FAR = -1, 60_000


Block = tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.float16]]
"""Turns, their codes, and how crowded it is around each."""


class Codes:
    """In blocks that grow; for one thread at a time."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._words = -(-width // 8)
        self._blocks: list[Block] = []
        self._filled = 0

    def __len__(self) -> int:
        """With the places of those that are gone."""
        return max(0, len(self._blocks) - 1) * BLOCK + self._filled

    def add(self, turns: Sequence[int], codes: Sequence[bytes], crowds: Sequence[float]) -> None:
        """None of them is here yet."""
        at = 0
        while at < len(turns):
            if not self._blocks or self._filled == BLOCK:
                planes = np.zeros((self._words, BLOCK), np.uint64)
                self._blocks.append((np.full(BLOCK, GONE, np.int64), planes, np.zeros(BLOCK, np.float16)))
                self._filled = 0
            some = slice(at, at + BLOCK - self._filled)
            rows = self._rows(codes[some])
            names, planes, crowd = self._blocks[-1]
            these = slice(self._filled, self._filled + len(rows))
            names[these], planes[:, these], crowd[these] = turns[some], rows.T, crowds[some]
            self._filled += len(rows)
            at += len(rows)

    def drop(self, turns: Sequence[int]) -> None:
        """What is not here does not matter."""
        these = np.array(turns, np.int64)
        for names, planes, _ in self._blocks:
            there = np.isin(names, these)
            names[there] = GONE
            planes[:, there] = 0

    def nearest(self, turned: Floats, most: int, among: Sequence[int] | None = None) -> dict[int, float]:
        """Turns and about the cosine of each, less where it is crowded; the nearest first."""
        if not len(self):
            return {}
        code = self._rows([np.packbits(turned > 0).tobytes()])[0]
        names = np.concatenate([names[:some] for names, _, some in self._filled_blocks()])
        apart = np.concatenate([_apart(planes[:, :some], code) for _, planes, some in self._filled_blocks()])
        apart[~_allowed(names, among)] = FAR
        several = min(CLOSER * most, len(apart))
        best = np.argpartition(apart, several - 1)[:several]
        best = best[apart[best] < FAR]
        crowds = np.array([self._blocks[place // BLOCK][2][place % BLOCK] for place in best.tolist()], np.float32)
        close = agree(turned, self._codes(best)) - np.float32(CROWDED) * crowds
        order = np.argsort(-close, kind="stable")[:most]
        return dict(zip(names[best[order]].tolist(), close[order].tolist(), strict=True))

    def _rows(self, codes: Sequence[bytes]) -> NDArray[np.uint64]:
        padded = b"".join(code.ljust(self._words * 8, b"\0") for code in codes)
        return np.frombuffer(padded, np.uint64).reshape(len(codes), self._words)

    def _filled_blocks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint64], int]]:
        for number, (names, planes, _) in enumerate(self._blocks, 1):
            yield names, planes, self._filled if number == len(self._blocks) else BLOCK

    def _codes(self, places: NDArray[np.intp]) -> NDArray[np.uint8]:
        rows = [self._blocks[place // BLOCK][1][:, place % BLOCK] for place in places.tolist()]
        whole = np.array(rows, np.uint64).reshape(len(rows), self._words).view(np.uint8)
        return whole[:, : self._width]


def _apart(planes: NDArray[np.uint64], code: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many bits."""
    return np.asarray(np.bitwise_count(planes ^ code[:, None]).sum(axis=0, dtype=np.uint16))


def _allowed(names: NDArray[np.int64], among: Sequence[int] | None) -> NDArray[np.bool_]:
    if among is None:
        return np.not_equal(names, GONE)
    table = np.zeros(int(names.max()) + 2, np.bool_)  # the last one is GONE's
    these = np.array(among, np.int64)
    table[these[(these >= 0) & (these < len(table) - 1)]] = True
    allowed = np.empty(len(names), np.bool_)
    np.take(table, names, out=allowed)
    return allowed
