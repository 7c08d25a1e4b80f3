// The page without a line: opens what this device kept for the address, or lists what it has.
const place = document.querySelector("[data-shell]");
const store = await import(place.dataset.store);
const LISTS = { vi: "Có trên máy này", en: "Kept on this device" };
const language = document.documentElement.lang === "en" ? "en" : "vi";

function way(address, words, hint = "") {
  const line = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: address, className: "way" });
  const both = Object.assign(document.createElement("span"), { className: "way-words" });
  both.append(Object.assign(document.createElement("span"), { className: "way-name", textContent: words }));
  if (hint) both.append(Object.assign(document.createElement("span"), { className: "way-hint", textContent: hint }));
  link.append(both);
  line.append(link);
  return line;
}

async function list() {
  const kept = (await store.get("about", "kept")) ?? {};
  const lines = Object.values(kept).flatMap((meeting) => [
    way(meeting.pages[0][0], meeting.title, `${meeting.starts} · ${meeting.place}`),
    ...meeting.papers.map((paper) => way(paper.pages[0][0], paper.title)),
  ]);
  if (!lines.length) return;
  const title = Object.assign(document.createElement("h2"), { textContent: LISTS[language] });
  document.querySelector("[data-shell-list]").replaceChildren(...lines);
  document.querySelector("[data-shell-list]").before(title);
  if (location.pathname === place.dataset.scope) document.querySelector("[data-shell-nothing]").hidden = true;
}

await store.expire();
const page = await store.get("pages", location.pathname);
if (page) {
  const read = new DOMParser().parseFromString(page.html, "text/html");
  document.title = page.title;
  place.replaceChildren(...read.body.childNodes);
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
} else {
  await list();
}
document.documentElement.dataset.shellDone = page ? "page" : "list";
document.dispatchEvent(new CustomEvent("corner:shown"));
