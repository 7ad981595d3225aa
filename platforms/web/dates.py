"""Days and times as people say them. Pure."""

from datetime import date, datetime, timedelta

from bridge.texts import say
from bridge.types import Language


def local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()


def clock(seconds: float) -> str:
    return f"{local(seconds):%H:%M}"


def whole(seconds: float) -> str:
    """For programs."""
    return local(seconds).isoformat(timespec="seconds")


def day(seconds: float, now: float, language: Language) -> str:
    """Today, yesterday, or which one."""
    then, today = local(seconds).date(), local(now).date()
    if then == today:
        return say("web_today", language)
    if then == today - timedelta(days=1):
        return say("web_yesterday", language)
    return written(then, language, today)


def written(day: date, language: Language, today: date) -> str:
    """With its year, where that is another one."""
    other = day.year != today.year
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일" if other else f"{day.month}월 {day.day}일"
    return f"{day.day} {day:%B} {day.year}" if other else f"{day.day} {day:%B}"


def midnight(now: float, days: int) -> float:
    """When the day began that is so many days before today."""
    then = local(now).date() - timedelta(days=days)
    return datetime(then.year, then.month, then.day).astimezone().timestamp()
