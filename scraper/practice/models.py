"""The models that the picker offers: families, each with its efforts. Shapes as seen 2026-09."""

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.practice.json import Json

EFFORT_LABELS = {
    "none": "Instant",
    "low": "Low",
    "medium": "Medium",
    "high": "High",
    "xhigh": "Extra High",
    "max": "Pro",
}


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the picker's list of models, e.g. `Family("5.6", "GPT-5.6 Sol", "gpt-5-6")`."""

    id: str
    label: str
    slug: str
    efforts: tuple[str, ...] = ("none", "medium", "high")
    locked: tuple[str, ...] = ()  # shown, but not for this account
    note: str = ""  # what stands below the label

    def model(self, effort: str) -> str:
        """The slug that a POST carries for this effort."""
        return self.slug if effort == "none" or len(self.efforts) < 2 else f"{self.slug}-thinking"

    def json(self) -> dict[str, Json]:
        options: Json = [
            {
                "id": f"{self.model(effort)}:{effort}",
                "model": self.model(effort),
                "thinking_effort": effort,
                "label": EFFORT_LABELS.get(effort, effort.title()),
                "locked": effort in self.locked,
            }
            for effort in self.efforts
        ]
        return {"id": self.id, "label": self.label, "subtitle": self.note, "options": options}


FAMILIES: tuple[Family, ...] = (
    Family("5.6", "GPT-5.6 Sol", "gpt-5-6", ("none", "medium", "high", "max"), locked=("max",)),
    Family("5.5", "GPT-5.5", "gpt-5-5", note="Leaving on October 14"),
    Family("o3", "o3", "o3", ("medium",)),
)
DEFAULT_EFFORT = "medium"


def default(families: Sequence[Family]) -> str:
    """The slug that answers when the page names none."""
    first = families[0]
    return first.model(DEFAULT_EFFORT if DEFAULT_EFFORT in first.efforts else first.efforts[0])


def listing(families: Sequence[Family]) -> dict[str, Json]:
    """What BA/models answers: the flat list, and the families with their efforts for the picker."""
    titles = {family.model(effort): family.label for family in families for effort in family.efforts}
    models: Json = [
        {"slug": slug, "title": title, "max_tokens": 32767, "tags": []} for slug, title in titles.items()
    ]
    rows: Json = [family.json() for family in families]
    return {
        "models": models,
        "categories": [],
        "default_model_slug": default(families),
        "default_thinking_effort": DEFAULT_EFFORT,
        "families": rows,
    }


def offers(families: Sequence[Family], slug: str) -> bool:
    return slug == "auto" or any(slug == family.model(effort) for family in families for effort in family.efforts)
