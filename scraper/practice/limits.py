"""What the site says about limits: on the page's load, on each stream, and when it refuses (seen 2026-08, 09)."""

from dataclasses import dataclass

from scraper.practice.json import Json
from scraper.practice.models import default
from scraper.practice.settings import Settings
from scraper.practice.tab import Language, State

SENTENCES: dict[str, dict[Language, str]] = {
    "usage_cap": {
        "en": "You've reached the current usage cap for GPT-5.6. Your limit resets at {resets}.",
        "ko": "GPT-5.6 사용 한도에 도달했습니다. {resets}에 한도가 초기화됩니다.",
    },
    "full": {
        "en": (
            "You've reached the maximum length for this conversation, "
            "but you can keep talking by starting a new chat."
        ),
        "ko": "이 대화의 최대 길이에 도달했습니다. 새 채팅을 시작해 계속 이야기할 수 있습니다.",
    },
    "too_long": {
        "en": (
            "The message you submitted was too long, please reload the conversation and submit something shorter."
        ),
        "ko": "보낸 메시지가 너무 깁니다. 대화를 새로 고침하고 더 짧은 메시지를 보내 주세요.",
    },
    "rate_429": {
        "en": "You're making requests too quickly. Please wait a few minutes before trying again.",
        "ko": "요청이 너무 빠릅니다. 몇 분 뒤에 다시 시도해 주세요.",
    },
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A POST that is not taken."""

    status: int
    code: str
    message: str

    def json(self) -> Json:
        return {"detail": {"code": self.code, "message": self.message}}


def sentence(name: str, language: Language, settings: Settings) -> str:
    return SENTENCES[name][language].format(resets=settings.resets_after)


def detail(settings: Settings, states: frozenset[State]) -> dict[str, Json]:
    """conversation/init answers it, and each stream has it as conversation_detail_metadata."""
    capped = "usage_cap" in states
    blocked: Json = [{"name": "send", "resets_after": settings.resets_after}] if capped else []
    sends: Json = {
        "feature_name": "send",
        "remaining": 0 if capped else 120,
        "reset_after": settings.resets_after,
    }
    uploads: Json = {"feature_name": "file_upload", "remaining": 80, "reset_after": settings.resets_after}
    banner: Json = {"type": "usage_limit", "resets_after": settings.resets_after} if capped else None
    return {
        "banner_info": banner,
        "blocked_features": blocked,
        "model_limits": [],
        "limits_progress": [sends, uploads],
        "default_model_slug": default(settings.models),
    }


def quota(settings: Settings, language: Language) -> dict[str, Json]:
    """What stream_quota_check says instead of an answer."""
    words = sentence("usage_cap", language, settings)
    return {"code": "usage_limit_reached", "message": words, "resets_after": settings.resets_after}
