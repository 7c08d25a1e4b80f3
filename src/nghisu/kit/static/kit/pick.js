// A long <select data-pick> gets a line above it that narrows the choices, with or without marks.
const LONG = 12;
const bare = (text) =>
  text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

for (const list of document.querySelectorAll("select[data-pick]")) {
  if (list.options.length <= LONG) continue;
  const all = [...list.options].map((option) => ({ option, words: bare(option.text) }));
  const line = document.createElement("input");
  line.type = "search";
  line.className = "input pick-line";
  line.autocomplete = "off";
  line.placeholder = document.documentElement.lang === "en" ? "Type a part of the name" : "Gõ một phần của tên";
  line.setAttribute("aria-label", `${list.labels[0]?.textContent.trim() ?? ""}: ${line.placeholder}`);
  line.addEventListener("input", () => {
    const words = bare(line.value).split(/\s+/).filter(Boolean);
    const chosen = list.value;
    const fitting = all.filter(({ option, words: text }) =>
      !option.value || option.value === chosen || words.every((word) => text.includes(word)));
    list.replaceChildren(...fitting.map(({ option }) => option));
    const named = fitting.filter(({ option }) => option.value && option.value !== chosen);
    list.value = words.length && named.length === 1 ? named[0].option.value : chosen;
  });
  list.before(line);
}
