"""The nearest codes are those that a look at every one would find."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.vectors import nearest
from storage.vectors.basis import agree
from storage.vectors.nearest import Codes


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 200), st.sampled_from([1, 9, 64]), st.booleans())
def test_they_are_those_that_a_look_at_all_finds(seed: int, many: int, width: int, narrowed: bool) -> None:
    """Of whatever width, with some gone, among all or some of them, in one block or several."""
    chance = np.random.default_rng(seed)
    codes = chance.integers(0, 256, (many, width), dtype=np.uint8)
    turned = chance.normal(size=8 * width).astype(np.float32)
    turned /= np.float32(np.sqrt(np.square(turned).sum()))
    held = Codes(width)
    crowds = chance.random(many).astype(np.float16)
    held.add(range(many), [code.tobytes() for code in codes], crowds.tolist())
    held.drop(range(0, many, 3))
    among = list(range(1, many, 2)) if narrowed else None
    left = [turn for turn in range(many) if turn % 3 and (among is None or turn in among)]
    best = held.nearest(turned, many, among)
    assert set(best) == set(left)
    near = dict(enumerate((agree(turned, codes) - nearest.CROWDED * crowds).tolist()))
    assert all(abs(best[turn] - near[turn]) < 1e-3 for turn in left)
    assert list(best.values()) == sorted(best.values(), reverse=True)


def test_blocks_are_filled_one_after_the_other() -> None:
    """And what stands in the last is found as well as in the first."""
    many = 2 * nearest.BLOCK + 5
    codes = np.random.default_rng(1).integers(0, 256, (many, 64), dtype=np.uint8)
    held = Codes(64)
    for begin in range(0, many, 20_000):
        some = codes[begin : begin + 20_000]
        held.add(range(begin, begin + len(some)), [code.tobytes() for code in some], [0.0] * len(some))
    assert len(held) == many
    for turn in (0, nearest.BLOCK, many - 1):
        sought = np.unpackbits(codes[turn]).astype(np.float32) * 2 - 1
        assert next(iter(held.nearest(sought / np.float32(np.sqrt(512)), 3))) == turn
