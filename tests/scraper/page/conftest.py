"""These tests share a browser."""

from tests.scraper.one_browser import backend, chromium, open_backend, site, tab

__all__ = ["backend", "chromium", "open_backend", "site", "tab"]
