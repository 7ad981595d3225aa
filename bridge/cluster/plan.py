"""Which slot answers what. Every node comes to the same result, so nobody has to be asked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bridge.errors import BadConfig

ALL = "all"
"""The slot where none is named."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The slots with their backends, the first one first."""

    slots: Mapping[str, Sequence[str]]

    @property
    def names(self) -> Sequence[str]:
        return tuple(self.slots)

    def slot_of(self, backend: str, home: str) -> str:
        """Whose turn it is; ``home`` is the key of the Thread in which its conversation began.

        Of several slots that could answer, each gets its share of the homes. Adding one moves no home from one of
        the others to another of them.
        """
        could = self._could(backend)
        return could[0] if len(could) == 1 else max(could, key=lambda name: _weight(name, home))

    def answers(self, slot: str, backend: str) -> bool:
        """Whether whoever holds the slot has this backend."""
        return slot in self._could(backend)

    def _could(self, backend: str) -> Sequence[str]:
        return [name for name, backends in self.slots.items() if backend in backends] or [self.names[0]]

    def backends_of(self, slot: str, known: Collection[str]) -> Collection[str]:
        """What the slot answers with, of those that are known."""
        named = {name for backends in self.slots.values() for name in backends}
        rest = set(known) - named if slot == self.names[0] else set()
        return {name for name in self.slots[slot] if name in known} | rest


def planned(slots: Mapping[str, Sequence[str]]) -> Plan:
    """As it is configured."""
    return Plan(dict(slots) or {ALL: ()})


def refuse_shared(plan: Plan, accounts: Collection[str]) -> None:
    """An account is one browser profile, which one node at a time can have. Raises BadConfig."""
    mistakes = list(_shared(plan, accounts))
    if mistakes:
        raise BadConfig(what="\n".join(mistakes))


def _shared(plan: Plan, accounts: Collection[str]) -> Iterator[str]:
    for account in sorted(accounts):
        inside = [f'"{slot}"' for slot, backends in plan.slots.items() if account in backends]
        if len(inside) > 1:
            yield (
                f"[cluster.slots]: {account} is in {' and '.join(inside)}. It is one account in one browser, which "
                "only one node can have at a time: leave it in one slot, or add another account and name that."
            )


def _weight(slot: str, home: str) -> bytes:
    return blake2b(f"{slot}\0{home}".encode(), digest_size=8).digest()
