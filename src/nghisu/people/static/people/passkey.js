// Forms that speak with a passkey: <form data-passkey="make|use|sign-in"> carries the answer of the device
// in its field "credential". "make" and "use" take their options from #passkey-options; "sign-in" asks for them.
const supported = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function optionsFor(form) {
  if (form.dataset.passkey !== "sign-in") {
    return JSON.parse(document.getElementById("passkey-options").textContent);
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return answer.json();
}

async function make(form) {
  const { creation_options: { publicKey } } = await optionsFor(form);
  const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  };
  return navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
  });
}

async function use(form) {
  const { request_options: { publicKey } } = await optionsFor(form);
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!supported) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fault = form.querySelector("[data-passkey-fault]");
    fault.hidden = true;
    try {
      const credential = await (form.dataset.passkey === "make" ? make(form) : use(form));
      form.querySelector("[name=credential]").value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      fault.hidden = false;
    }
  });
}
