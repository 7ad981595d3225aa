"""What can be set, from where, and what is said when it is wrong: the place, what was found, what to write."""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, SecretStr

from bridge.config import Config, Plugins, load
from bridge.errors import BadConfig
from bridge.protocols import Plugin, Site
from bridge.section import Place, Section
from bridge.types import Channel, Rules


class Slack(Section):
    bot_token: SecretStr = Field(examples=["xoxb-…"])
    app_token: SecretStr
    signing_secret: SecretStr | None = None
    port: int = Field(3000, ge=0)
    named_backends: tuple[str, ...] = ()
    folder: Place = Path()


class ChatGPT(Section):
    address: str = "https://chatgpt.com"
    headless: bool = False
    accounts: dict[str, Section] = Field(default_factory=dict)

    def account(self, name: str) -> "ChatGPT":
        return self.model_copy(update={"address": name})


def unopened(settings: object, site: Site) -> AbstractAsyncContextManager[Any]:
    raise AssertionError("reading the configuration opens nothing")


PARTS: Mapping[str, Plugins] = {
    "platforms": {"slack": Plugin(Slack, unopened)},
    "backends": {"chatgpt": Plugin(ChatGPT, unopened)},
}

SLACK = '[slack]\nbot_token = "xoxb-SECRET"\napp_token = "xapp-SECRET"\n'
HERE = Channel("slack", "T1", "C1")

Read = Callable[..., Config]


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set where the tests run is not theirs."""
    for name in os.environ:
        if name.upper().startswith("THREADBRIDGE"):
            monkeypatch.delenv(name)


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Writes config.toml and .env into a folder, sets variables, and loads."""

    def read(toml: str | bytes = "", dotenv: str = "", **variables: str) -> Config:
        file = tmp_path / "config.toml"
        file.write_bytes(toml if isinstance(toml, bytes) else toml.encode())
        (tmp_path / ".env").write_text(dotenv, "utf-8")
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return load(file, find=PARTS.__getitem__)

    return read


@pytest.fixture
def mistakes(read: Read, tmp_path: Path) -> Callable[..., list[str]]:
    """What a bad configuration is told, line by line, with the folder's path left out; never a secret."""

    def mistakes(toml: str | bytes = "", dotenv: str = "", **variables: str) -> list[str]:
        with pytest.raises(BadConfig) as caught:
            read(toml, dotenv, **variables)
        assert "SECRET" not in str(caught.value) + repr(caught.value)
        return str(caught.value).replace(f"{tmp_path}{os.sep}", "").splitlines()

    return mistakes


Mistakes = Callable[..., list[str]]


def slack(config: Config) -> Slack:
    return config.settings("slack", Slack)


def test_without_any_file_everything_has_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``threadbridge`` in an empty folder has a configuration; what is not set up is not there."""
    monkeypatch.chdir(tmp_path)
    config = load(find=PARTS.__getitem__)
    assert config.rules(HERE) == Rules("mention", "chatgpt", "", "", "en")
    assert not config.has("slack")
    assert config.folder == Path("data")
    assert config.database == f"sqlite+aiosqlite:///{Path('data', 'threadbridge.db')}"


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    """And the message says how to get one."""
    with pytest.raises(BadConfig, match=r"mine\.toml does not exist\. Copy config\.example\.toml"):
        load(tmp_path / "mine.toml", find=PARTS.__getitem__)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(BadConfig, match=f"{re.escape(str(tmp_path))} can't be read"):
        load(tmp_path, find=PARTS.__getitem__)


def test_what_the_file_says_counts(read: Read) -> None:
    """A part finds its own section, with secrets as secrets."""
    config = read(SLACK + "port = 1\n[log]\nlevel = 'debug'\n[storage]\nurl = 'sqlite:///x.db'")
    assert slack(config).bot_token.get_secret_value() == "xoxb-SECRET"
    assert slack(config).port == 1
    assert config.log.level == "debug"
    assert config.database == "sqlite:///x.db"


def test_a_windows_editors_mark_at_the_start_is_no_trouble(read: Read) -> None:
    """Notepad's UTF-8 begins with a byte order mark."""
    assert slack(read(b"\xef\xbb\xbf" + SLACK.encode())).port == 3000


def test_relative_paths_start_at_the_file(read: Read, tmp_path: Path) -> None:
    """Wherever the program was started from."""
    (tmp_path / "token").write_text("xoxb-SECRET\n", "utf-8")
    text = 'folder = "mine"\n[slack]\nbot_token_file = "token"\napp_token = "a"\nfolder = "sub"'
    config = read(text)
    assert config.folder == tmp_path / "mine"
    assert slack(config).folder == tmp_path / "sub"
    assert slack(config).bot_token.get_secret_value() == "xoxb-SECRET"


def test_a_variable_wins_over_env_file_and_file(read: Read) -> None:
    """The order: environment, .env, config.toml."""
    dotenv = "THREADBRIDGE__SLACK__PORT=2\nTHREADBRIDGE__SLACK__APP_TOKEN=from-dotenv\n"
    config = read(SLACK + "port = 1", dotenv, THREADBRIDGE__SLACK__PORT="3")
    assert slack(config).port == 3
    assert slack(config).app_token.get_secret_value() == "from-dotenv"
    assert slack(config).bot_token.get_secret_value() == "xoxb-SECRET"


def test_everything_can_come_from_variables(read: Read) -> None:
    """A container needs no file; channels come as JSON, their names hold slashes."""
    config = read(
        "",
        THREADBRIDGE__SLACK__BOT_TOKEN="b",
        THREADBRIDGE__SLACK__APP_TOKEN="a",
        THREADBRIDGE__DEFAULTS__MODE="off",
        THREADBRIDGE__CHANNELS='{"slack/C1": {"mode": "every"}}',
        THREADBRIDGE__FOLDER="/somewhere",
    )
    assert slack(config).bot_token.get_secret_value() == "b"
    assert config.rules(HERE).mode == "every"
    assert config.folder == Path("/somewhere")


def test_variables_can_be_left_out_of_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo is the same on everybody's machine."""
    (tmp_path / "config.toml").touch()
    (tmp_path / ".env").write_text("THREADBRIDGE__LOG__LEVEL=error", "utf-8")
    monkeypatch.setenv("THREADBRIDGE__SLAK__X", "1")
    monkeypatch.setenv("THREADBRIDGE__DEFAULTS__MODE", "off")
    config = load(tmp_path / "config.toml", environment=False, find=PARTS.__getitem__)
    assert (config.log.level, config.defaults.mode) == ("info", "mention")


def test_other_peoples_variables_are_none_of_our_business(read: Read) -> None:
    """A .env is often shared."""
    read(SLACK, "OPENAI_API_KEY=sk-SECRET\nDEBUG=1\n", OPENAI_BASE_URL="x")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (
            "[slack\n",
            "config.toml is not TOML: Expected ']' at the end of a table declaration (at line 1, column 7).",
        ),
        (
            'x = 1\n[slack]\nbot_token = "SECRET\n',
            "config.toml is not TOML: Illegal character '\\n' (at line 3, column 20).",
        ),
        (b"\xff\xfex\0", "config.toml is not UTF-8 text; save it as UTF-8."),
        (
            '[defaults]\ntime_zone = "Asia/Soul"',
            'config.toml, line 2, [defaults]: "time_zone": found "Asia/Soul". '
            'no time zone is called so; "Asia/Seoul" is one.',
        ),
        (
            '[channels."slack/C1"]\ndigest = "funday"',
            'config.toml, line 2, [channels."slack/C1"]: "digest": found "funday". Input should be',
        ),
        ("[slak]\nx = 1", 'config.toml, line 1: unknown section "slak". Did you mean "slack"?'),
        ("nothing_like_it = 1", 'config.toml, line 1: unknown key "nothing_like_it". Known are: '),
        (SLACK + "prot = 1", 'config.toml, line 4, [slack]: unknown key "prot". Did you mean "port"?'),
        (
            SLACK + 'port = "many"',
            'config.toml, line 4, [slack]: "port": found "many". Input should be a valid integer',
        ),
        (SLACK + "port = -1", 'config.toml, line 4, [slack]: "port": found -1. Input should be greater'),
        ("slack = 'xoxb-SECRET'", 'config.toml, line 1: "slack" has to be a section. Write [slack] and its keys'),
        ("[[slack]]\nbot_token = 'SECRET'", '"slack" has to be a section. Write [slack] and its keys below it.'),
        ("[log]\nlevel = 'loud'", 'config.toml, line 2, [log]: "level": found "loud". Input should be \'debug\', '),
        (
            "[channels.'slack/C1']\nmode = 'evry'",
            'config.toml, line 2, [channels."slack/C1"]: "mode": found "evry". Input should be \'every\',',
        ),
        (
            '[channels."slack/C1"]\nmodell = "x"',
            'config.toml, line 2, [channels."slack/C1"]: unknown key "modell". Did you mean "model"?',
        ),
        ('[channels]\n"slack/C1" = "off"', 'config.toml, line 2, [channels]: "slack/C1" has to be a section.'),
        ("[channels.C1]", 'config.toml, line 1, [channels]: "C1" names no channel. Write platform/channel.'),
        ('[channels."slak/C1"]', 'config.toml, line 1, [channels]: no platform "slak". Did you mean "slack"?'),
        ('[defaults]\nfailover = "openia:m"', 'line 2, [defaults]: no backend "openia". Known are: chatgpt.'),
        ('[defaults]\nbackend = "chatgtp"', 'line 2, [defaults]: no backend "chatgtp". Did you mean "chatgpt"?'),
        (
            '[channels."slack/C1"]\nbackend = "slack"',
            'line 2, [channels."slack/C1"]: no backend "slack". Known are: chatgpt.',
        ),
        ('[people.U1]\nbackend = "chatgpt"', 'line 1, [people]: "U1" names no person. Write platform/person.'),
        ('[people."slak/U1"]\nbackend = "chatgpt"', 'no platform "slak". Did you mean "slack"?'),
        ('[people."slack/U1"]', 'config.toml, [people."slack/U1"]: "backend" is missing.'),
        (
            '[people."slack/U1"]\nbackend = "chatgpt/kimm"\n[chatgpt.accounts.kim]',
            'line 2, [people."slack/U1"]: no account "kimm" of chatgpt. Did you mean "kim"?',
        ),
        ('[defaults]\nbackend = "chatgpt/kim"', 'no account "kim" of chatgpt. Known are: none.'),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place_and_the_cure(
    mistakes: Mistakes, toml: str | bytes, said: str
) -> None:
    """One line that can be acted upon."""
    [line] = mistakes(toml)
    assert said in line


def test_a_missing_token_names_key_variable_and_what_to_write(mistakes: Mistakes) -> None:
    """Also that a file can hold it."""
    assert mistakes('[slack]\napp_token = "SECRET"') == [
        'config.toml, [slack]: "bot_token" is missing. Write bot_token = "xoxb-…" (or bot_token_file) or set '
        "THREADBRIDGE__SLACK__BOT_TOKEN."
    ]


def test_several_mistakes_are_one_message(mistakes: Mistakes) -> None:
    """Nobody starts five times to hear of five mistakes."""
    said = mistakes(
        '[slak]\nx = 1\n[slack]\nport = "x"\n[log]\nlevel = "loud"',
        "THREADBRIDGE__STORRAGE__URL=x",
        THREADBRIDGE__DEFALTS__MODE="off",
    )
    assert sorted(line.split(":")[0] for line in said) == [
        ".env, THREADBRIDGE__STORRAGE__URL",
        "THREADBRIDGE__DEFALTS__MODE",
        "config.toml, [slack]",
        "config.toml, [slack]",
        "config.toml, line 1",
        "config.toml, line 4, [slack]",
        "config.toml, line 6, [log]",
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("THREADBRIDGE__SLAK__PORT", "1", 'there is no section [slak]. Did you mean "slack"?'),
        ("THREADBRIDGE__SLACK__PRT", "1", 'unknown key "prt". Did you mean "port"?'),
        ("THREADBRIDGE__SLACK__PORT", "SIX", '"port": found "SIX". Input should be a valid integer'),
        ("THREADBRIDGE__SLACK", "xoxb-SECRET", '"slack" has to be a section.'),
        ("THREADBRIDGE_SLACK__PORT", "1", 'Did you mean "THREADBRIDGE__SLACK__PORT"?'),
        ("THREADBRIDGE_LOG__LEVEL", "info", 'Did you mean "THREADBRIDGE__LOG__LEVEL"?'),
        ("THREADBRIDGE__LOG__LEVEL", "loud", '"level": found "loud".'),
    ],
)
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_mistake_in_a_variable_names_the_variable(
    mistakes: Mistakes, name: str, value: str, said: str, where: str
) -> None:
    """And where it was set."""
    if where == ".env":
        [line] = mistakes(SLACK, f"{name}={value}\n")
        assert line.startswith(f".env, {name}: ")
    else:
        [line] = mistakes(SLACK, **{name: value})
        assert line.startswith(f"{name}: ")
    assert said in line


def test_a_section_that_is_no_json_is_named(mistakes: Mistakes) -> None:
    """Where a variable stands for a whole section."""
    [line] = mistakes("", THREADBRIDGE__CHANNELS="{SECRET")
    assert '"channels"' in line
    assert "JSON" in line


def test_a_file_of_variables_that_is_no_text_is_named(read: Read, tmp_path: Path) -> None:
    """PowerShell writes UTF-16."""
    read()
    (tmp_path / ".env").write_bytes("THREADBRIDGE__LOG__LEVEL=info".encode("utf-16"))
    with pytest.raises(BadConfig, match=r"\.env is not UTF-8 text"):
        load(tmp_path / "config.toml", find=PARTS.__getitem__)


def test_a_secret_can_be_in_a_file(read: Read, tmp_path: Path) -> None:
    """As containers hand them over; the line end is not part of it."""
    (tmp_path / "secret").write_text("xoxb-SECRET\r\n", "utf-8")
    config = read('[slack]\napp_token = "a"', THREADBRIDGE__SLACK__BOT_TOKEN_FILE=str(tmp_path / "secret"))
    assert slack(config).bot_token.get_secret_value() == "xoxb-SECRET"


def test_a_secret_that_may_be_missing_can_be_in_a_file_too(read: Read, tmp_path: Path) -> None:
    """The same for an optional one."""
    (tmp_path / "secret").write_text("s", "utf-8")
    signing = slack(read(SLACK + 'signing_secret_file = "secret"')).signing_secret
    assert signing
    assert signing.get_secret_value() == "s"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('bot_token_file = "nowhere"', "nowhere can't be read (No such file or directory)."),
        ("bot_token_file = 5", "write the path of a file, in quotes."),
        ('bot_token_file = "binary"', "binary is not UTF-8 text."),
        ('bot_token_file = "there"\nbot_token = "SECRET"', "bot_token is there as well; keep one of the two."),
    ],
)
def test_a_secrets_file_that_is_no_use_is_named(mistakes: Mistakes, tmp_path: Path, line: str, said: str) -> None:
    """By the key, its line and the path; the section's other secrets stay untold."""
    (tmp_path / "binary").write_bytes(b"\xffSECRET")
    (tmp_path / "there").write_text("SECRET", "utf-8")
    assert mistakes(f'[slack]\napp_token = "SECRET"\n{line}') == [
        f'config.toml, line 3, [slack]: "bot_token_file": {said}'
    ]


@pytest.mark.parametrize("value", ["5", "['SECRET']", "{ a = 'SECRET' }"])
def test_a_secret_of_the_wrong_type_is_not_repeated(mistakes: Mistakes, value: str) -> None:
    """Not even a part of it."""
    [line] = mistakes(f'[slack]\napp_token = "a"\nbot_token = {value}')
    assert line == 'config.toml, line 3, [slack]: "bot_token": Input should be a valid string.'


def test_secrets_do_not_show(read: Read) -> None:
    """Printed by mistake, the configuration tells none; a database's URL may hold a password."""
    config = read(SLACK + "[storage]\nurl = 'postgresql://kim:SECRET@db/x'")
    assert "SECRET" not in repr(config) + str(config) + repr(slack(config)) + str(config.model_dump())


def test_a_channel_inherits_what_it_does_not_say(read: Read) -> None:
    """Defaults, then the channel, then the channel of one workspace; other channels are not touched."""
    config = read(
        SLACK
        + """
[defaults]
mode = "every"
model = "big"
instructions = "Be brief."
[channels."slack/C1"]
model = "small"
language = "ko"
[channels."slack/T1/C1"]
mode = "off"
instructions = ""
"""
    )
    assert config.rules(HERE) == Rules("off", "chatgpt", "small", "", "ko")
    assert config.rules(Channel("slack", "T2", "C1")) == Rules("every", "chatgpt", "small", "Be brief.", "ko")
    assert config.rules(Channel("slack", "T1", "C2")) == Rules("every", "chatgpt", "big", "Be brief.", "en")
    assert config.rules(Channel("http", "T1", "C1")) == Rules("every", "chatgpt", "big", "Be brief.", "en")
    assert config.backends == {"chatgpt"}


def test_a_part_that_is_not_set_up_has_its_defaults_or_says_what_is_missing(read: Read) -> None:
    """A backend that a channel uses needs no section where it can do without."""
    config = read("")
    assert config.settings("chatgpt", ChatGPT) == ChatGPT()
    with pytest.raises(BadConfig, match=r"\[slack\] is used but not set up.*bot_token, app_token"):
        config.settings("slack", Slack)


def test_the_configuration_can_not_be_changed(read: Read) -> None:
    """It is read once."""
    with pytest.raises(ValueError, match="frozen"):
        read("").folder = Path()  # type: ignore[misc]  # as the type checker says too


def test_who_uses_which_account(read: Read) -> None:
    """The channel's own word first, then the person's, then the one for all; all of them are opened."""
    config = read(
        """
        [defaults]
        backend = "chatgpt/lee"
        [channels."slack/C2"]
        backend = "chatgpt"
        [people."slack/U1"]
        backend = "chatgpt/kim"
        [people."slack/T2/U1"]
        backend = "chatgpt"
        [chatgpt.accounts.kim]
        [chatgpt.accounts.lee]
        """
    )
    assert config.backend(HERE, "U1") == "chatgpt/kim"
    assert config.backend(HERE, "U2") == "chatgpt/lee"
    assert config.backend(Channel("slack", "T1", "C2"), "U1") == "chatgpt"
    assert config.backend(Channel("slack", "T2", "C1"), "U1") == "chatgpt"
    assert config.backends == {"chatgpt", "chatgpt/kim", "chatgpt/lee"}
    own = config.backend_settings("chatgpt/kim", ChatGPT)
    assert isinstance(own, ChatGPT)
    assert own.address == "kim"


def test_what_stands_in_is_opened_too(read: Read) -> None:
    """A model behind its name is no part of it."""
    config = read('[channels."slack/C1"]\nfailover = "chatgpt/kim:m"\n[chatgpt.accounts.kim]\n' + SLACK)
    assert config.backends == {"chatgpt", "chatgpt/kim"}
    assert config.rules(Channel("slack", "T1", "C1")).failover == "chatgpt/kim:m"


def test_what_a_platform_names_is_opened_too(read: Read) -> None:
    """With the model left out; what names no section is a model."""
    named = 'named_backends = ["chatgpt/kim:m", "gpt-4o", "", "defaults:x"]\n'
    config = read(SLACK + named + "[chatgpt.accounts.kim]")
    assert config.backends == {"chatgpt", "chatgpt/kim"}
