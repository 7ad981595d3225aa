"""Which of Slack's refusals the owners of an app hear of."""

from bridge.errors import PlatformError, Undeliverable
from platforms.telling import Owners
from platforms.trouble import NotNow, NotThere

FOR_OWNERS = frozenset(
    {
        "accesslimited",
        "edit_window_closed",
        "ekm_access_denied",
        "messages_tab_disabled",
        "missing_scope",
        "two_factor_setup_required",
    }
)
"""What only an owner or an admin can mend, and what everybody would run into."""


def noticed(
    owners: Owners, team: str, scopes: str, method: str, trouble: NotNow | NotThere | PlatformError
) -> None:
    """Once for each scope that is missing, and once more when others were granted instead."""
    if isinstance(trouble, Undeliverable) and trouble.code in FOR_OWNERS:
        which = str(trouble) if trouble.code == "missing_scope" else ""
        owners.refused(f"slack/{team}/{trouble.code} {which}".strip(), scopes or trouble.code, method, trouble)
