// Reading: the size of the letters at once, notes beside their paragraph, words marked by choosing them.
const nearest = (node) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest("[data-passage]");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("sizes" in form.dataset) || !event.submitter?.value) return;
  event.preventDefault();
  const size = event.submitter.value;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `nghisu-text=${size}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  document.querySelector("[data-flow]")?.setAttribute("data-size", size);
  for (const one of form.querySelectorAll("button")) {
    if (one.value === size) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
});

function open(link, words = "") {
  document.querySelectorAll(".note-form").forEach((one) => one.remove());
  const number = link.dataset.note;
  const place = document.querySelector(`[data-note-place="${number}"]`);
  const template = document.getElementById("note-form");
  if (!place || !template) return false;
  place.after(template.content.cloneNode(true));
  const form = place.parentElement.querySelector(".note-form");
  const text = place.querySelector("[data-note-text]").textContent.trim();
  const marked = [link.dataset.marked ?? "", words].filter(Boolean).join("\n");
  const values = { paragraph: number, text, read_as: text, marked };
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  if (form.elements.idempotency_key) form.elements.idempotency_key.value = crypto.randomUUID();
  form.elements.text.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-note]");
  if (link && open(link)) event.preventDefault();
});

// Chosen words can be marked.
document.addEventListener("selectionchange", () => {
  const bar = document.querySelector("[data-mark-bar]");
  if (!bar) return;
  const chosen = getSelection();
  const passage = chosen.isCollapsed ? null : nearest(chosen.anchorNode);
  bar.hidden = !passage || passage !== nearest(chosen.focusNode) || !passage.querySelector("[data-words]");
});
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.("[data-mark]")) event.preventDefault(); // the choice of words stays
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-mark]")) return;
  const chosen = getSelection();
  const words = chosen.toString().replace(/\s+/g, " ").trim();
  const link = nearest(chosen.anchorNode)?.querySelector("a[data-note]");
  if (link && words) open(link, words);
});

// A note that waits for the line stands where it was written.
function stand(number, text, marked) {
  const place = document.querySelector(`[data-note-place="${number}"]`);
  if (!place) return;
  place.querySelector("[data-note-text]").textContent = text;
  place.hidden = !text && number !== "0";
  place.classList.add("waits");
  const link = document.querySelector(`a[data-note="${number}"]`);
  if (link) link.dataset.marked = marked;
  paint(place.parentElement.querySelector("[data-words]"), marked.split("\n"));
}

function paint(place, marks) {
  if (!place) return;
  const text = place.textContent;
  const wanted = marks.map((one) => one.trim()).filter((one) => one && text.includes(one));
  place.replaceChildren();
  let at = 0;
  while (at < text.length) {
    const next = wanted.map((one) => [text.indexOf(one, at), one]).filter(([from]) => from >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!next) break;
    place.append(text.slice(at, next[0]), Object.assign(document.createElement("mark"), { textContent: next[1] }));
    at = next[0] + next[1].length;
  }
  place.append(text.slice(at));
}

document.addEventListener("corner:waiting", (event) => {
  const form = document.querySelector("#note-form")?.content.querySelector("form");
  const own = form && new URL(form.getAttribute("action"), location.href).href;
  for (const entry of event.detail.filter((one) => one.url === own)) {
    const value = Object.fromEntries(entry.fields);
    stand(value.paragraph, value.text, value.marked ?? "");
  }
});
document.addEventListener("corner:kept", (event) => {
  if (event.detail.form.matches(".note-form")) event.detail.form.remove();
  else event.detail.form.reset();
});
