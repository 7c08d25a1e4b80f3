// Credentials on slips: 22 characters in four groups, from which a secret for each election is derived.
import { Refused } from "./groups.js";
import { sha256Hex } from "./texts.js";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const SHAPE = new RegExp([5, 6, 5, 6].map((size) => `[${ALPHABET}]{${size}}`).join("-"));

export function generate(random = (bytes) => crypto.getRandomValues(bytes)) {
  let text = "";
  const byte = new Uint8Array(1);
  while (text.length < 22) {
    random(byte);
    if (byte[0] < 232) text += ALPHABET[byte[0] % 58]; // 232 = 4 × 58: every character equally often
  }
  return `${text.slice(0, 5)}-${text.slice(5, 11)}-${text.slice(11, 16)}-${text.slice(16)}`;
}

// The credential in what was typed or scanned: with or without dashes and spaces, or behind # in an address.
export function found(typed) {
  const tail = typed.includes("#") ? typed.slice(typed.lastIndexOf("#") + 1) : typed;
  const bare = tail.replace(/[\s-]/g, "");
  const text = `${bare.slice(0, 5)}-${bare.slice(5, 11)}-${bare.slice(11, 16)}-${bare.slice(16)}`;
  if (bare.length !== 22 || !SHAPE.test(text)) throw new Refused("credential_shape");
  return text;
}

export function derive(group, credential, uuid) {
  if (!SHAPE.test(credential)) throw new Refused("credential_shape");
  const half = (part) => sha256Hex(`derive_credential|${uuid}|${part}|${credential}`);
  return BigInt(`0x${half(0)}${half(1)}`) % group.q;
}

export const publicOf = (group, secret) => group.text(group.ofG(secret));

// An order that nobody can foretell.
export function shuffled(list) {
  const order = [...list];
  const numbers = new Uint32Array(1);
  for (let last = order.length - 1; last > 0; last -= 1) {
    const most = Math.floor(2 ** 32 / (last + 1)) * (last + 1);
    do crypto.getRandomValues(numbers);
    while (numbers[0] >= most);
    const other = numbers[0] % (last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

