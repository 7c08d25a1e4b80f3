// Proofs as the protocol makes and checks them: challenge and response over a text that names the statement.
import { challenge, exponent } from "./texts.js";

export const written = (proof) => ({ challenge: String(proof[0]), response: String(proof[1]) });
export const readProof = (group, value, what) => [
  exponent(group, value?.challenge, what),
  exponent(group, value?.response, what),
];

export function proveKey(group, secret, prefix, source) {
  const nonce = source(group);
  const number = challenge(group, prefix, [group.ofG(nonce)]);
  return [number, group.reduced(nonce - secret * number)];
}

export function keyHolds(group, key, proof, prefix) {
  const made = group.times(group.ofG(proof[1]), group.power(key, proof[0]));
  return challenge(group, prefix, [made]) === proof[0];
}

export function proveDecryption(group, secret, alpha, prefix, source) {
  const nonce = source(group);
  const number = challenge(group, prefix, [group.ofG(nonce), group.power(alpha, nonce)]);
  return [number, group.reduced(nonce - secret * number)];
}

// Prove that one of the claims holds; of each claim its own r and m are known, so that everything is a power
// of the generator or of the key.
//   claims: [{r, m, number}], which of them is true, and the text that names the statement
export function proveOneOf(group, ofKey, claims, place, prefix, source) {
  const blind = source(group);
  const made = [];
  const proofs = claims.map((claim, at) => {
    if (at === place) {
      made.push(group.ofG(blind), ofKey(blind));
      return null;
    }
    const proof = [source(group), source(group)];
    const power = proof[1] + claim.r * proof[0];
    made.push(group.ofG(power));
    made.push(group.times(ofKey(power), group.ofG(BigInt(claim.m - claim.number) * proof[0])));
    return proof;
  });
  const known = proofs.reduce((sum, proof) => sum + (proof ? proof[0] : 0n), 0n);
  const own = group.reduced(challenge(group, prefix, made) - known);
  proofs[place] = [own, group.reduced(blind - claims[place].r * own)];
  return proofs;
}
