"""The section ``[http]`` of config.toml."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator

from bridge.section import Section

KeyName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


Origin = Annotated[str, StringConstraints(pattern=r"(?i)^[a-z][a-z0-9+.-]*://[^/*\s]+$", to_lower=True)]
"""As a browser says it: no path, no *, for with that any page that somebody visits could ask."""

SHORTEST = 8

MOST_FILES = 10


NOBODY_IN_PARTICULAR = "local"
"""The caller's name where no key is configured."""

DEFAULT_MODEL = "default"
"""The name by which a caller, who has to name a model, leaves the choice to the channel and its backend."""


class Key(Section):
    """What one caller shows; the key's name is the channel of what that caller asks."""

    secret: SecretStr = Field(examples=["at least 8 characters"])
    """Also ``secret_file``, or THREADBRIDGE__HTTP__KEYS__NAME__SECRET."""
    rate: int = Field(0, ge=0)
    """Requests a minute; 0: as many as they like."""
    models: tuple[str, ...] = ()
    """The names that may be asked for, as GET /v1/models lists them; ``*`` stands for anything. Empty: all."""
    backends: tuple[str, ...] = ()
    """The same of backends; the first is what answers where the channel's own is not among them."""

    @field_validator("secret")
    @classmethod
    def _is_long_enough(cls, secret: SecretStr) -> SecretStr:
        if len(secret.get_secret_value()) < SHORTEST:
            raise ValueError(f"a secret has at least {SHORTEST} characters; `openssl rand -hex 24` makes one")
        return secret


class HttpSettings(Section):
    """Where the completions endpoint is, and for whom."""

    host: str = "127.0.0.1"
    """Anything that other machines can reach needs a key."""
    port: int = Field(8642, ge=0, le=65535)
    """0: any free one; the log says which."""
    keys: dict[KeyName, Key] = Field(default_factory=dict)
    """``[http.keys.laptop]`` with ``secret = "…"``: its questions are in the channel ``http/laptop``. Without any
    key everybody on this machine is let in, as ``local``."""
    hosts: tuple[str, ...] = ()
    """More names by which callers reach a loopback address, for example a reverse proxy's."""
    origins: tuple[Origin, ...] = ()
    """Web pages that may ask from a browser, ``https://app.example``; all others may not."""
    body_limit: int = Field(32 * 1024 * 1024, ge=1024)
    """Bytes of a request, unpacked."""
    queue: int = Field(20, ge=1)
    """Questions that may wait for a backend that answers in pages; one more is told when to come again."""
    fetch: bool = False
    """Pictures and files that are named by an https address are loaded, from the public web alone."""
    most_files: int = Field(MOST_FILES, ge=0)
    """That go with one question."""
    largest_file: int = Field(20_000_000, ge=1)
    """Bytes."""
    first_byte: float = Field(10.0, gt=0)
    """Seconds that a stream's status waits for the first sign of the backend; an error within is a true status."""
    keep_alive: float = Field(15.0, ge=0)
    """Seconds of silence after which a stream carries an empty delta, so that nobody hangs up; 0: never."""

    vocabulary: Path | None = None
    """The folder in which tiktoken keeps o200k's vocabulary, for exact counts; else TIKTOKEN_CACHE_DIR says it."""
    aliases: dict[str, str] = Field(default_factory=dict)
    """What a model that callers ask for is here: ``"gpt-4o" = "chatgpt/kim:gpt-5"``."""
    strict: bool = False
    """What would be ignored is refused."""
    background: str = ""
    """What answers requests that programs make by themselves (titles, tags, suggestions), ``openai:gpt-4o-mini``;
    empty: what they ask for, in a temporary chat."""
    prompt_cache_key: bool = False
    """Requests that have the same ``prompt_cache_key`` are one conversation."""
    tools: bool | tuple[str, ...] = True
    """Whether models are told of callers' tools; a list: these alone, by name or pattern (``"gpt-5*"``)."""
    temporary: bool = False
    """Conversations that begin with a request are chats that ChatGPT keeps no history of, unless the caller named
    them; the ledger has them all the same."""

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        by_secret: dict[str, str] = {}
        for name, key in self.keys.items():
            other = by_secret.setdefault(key.secret.get_secret_value(), name)
            if other != name:
                raise ValueError(f"the keys {other} and {name} have the same secret; give each its own")
        return self

    @property
    def named_backends(self) -> tuple[str, ...]:
        """What has to be open because it is named here."""
        of_keys = (name for key in self.keys.values() for name in key.backends)
        return (self.background, *self.aliases.values(), *of_keys)

    def calls_tools(self, model: str) -> bool:
        """Whether this model is told of tools; of an alias both names count."""
        if isinstance(self.tools, bool):
            return self.tools
        names = (model, self.aliases.get(model, model))
        return any(fnmatchcase(name, pattern) for name in names for pattern in self.tools)

    def meant(self, model: str) -> str:
        """What a caller's name for a model asks for; empty where it leaves the choice to the channel."""
        name = self.aliases.get(model, model)
        return "" if name == DEFAULT_MODEL else name
