// What is on the page now. Reads only; runs once per look and leaves nothing behind.
({ selectors, active, toldBy }) => {
  const pages = [...document.querySelectorAll("[data-app-shell-active-page]")];
  const scope = pages.length ? pages.filter((page) => page.matches(active)) : [document];
  // Dialogs, the sidebar and login buttons stand outside of the page's own frame.
  const anywhere = new Set(["signed_in", "signed_out", "human_check", "dialog"]);
  const visible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    (element.getClientRects().length > 0 || element.closest("[data-sidebar-project-container-id]"));
  const look = (name, candidates) => {
    for (const selector of candidates) {
      const found = (anywhere.has(name) ? [document] : scope)
        .flatMap((root) => [...root.querySelectorAll(selector)])
        .filter(visible);
      if (found.length) return { selector, count: found.length, text: name === "dialog" ? found[0].innerText : "" };
    }
    return null;
  };
  return {
    known: toldBy.some((selector) => document.querySelector(selector)),
    language: document.documentElement.lang,
    path: location.pathname,
    title: document.title,
    found: Object.fromEntries(Object.entries(selectors).map(([name, list]) => [name, look(name, list)])),
  };
}
