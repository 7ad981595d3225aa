"""What is learned of a ledger tells its turns apart."""

import numpy as np

from storage.vectors.basis import FELLOWS, LEAST, Floats, learned

WIDTH = 96


def _apart(chance: np.random.Generator, many: int) -> Floats:
    return chance.normal(size=(many, WIDTH)).astype(np.float32)


def test_it_is_known_how_crowded_it_is_around_a_turn() -> None:
    """Of some that mean about the same each is in a crowd; what is alone is not, though it was learned from."""
    chance = np.random.default_rng(1)
    groups = np.repeat(_apart(chance, 20), FELLOWS + 2, axis=0)
    alike = groups + 0.2 * _apart(chance, len(groups))
    asked = np.concatenate([alike, _apart(chance, LEAST)])
    crowds = [crowd for _, crowd in learned(asked, np.zeros_like(asked)).coded(asked, np.zeros_like(asked))]
    assert min(crowds[: len(alike)]) > max(crowds[len(alike) :])


def test_an_answer_tells_what_its_turn_is_about() -> None:
    """It is nearer to what it answers with than without, and not far from what was asked."""
    chance = np.random.default_rng(2)
    asked, answered = _apart(chance, LEAST), _apart(chance, LEAST)
    basis = learned(asked, answered)
    alone, both = basis.meant(asked, np.zeros_like(asked)), basis.meant(asked, answered)
    said = basis.turned(answered)
    assert ((both * said).sum(axis=1) > (alone * said).sum(axis=1) + 0.1).all()
    assert ((both * alone).sum(axis=1) > 0.8).all()
    assert np.allclose(alone, basis.turned(asked), atol=1e-5)
