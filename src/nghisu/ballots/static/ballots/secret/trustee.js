// A trustee's part of the key, and later of the decryption. The code stays on this machine: in this tab while
// the key is made, on the sealed sheet afterwards.
import { readElection } from "./ballot.js";
import { readArchive } from "./archive.js";
import { groupNamed } from "./groups.js";
import { drawCode, part, say, show, wordsOf } from "./page.js";
import { canScan, scan } from "./scan.js";
import { write } from "./texts.js";
import * as trustees from "./trustees.js";

const AGAIN = 3_000;
const root = part("trustee");
const { step } = root.dataset;
const given = JSON.parse(root.dataset.given);
const words = wordsOf(root);
const place = `nghisu-seed-${given.poll}`;

async function message(seed) {
  const group = groupNamed(given.group);
  const { certs } = given;
  if (step === "certificate") return write(trustees.certificate(group, seed, given.context));
  if (step === "polynomial") return write(trustees.polynomial(group, seed, certs));
  if (step === "outcome") return write(trustees.share(group, seed, certs, given.input));
  say(part("progress", root), words.adding);
  const { secret } = trustees.unsealed(group, seed, certs, given.sealed);
  const answer = await fetch(root.dataset.archive, { credentials: "omit", cache: "no-store" });
  const archive = readArchive(new Uint8Array(await answer.arrayBuffer()));
  return (await trustees.decryption(readElection(archive.election), archive, secret)).text;
}

async function go(seed) {
  const button = part("go", root);
  button.disabled = true;
  await new Promise((resume) => setTimeout(resume, 20));
  try {
    const form = root.querySelector("form");
    form.elements.message.value = await message(seed);
    form.elements.step.value = step;
    if (step === "share") sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, seed);
    form.requestSubmit();
  } catch (refused) {
    say(part("progress", root), "");
    say(part("fault", root), words[refused.code] ?? words.other);
    button.disabled = false;
  }
}

if (step === "wait") setTimeout(() => location.reload(), AGAIN);
else if (step === "certificate") {
  const seed = sessionStorage.getItem(place) ?? trustees.newSeed();
  sessionStorage.setItem(place, seed);
  part("seed", root).textContent = seed.replace(/^(.{5})(.{6})(.{5})/, "$1 $2 $3 ");
  drawCode(part("code", root), seed);
  part("print", root).onclick = () => print();
  const kept = part("kept", root);
  part("go", root).disabled = !kept.checked;
  kept.onchange = () => (part("go", root).disabled = !kept.checked);
  part("go", root).onclick = () => go(seed);
} else if (step !== "done") {
  const held = sessionStorage.getItem(place);
  if (held && step !== "share") part("ask", root).hidden = true;
  part("go", root).onclick = () => {
    const typed = part("typed", root).value.replace(/[\s-]/g, "");
    return go(held && step !== "share" ? held : typed);
  };
  const button = part("scan", root);
  show(button, canScan() && !part("ask", root).hidden);
  button.onclick = async () => {
    const text = await scan(part("video", root)).catch(() => "");
    if (text) part("typed", root).value = text;
  };
  if (held && step !== "share") go(held); // the steps in between need nobody
} else sessionStorage.removeItem(place);
root.dataset.ready = "";
