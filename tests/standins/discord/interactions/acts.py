"""What people do besides writing: commands, buttons, menus, dialogs."""

from typing import Any

from tests.standins.discord import objects
from tests.standins.discord.payloads import Payload
from tests.standins.discord.state import Attachment, Channel, Kind, Message, User
from tests.standins.discord.world import World

from . import components, declared, dialogs, typed
from .components import BUTTON, LINK, MENU
from .declared import Kind as CommandKind
from .made import Interaction
from .made import Kind as Did
from .typed import NotPossible, Typed

HEAD = ("id", "name", "type", "guild_id")
FORUMS = (Kind.FORUM, Kind.CATEGORY)


class Acts:
    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user

    def commands(self, where: Channel) -> dict[str, str]:
        """What stands in the list behind a slash, in this person's language."""
        found = [one for one in self._world.commands.seen(self.user, where) if one["type"] == CommandKind.TYPED]
        locale = self.user.locale
        return {declared.shown(one, "name", locale): declared.shown(one, "description", locale) for one in found}

    def menu(self, where: Channel) -> list[str]:
        """What a message's own menu has under "Apps"."""
        found = [
            one for one in self._world.commands.seen(self.user, where) if one["type"] == CommandKind.OF_MESSAGE
        ]
        return [declared.shown(one, "name", self.user.locale) for one in found]

    async def command(self, where: Channel, name: str, /, **options: Any) -> Interaction:
        """`/ask question:…`; by the command's own names, whatever the person's language shows."""
        path = name.split()
        given = {key: self._attached(value) for key, value in options.items()}
        sent = typed.whole(self._command(where, path[0], CommandKind.TYPED), path, given)
        return self._begin(Did.COMMAND, where, sent, CommandKind.TYPED)

    async def completes(self, where: Channel, name: str, option: str, text: str, /, **options: Any) -> Interaction:
        """Types in one option; what is offered is in `choices`."""
        path = name.split()
        values = {**options, option: text}
        sent = typed.beginning(self._command(where, path[0], CommandKind.TYPED), path, values, option)
        return self._begin(Did.COMPLETION, where, sent, CommandKind.TYPED)

    async def uses_menu(self, message: Message, name: str) -> Interaction:
        """A command from the menu of a message that the person sees."""
        found = self._command(message.channel, name, CommandKind.OF_MESSAGE)
        resolved = {"messages": {str(message.id): objects.message(message, self._world)}}
        data = {"target_id": str(message.id), "resolved": resolved}
        return self._begin(Did.COMMAND, message.channel, Typed(found, []), CommandKind.OF_MESSAGE, data)

    async def clicks(self, message: Message, custom_id: str) -> Interaction:
        """Presses a button."""
        button = self._pressable(message, custom_id, BUTTON)
        if button.get("style") == LINK:
            raise NotPossible("a link opens in the browser, and the app hears nothing")
        return self._press(message, {"custom_id": custom_id, "component_type": BUTTON})

    async def chooses(self, message: Message, custom_id: str, *values: str) -> Interaction:
        """Options of a menu, by their values."""
        menu = self._pressable(message, custom_id, MENU)
        offered = {option["value"] for option in menu["options"]}
        least, most = menu.get("min_values", 1), menu.get("max_values", 1)
        if not set(values) <= offered or not least <= len(values) <= most:
            raise NotPossible(f"the menu does not let one choose {values}")
        return self._press(message, {"custom_id": custom_id, "component_type": MENU, "values": list(values)})

    async def submits(self, shown: Interaction, **words: str | list[str]) -> Interaction:
        """Fills in the dialog that was the answer to something; a field by its custom id, the others stay."""
        if shown.dialog is None or shown.user is not self.user:
            raise LookupError("there is no dialog")
        data = dialogs.filled_in(shown.dialog, words)
        begin = self._world.interactions.begin
        return begin(Did.DIALOG, self.user, shown.channel, data, message=shown.message, command=shown.command)

    def _attached(self, value: Any) -> Any:
        """A name, bytes and a kind are a file."""
        if not isinstance(value, tuple):
            return value
        name, content, kind = value
        return Attachment(self._world.snowflakes.new(), name, content, kind, ephemeral=True)

    def _command(self, where: Channel, name: str, kind: CommandKind) -> Payload:
        if where.kind in FORUMS:
            raise NotPossible("there is nowhere to write here")
        if where.is_thread and where.locked:
            raise NotPossible("the thread is locked")
        for one in self._world.commands.seen(self.user, where):
            if (one["name"], one["type"]) == (name, kind):
                return one
        raise NotPossible(f"there is no command {name} here")

    def _begin(
        self, did: Did, where: Channel, sent: Typed, kind: CommandKind, more: Payload | None = None
    ) -> Interaction:
        head: Payload = {key: sent.command[key] for key in HEAD if key in sent.command}
        data: Payload = {**head, **(more or {})}
        if sent.options:
            data["options"] = sent.options
        if sent.files:
            files = {str(id): objects.attachment(one, where, self._world) for id, one in sent.files.items()}
            data["resolved"] = {"attachments": files}
            where.files.extend(sent.files.values())
        return self._world.interactions.begin(did, self.user, where, data, command=int(kind))

    def _pressable(self, message: Message, custom_id: str, kind: int) -> Payload:
        if message.deleted or (message.only_for is not None and message.only_for != self.user.id):
            raise LookupError(f"{self.user.name} does not see that message")
        one = components.pressable(message.components, custom_id)
        if one["type"] != kind:
            raise LookupError(f"{custom_id} is something else")
        if one.get("disabled"):
            raise NotPossible(f"{custom_id} is grey")
        return one

    def _press(self, message: Message, data: Payload) -> Interaction:
        return self._world.interactions.begin(Did.COMPONENT, self.user, message.channel, data, message=message)
