// On the public board: find the own ballot with the slip, and check a test ballot, both on this device.
import { fault, readElection, sameAnswers } from "./ballot.js";
import { derive, found, publicOf } from "./credentials.js";
import { part, wordsOf } from "./page.js";

const root = part("board");
const words = wordsOf(root);
const election = readElection(root.dataset.election);

part("find", root).addEventListener("submit", (event) => {
  event.preventDefault();
  const told = part("found", root);
  let credential;
  try {
    credential = publicOf(election.group, derive(election.group, found(part("slip", root).value), election.uuid));
  } catch {
    told.textContent = words.credential_shape;
    return;
  }
  const line = root.querySelector(`[data-credential="${credential}"] code`);
  told.textContent = line ? words.there.replace("TRACKER", line.textContent) : words.missing;
});

part("file", root).addEventListener("change", async (event) => {
  const told = part("tested", root);
  try {
    const test = JSON.parse(await event.target.files[0].text());
    const isOurs = test.election === election.fingerprint;
    if (!isOurs || election.questions.some((one, at) => fault(one, test.choices[at]))) throw new Error("another");
    const isRight = await sameAnswers(election, test);
    const chosen = election.questions.map((one, at) =>
      one.answers.filter((_, place) => test.choices[at][place + (one.blank ? 1 : 0)]).join(", ") || "–",
    );
    told.textContent = isRight ? words.right.replace("CHOICE", chosen.join("; ")) : words.wrong;
  } catch {
    told.textContent = words.other;
  }
});
root.dataset.ready = "";
