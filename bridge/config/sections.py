"""The sections that are nobody's in particular: what holds everywhere, in one channel, and for one person."""

from typing import Literal

from pydantic import Field, SecretStr

from bridge.config.zones import TimeZone
from bridge.section import Section
from bridge.types import Day, Language, Mode
from bridge.waiting.limits import Limits


class Log(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"


class Storage(Section):
    url: SecretStr = SecretStr("")
    """SQLAlchemy's URL, perhaps with a password in it; empty: threadbridge.db in the data folder."""


class Lasting(Section):
    """What is not tried for ever; 0: it is."""

    wait: float = Field(72, ge=0)
    show: float = Field(168, ge=0)
    tries: int = Field(10, ge=0)

    @property
    def limits(self) -> Limits:
        return Limits(self.wait * 3600, self.show * 3600, self.tries)


class Shutdown(Section):
    """How the program ends."""

    seconds: float = Field(5, ge=0, le=3600)


class Defaults(Section):
    """What holds in every channel."""

    mode: Mode = "mention"
    backend: str = "chatgpt"
    model: str = ""
    instructions: str = ""
    language: Language = "en"
    effort: str = ""
    temporary: bool = False
    max_tokens: int = Field(0, ge=0)
    temperature: float | None = Field(None, ge=0, le=2)
    failover: str = ""
    merge: float = Field(0.0, ge=0, le=60)
    asked_before: float = Field(0.0, ge=0, le=3600)
    digest: Day = ""
    digest_hour: int = Field(9, ge=0, le=23)
    time_zone: TimeZone = ""


class OneChannel(Section):
    """What is different in one channel; None inherits."""

    mode: Mode | None = None
    backend: str | None = None
    model: str | None = None
    instructions: str | None = None
    language: Language | None = None
    effort: str | None = None
    temporary: bool | None = None
    max_tokens: int | None = Field(None, ge=0)
    temperature: float | None = Field(None, ge=0, le=2)
    failover: str | None = None
    merge: float | None = Field(None, ge=0, le=60)
    asked_before: float | None = Field(None, ge=0, le=3600)
    digest: Day | None = None
    digest_hour: int | None = Field(None, ge=0, le=23)
    time_zone: TimeZone | None = None


class Person(Section):
    """Whose account answers what this person asks, where the channel does not say it."""

    backend: str
