// Keeps chosen papers on this device, sends what was written without a line once, and tells what changed.
const place = document.querySelector("[data-shell]") ?? document.querySelector("[data-corner]");
const { catalogue, worker, scope } = place.dataset;
const isShell = "shell" in place.dataset;
const store = await import(place.dataset.store);
const W = {
  vi: {
    waits: "Đang chờ đường truyền, sẽ tự gửi:", refused: "Không được chấp nhận:", read: "Đã đọc", again: "Chuyển tôi về đây",
    out: "Phiên đăng nhập đã hết: tài liệu đã được xóa khỏi máy này. Hãy đăng nhập; nội dung chờ gửi vẫn còn.",
    keeping: (done, all) => `Đang tải ${done}/${all} trang…`, kept: (all) => `Đã giữ ${all} trang trên máy này. Đọc được khi mất mạng.`,
    failed: "Chưa tải hết; phần đã tải đọc được. Hãy thử lại khi có mạng.", gone: "Đã xóa hết khỏi máy này.",
    version: (title, number) => `“${title}” có bản mới: bản ${number}. Ghi chú ở lại bản cũ.`,
    added: (title) => `Tài liệu mới: “${title}”.`, taken: (title) => `“${title}” không còn đọc được.`,
    moved: (title, starts) => `“${title}” đổi lịch: ${starts}.`, over: (title) => `“${title}”: tài liệu đã được xóa khỏi máy này.`,
    changed: "Thay đổi trong lúc mất mạng:", sure: "Xóa mọi tài liệu và nội dung chờ gửi khỏi máy này?",
  },
  en: {
    waits: "Waiting for the line, will be sent:", refused: "Not accepted:", read: "Read", again: "Move me here",
    out: "You are signed out: the papers were taken from this device. Sign in; what waits is kept.",
    keeping: (done, all) => `Page ${done} of ${all}…`, kept: (all) => `${all} pages are kept on this device and can be read without a line.`,
    failed: "Not everything came; what did can be read. Try again with a line.", gone: "Everything was taken from this device.",
    version: (title, number) => `“${title}” has a new version: ${number}. Your notes stay on the old one.`,
    added: (title) => `A new paper: “${title}”.`, taken: (title) => `“${title}” can no longer be read.`,
    moved: (title, starts) => `“${title}” was moved: ${starts}.`, over: (title) => `“${title}”: its papers were taken from this device.`,
    changed: "What changed without a line:", sure: "Take all papers, and what waits to be sent, away from this device?",
  },
}[document.documentElement.lang === "en" ? "en" : "vi"];
const SAID = "nghisu-said";
const SKIPPED = new Set(["csrfmiddlewaretoken", "idempotency_key"]);
const A_DAY = 86_400_000;
let timer;
let pause = 1000;
let isOut = false;

// The box on top: what waits, what was refused, what changed.
function box() {
  const found = document.querySelector("[data-device-state]");
  if (found) return found;
  const made = Object.assign(document.createElement("div"), { className: "message message-info" });
  made.setAttribute("role", "status");
  made.dataset.deviceState = "";
  place.before(made);
  return made;
}
const line = (words) => Object.assign(document.createElement("p"), { textContent: words });
function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words, className: "button button-quiet button-small" });
  made.addEventListener("click", act);
  return made;
}

async function show() {
  const entries = await store.all("queue");
  const waiting = entries.filter((one) => !one.refused);
  const changes = (await store.get("about", "changes")) ?? [];
  const said = sessionStorage.getItem(SAID);
  sessionStorage.removeItem(SAID);
  const lines = said ? [line(said)] : [];
  if (isOut) lines.push(line(W.out));
  if (waiting.length) lines.push(line(`${W.waits} ${waiting.map((one) => one.words).join(", ")}`));
  for (const one of entries.filter((entry) => entry.refused)) {
    const told = line(`${W.refused} ${one.words} – ${one.refused} `);
    const typed = one.fields.filter(([name]) => name === "text" || name === "reason").map(([, value]) => value).join("\n");
    if (typed) told.append(Object.assign(document.createElement("q"), { textContent: typed }), " ");
    if (one.move) told.append(button(W.again, async () => { await store.remove("queue", one.id); await wait({ ...one, id: store.newKey(), refused: "", fields: [...one.fields, ["moves", "on"]] }); pump(); }), " ");
    told.append(button(W.read, async () => { await store.remove("queue", one.id); show(); }));
    lines.push(told);
  }
  if (changes.length) {
    const list = document.createElement("ul");
    list.append(...changes.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    lines.push(line(W.changed), list, button(W.read, async () => { await store.remove("about", "changes"); show(); }));
  }
  const state = box();
  state.replaceChildren(...lines);
  state.hidden = !lines.length;
  state.dataset.waiting = waiting.length;
  document.dispatchEvent(new CustomEvent("corner:waiting", { detail: waiting }));
}

// Forms marked data-later="what it is": sent at once, and kept with their key where there is no line.
async function wait(entry) {
  await store.put("queue", entry.id, entry);
  await show();
}

async function deliver(entry, token) {
  const body = new URLSearchParams([...entry.fields, ["pressed_at", entry.at], ["idempotency_key", entry.id], ["csrfmiddlewaretoken", token]]);
  const headers = { "X-Queued": "1", "X-Device-Now": String(Date.now()) };
  const answer = await fetch(entry.url, { method: "POST", body, headers, credentials: "same-origin", signal: AbortSignal.timeout(15000) });
  const kind = answer.headers.get("Content-Type") ?? "";
  if (answer.redirected || answer.status === 403) return { out: true };
  if (answer.ok && kind.startsWith("application/json")) return { said: (await answer.json()).said };
  if (answer.status === 422 && kind.startsWith("text/plain")) return { refused: await answer.text(), move: answer.headers.has("X-Move") };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(String(answer.status));
  return { refused: `(${answer.status})` };
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.later || !store.owner()) return;
  event.preventDefault();
  const given = new FormData(form, event.submitter);
  const entry = {
    id: given.get("idempotency_key") || store.newKey(),
    url: form.action,
    fields: [...given].filter(([name]) => !SKIPPED.has(name)),
    words: form.dataset.later,
    at: Date.now(),
  };
  const token = given.get("csrfmiddlewaretoken");
  const key = form.querySelector("[name=idempotency_key]");
  if (key) key.value = store.newKey();
  try {
    if (isShell || !token || !navigator.onLine) throw new Error("no line");
    const told = await deliver(entry, token);
    if (told.out) throw new Error("signed out");
    if (told.said) {
      sessionStorage.setItem(SAID, told.said);
      const next = new URL(form.dataset.next, location.href);
      if (next.pathname === location.pathname) location.reload();
      else location.assign(next);
      return;
    }
    await wait({ ...entry, ...told });
    box().scrollIntoView({ block: "center" });
  } catch {
    await wait(entry);
    document.dispatchEvent(new CustomEvent("corner:kept", { detail: { form, entry } }));
    pump();
  }
}, true); // before once.js, which would hold the form for sent

const alone = (act) => (navigator.locks ? navigator.locks.request("nghisu-goc", act) : act());
const pump = () => alone(send);

async function send() {
  clearTimeout(timer);
  let told;
  try {
    told = await ask();
    if (!told) return;
    for (const entry of (await store.all("queue")).filter((one) => !one.refused).sort((a, b) => a.at - b.at)) {
      const answer = await deliver(entry, told.token);
      if (answer.out) return;
      if (answer.refused) await store.put("queue", entry.id, { ...entry, ...answer });
      else await store.remove("queue", entry.id);
    }
    pause = 1000;
    await refresh(told);
  } catch {
    timer = setTimeout(pump, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, 15000);
  }
  await show();
}

// What may be kept now. Who is signed out, or somebody else, has nothing kept here.
async function ask() {
  const answer = await fetch(catalogue, { credentials: "same-origin", signal: AbortSignal.timeout(15000) });
  if (answer.redirected || answer.status === 403 || answer.status === 404) {
    isOut = true;
    await store.dropPages();
    return null;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const told = await answer.json();
  if (store.owner() && store.owner() !== told.owner) await store.wipe();
  return told;
}

const goneAt = (until, today) => Date.now() + Math.max(0, Date.parse(until) - Date.parse(today)) + (Date.parse(until) > Date.parse(today) ? 0 : -A_DAY);

async function keepPage([address, mark], gone) {
  const answer = await fetch(address, { headers: { "X-Offline": "1" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = read.querySelector("main");
  for (const root of [main, ...[...main.querySelectorAll("template")].map((one) => one.content)]) {
    for (const one of root.querySelectorAll("[name=csrfmiddlewaretoken], [name=idempotency_key], [data-device-state]")) one.remove();
  }
  main.querySelector("[data-corner]")?.removeAttribute("data-corner");
  await store.put("pages", address, { html: main.innerHTML, title: read.title, mark }, gone);
}

async function keepAll(pages, gone, step = () => {}) {
  const left = [...pages];
  let done = 0;
  let failed = 0;
  const one = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      await keepPage(next, gone).catch(() => (failed += 1));
      step((done += 1), pages.length);
    }
  };
  await Promise.all([one(), one(), one(), one()]);
  return failed;
}

const chosenOf = (meeting, kept) => meeting.papers.filter((paper) => kept.all || kept.chosen.includes(paper.pages[0][0]));

async function refresh(told) {
  const kept = (await store.get("about", "kept")) ?? {};
  const changes = (await store.get("about", "changes")) ?? [];
  const wanted = new Set();
  for (const [id, before] of Object.entries(kept)) {
    const now = told.meetings.find((one) => one.id === id);
    if (!now) {
      changes.push(W.over(before.title));
      delete kept[id];
      continue;
    }
    if (now.starts !== before.starts || now.place !== before.place) changes.push(W.moved(now.title, `${now.starts} · ${now.place}`));
    const papers = chosenOf(now, before);
    for (const paper of papers) {
      const old = before.papers.find((one) => one.pages[0][0] === paper.pages[0][0]);
      if (!old) changes.push(W.added(paper.title));
      else if (old.number !== paper.number) changes.push(W.version(paper.title, paper.number));
    }
    for (const old of before.papers) if (!now.papers.some((one) => one.pages[0][0] === old.pages[0][0])) changes.push(W.taken(old.title));
    const pages = [...now.pages, ...papers.flatMap((paper) => paper.pages)];
    const stale = [];
    for (const page of pages) {
      wanted.add(page[0]);
      if ((await store.get("pages", page[0]))?.mark !== page[1]) stale.push(page);
    }
    await keepAll(stale, goneAt(now.until, told.today));
    kept[id] = { ...now, papers, all: before.all, chosen: before.chosen };
  }
  for (const address of await store.ids("pages")) if (!wanted.has(address)) await store.remove("pages", address);
  if (!store.owner()) return;
  await store.put("about", "kept", kept);
  if (changes.length) await store.put("about", "changes", changes);
}

// The page on which meetings are chosen.
for (const form of document.querySelectorAll("[data-keep]")) {
  const act = form.querySelector("button");
  const [state, bar] = [form.querySelector("[data-keep-state]"), form.querySelector("progress")];
  act.disabled = !store.isPossible();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    act.disabled = true;
    bar.hidden = false;
    const boxes = [...form.querySelectorAll("[name=page]")];
    const chosen = boxes.filter((one) => one.checked).map((one) => one.value);
    await alone(async () => {
      try {
        const told = await ask();
        const meeting = told?.meetings.find((one) => one.id === form.dataset.keep);
        if (!meeting) throw new Error("gone");
        await store.begin(told.owner);
        await navigator.serviceWorker.register(worker, { scope });
        const mine = { all: chosen.length === boxes.length, chosen };
        const papers = chosenOf(meeting, mine);
        const pages = [...meeting.pages, ...papers.flatMap((paper) => paper.pages)];
        const failed = await keepAll(pages, goneAt(meeting.until, told.today), (done, all) => {
          bar.value = done / all;
          state.textContent = W.keeping(done, all);
        });
        const kept = (await store.get("about", "kept")) ?? {};
        await store.put("about", "kept", { ...kept, [meeting.id]: { ...meeting, papers, ...mine } });
        await navigator.serviceWorker.ready;
        state.textContent = failed ? W.failed : W.kept(pages.length);
        form.dataset.keepDone = failed ? "some" : "all";
      } catch {
        state.textContent = W.failed;
      }
    });
    bar.hidden = true;
    act.disabled = false;
    wiper();
  });
}
function wiper() {
  const act = document.querySelector("[data-device-wipe]");
  if (act) act.hidden = !store.owner();
}
document.querySelector("[data-device-wipe]")?.addEventListener("click", async (event) => {
  if (!confirm(W.sure)) return;
  await store.wipe();
  event.target.closest("p").replaceChildren(W.gone);
});
const impossible = document.querySelector("[data-device-impossible]");
if (impossible) impossible.hidden = store.isPossible();

if (store.isPossible() && store.owner()) {
  const person = place.dataset.owner;
  if (person && person !== store.owner()) await store.wipe(); // somebody else signed in on this device
  else {
    wiper();
    await store.expire();
    await show();
    pump();
    addEventListener("online", () => { pause = 1000; pump(); });
    document.addEventListener("visibilitychange", () => document.hidden || pump());
  }
}
