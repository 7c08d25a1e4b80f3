// While a form with data-progress is on its way, ask how far the server is and show it. The address holds
// KEY where the form's own key belongs. Without this script the browser simply waits.
const EVERY = 500;

async function ask(address, bar) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { done, total } = await answer.json();
    if (total > 0) {
      bar.max = total;
      bar.value = done;
    }
  } catch {
    // The next turn asks again.
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const pattern = form.dataset.progress;
  const waiting = form.querySelector(".waiting");
  if (!pattern || !waiting || event.defaultPrevented) return;
  const address = pattern.replace("KEY", encodeURIComponent(form.elements.idempotency_key.value));
  waiting.hidden = false;
  const timer = setInterval(() => ask(address, waiting.querySelector("progress")), EVERY);
  window.addEventListener("pagehide", () => clearInterval(timer), { once: true });
});

window.addEventListener("pageshow", () => {
  for (const waiting of document.querySelectorAll(".waiting")) waiting.hidden = true;
});
