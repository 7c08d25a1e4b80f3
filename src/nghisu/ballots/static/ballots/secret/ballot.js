// An election as its bytes describe it, and a ballot made on the voter's device: encrypted, proven, signed.
import { draw, groupNamed, Refused } from "./groups.js";
import { proveKey, proveOneOf, written } from "./proofs.js";
import { read, sha256Base64, write } from "./texts.js";

const NAMES = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
const ONE_BALLOT = "[one-ballot]";

export function readElection(text) {
  const value = read(text, "election");
  if (NAMES.some((name) => !(name in value)) || value.version !== 1) throw new Refused("out_of_profile", "election");
  const group = groupNamed(value.group);
  const key = group.read(value.public_key, "public_key");
  const questions = value.questions.map(readQuestion);
  return {
    group,
    key,
    ofKey: group.powersOf(key),
    questions,
    uuid: value.uuid,
    name: value.name,
    description: value.description,
    text,
    fingerprint: sha256Base64(text),
    isOneBallot: value.description.includes(ONE_BALLOT),
  };
}

function readQuestion(value) {
  if ("type" in value) throw new Refused("out_of_profile", `question of type ${value.type}`);
  const { answers, blank = false, min, max, question } = value;
  if (!Array.isArray(answers) || !(0 <= min && min <= max && max <= answers.length)) {
    throw new Refused("not_canonical", "question");
  }
  return { answers, blank, least: min, most: max, text: question, width: answers.length + (blank ? 1 : 0) };
}

// What does not fit about ticks: "" where they fit.
export function fault(question, ticks) {
  const ticked = ticks.slice(question.blank ? 1 : 0).filter(Boolean).length;
  if (ticks.length !== question.width || ticks.some((one) => one !== 0 && one !== 1)) return "shape";
  if (question.blank && ticks[0]) return ticked ? "blank_and_more" : "";
  if (ticked < question.least) return "too_few";
  return ticked > question.most ? "too_many" : "";
}

const cipherTexts = (group, ciphers) => group.texts(ciphers.flatMap((one) => [one.alpha, one.beta])).join(",");
const writtenCipher = (group, one) => ({ alpha: group.text(one.alpha), beta: group.text(one.beta) });
const breath = () => new Promise((resume) => setTimeout(resume));

// Make the ballot of a credential's secret; `choices` holds 0 or 1 for each answer, a leading one for blank.
//   tell: called with how much is done, 0 … 1
//   drawn: filled with every random number that was drawn, for a ballot that is only a test
export async function make(election, secret, choices, { source = draw, tell = null, drawn = null } = {}) {
  const { group } = election;
  const from = drawn === null ? source : (order) => drawn[drawn.push(source(order)) - 1];
  const credential = group.text(group.ofG(secret));
  const start = `${election.fingerprint}|${credential}`;
  const all = election.questions.reduce((sum, question) => sum + question.width, 0);
  const progress = { done: 0, all, tell, last: Date.now() };
  const answers = [];
  for (const [place, question] of election.questions.entries()) {
    answers.push(await makeAnswer(election, question, choices[place], start, from, progress));
  }
  const unsigned = { election_uuid: election.uuid, election_hash: election.fingerprint, credential, answers };
  const hash = sha256Base64(write(unsigned));
  const proof = written(proveKey(group, secret, `sig|${hash}`, from));
  const text = write({ ...unsigned, signature: { hash, proof } });
  return { text, credential, tracker: sha256Base64(text) };
}

async function makeAnswer(election, question, ticks, start, source, progress) {
  if (fault(question, ticks)) throw new Refused("choice", question.text);
  const { group, ofKey } = election;
  const made = ticks.map((tick) => {
    const r = source(group);
    const beta = tick ? group.times(ofKey(r), group.g) : ofKey(r);
    return { alpha: group.ofG(r), beta, r, m: tick };
  });
  const singles = [];
  for (const one of made) {
    const prefix = `prove|${start}|${cipherTexts(group, [one])}`;
    const claims = [0, 1].map((number) => ({ r: one.r, m: one.m, number }));
    singles.push(proveOneOf(group, ofKey, claims, one.m, prefix, source).map(written));
    progress.done += 1;
    if (progress.tell && Date.now() - progress.last > 40) {
      progress.tell(progress.done / progress.all);
      await breath();
      progress.last = Date.now();
    }
  }
  const rest = question.blank ? made.slice(1) : made;
  const total = {
    alpha: group.product(rest.map((one) => one.alpha)),
    beta: group.product(rest.map((one) => one.beta)),
    r: group.reduced(rest.reduce((sum, one) => sum + one.r, 0n)),
    m: rest.reduce((sum, one) => sum + one.m, 0),
  };
  const whole = `${start}|${cipherTexts(group, made)}`;
  const allowed = Array.from({ length: question.most - question.least + 1 }, (_, at) => question.least + at);
  const counted = allowed.map((number) => ({ r: total.r, m: total.m, number }));
  const answer = { choices: made.map((one) => writtenCipher(group, one)), individual_proofs: singles };
  if (!question.blank) {
    const prefix = `prove|${whole}|${cipherTexts(group, [total])}`;
    const place = total.m - question.least;
    answer.overall_proof = proveOneOf(group, ofKey, counted, place, prefix, source).map(written);
    return answer;
  }
  const blank = { r: made[0].r, m: made[0].m };
  const either = [
    { ...blank, number: 0 },
    { r: total.r, m: total.m, number: 0 },
  ];
  const none = proveOneOf(group, ofKey, either, blank.m ? 1 : 0, `bproof0|${whole}`, source).map(written);
  const branches = [{ ...blank, number: 1 }, ...counted];
  const place = blank.m ? 0 : 1 + total.m - question.least;
  answer.overall_proof = proveOneOf(group, ofKey, branches, place, `bproof1|${whole}`, source).map(written);
  answer.blank_proof = none;
  return answer;
}

// Make a ballot once more from the numbers that were drawn: what a second device does with a test ballot.
export function again(election, secret, choices, drawn) {
  const rest = [...drawn];
  const source = () => {
    if (!rest.length) throw new Refused("not_canonical", "randomness");
    return rest.shift();
  };
  return make(election, secret, choices, { source });
}

// Whether a test ballot holds what it says: its answers are made once more from the numbers that were drawn.
export async function sameAnswers(election, { credential, answers, choices, drawn }) {
  const rest = drawn.map(BigInt);
  const source = () => {
    if (!rest.length) throw new Refused("not_canonical", "randomness");
    return rest.shift();
  };
  const start = `${election.fingerprint}|${credential}`;
  const made = [];
  const progress = { done: 0, all: 1, tell: null, last: 0 };
  for (const [place, question] of election.questions.entries()) {
    made.push(await makeAnswer(election, question, choices[place], start, source, progress));
  }
  return rest.length === 0 && write(made) === write(answers);
}
