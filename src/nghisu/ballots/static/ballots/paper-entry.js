// Read the keys of a paper while they are typed, as rules/keys.py does, and store papers one after another.
const root = document.querySelector("[data-paper-entry]");
if (root) {
  const signs = JSON.parse(document.getElementById("entry-signs").textContent);
  const stored = JSON.parse(document.getElementById("entry-stored").textContent);
  const form = root.querySelector("[data-entry-form]");
  const lock = root.querySelector("[data-entry-lock]");
  const input = form.querySelector("[data-entry-keys]");
  const place = form.querySelector("[data-entry-place]");
  const shown = form.querySelector("[data-entry-number]");
  const note = form.querySelector("[data-entry-note]");
  const defectLine = form.querySelector("[data-entry-defect]");
  const list = root.querySelector("[data-entry-papers]");
  const names = [...form.querySelectorAll(".entry-names > li")];
  const width = Number(root.dataset.width);
  const size = Number(root.dataset.size);
  let done = Number(root.dataset.done);
  const waiting = [];
  let isSending = false;

  // Return {marks, defect}, or null where the keys make no paper (or not yet).
  function read(keys) {
    const marks = Array(names.length).fill("");
    let brush = "";
    let defect = "";
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at];
      if (key in signs.brushes && key !== "") brush = key;
      else if (key === "+") marks.forEach((mark, index) => (marks[index] = mark || signs.brushes[brush]));
      else if (key === "/") {
        at += 1;
        if (!(keys[at] in signs.defects)) return null;
        defect = keys[at];
      } else {
        const digits = keys.slice(at, at + width);
        const number = /^\d+$/.test(digits) && digits.length === width ? Number(digits) : 0;
        if (number < 1 || number > names.length) return null;
        marks[number - 1] = signs.brushes[brush];
        at += width - 1;
      }
    }
    return { marks: marks.map((mark) => mark || signs.first), defect };
  }

  function show() {
    const reading = read(input.value);
    form.classList.toggle("is-unclear", !reading);
    if (!reading) return;
    reading.marks.forEach((mark, index) => {
      const row = names[index];
      row.querySelector("[data-entry-mark]").textContent = signs.words[mark];
      row.classList.toggle("is-marked", mark !== signs.first);
      row.classList.toggle("is-struck", mark === "s");
    });
    defectLine.textContent = reading.defect ? signs.defects[reading.defect] : "";
  }

  function go(number) {
    place.value = String(number);
    shown.textContent = String(number);
    input.value = stored[number] || "";
    form.hidden = number > size;
    lock.hidden = done < size || waiting.length > 0;
    show();
    if (form.hidden) lock.querySelector("button").focus();
    else input.focus();
  }

  function listed(number, words) {
    let row = list.children[number - 1];
    if (!row) {
      row = document.createElement("li");
      list.append(row);
    }
    const link = document.createElement("a");
    link.href = `?phieu=${number}`;
    link.dataset.entryAgain = String(number);
    link.textContent = String(number);
    row.replaceChildren(link, `: ${words}`);
  }

  // Papers are sent one after another, in order; one that fails is sent again with the same key.
  async function send() {
    if (isSending) return;
    isSending = true;
    while (waiting.length) {
      const body = waiting[0];
      try {
        const answer = await fetch(form.action, {
          method: "POST",
          body,
          headers: { Accept: "application/json" },
        });
        const told = await answer.json();
        if (told.refused) {
          note.textContent = told.refused;
          waiting.length = 0;
          setTimeout(() => location.assign(location.pathname), 2500); // go on where the server stands
          break;
        }
        waiting.shift();
        listed(told.number, told.reading);
        note.textContent = "";
      } catch {
        note.textContent = root.dataset.failed;
        await new Promise((after) => setTimeout(after, 1000));
      }
    }
    isSending = false;
    lock.hidden = done < size || waiting.length > 0;
    if (form.hidden && !lock.hidden) lock.querySelector("button").focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!read(input.value)) {
      note.textContent = root.dataset.unknown;
      return;
    }
    const number = Number(place.value);
    const sent = new URLSearchParams(new FormData(form));
    sent.set("idempotency_key", `paper-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`);
    stored[number] = input.value;
    waiting.push(sent);
    done = Math.max(done, number);
    go(number < done ? done + 1 : number + 1);
    send();
  });
  input.addEventListener("input", show);
  list.addEventListener("click", (event) => {
    const again = event.target.closest("[data-entry-again]");
    if (!again) return;
    event.preventDefault();
    go(Number(again.dataset.entryAgain));
  });
  go(done >= size && !location.search ? size + 1 : Number(place.value));
  root.dataset.entryReady = "";
}
