// Says in the frame how many notices are new; asked at most once a minute, after the page is there.
const place = document.querySelector("[data-notices]");
const KEPT = "nghisu-notices";
const MINUTE = 60_000;

function show({ count, words }) {
  place.querySelector("[data-notices-count]").textContent = count ? String(count) : "";
  if (count) place.setAttribute("aria-label", words);
}

async function ask() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  if (kept.language === document.documentElement.lang && Date.now() - kept.at < MINUTE) return show(kept);
  if (!navigator.onLine) return undefined;
  try {
    const answer = await fetch(place.dataset.notices, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return undefined;
    const told = { ...(await answer.json()), at: Date.now(), language: document.documentElement.lang };
    sessionStorage.setItem(KEPT, JSON.stringify(told));
    return show(told);
  } catch {
    return undefined; // the page says it, too
  }
}

if (place) {
  if (location.pathname === place.getAttribute("href")) sessionStorage.removeItem(KEPT);
  addEventListener("load", () => setTimeout(ask, 0), { once: true });
  if (document.readyState === "complete") ask();
}
