"""Commands of the stand-in Discord: which it takes, which it keeps, and who finds them."""

from typing import Any

import discord as dpy
import pytest
from discord import app_commands

from tests.standins.discord import Channel, NotPossible, Person, StandInDiscord
from tests.standins.dpy import logged_in, refusal

Declared = dict[str, Any]


def ask(**more: Any) -> Declared:
    return {"name": "ask", "description": "Ask something", **more}


def option(name: str, **more: Any) -> Declared:
    return {"type": 3, "name": name, "description": "…", **more}


class Korean(app_commands.Translator):
    async def translate(
        self, string: app_commands.locale_str, locale: dpy.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        words = {"ask": "질문", "Ask something": "질문하기"}
        return words.get(string.message) if locale is dpy.Locale.korean else None


async def test_a_tree_of_discord_py_is_synced(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """And read back; a person finds it in their own language."""

    async def callback(interaction: dpy.Interaction[dpy.Client], question: str) -> None:
        """Never called here."""

    async with logged_in(discord) as client:
        tree = app_commands.CommandTree(client)
        await tree.set_translator(Korean())
        tree.add_command(app_commands.Command(name="ask", description="Ask something", callback=callback))
        [synced] = await tree.sync()
        [read] = await tree.fetch_commands()
    assert (synced.name, synced.options[0].name) == ("ask", "question")
    assert (synced.name_localizations, read.id) == ({dpy.Locale.korean: "질문"}, synced.id)
    assert bea.commands(lobby) == {"ask": "Ask something"}
    assert discord.user("dan", locale="ko").commands(lobby) == {"질문": "질문하기"}


async def test_what_stays_keeps_its_id(discord: StandInDiscord) -> None:
    """And its version while nothing of it is new; what is not named any more is gone."""
    async with logged_in(discord) as client:
        put, app = client.http.bulk_upsert_global_commands, discord.app.id
        first, other = await put(app, [ask(), ask(name="other")])
        [same] = await put(app, [ask(options=[])])
        [changed] = await put(app, [ask(description="Ask us")])
    assert (first["id"], first["version"]) == (same["id"], same["version"])
    assert (changed["id"], changed["description"]) == (first["id"], "Ask us")
    assert changed["version"] != first["version"]
    assert other["id"] not in [one["id"] for one in discord.world.commands.of()]


async def test_one_at_a_time(discord: StandInDiscord) -> None:
    async with logged_in(discord) as client:
        http, app = client.http, discord.app.id
        made = await http.upsert_global_command(app, ask())  # type: ignore[arg-type]
        await http.edit_global_command(app, made["id"], {"description": "Ask us"})
        assert (await http.get_global_command(app, made["id"]))["description"] == "Ask us"
        await http.delete_global_command(app, made["id"])
        assert await http.get_global_commands(app) == []
        assert await refusal(http.get_global_command(app, made["id"])) == (404, 10063)


async def test_false_and_empty_is_left_out(discord: StandInDiscord) -> None:
    """Who compares what they sent with what they get has to know; translations come when asked for."""
    sent = ask(options=[option("question", required=False, autocomplete=False, choices=[])], name_localizations={})
    async with logged_in(discord) as client:
        await client.http.bulk_upsert_global_commands(discord.app.id, [sent])
        path = dpy.http.Route("GET", f"/applications/{discord.app.id}/commands")
        [plain] = await client.http.request(path)
        [whole] = await client.http.request(path, params={"with_localizations": "true"})
    assert plain["options"] == [{"type": 3, "name": "question", "description": "…"}]
    assert "name_localizations" not in plain
    assert whole["name_localizations"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        ask(name="Ask"),
        ask(name="ask me"),
        ask(name="질문!"),
        ask(name="x" * 33),
        ask(description=""),
        ask(description="x" * 101),
        ask(name_localizations={"ko": "A B"}),
        ask(name_localizations={"kr": "질문"}),
        ask(description_localizations={"ko": "x" * 101}),
        ask(options=[option("a"), option("a")]),
        ask(options=[option("a"), option("b", required=True)]),
        ask(options=[option(f"a{number}") for number in range(26)]),
        ask(options=[option("a", choices=[{"name": "x", "value": "x"}] * 26)]),
        ask(options=[option("a", autocomplete=True, choices=[{"name": "x", "value": "x"}])]),
        ask(
            options=[
                option(f"a{number}", description="x" * 100, choices=[{"name": "x" * 100, "value": "x" * 100}] * 4)
                for number in range(9)
            ]
        ),
        {"type": 3, "name": "Summarise", "description": "not for menus"},
    ],
)
async def test_what_it_does_not_take(discord: StandInDiscord, wrong: Declared) -> None:
    """And nothing has changed then."""
    async with logged_in(discord) as client:
        put, app = client.http.bulk_upsert_global_commands, discord.app.id
        await put(app, [ask(name="질문-1_'")])
        assert await refusal(put(app, [wrong])) == (400, 50035)
    assert [one["name"] for one in discord.world.commands.of()] == ["질문-1_'"]


async def test_how_many_it_takes(discord: StandInDiscord) -> None:
    """100 that are typed and five of a message's menu; no name twice; 200 new ones a day, and old ones as often."""
    async with logged_in(discord) as client:
        put, app = client.http.bulk_upsert_global_commands, discord.app.id
        assert await refusal(put(app, [ask(name=f"a{number}") for number in range(101)])) == (400, 30032)
        assert await refusal(put(app, [{"type": 3, "name": f"A {number}"} for number in range(6)])) == (400, 30032)
        assert await refusal(put(app, [ask(), ask()])) == (400, 50035)
        for letter in "ab":
            await put(app, [ask(name=f"{letter}{number}") for number in range(100)])
        await put(app, [ask(name=f"b{number}") for number in range(100)])
        assert await refusal(put(app, [ask()])) == (400, 30034)
        discord.clock.advance(86_400)
        await put(app, [ask()])


async def test_a_servers_own_commands(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """Found in that server alone, and where the invite did not ask for commands there are none."""
    elsewhere = discord.another_guild("elsewhere")
    async with logged_in(discord) as client:
        put, app = client.http.bulk_upsert_guild_commands, discord.app.id
        await put(app, discord.guild.id, [ask()])
        discord.world.commands.not_invited.add(elsewhere.id)
        assert await refusal(put(app, elsewhere.id, [ask()])) == (403, 50001)
    assert bea.commands(lobby) == {"ask": "Ask something"}
    assert bea.commands(discord.dm(bea)) == {}


async def test_who_finds_a_command(discord: StandInDiscord, lobby: Channel, bea: Person) -> None:
    """By place, and by what they may do by default."""
    manage = str(1 << 5)
    async with logged_in(discord) as client:
        await client.http.bulk_upsert_global_commands(
            discord.app.id,
            [
                ask(name="here", contexts=[0]),
                ask(name="direct", contexts=[1]),
                ask(name="nowhere-direct", dm_permission=False),
                ask(name="managers", default_member_permissions=manage),
            ],
        )
    manager = discord.user("eve", discord.role("managers", "manage_guild"))
    assert list(bea.commands(lobby)) == ["here", "nowhere-direct"]
    assert list(manager.commands(lobby)) == ["here", "nowhere-direct", "managers"]
    assert list(bea.commands(discord.dm(bea))) == ["direct", "managers"]
    discord.deny(lobby, "use_application_commands", whom=bea.user)
    with pytest.raises(NotPossible):
        await bea.command(lobby, "here")
