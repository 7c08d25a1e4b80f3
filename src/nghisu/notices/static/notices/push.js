// Lets this browser be told: asks the reader, subscribes at the browser's push service, sends the form.
const form = document.querySelector("[data-push]");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

function active(registration) {
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (worker.state === "activated") return Promise.resolve();
  return new Promise((done) => {
    worker.addEventListener("statechange", () => worker.state === "activated" && done());
  });
}

if (form && "serviceWorker" in navigator && "PushManager" in window) {
  document.querySelector("[data-push-impossible]").hidden = true;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refused = form.querySelector("[data-push-refused]");
    refused.hidden = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
      const { worker, scope, push } = form.dataset;
      const registration = await navigator.serviceWorker.register(worker, { scope });
      await active(registration);
      const asked = { userVisibleOnly: true, applicationServerKey: bytes(push) };
      const given = (await registration.pushManager.subscribe(asked)).toJSON();
      form.elements.endpoint.value = given.endpoint;
      form.elements.p256dh.value = given.keys.p256dh;
      form.elements.auth.value = given.keys.auth;
      form.submit();
    } catch {
      refused.hidden = false;
    }
  });
}
