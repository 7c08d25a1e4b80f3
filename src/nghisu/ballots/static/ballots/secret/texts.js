// How the protocol writes things down: compact JSON, hashes, numbers.
import { sha256 } from "../../vendor/noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "../../vendor/noble/hashes/utils.js";
import { Refused } from "./groups.js";

export const write = (value) => JSON.stringify(value);

// Read JSON that could not have been written otherwise.
export function read(text, what) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused("not_canonical", what);
  }
  if (write(value) !== text) throw new Refused("not_canonical", what);
  return value;
}

const bytesOf = (content) => (typeof content === "string" ? utf8ToBytes(content) : content);

export const hashOf = (content) => sha256(bytesOf(content));
export const sha256Hex = (content) => bytesToHex(hashOf(content));
export const sha256Base64 = (content) => btoa(String.fromCharCode(...hashOf(content))).replace(/=+$/, "");
export const numberOf = (content) => BigInt(`0x${sha256Hex(content)}`);

export function challenge(group, prefix, elements) {
  return numberOf(`${prefix}|${group.texts(elements).join(",")}`) % group.q;
}

export function exponent(group, text, what) {
  if (typeof text !== "string" || !/^(0|[1-9][0-9]{0,77})$/.test(text)) throw new Refused("not_a_number", what);
  const value = BigInt(text);
  if (value >= group.q) throw new Refused("not_a_number", what);
  return value;
}
