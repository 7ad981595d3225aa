"""The section [chatgpt]: accounts that keep apart, and a CDP address that nobody else can reach."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from scraper.settings import ChatGPTSettings


def settings(**values: object) -> ChatGPTSettings:
    return ChatGPTSettings.model_validate(values)


def test_an_account_has_its_own_profile_and_inherits_the_rest() -> None:
    """The first account is the section itself."""
    both = settings(headless=True, patience=7, accounts={"work": {"profile": "work", "pages": 2}})
    work = both.account("work")
    assert (work.profile, work.pages, work.headless, work.patience) == (Path("work"), 2, True, 7)
    assert work.accounts == {}
    assert both.account("") is both


def test_an_account_that_is_not_there() -> None:
    """Nobody is answered from another one instead."""
    with pytest.raises(KeyError):
        settings(accounts={"work": {"profile": "work"}}).account("home")


def test_another_accounts_chrome_is_not_inherited() -> None:
    """It is signed in to the first account."""
    both = settings(connect="http://127.0.0.1:9222", accounts={"work": {"profile": "work"}})
    assert both.account("work").connect == ""


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        ({"work": {}}, "needs a `profile`"),
        ({"a/b": {"profile": "x"}}, "no name"),
        ({"a": {"profile": "x"}, "b": {"profile": "x"}}, "same profile"),
    ],
)
def test_mistakes(accounts: dict[str, object], said: str) -> None:
    """Two accounts in one profile would be one account."""
    with pytest.raises(ValidationError, match=said):
        settings(accounts=accounts)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9222", "http://localhost:9222", "http://[::1]:9222", ""])
def test_a_chrome_on_this_computer(address: str) -> None:
    """The addresses that only this computer reaches."""
    assert settings(connect=address).connect == address


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1:9222", "http://127.0.0.1.evil.com:1", "ws://127.0.0.1:1", "http://localhost"]
)
def test_no_chrome_elsewhere(address: str) -> None:
    """Whoever reaches that port has the account."""
    with pytest.raises(ValidationError, match="on this computer"):
        settings(connect=address)
