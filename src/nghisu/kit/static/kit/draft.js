// Keeps what is typed into <form data-keep-draft="name"> in this browser window until it was stored.
// After a fault (closed page, lost line, old form) it is put back and said so, with a way to drop it.
const PLACE = "nghisu-draft:";
const TYPED = "input:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio]), textarea";
const WORDS = {
  vi: ["Đã khôi phục nội dung gõ dở chưa được lưu.", "Bỏ nội dung này"],
  en: ["What you had typed, and was not stored, is back.", "Drop it"],
};

const placeOf = (form) => `${PLACE}${location.pathname}:${form.dataset.keepDraft}`;
const fieldsOf = (form) => [...form.querySelectorAll(TYPED)].filter((field) => field.name);
const forget = (fits) => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PLACE) && fits(key)) sessionStorage.removeItem(key);
};

function keep(form) {
  const typed = fieldsOf(form).filter((field) => field.value !== field.defaultValue);
  if (!typed.length) return sessionStorage.removeItem(placeOf(form));
  const values = Object.fromEntries(typed.map((field) => [field.name, field.value]));
  sessionStorage.setItem(placeOf(form), JSON.stringify(values));
}

function restore(form) {
  if (form.querySelector(".faults")) return; // the page itself brought back what was sent
  const kept = JSON.parse(sessionStorage.getItem(placeOf(form)) ?? "{}");
  const lost = fieldsOf(form).filter((field) => field.name in kept && kept[field.name] !== field.value);
  for (const field of lost) field.value = kept[field.name];
  if (lost.length) say(form, lost);
}

function say(form, fields) {
  const [words, drop] = WORDS[document.documentElement.lang] ?? WORDS.vi;
  const note = document.createElement("p");
  note.className = "message message-info draft-note";
  note.setAttribute("role", "status");
  note.append(words);
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: drop });
  button.className = "button button-quiet button-small";
  button.addEventListener("click", () => {
    for (const field of fields) field.value = field.defaultValue;
    sessionStorage.removeItem(placeOf(form));
    note.remove();
  });
  note.append(button);
  form.prepend(note);
}

for (const form of document.querySelectorAll("form[data-keep-draft]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
}

// Sent and answered with another page than this form: stored. A form that came back keeps its draft.
for (const form of document.querySelectorAll("form[data-keep-draft]")) {
  form.addEventListener("submit", () => sessionStorage.setItem(`${PLACE}sent`, placeOf(form)));
}
const sent = sessionStorage.getItem(`${PLACE}sent`);
if (sent) {
  const isBack = [...document.querySelectorAll("form[data-keep-draft]")].some((form) => placeOf(form) === sent);
  if (!isBack && !document.querySelector("[data-not-stored]")) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(`${PLACE}sent`);
}

for (const form of document.querySelectorAll("form[data-forget-drafts]")) {
  form.addEventListener("submit", () => forget(() => true));
}
