"""What can be set in ``[openai]``, and in ``[openai.accounts.NAME]`` for each API besides the first."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from bridge.openai.prices import Price, price
from bridge.section import Section

OPENAI = "https://api.openai.com/v1"

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")

Api = Literal["chat", "responses"]


def _address(url: str) -> str:
    """It stands in messages, and the key goes in a header: a password in it would be seen, and of no use."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it is an address that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("it has no name and password in it; the API's key is `api_key`")
    return url


Address = Annotated[str, AfterValidator(_address)]


def section_of(backend: str) -> str:
    """Where in config.toml the API of this name stands."""
    _, _, account = backend.partition("/")
    return f"openai.accounts.{account}" if account else "openai"


class Account(Section):
    """One more API; None inherits. A key is never inherited: it would go to another house."""

    base_url: Address
    api_key: SecretStr | None = None
    api: Api | None = None
    model: str | None = Field(None, min_length=1)
    context: int | None = Field(None, ge=1000)
    web_search: bool | None = None
    pictures: bool | None = None
    code: bool | None = None
    timeout: float | None = Field(None, gt=0)
    retries: int | None = Field(None, ge=0, le=10)
    monthly_budget: float = Field(0.0, ge=0)
    prices: dict[str, Price] = Field(default_factory=dict)


class OpenAISettings(Section):
    """The API that answers."""

    base_url: Address = OPENAI
    """Up to and with /v1."""
    api_key: SecretStr | None = None
    """Also ``api_key_file``. Servers on one's own machine usually want none."""
    api: Api = "chat"
    """The wire: chat completions, or OpenAI's Responses, which not every server has."""
    model: str = Field("gpt-4o-mini", min_length=1)
    """What is asked where neither the asker nor the channel names a model."""
    context: int = Field(128_000, ge=1000)
    """Tokens of question and answer that the model takes; of longer Threads the oldest turns are left out."""
    web_search: bool = False
    """The model may search the web."""
    pictures: bool = False
    """The model may draw; only over ``responses``."""
    code: bool = False
    """The model may run programs in OpenAI's sandbox, and make files; only over ``responses``."""
    timeout: float = Field(600.0, gt=0)
    """Seconds that the API may be silent."""
    retries: int = Field(2, ge=0, le=10)
    """How often a request is sent again when the API is busy or can't be reached, before an answer has begun."""
    monthly_budget: float = Field(0.0, ge=0)
    """US dollars; when a month's answers have cost so much, nothing is asked until the next. 0: no limit."""
    prices: dict[str, Price] = Field(default_factory=dict)
    """By model."""
    accounts: dict[str, Account] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_are_good(self) -> Self:
        for name in self.accounts:
            if not NAME.fullmatch(name):
                raise ValueError(f'"{name}" is no name for an account; use a to z, 0 to 9, - and _')
        return self

    @model_validator(mode="after")
    def _a_budget_can_be_kept(self) -> Self:
        apis: list[OpenAISettings] = [self.account(name) for name in ("", *self.accounts)]
        for one in apis:
            if one.monthly_budget and price(one.prices, one.model) is None:
                raise ValueError(f'a monthly_budget needs a price of "{one.model}", in a section of `prices`')
        return self

    def account(self, name: str) -> "OpenAISettings":
        """The settings of one API, "" being the first; KeyError when there is no such account."""
        if not name:
            return self
        account = self.accounts[name]
        own = {key: value for key in Account.model_fields if (value := getattr(account, key)) is not None}
        return self.model_copy(update={"api_key": None, "accounts": {}, **own})

    @property
    def limit_name(self) -> str:
        """How chat completions call the longest answer: OpenAI's newer models refuse what all others know."""
        host = urlsplit(self.base_url).hostname or ""
        theirs = host == "api.openai.com" or host.endswith(".openai.azure.com")
        return "max_completion_tokens" if theirs else "max_tokens"
