// Tells the server that this console is alive, and says whether the line is there. The answer is a stamp:
// when it differs from the one shown, something happened (the hall solved an incident), and the state is fetched.
const WORDS = {
  vi: { on: "Đang trực tuyến.", off: "Mất đường truyền. Cứ tiếp tục làm việc: báo cáo được giữ lại và tự gửi khi có mạng." },
  en: { on: "On line.", off: "The line is gone. Go on working: reports are kept and sent by themselves when it is back." },
}[document.documentElement.lang === "en" ? "en" : "vi"];
const { pulse, source, every } = document.body.dataset;
let { stamp } = document.body.dataset;
const line = document.querySelector("[data-line]");
let timer;

function say(isOn) {
  line.hidden = false;
  line.dataset.line = isOn ? "on" : "off";
  const words = isOn ? WORDS.on : WORDS.off;
  if (line.textContent !== words) line.textContent = words;
}

async function look() {
  const answer = await fetch(source, { credentials: "same-origin", signal: AbortSignal.timeout(15000) });
  if (answer.ok) document.dispatchEvent(new CustomEvent("queue:answer", { detail: await answer.text() }));
}

async function beat() {
  clearTimeout(timer);
  timer = setTimeout(beat, Number(every) * 1000);
  if (!pulse || !navigator.onLine) return say(navigator.onLine);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(pulse, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin", signal: AbortSignal.timeout(15000) });
    say(answer.ok && !answer.redirected);
    const now = answer.ok && !answer.redirected ? await answer.text() : stamp;
    if (now !== stamp) {
      stamp = now;
      await look();
    }
  } catch {
    say(false);
  }
}

document.addEventListener("queue:stored", () => beat());
addEventListener("online", beat);
addEventListener("offline", () => say(false));
beat();
