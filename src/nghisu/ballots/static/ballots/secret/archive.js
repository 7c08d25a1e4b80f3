// An archive read in the browser: its records, its chain of events, and what the ballots add up to.
import { Refused } from "./groups.js";
import { read, sha256Base64, sha256Hex, write } from "./texts.js";

const BLOCK = 512;
const NEXT = {
  "": ["Setup"],
  Setup: ["Ballot", "EndBallots"],
  Ballot: ["Ballot", "EndBallots"],
  EndBallots: ["EncryptedTally"],
  EncryptedTally: ["PartialDecryption"],
  PartialDecryption: ["PartialDecryption", "Result"],
  Result: [],
};
const ascii = (bytes) => String.fromCharCode(...bytes);

function* records(bytes) {
  for (let at = 0; at < bytes.length; ) {
    const name = ascii(bytes.subarray(at, at + 100)).replace(/\0+$/, "");
    const size = parseInt(ascii(bytes.subarray(at + 124, at + 135)), 8);
    const end = at + BLOCK + size;
    if (!Number.isInteger(size) || end > bytes.length) throw new Refused("archive_shape", `record at ${at}`);
    yield [name, bytes.subarray(at + BLOCK, end)];
    at = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

// Read an archive, or the beginning of one, with every hash and every link of its chain checked.
export function readArchive(bytes) {
  const data = new Map();
  const events = [];
  const text = new TextDecoder("utf-8", { fatal: true });
  for (const [name, body] of records(bytes)) {
    if (name === "BELENIOS") continue;
    const [digest, ...kind] = name.split(".");
    if (sha256Hex(body) !== digest) throw new Refused("archive_name", name);
    const content = text.decode(body);
    if (kind.join(".") === "data.json") {
      data.set(digest, content);
      continue;
    }
    const event = read(content, "event");
    const parent = events.at(-1);
    const follows = parent ? event.parent === parent.digest : !("parent" in event);
    const isNext = NEXT[parent ? parent.type : ""].includes(event.type);
    if (!follows || !isNext || event.height !== events.length) throw new Refused("chain", String(events.length));
    if ("payload" in event && !data.has(event.payload)) throw new Refused("chain", String(events.length));
    events.push({ ...event, digest, payload: data.get(event.payload) });
  }
  if (!events.length) throw new Refused("missing", "Setup");
  const setup = read(events[0].payload, "setup");
  const ofType = (type) => events.filter((event) => event.type === type);
  const tally = ofType("EncryptedTally")[0];
  return {
    election: data.get(setup.election),
    trustees: data.get(setup.trustees),
    credentials: data.get(setup.credentials),
    ballots: ofType("Ballot").map((event) => event.payload),
    isClosed: ofType("EndBallots").length > 0,
    tally: tally ? data.get(read(tally.payload, "encrypted tally").encrypted_tally) : null,
    head: events.at(-1).digest,
    height: events.length,
  };
}

// The last ballot of each credential: credential → its text, in the order of the archive.
export function lastBallots(ballots) {
  const last = new Map();
  for (const text of ballots) {
    const { credential } = JSON.parse(text);
    last.delete(credential);
    last.set(credential, text);
  }
  return last;
}

export const trackerOf = (text) => sha256Base64(text);

// The encrypted tally of the last ballot of each credential, computed here and believed of nobody.
export async function addUp(election, ballots, tell = null) {
  const { group } = election;
  const last = [...lastBallots(ballots).values()];
  let totals = election.questions.map((one) => Array.from({ length: one.width }, () => [group.one, group.one]));
  for (const [place, text] of last.entries()) {
    const ballot = read(text, "ballot");
    if (ballot.election_hash !== election.fingerprint) throw new Refused("another_election");
    totals = totals.map((row, question) => {
      const { choices } = ballot.answers[question];
      if (choices.length !== row.length) throw new Refused("ballot_shape");
      return row.map(([alpha, beta], at) => [
        group.times(alpha, group.read(choices[at].alpha, "choices", false)),
        group.times(beta, group.read(choices[at].beta, "choices", false)),
      ]);
    });
    if (tell && place % 20 === 0) {
      tell(place / last.length);
      await new Promise((resume) => setTimeout(resume));
    }
  }
  for (const sum of totals.flat(2)) if (!group.isOfGroup(sum)) throw new Refused("not_an_element", "tally");
  return { totals, counted: last.length };
}

export function writtenTally(election, totals) {
  const { group } = election;
  const cipher = ([alpha, beta]) => ({ alpha: group.text(alpha), beta: group.text(beta) });
  return write(totals.map((row) => row.map(cipher)));
}
