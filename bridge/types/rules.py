"""Who may ask, what holds where they do, and what there is to be asked."""

from dataclasses import dataclass, field
from typing import Literal, get_args


@dataclass(frozen=True, slots=True)
class Model:
    """A model that a backend offers."""

    id: str
    owner: str
    label: str = ""
    """For people; empty: the id."""
    efforts: tuple[str, ...] = ()
    """How long it can be told to think, from short to long."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a backend can answer now, and if not what a person should do."""

    ready: bool
    note: str
    wall: Exception | None = None
    """What stands in the way, as asking would raise it."""


Mode = Literal["every", "mention", "off"]
Language = Literal["en", "ko"]
Day = Literal["", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = get_args(Day)[1:]


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in a channel: the file's defaults with the channel's own settings on top."""

    mode: Mode
    backend: str
    model: str
    instructions: str
    language: Language
    effort: str = ""
    temporary: bool = False
    max_tokens: int = 0
    """How long an answer of an API may be; 0: as long as the model makes it."""
    temperature: float | None = None
    """How freely an API answers; None: as it does by itself."""
    failover: str = ""
    """The backend that answers while this one can't, perhaps with a model; empty: none, questions wait."""
    merge: float = 0.0
    """Seconds for which a person's next message is waited for, to be one question with it; 0: each is one."""
    asked_before: float = 0.0
    """Seconds for which a question waits whose asker was shown where it was asked before; 0: nobody is."""
    digest: Day = ""
    """When it is told there what was asked in a week; empty: never."""
    digest_hour: int = 9
    time_zone: str = ""
    """In which that is meant, ``Asia/Seoul``; empty: this computer's."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What lets a program ask over HTTP. Of its secret nothing is kept but the hash."""

    name: str
    """Of whoever shows it; the channel of what is asked with it."""
    hash: str = field(repr=False)
    """SHA-256, in hexadecimal: nothing slower is needed where the secret has 256 random bits."""
    rate: int = 0
    """Requests a minute; 0: as many as they like."""
    models: tuple[str, ...] = ()
    """The names that may be asked for; ``*`` stands for anything. Empty: all."""
    backends: tuple[str, ...] = ()
    """The same of backends; the first is what answers where the channel's own is not among them."""
    created_at: float = 0.0
    """Unix seconds."""
    revoked_at: float = 0.0
    """0 while it is good."""
