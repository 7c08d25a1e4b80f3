// What the pages of a secret vote share: words of the page, faults, and files that are made here.
export const part = (name, within = document) => within.querySelector(`[data-${name}]`);
export const show = (element, shown = true) => element && (element.hidden = !shown);

export function wordsOf(root) {
  const words = {};
  for (const one of root.querySelectorAll("[data-words] [data-word]")) words[one.dataset.word] = one.textContent.trim();
  return words;
}

export function say(element, words) {
  element.textContent = words;
  element.hidden = !words;
  if (words) element.scrollIntoView?.({ block: "nearest" });
}

export function keepFile(name, value) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(value)], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Draw a code of squares, from rows of true and false.
export async function drawCode(place, text) {
  const { encodeQR } = await import("../../vendor/qr/index.js");
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 2 });
  const space = "http://www.w3.org/2000/svg";
  const image = document.createElementNS(space, "svg");
  image.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  image.setAttribute("shape-rendering", "crispEdges");
  image.setAttribute("role", "img");
  image.setAttribute("aria-label", "QR");
  const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", squares);
  image.append(path);
  place.replaceChildren(image);
}
