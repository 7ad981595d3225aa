"""Small pages of both generations, to put a state into."""

from html import escape
from typing import Literal

Kind = Literal["B", "A2"]
KINDS: tuple[Kind, ...] = ("B", "A2")

EDITOR = 'contenteditable="true" role="textbox" style="height: 2em; width: 9em"'


def page(
    kind: Kind, *, answer: str = "hello", banner: str = "", beside: str = "", over: str = "", title: str = "t"
) -> str:
    """A page at rest with one question and its answer.

    ``banner`` stands above the composer, ``beside`` the answer, ``over`` everything.
    """
    return (_app_shell if kind == "B" else _classic)(escape(answer), banner, beside, over, escape(title))


def _app_shell(answer: str, banner: str, beside: str, over: str, title: str) -> str:
    return f"""<html class="chatgpt-theme"><title>{title}</title><body>
      <nav><div data-sidebar-project-container-id="chats">
        <a href="/c/1" data-interactive-row-link aria-label="{answer}"><span data-thread-title>{answer}</span></a>
      </div></nav>
      <main data-app-shell-active-page="true">
        <div data-turn-key="k">
          <div data-chatgpt-search-unit-key="k:0:user"><div data-user-message-bubble>{answer}</div></div>
          <div data-content-search-unit-key="k:1:assistant"><div dir="auto">{answer}</div></div>
          <div class="turn-action-controls"><button aria-label="Copy">c</button></div>
          {beside}
        </div>
        <form data-chatgpt-composer><div data-above-composer-portal>{banner}</div>
          <div data-composer-markdown {EDITOR}></div><button type="button">v</button></form>
      </main>
      <div class="codex-toast-area"><section aria-live="polite"></section></div>
      <span class="sr-only" role="status" aria-live="polite">{answer}</span>
      {over}</body></html>"""


def _classic(answer: str, banner: str, beside: str, over: str, title: str) -> str:
    return f"""<html><title>{title}</title><body>
      <div id="history"><a href="/c/1"><span class="truncate">{answer}</span></a></div>
      <div data-testid="accounts-profile-button">me</div>
      <main>
        <section data-testid="conversation-turn-1" data-turn="user">
          <div data-message-author-role="user">{answer}</div></section>
        <section data-testid="conversation-turn-2" data-turn="assistant">
          <div data-message-author-role="assistant"><div class="markdown">{answer}</div></div>
          <div role="group"><button data-testid="copy-turn-action-button">c</button></div>
          {beside}
        </section>
        <div data-prompt-textarea-header>{banner}</div>
        <form data-type="unified-composer"><div id="prompt-textarea" {EDITOR}></div>
          <button type="button">v</button></form>
      </main>
      <div class="sr-only" role="status" aria-live="polite">{answer}</div>
      {over}</body></html>"""


def dialog(text: str, *buttons: str) -> str:
    """Something laid over the page."""
    return f'<div role="dialog"><h2>{escape(text)}</h2>{_buttons(buttons)}</div>'


def notice(text: str, *buttons: str) -> str:
    return f'<div role="alert">{escape(text)}{_buttons(buttons)}</div>'


def prompt(text: str, *buttons: str) -> str:
    """A question of the page's own, below an answer."""
    return f"<div><span>{escape(text)}</span>{_buttons(buttons)}</div>"


def _buttons(names: tuple[str, ...]) -> str:
    return "".join(f'<button onclick="document.title = this.textContent">{escape(name)}</button>' for name in names)
