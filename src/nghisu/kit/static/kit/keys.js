// The keys of every page, as kit/shortcuts.py lists them. Ctrl+K goes to the search line, "?" to the guide,
// Ctrl+/ shows the sheet of keys, and G with a letter a page of the main menu. Single letters can be switched off.
const WAIT = 1500;
const off = () => /(?:^|;\s*)nghisu-keys=off(?:;|$)/.test(document.cookie);
const typing = (event) =>
  event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
let pressed = 0;

document.addEventListener("keydown", (event) => {
  if (event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.shiftKey) return;
    if (event.key === "/") {
      event.preventDefault();
      sheet();
      return;
    }
    const line = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!line) return;
    event.preventDefault();
    line.focus();
    line.select();
    return;
  }
  if (event.isComposing || event.repeat || off() || typing(event) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    const help = document.querySelector("[data-help]");
    if (help) help.click();
  } else if (pressed && Date.now() - pressed < WAIT) {
    pressed = 0;
    const link = document.querySelector(`[data-menu-key="${CSS.escape(event.key.toUpperCase())}"]`);
    if (link) link.click();
  } else {
    pressed = event.key === "g" || event.key === "G" ? Date.now() : 0;
  }
});

// The sheet is the list of the page of keys, shown over the page one is on.
async function sheet() {
  const open = document.querySelector("dialog[data-keys]");
  if (open) {
    open.close();
    return;
  }
  const link = document.querySelector("[data-keys-page]");
  if (!link) return;
  const answer = await fetch(link.href).catch(() => null);
  const found = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const list = found?.querySelector("[data-keys-list]");
  if (!list) {
    link.click();
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.dataset.keys = "";
  dialog.className = "keys-sheet";
  dialog.setAttribute("aria-label", list.dataset.keysList);
  const shut = document.createElement("button");
  shut.className = "button button-quiet";
  shut.textContent = list.dataset.close;
  shut.addEventListener("click", () => dialog.close());
  dialog.append(document.adoptNode(list), shut);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
