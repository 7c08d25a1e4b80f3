// While somebody types in the search line the best few finds stand below it; arrows and Enter go there.
const WAIT = 200;

for (const line of document.querySelectorAll("[data-quick]")) {
  const list = document.createElement("div");
  list.className = "quick";
  list.id = `${line.id}-quick`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", line.labels?.[0]?.textContent.trim() || line.placeholder);
  list.hidden = true;
  line.setAttribute("aria-controls", list.id);
  line.closest("form").append(list);
  let timer = 0;
  let asked = "";

  const close = () => {
    list.hidden = true;
    list.replaceChildren();
  };
  const ask = async () => {
    const words = line.value.trim();
    if (words.length < 2) {
      asked = "";
      close();
      return;
    }
    asked = words;
    const answer = await fetch(`${line.dataset.quick}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer?.ok || asked !== words || document.activeElement === document.body) return;
    list.innerHTML = await answer.text();
    list.hidden = false;
  };
  line.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  line.closest("form").addEventListener("keydown", (event) => {
    const finds = [...list.querySelectorAll("a")];
    if (event.key === "Escape") {
      close();
      line.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && finds.length) {
      event.preventDefault();
      const here = finds.indexOf(document.activeElement);
      const next = here + (event.key === "ArrowDown" ? 1 : -1);
      (finds[next] ?? line).focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!line.closest("form").contains(event.target)) close();
  });
}
