"""Citations as the site writes them: a marker of private-use characters, and what it stands for (seen 2026-08)."""

from scraper.practice.brain import Cite
from scraper.practice.json import Json

START, BETWEEN, END = "\ue200", "\ue202", "\ue201"


def reference(cite: Cite, at: int, number: int) -> tuple[str, Json]:
    """The marker for the text, and its content_references entry, None where it can't be resolved."""
    names = [f"turn0search{number}{n}" for n in range(max(1, len(cite.sources)))]
    marker = START + BETWEEN.join(["cite", *names]) + END
    if not cite.sources:
        return marker, None
    items: Json = [
        {
            "title": source.title,
            "url": source.url,
            "attribution": source.url.split("/")[2],
            "supporting_websites": [],
        }
        for source in cite.sources
    ]
    links = ", ".join(f"[{source.title}]({source.url})" for source in cite.sources)
    return marker, {
        "matched_text": marker,
        "start_idx": at,
        "end_idx": at + len(marker),
        "type": "grouped_webpages",
        "alt": f"({links})",
        "items": items,
        "fallback_items": None,
        "safe_urls": [source.url for source in cite.sources],
    }
