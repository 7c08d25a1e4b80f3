// Signing out takes everything of the person from this device before the form goes out; the answer of the
// server says Clear-Site-Data besides. What was written without a line and not sent yet is asked about.
const SURE = {
  vi: (count) => `Còn ${count} nội dung chưa gửi được. Đăng xuất sẽ xóa chúng khỏi máy này. Vẫn đăng xuất?`,
  en: (count) => `${count} things you wrote were not sent yet. Signing out deletes them. Sign out all the same?`,
};
const LONGEST = 3000;

async function wipe() {
  for (const kept of [localStorage, sessionStorage]) {
    for (const name of Object.keys(kept)) if (name.startsWith("nghisu-")) kept.removeItem(name);
  }
  await new Promise((done) => {
    const asked = indexedDB.deleteDatabase("nghisu-goc");
    asked.onsuccess = asked.onerror = asked.onblocked = done;
  });
  if ("caches" in window) for (const name of await caches.keys()) if (name.startsWith("nghisu-")) await caches.delete(name);
  if (navigator.serviceWorker) for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}

for (const form of document.querySelectorAll("form[data-forget-drafts]")) {
  form.addEventListener("submit", async (event) => {
    if (!localStorage.getItem("nghisu-device")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const waiting = Number(localStorage.getItem("nghisu-waiting") ?? 0);
    const sure = SURE[document.documentElement.lang === "en" ? "en" : "vi"];
    if (waiting && !confirm(sure(waiting))) return;
    await Promise.race([wipe(), new Promise((done) => setTimeout(done, LONGEST))]).catch(() => {});
    form.submit();
  });
}
