"""What can be set in ``[openai]``."""

from pydantic import Field, SecretStr

from bridge.section import Section

OPENAI = "https://api.openai.com/v1"


class OpenAISettings(Section):
    """The API that answers."""

    base_url: str = OPENAI
    """Up to and with /v1."""
    api_key: SecretStr | None = None
    """Also ``api_key_file``. Servers on one's own machine usually want none."""
    model: str = Field("gpt-4o-mini", min_length=1)
    """What is asked where neither the asker nor the channel names a model."""
    timeout: float = Field(600.0, gt=0)
    """Seconds that the API may be silent."""
    retries: int = Field(2, ge=0, le=10)
    """How often a request is sent again when the API is busy or can't be reached, before an answer has begun."""
