"""auth.test, api.test, users.*, bots.info, team.info: who is who."""

from tests.standins.slack.calls import Arguments
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.state import User
from tests.standins.slack.workspace import Workspace

from .common import Method, page


def auth_test(workspace: Workspace, args: Arguments) -> Payload:
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.bot.name,
        "team_id": workspace.team,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(workspace: Workspace, args: Arguments) -> Payload:
    if args.flag("test"):
        return {"revoked": False}
    workspace.revoke("token_revoked")
    return {"revoked": True}


def api_test(args: Arguments) -> Payload:
    if error := args.text("error"):
        raise SlackError(error)
    return {}


def _person(workspace: Workspace, user: User) -> Payload:
    profile: Payload = {"real_name": user.name, "display_name": user.name, "team": workspace.team}
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id}
    return {
        "id": user.id,
        "team_id": workspace.team,
        "name": user.name,
        "real_name": user.name,
        "deleted": False,
        "is_bot": user.bot_id is not None,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "tz": "Asia/Seoul",
        "tz_offset": 32400,
        "locale": "ko-KR",
        "profile": profile,
    }


def users_info(workspace: Workspace, args: Arguments) -> Payload:
    user = workspace.users.get(args.required("user", "user_not_found"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": _person(workspace, user)}


def users_list(workspace: Workspace, args: Arguments) -> Payload:
    chosen, metadata = page(list(workspace.users.values()), args, default=1000)
    people = [_person(workspace, user) for user in chosen]
    return {"members": people, "cache_ts": int(workspace.clock.now()), "response_metadata": metadata}


def bots_info(workspace: Workspace, args: Arguments) -> Payload:
    bot = workspace.bots.get(args.required("bot", "bot_not_found"))
    if bot is None:
        raise SlackError("bot_not_found")
    seen = {"id": bot.bot_id, "app_id": bot.app_id, "user_id": bot.id, "name": bot.name, "deleted": False}
    return {"bot": seen}


def team_info(workspace: Workspace, args: Arguments) -> Payload:
    return {"team": {"id": workspace.team, "name": workspace.name, "domain": workspace.domain}}


METHODS: dict[str, Method] = {
    "auth.revoke": auth_revoke,
    "auth.test": auth_test,
    "users.info": users_info,
    "users.list": users_list,
    "bots.info": bots_info,
    "team.info": team_info,
}
