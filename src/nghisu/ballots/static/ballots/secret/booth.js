// The voter's way: slip, choice, a second look, encryption on this device, sending, receipt. Nothing of the
// choice is stored or sent; the ballot is. After loading, the network is needed only to send.
import { fault, make, readElection } from "./ballot.js";
import { derive, found } from "./credentials.js";
import { drawCode, keepFile, keepPicture, part, say, show, wordsOf } from "./page.js";

const IDLE = 90_000;
const root = part("booth");
const words = wordsOf(root);
const election = readElection(root.dataset.election);
const isKiosk = "kiosk" in root.dataset;
const complaint = part("fault", root);
let secret = null;
let choices = [];
let ballot = null;
let drawn = [];
let isWaiting = false; // the voter sent it, and the network was not there

function stage(name) {
  say(complaint, "");
  for (const one of root.querySelectorAll("[data-stage]")) show(one, one.dataset.stage === name);
  const title = root.querySelector(`[data-stage="${name}"] h2, [data-stage="${name}"] legend`);
  title?.setAttribute("tabindex", "-1");
  title?.focus();
}

// Slip ----------------------------------------------------------------------------------------------------

function takeSlip(text) {
  try {
    secret = derive(election.group, found(text), election.uuid);
  } catch {
    say(complaint, words.credential_shape);
    return;
  }
  part("slip", root).value = "";
  ask();
}

function fromAddress() {
  if (location.hash.length < 20) return false;
  const text = location.hash;
  history.replaceState(null, "", location.pathname + location.search); // no slip stays in the history
  takeSlip(text);
  return secret !== null;
}

// Choice --------------------------------------------------------------------------------------------------

const isOpen = (question) => question.most === 1 && question.least === 0 && !question.blank; // may stay empty

function hint(question) {
  if (isOpen(question)) return words.one_or_none;
  const word = question.least === question.most ? words.exactly : words.between;
  return word.replace("LEAST", question.least).replace("MOST", question.most);
}

function ask() {
  const holder = part("questions", root);
  holder.replaceChildren();
  for (const [place, question] of election.questions.entries()) {
    const field = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = question.text;
    const told = document.createElement("p");
    told.className = "hint";
    told.textContent = hint(question);
    field.append(legend, told);
    const shown = [...question.answers.map((text, at) => [text, question.blank ? at + 1 : at])];
    if (question.blank) shown.push([words.blank, 0]);
    if (isOpen(question)) shown.push([words.leave, ""]); // a round mark can be taken back only by another one
    for (const [text, at] of shown) {
      const label = document.createElement("label");
      label.className = at === "" ? "choice choice-open" : "choice";
      const box = document.createElement("input");
      box.type = question.most === 1 ? "radio" : "checkbox";
      box.name = `q${place}`;
      box.value = String(at);
      box.autocomplete = "off";
      label.append(box, document.createTextNode(text));
      field.append(label);
    }
    holder.append(field);
  }
  stage("choose");
}

function ticked() {
  return election.questions.map((question, place) => {
    const ticks = Array(question.width).fill(0);
    for (const { value } of root.querySelectorAll(`[name="q${place}"]:checked`)) if (value) ticks[value] = 1;
    return ticks;
  });
}

function inWords(question, ticks) {
  if (question.blank && ticks[0]) return words.blank;
  const shift = question.blank ? 1 : 0;
  return question.answers.filter((_, at) => ticks[at + shift]).join(", ") || words.none;
}

function tell(place) {
  place.replaceChildren();
  for (const [at, question] of election.questions.entries()) {
    const line = document.createElement("p");
    const strong = document.createElement("strong");
    strong.textContent = inWords(question, choices[at]);
    line.append(`${question.text}: `, strong);
    place.append(line);
  }
}

function review() {
  choices = ticked();
  const wrong = election.questions.map((question, at) => fault(question, choices[at])).find(Boolean);
  if (wrong) {
    say(complaint, words[wrong] ?? words.other);
    return;
  }
  tell(part("chosen", root));
  stage("review");
}

// Encryption ----------------------------------------------------------------------------------------------

async function encrypt() {
  const bar = part("progress", root);
  const button = part("encrypt", root);
  button.disabled = true;
  show(bar);
  drawn = [];
  try {
    ballot = await make(election, secret, choices, { drawn, tell: (done) => (bar.value = done) });
  } catch {
    say(complaint, words.other);
    return;
  } finally {
    button.disabled = false;
    show(bar, false);
  }
  part("tracker", root).textContent = ballot.tracker;
  stage("made");
}

// A test opens everything but the last number: that one hides the secret of the slip in the signature.
function test() {
  const { credential, answers } = JSON.parse(ballot.text);
  const opened = { election: election.fingerprint, tracker: ballot.tracker, credential, answers, choices };
  const file = { ...opened, drawn: drawn.slice(0, -1).map(String) };
  ballot = null;
  tell(part("tested", root));
  part("file", root).onclick = () => keepFile("phieu-thu.json", file);
  stage("test");
}

// Sending -------------------------------------------------------------------------------------------------

async function send() {
  const button = part("send", root);
  if (button.disabled || !ballot) return;
  button.disabled = true;
  part("test", root).disabled = true;
  try {
    const answer = await fetch(root.dataset.cast, {
      method: "POST",
      body: ballot.text,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
    });
    if (answer.status >= 500) throw new TypeError("later");
    const said = await settled(answer);
    if (said.head && said.tracker === ballot.tracker) await receipt(said);
    else say(complaint, said.said || words.other);
  } catch {
    show(part("waiting", root)); // the ballot waits here; "online" and the clock try again
    isWaiting = true;
    setTimeout(again, 5_000);
    return;
  }
  isWaiting = false;
  show(part("waiting", root), false);
  button.disabled = false;
  part("test", root).disabled = false;
}

function again() {
  if (!isWaiting) return;
  isWaiting = false;
  part("send", root).disabled = false;
  send();
}

// "Received" comes at once; the receipt when the ballot was checked and stands on the board.
async function settled(answer) {
  let last = answer;
  while (last.status === 202) {
    const { tracker } = await last.json();
    await new Promise((resume) => setTimeout(resume, 700));
    const address = `${root.dataset.received}?dau=${encodeURIComponent(tracker)}`;
    last = await fetch(address, {
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      headers: { "Accept-Language": document.documentElement.lang },
    });
    if (last.status >= 500) throw new TypeError("later");
  }
  return last.json();
}

async function receipt({ tracker, head }) {
  part("receipt", root).textContent = tracker;
  part("head", root).textContent = head;
  const address = new URL(root.dataset.board, location.href);
  secret = null;
  ballot = null;
  choices = [];
  drawn = [];
  part("questions", root).replaceChildren();
  stage("receipt");
  const code = `${address}#${tracker}`;
  const title = root.querySelector("h1").textContent;
  part("picture", root).onclick = () => keepPicture("bien-nhan.png", code, [title, "", tracker, "", head]);
  await drawCode(part("code", root), code);
}

// A machine that many use forgets everything between voters --------------------------------------------------

function forget() {
  location.replace(location.pathname + location.search);
}

if (isKiosk) {
  let idle;
  const wake = () => {
    clearTimeout(idle);
    idle = setTimeout(forget, IDLE);
  };
  for (const event of ["pointerdown", "keydown", "input"]) addEventListener(event, wake, { passive: true });
  wake();
  show(part("look", root), false);
  show(part("picture", root), false); // a picture would stay on a machine that others use
  show(part("done", root));
  part("done", root).onclick = forget;
}

const onSend = (name, act) =>
  root.querySelector(`[data-stage="${name}"] form`).addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });

if (!("over" in root.dataset)) {
  onSend("slip", () => takeSlip(part("slip", root).value));
  onSend("choose", review);
  part("encrypt", root).onclick = encrypt;
  part("again", root).onclick = () => stage("choose");
  part("fresh", root).onclick = ask;
  part("test", root).onclick = test;
  part("send", root).onclick = send;
  part("print", root).onclick = () => print();
  addEventListener("online", again);
  addEventListener("pageshow", (event) => event.persisted && forget()); // back button: nothing is used again
  import("../../vendor/qr/index.js").catch(() => {}); // so that the receipt can be drawn without network
  import("./scan.js").then(({ canScan, scan }) => {
    const button = part("scan", root);
    show(button, canScan());
    button.onclick = async () => {
      const text = await scan(part("video", root)).catch(() => "");
      if (text) takeSlip(text);
    };
  });
  if (!fromAddress()) stage("slip");
  addEventListener("hashchange", fromAddress);
}
root.dataset.ready = "";
