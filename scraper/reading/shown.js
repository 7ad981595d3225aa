// The answer to one question as the page shows it, as Markdown. Reads only. The page's rendering has lost some of the
// source (backslashes, the kind of list mark, parts of long code): for when nothing else can be read.
// Also given: whether it looks finished, which none of this proves.
({ selectors, parts, active, question }) => {
  const pages = [...document.querySelectorAll("[data-app-shell-active-page]")];
  const scope = active && pages.length ? pages.filter((page) => page.matches(active)) : [document];
  const css = (list) => list.filter((one) => !one.includes(":text-is(")).join(", ") || "not-there";
  const all = (list) => scope.flatMap((root) => [...root.querySelectorAll(css(list))]);
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const after = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const names = parts.unit_id ?? [];
  const has = (element) =>
    element.getAttribute("data-turn-key") === question ||
    names.some((name) => (element.getAttribute(name) ?? "").split(/\s+/).includes(question));
  const ours = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) if (has(at)) return true;
    return names.some((name) => [...element.querySelectorAll(`[${name}]`)].some(has));
  };
  const asked = all(selectors.user).filter(visible);
  const user = asked.filter(ours).at(-1);
  if (!user) return null;
  const next = asked.find((element) => element !== user && !user.contains(element) && !element.contains(user) && after(user, element));
  const mine = (element) => after(user, element) && (!next || after(element, next));
  const units = all(selectors.assistant).filter((element) => visible(element) && mine(element));
  const outer = units.filter((unit) => !units.some((other) => other !== unit && other.contains(unit)));

  const is = (element, part) => Boolean(parts[part]?.length) && element.matches(css(parts[part]));
  const links = /^(https?:|sandbox:)/;
  const kept = ["citation", "inline_code", "code", "file", "math"];
  const excluded = (element) =>
    is(element, "excluded") && !kept.some((part) => is(element, part)) && !element.querySelector(css(parts.file ?? []));
  const fenced = (text) => "`".repeat(Math.max(3, ...[...text.matchAll(/^ {0,3}(`{3,})/gm)].map(([, run]) => run.length + 1)));
  let partial = false;

  const lines = (element) => {
    if (element.querySelector(".cm-gap")) partial = true;
    const rows = [...element.querySelectorAll(".cm-line")];
    return rows.length ? rows.map((row) => row.textContent).join("\n") : element.textContent;
  };
  const code = (element) => {
    const body = (parts.code_text ?? []).map((one) => element.querySelector(one)).find(Boolean) ?? element;
    const told = [element, ...element.querySelectorAll(css(parts.code_language ?? []))];
    const language =
      told.map((one) => one.getAttribute("data-language") ?? /language-([\w+#-]+)/.exec(one.className)?.[1]).find(Boolean) ??
      header(element, body);
    const text = lines(body).replace(/\n$/, "");
    const fence = fenced(text);
    return `${fence}${language}\n${text}\n${fence}`;
  };
  // The words above the code that are no button.
  const header = (element, body) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement: at, textContent } = walker.currentNode;
      if (body.contains(at)) return "";
      if (!at.closest("button") && textContent.trim()) return textContent.trim().toLowerCase().split(/\s/)[0];
    }
    return "";
  };
  const leaf = (element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.textContent.trim()) return walker.currentNode.textContent.trim();
    return "";
  };
  const cited = (element) => {
    const link = element.closest("a[href]") ?? element.querySelector("a[href]");
    if (!link || !links.test(link.getAttribute("href"))) return "";
    const title = (link.getAttribute("aria-label") ?? "").replace(`, ${link.href}`, "") || leaf(link);
    return `[${title}](${link.getAttribute("href")})`;
  };
  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent.replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.matches(".katex, .katex-display")) {
      const tex = node.querySelector(css(parts.math ?? []))?.textContent ?? node.textContent;
      return node.matches(".katex-display") || node.closest(".katex-display") ? `\\[${tex}\\]` : `\\(${tex}\\)`;
    }
    if (is(node, "inline_code") && !node.closest("pre")) return `\`${node.textContent}\``;
    if (is(node, "citation")) return cited(node);
    if (excluded(node)) return "";
    const text = () => [...node.childNodes].map(inline).join("");
    switch (node.tagName) {
      case "BR": return "\n";
      case "STRONG": case "B": return `**${text()}**`;
      case "EM": case "I": return `*${text()}*`;
      case "DEL": case "S": return `~~${text()}~~`;
      case "A": {
        const address = node.getAttribute("href") ?? "";
        return links.test(address) ? `[${text().trim()}](${address})` : text();
      }
      case "IMG": case "SVG": case "svg": return "";
      default: return text();
    }
  };
  const row = (element) => `| ${[...element.children].map((cell) => inline(cell).trim().replaceAll("|", "\\|")).join(" | ")} |`;
  const table = (element) => {
    const [head, ...rest] = [...element.querySelectorAll("tr")];
    return head ? [row(head), `|${" --- |".repeat(head.children.length)}`, ...rest.map(row)].join("\n") : "";
  };
  const list = (element) => {
    let number = Number(element.getAttribute("start") ?? 1);
    const items = [...element.children].filter((item) => item.tagName === "LI").map((item) => {
      const mark = element.tagName === "OL" ? `${number++}. ` : "- ";
      const body = blocks(item, "\n").replaceAll("\n", `\n${" ".repeat(mark.length)}`);
      return mark + body;
    });
    return items.join("\n");
  };
  const BLOCK = "p, h1, h2, h3, h4, h5, h6, ul, ol, li, pre, blockquote, table, hr, div, section";
  const isBlock = (node) =>
    node.nodeType === Node.ELEMENT_NODE && (node.matches(BLOCK) || is(node, "code") || Boolean(node.querySelector(BLOCK)));
  const block = (element) => {
    if (is(element, "code") || element.tagName === "PRE") return code(element);
    if (is(element, "citation")) return cited(element);
    if (excluded(element)) return "";
    if (element.matches(".katex-display")) return inline(element);
    const heading = /^H([1-6])$/.exec(element.tagName);
    if (heading) return `${"#".repeat(heading[1])} ${inlines(element)}`;
    switch (element.tagName) {
      case "P": return inlines(element);
      case "UL": case "OL": return list(element);
      case "TABLE": return table(element);
      case "HR": return "---";
      case "BLOCKQUOTE": return blocks(element, "\n\n").split("\n").map((one) => `> ${one}`.trimEnd()).join("\n");
      default: return blocks(element, "\n\n");
    }
  };
  const inlines = (element) => [...element.childNodes].map(inline).join("").replace(/ *\n */g, "\n").trim();
  const blocks = (element, between) => {
    const found = [];
    let run = "";
    const flush = () => {
      if (run.trim()) found.push(run.replace(/ *\n */g, "\n").trim());
      run = "";
    };
    for (const node of element.childNodes) {
      if (!isBlock(node)) run += inline(node);
      else {
        flush();
        const text = block(node);
        if (text) found.push(text);
      }
    }
    flush();
    return found.join(between);
  };
  const texts = outer.flatMap((unit) => {
    const inside = [...unit.querySelectorAll(css(parts.answer_text ?? []))].filter(visible);
    return (inside.length ? inside : [unit]).map((element) => blocks(element, "\n\n"));
  });
  return {
    text: texts.filter(Boolean).join("\n\n"),
    finished: all(selectors.finished).some((element) => visible(element) && mine(element)),
    writing: all([...selectors.stop]).some(visible),
    partial,
  };
}
