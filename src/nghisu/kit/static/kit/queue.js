// Forms marked data-queue="what it is" go out by themselves, and wait here while the line is gone: each keeps
// the key it was made with, so the server does it once however often it is sent, and how long ago it was
// pressed. The answer is a piece of the page with an id; it takes the place of the one that stands there.
// What waits survives a reload and belongs to who is signed in (data-queue-owner). Without this script the
// forms are sent as any other.
const WORDS = {
  vi: { wait: "Đang chờ đường truyền, sẽ tự gửi:", sending: "Đang gửi:", out: "Phiên đăng nhập đã hết. Hãy tải lại trang và đăng nhập; nội dung chờ gửi vẫn còn.", refused: "Không được chấp nhận:", drop: "Đã đọc", move: "Chuyển về đây" },
  en: { wait: "Waiting for the line, will be sent:", sending: "Being sent:", out: "You are signed out. Reload the page and sign in; what waits is kept.", refused: "Not accepted:", drop: "Read", move: "Move here" },
}[document.documentElement.lang === "en" ? "en" : "vi"];
const OWN = document.querySelector("[data-queue-owner]")?.dataset.queueOwner ?? "";
const PLACE = `nghisu-queue:${OWN}:${location.pathname}`;
const SKIPPED = new Set(["csrfmiddlewaretoken", "idempotency_key"]);
const read = () => JSON.parse(localStorage.getItem(PLACE) ?? "[]");
const write = (list) => (list.length ? localStorage.setItem(PLACE, JSON.stringify(list)) : localStorage.removeItem(PLACE));
const change = (key, how) => write(read().flatMap((one) => (one.key === key ? how(one) : [one])));
const newKey = () => [...crypto.getRandomValues(new Uint8Array(18))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
let busy = false;
let timer;
let pause = 1000;
let isOut = false;

function show() {
  const state = document.querySelector("[data-queue-state]");
  if (!state) return;
  const list = read();
  const waiting = list.filter((one) => !one.refused);
  const lines = [];
  if (isOut) lines.push(WORDS.out);
  if (waiting.length) lines.push(`${busy && navigator.onLine ? WORDS.sending : WORDS.wait} ${waiting.map((one) => one.words).join(", ")}`);
  state.replaceChildren(...lines.map((line) => Object.assign(document.createElement("span"), { textContent: line })));
  for (const one of list.filter((entry) => entry.refused)) {
    const line = Object.assign(document.createElement("span"), { textContent: `${WORDS.refused} ${one.words} – ${one.refused} ` });
    if (one.move) line.append(button(WORDS.move, () => send(one.url, [...one.fields, ["moves", "on"]], one.words)), " ");
    line.append(button(WORDS.drop, () => {}));
    for (const own of line.querySelectorAll("button")) own.addEventListener("click", () => { change(one.key, () => []); show(); });
    state.append(line);
  }
  state.hidden = !state.childNodes.length;
  state.dataset.waiting = waiting.length;
}

const button = (words, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words, className: "button button-quiet button-small" });
  made.addEventListener("click", act);
  return made;
};

function send(url, fields, words) {
  write([...read(), { key: newKey(), url, fields, words, at: Date.now() }]);
  pause = 1000;
  show();
  pump();
}

// The answer to one entry: true when it is done with, false when the line or the server must be waited for.
async function answered(one) {
  const body = new URLSearchParams([...one.fields, ["pressed_at", one.at], ["idempotency_key", one.key], ["csrfmiddlewaretoken", token()]]);
  const headers = { "X-Queued": "1", "X-Device-Now": String(Date.now()) };
  const answer = await fetch(one.url, { method: "POST", body, headers, credentials: "same-origin", signal: AbortSignal.timeout(20000) });
  const text = await answer.text();
  isOut = false;
  if (answer.ok && text.includes("data-queue-answer")) {
    change(one.key, () => []);
    place(text);
    document.dispatchEvent(new CustomEvent("queue:stored", { detail: one }));
    return true;
  }
  if (answer.status === 422 && answer.headers.get("Content-Type")?.startsWith("text/plain")) {
    change(one.key, (entry) => [{ ...entry, refused: text, move: answer.headers.has("X-Move") }]);
    document.dispatchEvent(new CustomEvent("queue:refused", { detail: one }));
    return true;
  }
  if (answer.ok || answer.status === 403) isOut = true; // the page to sign in, or another sign-in's guard
  else if (answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
    change(one.key, (entry) => [{ ...entry, refused: `(${answer.status})` }]);
    return true;
  }
  return false;
}

function place(text) {
  const piece = new DOMParser().parseFromString(text, "text/html").querySelector("[data-queue-answer][id]");
  const old = piece && document.getElementById(piece.id);
  if (!old) return;
  const opened = [...old.querySelectorAll("details")].map((one) => one.open);
  [...piece.querySelectorAll("details")].forEach((one, at) => (one.open = opened[at] ?? one.open));
  old.replaceWith(piece);
  document.dispatchEvent(new CustomEvent("queue:placed", { detail: piece }));
}

async function pump() {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  try {
    for (let one = read().find((entry) => !entry.refused); one; one = read().find((entry) => !entry.refused)) {
      show();
      if (!(await answered(one))) break;
      pause = 1000;
    }
  } catch {
    // no line: what waits is tried again
  }
  busy = false;
  show();
  if (read().some((entry) => !entry.refused)) {
    timer = setTimeout(pump, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, 15000);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("queue" in form.dataset) || !OWN) return;
  event.preventDefault();
  const fields = [...new FormData(form, event.submitter)].filter(([name]) => !SKIPPED.has(name));
  const words = event.submitter?.dataset.queueWords || form.dataset.queue;
  const [typed] = fields.filter(([name]) => name === "heads" || name === "code").map(([, value]) => ` ${value}`);
  send(form.action, fields, words + (typed ?? ""));
  if (!("queueKeep" in form.dataset)) form.reset();
});
document.addEventListener("queue:answer", (event) => place(event.detail)); // what another script fetched
addEventListener("online", () => { pause = 1000; pump(); });
document.addEventListener("visibilitychange", () => document.hidden || pump());
show();
pump();
