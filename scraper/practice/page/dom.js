// Elements without innerHTML: text stays text.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  // Only the first numbers of this one are a fact; it draws a rounded square.
  stop: "M4.5 5.75C4.5 5.05964 5.05964 4.5 5.75 4.5H14.25C14.94 4.5 15.5 5.06 15.5 5.75V14.25"
    + "C15.5 14.94 14.94 15.5 14.25 15.5H5.75C5.06 15.5 4.5 14.94 4.5 14.25Z",
  send: "M9.25 16V6.8L5.6 10.4 4.5 9.3 10 3.8 15.5 9.3 14.4 10.4 10.75 6.8V16Z",
  voice: "M5 8H6.5V12H5ZM8 5H9.5V15H8ZM11 7H12.5V13H11ZM14 9H15.5V11H14Z",
  microphone: "M10 3A2 2 0 0 1 12 5V9A2 2 0 0 1 8 9V5A2 2 0 0 1 10 3Z"
    + "M5 9H6.4A3.6 3.6 0 0 0 13.6 9H15A5 5 0 0 1 10.7 13.9V17H9.3V13.9A5 5 0 0 1 5 9Z",
  plus: "M9.3 4H10.7V9.3H16V10.7H10.7V16H9.3V10.7H4V9.3H9.3Z",
  pencil: "M4 13.5 13 4.5 15.5 7 6.5 16H4Z",
  copy: "M7 4H16V13H13V16H4V7H7ZM8.4 5.4V7H13V11.6H14.6V5.4Z",
  dots: "M4.5 9H6.5V11H4.5ZM9 9H11V11H9ZM13.5 9H15.5V11H13.5Z",
  share: "M9.3 12V6.4L7.2 8.5 6.2 7.5 10 3.7 13.8 7.5 12.8 8.5 10.7 6.4V12ZM5 11H6.4V14.6H13.6V11H15V16H5Z",
  again: "M10 4.5A5.5 5.5 0 1 0 15.5 10H14A4 4 0 1 1 10 6V8L13 5.2 10 2.5Z",
  speaker: "M4 8H6.5L10 5V15L6.5 12H4ZM12 7.5A3.5 3.5 0 0 1 12 12.5Z",
  thumb: "M7 9 9.5 4H11V8H15L14 15H7ZM4 9H6V15H4Z",
  file: "M5 3H11.5L15 6.5V17H5ZM6.4 4.4V15.6H13.6V7.5H10.5V4.4Z",
  cross: "M5.5 4.4 10 8.9 14.5 4.4 15.6 5.5 11.1 10 15.6 14.5 14.5 15.6 10 11.1 5.5 15.6 4.4 14.5 8.9 10 4.4 5.5Z",
  check: "M8.2 14.4 4.2 10.4 5.3 9.3 8.2 12.2 14.7 5.7 15.8 6.8Z",
  down: "M5 7.5 10 12.5 15 7.5 14 6.5 10 10.5 6 6.5Z",
  left: "M12.5 5 7.5 10 12.5 15 13.5 14 9.5 10 13.5 6Z",
  right: "M7.5 5 12.5 10 7.5 15 6.5 14 10.5 10 6.5 6Z",
  lock: "M7 9V7A3 3 0 0 1 13 7V9H14V15H6V9ZM8.4 9H11.6V7A1.6 1.6 0 0 0 8.4 7Z",
  temporary: "M10 3.5A6.5 6.5 0 0 0 3.5 10L4.9 10A5.1 5.1 0 0 1 10 4.9ZM11.5 3.7 11.2 5A5.1 5.1 0 0 1 15 8.8L16.3 8.5A6.5 6.5 0 0 0 11.5 3.7ZM16.3 11.5 15 11.2A5.1 5.1 0 0 1 4.9 11.2L3.6 11.5V16.5H10A6.5 6.5 0 0 0 16.3 11.5Z",
  book: "M4 5H9.3V15H4ZM10.7 5H16V15H10.7Z",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { width: 20, height: 20, viewBox: "0 0 20 20", fill: "currentColor", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function button(label, picture, attributes = {}) {
  return h("button", { type: "button", "aria-label": label, title: label, ...attributes }, icon(picture));
}

export const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
