// Whether a click on the Send button would reach it and do something: "ready", "disabled", "covered" or "none".
(selector) => {
  const button = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
  if (!button) return "none";
  if (button.disabled || button.getAttribute("aria-disabled") === "true") return "disabled";
  const { x, y, width, height } = button.getBoundingClientRect();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  return hit && button.contains(hit) ? "ready" : "covered";
}
