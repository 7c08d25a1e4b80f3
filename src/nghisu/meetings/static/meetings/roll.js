// The clerk's list: typing narrows it, the arrow keys choose, Enter checks in who is chosen. A code or an
// address that was scanned goes to the server as it is.
const search = document.querySelector("[data-roll-search]");
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d").trim();
const rows = () => [...document.querySelectorAll("[data-roll] > [data-person]")];
const shown = () => rows().filter((row) => !row.hidden);
const isCode = (text) => /[:/=]/.test(text) || /^\s*[0-9a-z]{3}[-–]?[0-9a-z]{3}\s*$/i.test(text);
let chosen = "";

function mark() {
  for (const row of rows()) row.toggleAttribute("data-here", Boolean(chosen) && row.dataset.person === chosen && !row.hidden);
  document.querySelector("[data-here]")?.scrollIntoView({ block: "nearest" });
}

function narrow() {
  const words = isCode(search.value) && /[0-9:/=]/.test(search.value) ? [] : fold(search.value).split(/\s+/).filter(Boolean);
  for (const row of rows()) row.hidden = !words.every((word) => row.dataset.folded.includes(word));
  const left = shown();
  chosen = words.length && left.length ? (left.find((row) => row.dataset.person === chosen) ?? left[0]).dataset.person : "";
  mark();
}

function step(by) {
  const left = shown();
  const at = left.findIndex((row) => row.dataset.person === chosen);
  chosen = left[Math.min(Math.max(at + by, 0), left.length - 1)]?.dataset.person ?? "";
  mark();
}

if (search) {
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    }
    const button = event.key === "Enter" && document.querySelector("[data-here] [data-roll-in]");
    if (button) {
      event.preventDefault();
      button.click();
      search.value = "";
      narrow();
    }
  });
  search.form.addEventListener("reset", () => setTimeout(narrow));
  document.addEventListener("queue:placed", narrow);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-roll] button")) copyPlace();
  }, true);
}

function copyPlace() {
  const copy = document.querySelector("[data-roll-place-copy]");
  if (copy) copy.value = document.querySelector("[data-roll-place]")?.value ?? "";
}
