// Keeps what is typed into <form data-keep-draft="name"> in this browser window until it was stored.
// After a fault (closed tab, lost line, old form) it is put back, unless the page already brings text.
const PLACE = "nghisu-draft:";
const TYPED = "input:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio]), textarea";

const placeOf = (form) => `${PLACE}${location.pathname}:${form.dataset.keepDraft}`;
const fieldsOf = (form) => [...form.querySelectorAll(TYPED)].filter((field) => field.name);

function keep(form) {
  const typed = fieldsOf(form).filter((field) => field.value !== field.defaultValue);
  if (!typed.length) return sessionStorage.removeItem(placeOf(form));
  const values = Object.fromEntries(typed.map((field) => [field.name, field.value]));
  sessionStorage.setItem(placeOf(form), JSON.stringify(values));
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(placeOf(form)) ?? "{}");
  for (const field of fieldsOf(form)) {
    if (field.name in kept && field.value === field.defaultValue && !form.querySelector(".faults")) {
      field.value = kept[field.name];
    }
  }
}

for (const form of document.querySelectorAll("form[data-keep-draft]")) {
  restore(form);
  form.addEventListener("input", () => keep(form));
}

// Stored or signed out: the page that says so carries the name of the draft that is no longer needed.
for (const sign of document.querySelectorAll("[data-draft-stored]")) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PLACE) && key.endsWith(`:${sign.dataset.draftStored}`)) sessionStorage.removeItem(key);
  }
}
for (const form of document.querySelectorAll("form[data-forget-drafts]")) {
  form.addEventListener("submit", () => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PLACE)) sessionStorage.removeItem(key);
  });
}
