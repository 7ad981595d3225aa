"""The command line as a user types it."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bridge.exit_codes import TRY_LATER, WRONG_CONFIG
from scraper.practice import PracticeSite


async def threadbridge(*arguments: str, folder: Path, **environment: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bridge.cli", *arguments),
        cwd=folder,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode()


async def test_run_without_a_config_says_how_to_get_one(tmp_path: Path) -> None:
    """In three lines; whoever starts it again by itself hears that this changes nothing."""
    code, _, errors = await threadbridge("run", folder=tmp_path)
    assert code == WRONG_CONFIG
    assert len(errors.strip().splitlines()) == 3
    assert "config.example.toml" in errors
    assert "threadbridge demo" in errors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[slack\n", "config.toml is not TOML"),
        ("[slack]\napp_token = 'xapp-1'\n", "THREADBRIDGE__SLACK__BOT_TOKEN"),
        ("[http]\nprot = 1\n", 'Did you mean "port"?'),
        ("[http]\nport = 'x'\n", "config.toml, line 2, [http]"),
        ("", "[web], [slack], [discord] or [http]"),
    ],
)
async def test_a_wrong_config_stops_the_start(tmp_path: Path, text: str, expected: str) -> None:
    """With one message, no traceback, and the way out in it."""
    (tmp_path / "config.toml").write_text(text)
    code, _, errors = await threadbridge("run", folder=tmp_path)
    assert code == WRONG_CONFIG
    assert expected in errors
    assert "Traceback" not in errors


async def test_a_read_only_database_stops_the_start(tmp_path: Path) -> None:
    """And is named."""
    (tmp_path / "config.toml").write_text("[http]\nport = 0\n[storage]\nurl = 'sqlite:////proc/ledger.db'\n")
    code, _, errors = await threadbridge("run", folder=tmp_path)
    assert code == 1
    assert "/proc/ledger.db" in errors


async def test_a_database_that_is_away_is_worth_another_start(tmp_path: Path) -> None:
    """Whoever starts it again by itself hears that."""
    (tmp_path / "config.toml").write_text("[http]\nport = 0\n[storage]\nurl = 'postgresql://kim@127.0.0.1:1/x'\n")
    code, _, errors = await threadbridge("run", folder=tmp_path)
    assert code == TRY_LATER
    assert "The database x at 127.0.0.1 can't be used" in errors
    assert "Traceback" not in errors


async def test_ask(tmp_path: Path, site: PracticeSite) -> None:
    """Twice in a named thread: the conversation goes on from one run to the next."""
    (tmp_path / "config.toml").write_text(f'[chatgpt]\naddress = "{site.url}"\nheadless = true\n')
    for question in ("내가 제일 좋아하는 과일은 망고야.", "내가 제일 좋아하는 과일이 뭘까?"):
        code, answer, errors = await threadbridge("ask", question, "--thread", "fruit", folder=tmp_path)
        assert (code, "Traceback" in errors) == (0, False)
    assert "망고" in answer
    assert len(site.conversations) == 1


async def test_ask_goes_through_a_bridge_that_runs(endpoint: str, config: Path, site: PracticeSite) -> None:
    """Two processes can't share a data folder; a thread's name leads to the same conversation both ways."""
    port = endpoint.rpartition(":")[2]
    for question in ("내가 제일 좋아하는 과일은 망고야.", "내가 제일 좋아하는 과일이 뭘까?"):
        code, answer, errors = await threadbridge(
            *("ask", question, "--thread", "fruit"), folder=config.parent, THREADBRIDGE__HTTP__PORT=port
        )
        assert code == 0, errors
    assert "망고" in answer
    assert len(site.conversations) == 1


async def test_two_bridges_on_one_folder(endpoint: str, config: Path) -> None:
    """The second is refused, and told why."""
    code, _, errors = await threadbridge("run", folder=config.parent)
    assert code == 1
    assert "Another Threadbridge works in" in errors


async def test_ask_says_what_is_wrong(tmp_path: Path, site: PracticeSite) -> None:
    """Signed out: one sentence with the next step, and an exit code."""
    site.signed_in = False
    (tmp_path / "config.toml").write_text(f'[chatgpt]\naddress = "{site.url}"\nheadless = true\n')
    code, output, errors = await threadbridge("ask", "hello", folder=tmp_path)
    assert code == 1
    assert "threadbridge login" in output
    assert "Traceback" not in errors


async def test_the_demo(tmp_path: Path) -> None:
    """Both answers, the second out of the memory of the first, and the line for curl; the visitor's own settings
    play no part in it. In Korean it is looked at in test_demo.py."""
    code, output, errors = await threadbridge(
        *("demo", "--once", "--brain", "rules", "--language", "en", "--port", "0"),
        folder=tmp_path,
        THREADBRIDGE__HTTP__PORT="1",
    )
    assert code == 0, errors
    assert "mango" in output.split("›")[2].splitlines()[1]
    assert "curl http://127.0.0.1:" in output
    assert list(tmp_path.iterdir()) == []


async def test_login_waits_until_somebody_is_signed_in(tmp_path: Path, site: PracticeSite) -> None:
    """The window is on the profile that answers use; here it is signed in already."""
    (tmp_path / "config.toml").write_text(f'[chatgpt]\naddress = "{site.url}"\nheadless = true\n')
    code, output, errors = await threadbridge("login", folder=tmp_path)
    if "DISPLAY" not in os.environ:
        assert code == 1
        assert "screen" in errors
    else:
        assert code == 0
        assert "Signed in" in output


async def test_ask_with_a_file_and_in_a_new_conversation(tmp_path: Path, site: PracticeSite) -> None:
    """The file's name and bytes arrive; --new leaves the thread's conversation for another one."""
    (tmp_path / "config.toml").write_text(f'[chatgpt]\naddress = "{site.url}"\nheadless = true\n')
    (tmp_path / "notes.txt").write_text("mango")
    for more in (("--file", "notes.txt"), ("--new",)):
        code, answer, errors = await threadbridge("ask", "hello", "--thread", "fruit", *more, folder=tmp_path)
        assert (code, "Traceback" in errors) == (0, False)
        assert answer
    assert len(site.conversations) == 2
    assert [(upload.name, upload.data) for upload in site.uploads] == [("notes.txt", b"mango")]


async def test_ask_again_where_nothing_was_asked(tmp_path: Path) -> None:
    """One sentence, no traceback, and no browser is started for it."""
    (tmp_path / "config.toml").write_text(
        "[openai]\nbase_url = 'http://127.0.0.1:9/v1'\n[defaults]\nbackend = 'openai'\n"
    )
    code, _, errors = await threadbridge("ask", "--again", "--thread", "fruit", folder=tmp_path)
    assert code == 1
    assert "Nothing was asked in this thread yet" in errors
    assert "Traceback" not in errors


async def test_help_says_where_accounts_are_named(tmp_path: Path) -> None:
    """The brackets of a section are no markup."""
    for command in ("login", "doctor"):
        _, output, _ = await threadbridge(command, "--help", folder=tmp_path, COLUMNS="200", NO_COLOR="1")
        assert "ne of [chatgpt.accounts]" in output
