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

function keep(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const keepFile = (name, value) => keep(name, new Blob([JSON.stringify(value)], { type: "application/json" }));

// Rows of true and false: the squares of a code.
async function codeRows(text) {
  const { encodeQR } = await import("../../vendor/qr/index.js");
  return encodeQR(text, "raw", { ecc: "medium", border: 2 });
}

// A picture of a code with lines of text below it, for whoever keeps the receipt on a phone.
export async function keepPicture(name, text, lines) {
  const rows = await codeRows(text);
  const [wide, side, high] = [720, Math.floor(480 / rows.length), 30];
  const parts = lines.flatMap((line) => line.match(/.{1,40}(?=\s|$)|.{1,40}/g) ?? [""]);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [wide, side * rows.length + high * (parts.length + 2)];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, wide, canvas.height);
  pen.fillStyle = "#000";
  const left = Math.floor((wide - side * rows.length) / 2);
  for (const [y, row] of rows.entries())
    for (const [x, dark] of row.entries()) if (dark) pen.fillRect(left + x * side, y * side, side, side);
  pen.font = "22px monospace";
  pen.textAlign = "center";
  for (const [at, line] of parts.entries()) pen.fillText(line.trim(), wide / 2, side * rows.length + high * (at + 1));
  keep(name, await new Promise((made) => canvas.toBlob(made, "image/png")));
}

export async function drawCode(place, text) {
  const rows = await codeRows(text);
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
