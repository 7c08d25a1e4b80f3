// Keeps <section id="floor" data-live="…" data-live-version="7"> in step with what the server says.
// An event named like the element carries {"version", "html"}: an older version is ignored, one without html
// (or any event named in data-live-on) makes the element be fetched anew from data-live-source, else from
// this page. After a gap that the hub cannot fill it says "resync". When streams cannot be had, the element
// is fetched every ten seconds. An element in which somebody is typing is never replaced: it is marked and
// brought up to date once the typing is over. Without this script the page is as new as its last loading.
const WORDS = {
  vi: {
    lost: "Mất kết nối trực tiếp; đang nối lại…",
    back: "Đã nối lại; nội dung trên trang là mới nhất.",
    polling: "Không giữ được kết nối trực tiếp; trang tự cập nhật mỗi 10 giây.",
    over: "Trang này không còn được cập nhật trực tiếp. Hãy tải lại trang.",
    newer: "Có nội dung mới hơn; sẽ hiện khi bạn gõ xong.",
  },
  en: {
    lost: "The live connection is lost; connecting again…",
    back: "Connected again; this page shows the latest.",
    polling: "No live connection can be held; this page updates itself every 10 seconds.",
    over: "This page is no longer updated live. Reload the page.",
    newer: "There is something newer; it will show once you have finished typing.",
  },
}[document.documentElement.lang === "en" ? "en" : "vi"];
const SILENCE = 25_000; // the hub gives a sign every ten seconds
const OPENING = 8_000;
const POLL = 10_000;
const TRIES = 3; // and this long without a stream, then polling with another try now and then
const PATIENCE = 10_000;
const LONGEST_PAUSE = 8_000; // back in step within 15 seconds of the line's return
const PAUSE_POLLING = 30_000;
const UNSEEN = 60_000; // a page nobody looks at gives its stream back
const LATE = 3_000; // a shorter break is not worth a word

const jitter = (most) => most * (0.5 + Math.random() / 2);
const partsOf = (address) => [...document.querySelectorAll("[data-live]")].filter((one) => one.dataset.live === address);
const sourceOf = (part) => part.dataset.liveSource || location.pathname + location.search;
const versionOf = (part) => Number(part.dataset.liveVersion || 0);

// What people are told ----------------------------------------------------------------------------------

const note = document.createElement("p");
note.className = "live-note";
note.setAttribute("role", "status");
let hush;
function say(words, lasts = 0) {
  if (note.textContent !== words) note.textContent = words;
  clearTimeout(hush);
  if (lasts) hush = setTimeout(() => say(""), lasts);
}

// One element -------------------------------------------------------------------------------------------

const held = new WeakMap(); // element → the newer one that waits
const TYPED = "input:not([type=hidden]), textarea, select";
const isChanged = (field) =>
  field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked
    : field.options
      ? [...field.options].some((one) => one.selected !== one.defaultSelected) && field.dataset.touched
      : field.value !== field.defaultValue;
function isInUse(part) {
  const here = document.activeElement;
  if (part.contains(here) && here.matches(`${TYPED}, [contenteditable]`)) return true;
  return [...part.querySelectorAll(TYPED)].some((field) => isChanged(field) && !field.closest("form[data-sent]"));
}

function swap(part, fresh, version) {
  if (isInUse(part)) {
    held.set(part, [fresh, version]);
    part.dataset.stale = WORDS.newer;
    return;
  }
  for (const name of ["live", "liveVersion", "liveSource", "liveOn"]) {
    if (!(name in fresh.dataset) && name in part.dataset) fresh.dataset[name] = part.dataset[name];
  }
  fresh.dataset.liveVersion = String(version);
  // A part sent to all carries nobody's guards: each page puts its own in.
  const guard = document.querySelector("input[name=csrfmiddlewaretoken]:not([value=''])")?.value;
  for (const field of fresh.querySelectorAll("input[name=csrfmiddlewaretoken][value='']")) field.value = guard ?? "";
  for (const field of fresh.querySelectorAll("input[name=idempotency_key][value='']")) {
    field.value = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  }
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
  part.replaceWith(fresh);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  window.htmx?.process(fresh);
  fresh.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
}

function settle() {
  for (const part of document.querySelectorAll("[data-stale]")) {
    const [fresh, version] = held.get(part) ?? [];
    if (!fresh || isInUse(part)) continue;
    held.delete(part);
    delete part.dataset.stale;
    swap(part, fresh, version);
  }
}
document.addEventListener("focusout", () => setTimeout(settle));
document.addEventListener("reset", () => setTimeout(settle));
document.addEventListener("change", (event) => {
  if (event.target.matches?.("select")) event.target.dataset.touched = "yes";
});

// One stream, shared by all elements with its address ---------------------------------------------------

class Stream {
  constructor(address) {
    this.address = address;
    this.last = "";
    this.tries = 0;
    this.open();
    setInterval(() => this.watch(), 1000);
    document.addEventListener("visibilitychange", () => {
      this.hiddenSince = document.hidden ? Date.now() : 0;
      if (!document.hidden && !this.source && !this.isOver) this.soon(0);
    });
    window.addEventListener("online", () => this.soon(jitter(1000)));
    window.addEventListener("pagehide", () => this.close());
    window.addEventListener("pageshow", (event) => event.persisted && this.soon(0));
  }

  get parts() {
    return partsOf(this.address);
  }

  open() {
    if (this.source || this.isOver) return;
    clearTimeout(this.next);
    this.next = 0;
    const source = new EventSource(this.address + (this.last ? `&last=${encodeURIComponent(this.last)}` : ""));
    this.source = source;
    this.heard = Date.now() - SILENCE + OPENING;
    const hear = (event, act) => {
      if (source !== this.source) return;
      this.heard = Date.now();
      if (event.lastEventId) this.last = event.lastEventId;
      act?.(event);
    };
    source.addEventListener("open", (event) => hear(event, () => this.opened()));
    source.addEventListener("beat", (event) => hear(event));
    source.addEventListener("resync", (event) => hear(event, () => this.refresh(this.parts, Number(event.data) || 2000)));
    const names = new Set(this.parts.flatMap((part) => [part.id, ...(part.dataset.liveOn ?? "").split(" ")]));
    for (const name of names) if (name) source.addEventListener(name, (event) => hear(event, () => this.take(name, event.data)));
    source.addEventListener("error", () => {
      if (source !== this.source) return;
      const isRefused = source.readyState === EventSource.CLOSED; // a status other than 200: perhaps an old ticket
      this.failed(isRefused);
    });
  }

  close() {
    this.source?.close();
    this.source = null;
  }

  opened() {
    const wasAway = this.lostAt && Date.now() - this.lostAt > LATE;
    if (this.isPolling) this.refresh(this.parts, 1000);
    if (wasAway || this.isPolling) say(WORDS.back, 4000);
    this.tries = 0;
    this.lostAt = 0;
    this.isPolling = false;
    this.openedAt = Date.now();
  }

  failed(isRefused) {
    this.close();
    this.lostAt ||= Date.now();
    this.tries += 1;
    if (this.tries >= TRIES && Date.now() - this.lostAt > PATIENCE && !this.isPolling) {
      this.isPolling = true;
      say(WORDS.polling);
      this.poll();
    }
    const pause = this.isPolling ? PAUSE_POLLING : Math.min(700 * 2 ** this.tries, LONGEST_PAUSE);
    if (isRefused && !this.isPolling) this.renew(pause);
    else this.soon(jitter(pause));
  }

  soon(after) {
    if (this.source || this.isOver) return;
    clearTimeout(this.next);
    this.next = setTimeout(() => this.open(), after);
  }

  watch() {
    if (this.isOver) return;
    const now = Date.now();
    if (this.source && now - this.heard > SILENCE) this.failed(false);
    if (this.lostAt && !this.isPolling && now - this.lostAt > LATE) say(WORDS.lost);
    if (this.hiddenSince && now - this.hiddenSince > UNSEEN && this.source) this.close();
    const lasts = Number(this.parts[0]?.dataset.liveLasts || 3600) * 1000;
    this.renewAt ??= now + lasts * (0.5 + Math.random() * 0.4);
    if (now > this.renewAt && this.source) {
      this.renewAt = now + lasts * (0.5 + Math.random() * 0.4);
      this.renew(0, true);
    }
  }

  // The page itself gives out new tickets, and so asks anew whether its reader may see it.
  async renew(pause, isOpen = false) {
    const before = this.address;
    await this.refresh(this.parts, 0);
    if (this.isOver) return;
    if (isOpen && this.address !== before) {
      this.close();
      this.soon(0);
    } else if (!isOpen) this.soon(jitter(pause));
  }

  take(name, text) {
    let said = {};
    try {
      said = JSON.parse(text || "{}");
    } catch {
      // Words of an older kind: a knock.
    }
    const wanting = [];
    for (const part of this.parts) {
      if (part.id !== name && !(part.dataset.liveOn ?? "").split(" ").includes(name)) continue;
      const waiting = held.get(part)?.[1] ?? 0;
      if (part.id === name && said.version !== undefined && said.version <= Math.max(versionOf(part), waiting)) continue;
      const fresh = part.id === name && said.html ? parse(said.html).getElementById(name) : null;
      if (fresh) swap(part, document.adoptNode(fresh), said.version);
      else wanting.push(part);
    }
    if (wanting.length) this.refresh(wanting, 1500);
  }

  // Fetch elements from where they come from, each place once, after a moment that differs from reader to reader.
  async refresh(parts, spread) {
    if (spread) await new Promise((done) => setTimeout(done, Math.random() * spread));
    const ids = parts.map((part) => part.id);
    const sources = new Set(parts.map(sourceOf));
    for (const address of sources) {
      let answer;
      try {
        const signal = AbortSignal.timeout(POLL);
        answer = await fetch(address, { redirect: "manual", cache: "no-store", headers: { "X-Live": "1" }, signal });
      } catch {
        this.isCut = true;
        continue; // the next turn asks again
      }
      if (this.isCut) this.soon(jitter(1500)); // the line is back
      this.isCut = false;
      if (answer.type === "opaqueredirect" || [401, 403, 404, 410].includes(answer.status)) return this.end();
      if (!answer.ok) continue;
      const found = parse(await answer.text());
      for (const id of ids) {
        const part = document.getElementById(id);
        const fresh = found.getElementById(id);
        if (!part || !fresh || sourceOf(part) !== address) continue;
        const given = fresh.dataset.live;
        if (given && given !== part.dataset.live) this.readdress(given);
        if (versionOf(fresh) > versionOf(part) || !("liveVersion" in fresh.dataset)) {
          swap(part, document.adoptNode(fresh), versionOf(fresh));
        }
      }
    }
  }

  readdress(address) {
    for (const part of this.parts) part.dataset.live = address;
    this.address = address;
  }

  async poll() {
    while (this.isPolling && !this.isOver) {
      if (!document.hidden) await this.refresh(this.parts, 0);
      await new Promise((done) => setTimeout(done, jitter(POLL)));
    }
  }

  end() {
    this.isOver = true;
    this.isPolling = false;
    this.close();
    clearTimeout(this.next);
    say(WORDS.over);
  }
}

const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const addresses = new Set([...document.querySelectorAll("[data-live]")].map((part) => part.dataset.live));
if (addresses.size && "EventSource" in window) {
  document.body.append(note);
  for (const address of addresses) new Stream(address);
}
