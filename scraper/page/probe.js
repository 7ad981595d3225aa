// What is on the page now. Reads only; runs once per look and leaves nothing behind.
// With `press`, instead: the control that takes this state's dialog or prompt away, or null.
({ generations, anywhere, unseen, states, press }) => {
  const bad = new Set();
  const plain = (text) => (text ?? "").trim().replace(/\s+/g, " ");
  // Playwright's :text-is("…") at the end of a selector: the whole text of the element.
  const all = (root, selector) => {
    const [, css, text] = /^(.*?)(?::text-is\("([^"]*)"\))?$/s.exec(selector);
    try {
      const found = [...root.querySelectorAll(css)];
      return text === undefined ? found : found.filter((one) => plain(one.textContent) === text);
    } catch {
      bad.add(selector);
      return [];
    }
  };
  const visible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const told = generations.find((one) => one.toldBy.some((selector) => all(document, selector).length));
  // What no generation knows is looked at as if it were the first: a wall may look like before.
  const { selectors, active } = told ?? generations[0];
  const pages = active ? all(document, active.replace(/=.*\]$/, "]")) : [];
  const scope = pages.length ? pages.filter((page) => page.matches(active)) : [document];
  const shown = (roots, candidates) =>
    candidates.flatMap((selector) => roots.flatMap((root) => all(root, selector))).filter(visible);
  const look = (name, candidates) => {
    for (const selector of candidates) {
      const found = (anywhere.includes(name) ? [document] : scope)
        .flatMap((root) => all(root, selector))
        .filter((element) => unseen.includes(name) || visible(element));
      if (found.length) return { selector, count: found.length };
    }
    return null;
  };

  const quoted = states.quoted.join(", ");
  const own = (element) => {
    const texts = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(quoted)) texts.push(walker.currentNode.data);
    return texts.join(" ");
  };
  const dialogs = shown([document], states.places.dialog);
  const places = {
    dialog: () => dialogs.map((element) => ({ element, text: element.innerText })),
    notice: () => shown([document], states.places.notice).map((element) => ({ element, text: own(element) })),
    error: () => shown(scope, states.places.error).map((element) => ({ element, text: element.innerText })),
    turn: () => shown(scope, states.places.turn).slice(-1).map((element) => ({ element, text: own(element) })),
    composer: () => shown(scope, states.places.composer).map((element) => ({ element, text: own(element) })),
    page: () => {
      const text = `${document.title} ${document.body?.innerText ?? ""}`;
      return !document.body || told || text.length > 600 ? [] : [{ element: document.body, text }];
    },
  };
  const read = new Map();
  const at = (place) => {
    if (!read.has(place))
      read.set(place, places[place]().map((one) => ({ ...one, text: plain(one.text), low: plain(one.text).toLowerCase() })));
    return read.get(place);
  };
  const label = (button) => plain(button.getAttribute("aria-label") || button.innerText);
  const named = (element, names) => {
    const lower = names.map((name) => name.toLowerCase());
    const buttons = shown([element], ["button", '[role="button"]']);
    return buttons.filter((button) => lower.includes(label(button).toLowerCase()));
  };
  const match = (state) => {
    if (state.unknown && told) return null;
    const [marked] = state.hidden
      ? state.selectors.flatMap((selector) => all(document, selector))
      : shown([document], state.selectors);
    if (marked) return { element: marked, text: plain(marked.innerText ?? "") };
    for (const place of state.places)
      for (const one of at(place)) {
        const says = state.words.some((word) => one.low.includes(word));
        if (!says && !named(one.element, state.buttons).length) continue;
        if (named(one.element, state.unless).length) continue;
        return one;
      }
    return null;
  };
  const claims = states.all
    .map((state) => ({ state, hit: match(state) }))
    .filter(({ hit }) => hit);

  if (press) {
    const claim = claims.find(({ state }) => state.name === press);
    if (!claim) return null;
    const { element } = claim.hit;
    const frame = element.closest(states.places.dialog.join(", ")) ?? element;
    const harmless = (button) =>
      !button.disabled && !states.never.some((word) => label(button).toLowerCase().includes(word));
    for (const name of claim.state.close) {
      const found = name.startsWith("css:") ? shown([frame], [name.slice(4)]) : named(frame, [name]);
      const button = found.find(harmless);
      if (button) return button;
    }
    return null;
  }
  const claimed = (dialog) =>
    claims.some(({ hit }) => hit.element.contains(dialog) || dialog.contains(hit.element));
  return {
    generation: told?.name ?? "",
    language: document.documentElement?.lang ?? "",
    origin: location.origin,
    path: location.pathname,
    title: document.title,
    found: Object.fromEntries(Object.entries(selectors).map(([name, list]) => [name, look(name, list)])),
    states: claims.map(({ state, hit }) => ({ name: state.name, text: hit.text.slice(0, 400) })),
    strange: dialogs.some((dialog) => !claimed(dialog)),
    bad: [...bad],
  };
}
