// The service worker of the corner: without a line it answers with an empty shell, which opens what the device
// keeps. It holds nothing of anybody itself. STAMP and SHELL are put before it by corner/views/offline.py.
const CACHE = `nghisu-shell-${STAMP}`;
const PATIENCE = 8000;
const ADDRESS = /(?:href|src|data-store)="(\/static\/[^"#]+)/g;
const INSIDE_STYLE = /url\("?([^")#]+)"?\)/g;

async function fill() {
  const cache = await caches.open(CACHE);
  const shell = await fetch(SHELL, { cache: "reload", credentials: "same-origin" });
  if (!shell.ok) throw new Error(`shell: ${shell.status}`);
  await cache.put(SHELL, shell.clone());
  const wanted = new Set([...(await shell.text()).matchAll(ADDRESS)].map((one) => one[1]));
  for (const address of wanted) { // a set that grows is walked to its end
    const answer = await fetch(address, { cache: "no-cache" });
    if (!answer.ok) continue;
    await cache.put(address, answer.clone());
    if (!new URL(answer.url).pathname.endsWith(".css")) continue;
    for (const one of (await answer.text()).matchAll(INSIDE_STYLE)) {
      if (!one[1].startsWith("data:")) wanted.add(new URL(one[1], answer.url).pathname);
    }
  }
}

async function page(request) {
  const late = new Promise((_done, failed) => setTimeout(() => failed(new Error("late")), PATIENCE));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer.status < 502 || answer.status > 504) return answer;
  } catch {
    // no line, or one that does not carry
  }
  return (await caches.match(SHELL)) ?? Response.error();
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("nghisu-shell-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

// A notice that came through the push service: how many of what wait, never what.
self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(told.title ?? "Nghị Sự", { body: told.body ?? "", tag: "nghisu", data: told.address ?? "/" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(new URL(event.notification.data, location.origin).pathname));
});
