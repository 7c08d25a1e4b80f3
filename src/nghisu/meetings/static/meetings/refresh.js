// Fetches <section id="…" data-refresh="20" data-live-source="…"> anew every so many seconds: what only time
// changes, like a console that fell silent, is announced by nobody. A hidden page waits until it is seen.
const part = () => document.querySelector("[data-refresh][data-live-source]");

async function look() {
  const old = part();
  if (!old || document.hidden || !navigator.onLine) return;
  try {
    const answer = await fetch(location.pathname + old.dataset.liveSource, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(old.id);
    const now = part();
    if (found && now && !now.contains(document.activeElement)) now.replaceWith(found);
  } catch {
    // no line: the next look comes soon
  }
}

const every = Number(part()?.dataset.refresh || 0) * 1000;
if (every) setInterval(look, every);
