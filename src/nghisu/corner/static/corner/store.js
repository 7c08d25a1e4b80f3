// What this device keeps for one person: pages and what waits to be sent, each encrypted (AES-GCM) with a key
// that no script can read out. Sign-out deletes the key with everything else (kit/leave.js does it, too).
const NAME = "nghisu-goc";
const FLAG = "nghisu-device"; // whose things are kept here; without it nothing is
const WAITING = "nghisu-waiting";
const STORES = ["keys", "pages", "queue", "about"];
const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = request.onblocked = () => failed(request.error ?? new Error("blocked"));
});

export const isPossible = () => window.isSecureContext && "serviceWorker" in navigator && "indexedDB" in window && Boolean(crypto.subtle);
export const owner = () => localStorage.getItem(FLAG) ?? "";
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(18))].map((one) => one.toString(16).padStart(2, "0")).join("");

async function inside(store, mode, act) {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => STORES.forEach((one) => opening.result.createObjectStore(one, { keyPath: "id" }));
  const base = await asked(opening);
  try {
    const step = base.transaction(store, mode);
    const ended = new Promise((done, failed) => { step.oncomplete = done; step.onerror = step.onabort = () => failed(step.error); });
    const found = await asked(act(step.objectStore(store)));
    await ended;
    return found;
  } finally {
    base.close();
  }
}

const key = async () => (await inside("keys", "readonly", (rows) => rows.get("key")))?.key;

export async function begin(person) {
  if (owner() && owner() !== person) await wipe();
  localStorage.setItem(FLAG, person);
  if (await key()) return;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await inside("keys", "readwrite", (rows) => rows.put({ id: "key", key: made }));
}

export async function put(store, id, value, gone = Infinity) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const how = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${store} ${id}`) };
  const sealed = await crypto.subtle.encrypt(how, await key(), bytes);
  await inside(store, "readwrite", (rows) => rows.put({ id, iv, sealed, gone }));
  if (store === "queue") await count();
}

async function opened(store, row, secret) {
  const how = { name: "AES-GCM", iv: row.iv, additionalData: new TextEncoder().encode(`${store} ${row.id}`) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, secret, row.sealed)));
}

export async function get(store, id) {
  if (!owner()) return undefined;
  const row = await inside(store, "readonly", (rows) => rows.get(id));
  const secret = row && (await key());
  return secret && row.gone > Date.now() ? opened(store, row, secret) : undefined;
}

export async function all(store) {
  if (!owner()) return [];
  const [rows, secret] = [await inside(store, "readonly", (found) => found.getAll()), await key()];
  return secret ? Promise.all(rows.filter((row) => row.gone > Date.now()).map((row) => opened(store, row, secret))) : [];
}

export async function ids(store) {
  return owner() ? inside(store, "readonly", (rows) => rows.getAllKeys()) : [];
}

export async function remove(store, id) {
  await inside(store, "readwrite", (rows) => rows.delete(id));
  if (store === "queue") await count();
}

async function count() {
  const waiting = (await ids("queue")).length;
  if (waiting) localStorage.setItem(WAITING, String(waiting));
  else localStorage.removeItem(WAITING);
}

// What is past its day is deleted as soon as the corner is opened, with or without a line.
export async function expire() {
  if (!owner()) return;
  const rows = await inside("pages", "readonly", (found) => found.getAll());
  for (const row of rows.filter((one) => one.gone <= Date.now())) await remove("pages", row.id);
}

// Papers go; words that were not sent yet stay for their writer, who signs in again.
export async function dropPages() {
  if ((await ids("queue")).length === 0) return wipe();
  for (const store of ["pages", "about"]) await inside(store, "readwrite", (rows) => rows.clear());
}

export async function wipe() {
  for (const name of Object.keys(localStorage)) if (name.startsWith("nghisu-")) localStorage.removeItem(name);
  for (const name of Object.keys(sessionStorage)) if (name.startsWith("nghisu-")) sessionStorage.removeItem(name);
  await asked(indexedDB.deleteDatabase(NAME)).catch(() => {});
  for (const name of await caches.keys()) if (name.startsWith("nghisu-")) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}
