// The page's skeleton, to see what has changed in it: tags and attributes, no texts, no addresses, no ids of anything.
// Labels of buttons stay, where they can't name somebody's things.
() => {
  const PRIVATE = [
    "nav", "#history", "#stage-slideover-sidebar", "[data-sidebar-project-container-id]", "[data-testid='accounts-profile-button']",
    "[data-message-author-role]", "[data-user-message-bubble]", "[data-markdown-text-style]", "[class*='MarkdownRoot']", ".markdown",
    "[class*='resource-card']", "[class*='file-tile']", "[class*='ComposerLayoutAttachments']", "[contenteditable]", "a",
  ].join(",");
  const LEFT_OUT = new Set(["SCRIPT", "STYLE", "LINK", "META", "TITLE", "NOSCRIPT", "TEMPLATE", "BASE"]);
  const NO = /^(href|src|srcset|title|value|alt|content|name|style|placeholder|action|poster|d|nonce|on.*|.*-(title|text|label|name|value|query|placeholder|url|href))$/;
  const masked = (text) => text.replace(/[0-9a-f]{6,}(-[0-9a-f]{4,})*|WEB:[\w-]+|[0-9]{3,}/gi, "#");
  const word = /^[A-Za-z0-9_:.#/-]{0,60}$/;
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const attribute = (element, { name, value }) => {
    if (name === "aria-label") {
      const button = element.matches("button, [role=menuitem], [role=menuitemradio], [role=slider], [role=radio]");
      return button && value.length <= 40 && !element.closest(PRIVATE) ? value : "…";
    }
    if (name === "class") return masked(value).slice(0, 160);
    if (NO.test(name)) return null;
    const safe = /^(data-|aria-|role$|type$|id$|lang$|dir$|hidden$|disabled$|inert$|open$|contenteditable$|tabindex$|for$|accept$|multiple$|checked$)/.test(name);
    if (!safe) return null;
    return word.test(value) ? masked(value) : "…";
  };
  const lines = [];
  const walk = (element, depth) => {
    if (LEFT_OUT.has(element.tagName) || lines.length > 5000) return;
    const tag = element.tagName.toLowerCase();
    if (tag === "svg") {
      const path = element.querySelector("path")?.getAttribute("d")?.slice(0, 28);
      lines.push(`${"  ".repeat(depth)}<svg${path ? ` d="${escaped(path)}…"` : ""}>`);
      return;
    }
    const attributes = [...element.attributes]
      .map((one) => [one.name, attribute(element, one)])
      .filter(([, value]) => value !== null)
      .map(([name, value]) => (value === "" ? ` ${name}` : ` ${name}="${escaped(value)}"`));
    lines.push(`${"  ".repeat(Math.min(depth, 40))}<${tag}${attributes.join("")}>`);
    for (const child of element.children) walk(child, depth + 1);
  };
  if (document.documentElement) walk(document.documentElement, 0);
  return lines.join("\n");
}
