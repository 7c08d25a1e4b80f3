// Clocks of a running meeting: <span class="clock" data-since="…" data-minutes="20"> counts up and turns to
// "is-over" past what was planned; with data-budget and data-used (seconds) it counts down what a speaker has
// left. The server's time counts: the page says in its head what it was when the page was made.
const made = Date.parse(document.querySelector("meta[name=nghisu-now]")?.content ?? "");
const skew = Number.isNaN(made) ? 0 : made - (performance.timeOrigin || Date.now());
const SOON = 60;

const two = (number) => String(number).padStart(2, "0");
function written(seconds) {
  const all = Math.abs(Math.trunc(seconds));
  const hours = Math.trunc(all / 3600);
  const rest = `${two(Math.trunc((all % 3600) / 60))}:${two(all % 60)}`;
  return `${seconds < 0 ? "−" : ""}${hours ? `${hours}:` : ""}${rest}`;
}

function tick() {
  const now = Date.now() + skew;
  for (const clock of document.querySelectorAll(".clock")) {
    const since = Date.parse(clock.dataset.since ?? "");
    const ran = Number.isNaN(since) ? 0 : Math.max(0, (now - since) / 1000);
    const { budget, used, minutes } = clock.dataset;
    const text = budget ? written(Number(budget) - Number(used || 0) - ran) : Number.isNaN(since) ? "" : written(ran);
    if (clock.textContent !== text) clock.textContent = text;
    const left = budget ? Number(budget) - Number(used || 0) - ran : minutes ? Number(minutes) * 60 - ran : Infinity;
    clock.classList.toggle("is-soon-over", left <= SOON && left > 0);
    clock.classList.toggle("is-over", left <= 0);
  }
}

tick();
setInterval(tick, 1000);
document.addEventListener("live:changed", tick);
