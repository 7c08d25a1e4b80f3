// Keys of which t of n decrypt, made by n devices over a server that learns nothing: the messages are those of
// the protocol's own programs. All that a trustee keeps is a seed of 22 characters.
import { gcm } from "../../vendor/noble/ciphers/aes.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "../../vendor/noble/hashes/utils.js";
import { addUp, writtenTally } from "./archive.js";
import { generate } from "./credentials.js";
import { draw, Refused } from "./groups.js";
import { keyHolds, proveDecryption, proveKey, readProof, written } from "./proofs.js";
import { exponent, hashOf, numberOf, read, write } from "./texts.js";

const MOST = 11;

export const newSeed = () => generate().replaceAll("-", "");

// The two secrets behind a seed: one signs, one opens what others send.
export function keysOf(group, seed) {
  if (!/^[1-9A-HJ-NP-Za-km-z]{22}$/.test(seed)) throw new Refused("seed_shape");
  return { signing: numberOf(`sk|${seed}`) % group.q, opening: numberOf(`dk|${seed}`) % group.q };
}

function sign(group, secret, message, source) {
  return { message, signature: written(proveKey(group, secret, `sigmsg|${message}`, source)) };
}

function opened(group, key, signed, what) {
  const proof = readProof(group, signed.signature, what);
  if (!keyHolds(group, key, proof, `sigmsg|${signed.message}`)) throw new Refused("proof", what);
  return read(signed.message, what);
}

// What only the recipient can read, and know whom it is from.
function send(group, secret, recipient, message, source) {
  const inner = write(sign(group, secret, write({ recipient, message }), source));
  const [r, s] = [source(group), source(group)];
  const shared = group.ofG(s);
  const alpha = group.text(group.ofG(r));
  const beta = group.text(group.times(group.power(group.read(recipient, "certificate"), r), shared));
  const [key, start] = [hashOf(`key|${group.text(shared)}`), hashOf(`iv|${alpha}`)];
  const data = bytesToHex(gcm(key, start).encrypt(utf8ToBytes(inner)));
  return write({ algorithm: "AES-GCM", alpha, beta, data });
}

function receive(group, keys, sender, text, what) {
  const found = read(text, what);
  if (found.algorithm !== "AES-GCM") throw new Refused("out_of_profile", String(found.algorithm));
  const mask = group.power(group.read(found.alpha, what), keys.opening);
  const shared = group.times(group.read(found.beta, what), group.inverse(mask));
  let inner;
  try {
    const plain = gcm(hashOf(`key|${group.text(shared)}`), hashOf(`iv|${found.alpha}`));
    inner = new TextDecoder().decode(plain.decrypt(hexToBytes(found.data)));
  } catch {
    throw new Refused("seed_wrong", what);
  }
  const { recipient, message } = opened(group, sender, read(inner, what), what);
  if (recipient !== group.text(group.ofG(keys.opening))) throw new Refused("proof", what);
  return read(message, what);
}

// Step 1: who I am.
export function certificate(group, seed, { size, threshold, index }, source = draw) {
  if (!(1 <= threshold && threshold <= size && size <= MOST)) throw new Refused("trustees", "threshold");
  const keys = keysOf(group, seed);
  const [verification, encryption] = [keys.signing, keys.opening].map((one) => group.text(group.ofG(one)));
  const context = { group: group.name, size, threshold, index };
  return sign(group, keys.signing, write({ context, verification, encryption }), source);
}

// Check all certificates, and that mine is among them where it should be.
export function readCertificates(group, certs, seed = null) {
  const read_ = certs.map((cert, place) => {
    const { context, verification, encryption } = read(cert.message, "certificate");
    const key = group.read(verification, "certificate");
    opened(group, key, cert, "certificate");
    group.read(encryption, "certificate");
    const isRight = context.group === group.name && context.size === certs.length && context.index === place + 1;
    if (!isRight || context.threshold > certs.length) throw new Refused("trustees", "certificate");
    return { key, verification, encryption, threshold: context.threshold };
  });
  if (new Set(read_.map((one) => one.threshold)).size !== 1) throw new Refused("trustees", "threshold");
  if (new Set(read_.map((one) => one.verification)).size !== certs.length) throw new Refused("trustees", "certificate");
  if (seed === null) return { all: read_, threshold: read_[0].threshold };
  const keys = keysOf(group, seed);
  const own = group.text(group.ofG(keys.signing));
  const place = read_.findIndex((one) => one.verification === own);
  if (place < 0) throw new Refused("seed_wrong", "certificate");
  return { all: read_, threshold: read_[0].threshold, keys, place };
}

const agreed = (certs, coefexps) => `sigmsg|certs_sig|${write({ certs, coefexps })}`;

// Step 2: my polynomial, its value for each of the others, and my word for all certificates.
export function polynomial(group, seed, certs, source = draw) {
  const { all, threshold, keys, place } = readCertificates(group, certs, seed);
  const own = Array.from({ length: threshold }, () => source(group));
  const coefexps = own.map((one) => group.text(group.ofG(one)));
  const at = (x) => own.reduceRight((value, one) => (value * x + one) % group.q, 0n);
  const to = (encryption, value) => send(group, keys.signing, encryption, write(value), source);
  return {
    polynomial: to(all[place].encryption, { polynomial: own.map(String) }),
    secrets: all.map((one, index) => to(one.encryption, { secret: String(at(BigInt(index + 1))) })),
    coefexps: sign(group, keys.signing, write({ coefexps }), source),
    signature: written(proveKey(group, keys.signing, agreed(certs, coefexps), source)),
  };
}

// What the server hands to a trustee once every polynomial is there.
export const routed = (polynomials, place) => ({
  polynomial: polynomials[place].polynomial,
  secrets: polynomials.map((one) => one.secrets[place]),
  coefexps: polynomials.map((one) => one.coefexps),
  signatures: polynomials.map((one) => one.signature),
});

// Step 3: check what the others sent me, and add it up to my key.
export function share(group, seed, certs, input, source = draw) {
  const { all, threshold, keys, place } = readCertificates(group, certs, seed);
  let secret = 0n;
  for (const [sender, one] of all.entries()) {
    const { coefexps } = opened(group, one.key, input.coefexps[sender], "coefexps");
    if (coefexps.length !== threshold) throw new Refused("trustees", "coefexps");
    const word = readProof(group, input.signatures[sender], "signatures");
    if (!keyHolds(group, one.key, word, agreed(certs, coefexps))) throw new Refused("proof", "signatures");
    const message = receive(group, keys, one.key, input.secrets[sender], "secret");
    const part = exponent(group, message.secret, "secret");
    const x = BigInt(place + 1);
    const expected = coefexps
      .map((text) => group.read(text, "coefexps"))
      .reduceRight((value, each) => group.times(group.power(value, x), each), group.one);
    if (group.text(group.ofG(part)) !== group.text(expected)) throw new Refused("trustee_cheats", String(sender + 1));
    secret = (secret + part) % group.q;
  }
  const text = group.text(group.ofG(secret));
  const pok = written(proveKey(group, secret, `pok|${group.name}|${text}`, source));
  const signature = written(proveKey(group, keys.signing, `sigmsg|${text}`, source));
  const kept = write({ decryption_key: String(secret) });
  return {
    private_key: send(group, keys.signing, all[place].encryption, kept, source),
    public_key: { pok, public_key: text, signature },
  };
}

// My key out of what the server keeps for me, sealed.
export function unsealed(group, seed, certs, sealed) {
  const { all, keys, place } = readCertificates(group, certs, seed);
  const message = receive(group, keys, all[place].key, sealed, "decryption key");
  return { secret: exponent(group, message.decryption_key, "decryption key"), place };
}

// My share of the decryption. The ballots are added up here; any other ciphertext is refused.
export async function decryption(election, archive, secret, { source = draw, tell = null } = {}) {
  const { group } = election;
  if (!archive.isClosed || archive.tally === null) throw new Refused("still_open");
  const { totals, counted } = await addUp(election, archive.ballots, tell);
  if (writtenTally(election, totals) !== archive.tally) throw new Refused("tally");
  const prefix = `decrypt|${election.fingerprint}|${group.text(group.ofG(secret))}`;
  const factor = ([alpha]) => group.text(group.power(alpha, secret));
  const proof = ([alpha]) => written(proveDecryption(group, secret, alpha, prefix, source));
  return {
    counted,
    text: write({
      decryption_factors: totals.map((row) => row.map(factor)),
      decryption_proofs: totals.map((row) => row.map(proof)),
    }),
  };
}
