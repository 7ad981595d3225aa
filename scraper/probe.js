// What is on the page now. Reads only; runs once per look and leaves nothing behind.
({ generations, anywhere, unseen }) => {
  const bad = [];
  // Playwright's :text-is("…") at the end of a selector: the whole text of the element.
  const all = (root, selector) => {
    const [, css, text] = /^(.*?)(?::text-is\("([^"]*)"\))?$/s.exec(selector);
    try {
      const found = [...root.querySelectorAll(css)];
      return text === undefined ? found : found.filter((one) => one.textContent.trim().replace(/\s+/g, " ") === text);
    } catch {
      bad.push(selector);
      return [];
    }
  };
  const told = generations.find((one) => one.toldBy.some((selector) => all(document, selector).length));
  // What no generation knows is looked at as if it were the first: a wall may look like before.
  const { selectors, active } = told ?? generations[0];
  const pages = active ? all(document, active.replace(/=.*\]$/, "]")) : [];
  const scope = pages.length ? pages.filter((page) => page.matches(active)) : [document];
  const visible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const look = (name, candidates) => {
    for (const selector of candidates) {
      const found = (anywhere.includes(name) ? [document] : scope)
        .flatMap((root) => all(root, selector))
        .filter((element) => unseen.includes(name) || visible(element));
      if (found.length) return { selector, count: found.length, text: name === "dialog" ? found[0].innerText : "" };
    }
    return null;
  };
  const found = Object.fromEntries(Object.entries(selectors).map(([name, list]) => [name, look(name, list)]));
  return {
    generation: told?.name ?? "",
    language: document.documentElement.lang,
    path: location.pathname,
    title: document.title,
    found,
    bad,
  };
}
