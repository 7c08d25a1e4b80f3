// The two groups of the protocol, with elements as it writes them. Powers of a base that comes back often
// (the generator, the key of the election) are read from a table of windows.
import { edwards } from "../../vendor/noble/curves/abstract/edwards.js";
import { bytesToHex, hexToBytes } from "../../vendor/noble/hashes/utils.js";

export class Refused extends Error {
  constructor(code, what = "") {
    super(`${code}: ${what}`);
    this.code = code;
    this.what = what;
  }
}

const WINDOW = 5n;
const SIZE = 1 << Number(WINDOW);

class Group {
  #tables = new Map();

  // Store the powers of a base that make up all others.
  prepare(base) {
    const name = this.text(base);
    if (this.#tables.has(name)) return;
    const rows = [];
    let step = base;
    for (let bits = 0n; bits < 256n; bits += WINDOW) {
      const row = [this.one];
      for (let digit = 1; digit < SIZE; digit += 1) row.push(this.times(row[digit - 1], step));
      step = this.times(row[SIZE - 1], step);
      rows.push(row);
    }
    this.#tables.set(name, rows);
  }

  rowsOf(base) {
    return this.#tables.get(this.text(base));
  }

  // A base once prepared, for many powers of it.
  powersOf(base) {
    this.prepare(base);
    const rows = this.rowsOf(base);
    return (exponent) => {
      let rest = this.reduced(exponent);
      let result = this.one;
      for (const row of rows) {
        const digit = Number(rest & BigInt(SIZE - 1));
        if (digit) result = this.times(result, row[digit]);
        rest >>= WINDOW;
      }
      return result;
    };
  }

  get ofG() {
    this.powersOfG ??= this.powersOf(this.g);
    return this.powersOfG;
  }

  reduced(exponent) {
    const rest = exponent % this.q;
    return rest < 0n ? rest + this.q : rest;
  }

  texts(elements) {
    return elements.map((one) => this.text(one));
  }

  product(elements) {
    return elements.reduce((left, right) => this.times(left, right), this.one);
  }
}

const Point = edwards({
  p: 2n ** 255n - 19n,
  n: 2n ** 252n + 27742317777372353535851937790883648493n,
  h: 8n,
  a: 2n ** 255n - 20n,
  d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
  Gx: 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
  Gy: 0x6666666666666666666666666666666666666666666666666666666666666658n,
});

// Edwards curve 25519, the subgroup of prime order; 64 hexadecimal digits, most significant first.
class Ed25519 extends Group {
  name = "Ed25519";
  q = 2n ** 252n + 27742317777372353535851937790883648493n;
  one = Point.ZERO;
  g = Point.BASE;

  // Read an element; isWhole leaves out the test of its order, for sums that are tested themselves.
  read(text, what, isWhole = true) {
    if (typeof text !== "string" || !/^[0-9a-f]{64}$/.test(text)) throw new Refused("not_an_element", what);
    let point;
    try {
      point = Point.fromBytes(hexToBytes(text).reverse());
    } catch {
      throw new Refused("not_an_element", what);
    }
    if (point.is0() || (isWhole && !point.isTorsionFree())) throw new Refused("not_an_element", what);
    return point;
  }

  text(element) {
    return bytesToHex(element.toBytes().reverse());
  }

  // Divide by Z for all at once; an inversion is dear.
  texts(elements) {
    const inverses = Point.Fp.invertBatch(elements.map((one) => one.Z));
    return elements.map((one, place) => this.text(Point.fromAffine(one.toAffine(inverses[place]))));
  }

  times(left, right) {
    return left.add(right);
  }

  inverse(element) {
    return element.negate();
  }

  power(base, exponent) {
    return base.multiplyUnsafe(this.reduced(exponent));
  }

  isOfGroup(element) {
    return element.isTorsionFree();
  }
}

const P = BigInt(
  "2069478569142254640101364365750500806492298929575110409710088478705737421924271740192223725449768433" +
    "8129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049" +
    "0811670993105358677809800307904916540637771737641986785272734744763418356000356983051931442845617019" +
    "1100078673730733356412397173289791324047457883446826065232797464795113767265869358218004631792207366" +
    "8860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201" +
    "3204811188524087310770141516662001623131771693721892480785077118278423174980732765988288251691831031" +
    "25680162072880719",
);

// A subgroup of 256-bit prime order of the integers modulo a 2048-bit prime; decimal digits.
class Belenios2048 extends Group {
  name = "BELENIOS-2048";
  q = 78571733251071885079927659812671450121821421258408794611510081919805623223441n;
  one = { value: 1n };
  g = {
    value: BigInt(
      "2402352677501852209227687703532399932712287657378364916510075318787663274146353219320285676155269678" +
        "7996946682987493890950838965734256019006010684771644917354741372831046104586813145117816467554005274" +
        "0288984613986453266121505579709716201616827031288643245666383486363578210615491841998253431518974065" +
        "8186868651151358576410138882215396016043228843603930989333662772848406593138406010231675095763777982" +
        "6651036068224066350766977640253462537730851331734951942489677540525736590494924776314759915751987751" +
        "7771148149092045660020547812705472823814097251863985833411570056835369555342378147558249189605029668" +
        "0037745308460627",
    ),
  };

  read(text, what, isWhole = true) {
    if (typeof text !== "string" || !/^[1-9][0-9]{0,616}$/.test(text)) throw new Refused("not_an_element", what);
    const element = { value: BigInt(text) };
    if (element.value <= 1n || element.value >= P) throw new Refused("not_an_element", what);
    if (isWhole && !this.isOfGroup(element)) throw new Refused("not_an_element", what);
    return element;
  }

  text(element) {
    element.text ??= element.value.toString();
    return element.text;
  }

  times(left, right) {
    return { value: (left.value * right.value) % P };
  }

  inverse(element) {
    return this.power(element, this.q - 1n);
  }

  power(base, exponent) {
    return { value: raised(base.value, this.reduced(exponent)) };
  }

  isOfGroup(element) {
    return raised(element.value, this.q) === 1n;
  }
}

function raised(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % P;
    if (bit === "1") result = (result * base) % P;
  }
  return result;
}

const GROUPS = new Map();

export function groupNamed(name) {
  if (name !== "Ed25519" && name !== "BELENIOS-2048") throw new Refused("out_of_profile", `group ${name}`);
  if (!GROUPS.has(name)) GROUPS.set(name, name === "Ed25519" ? new Ed25519() : new Belenios2048());
  return GROUPS.get(name);
}

// A uniform number below the order, from the generator of the device.
export function draw(group) {
  const bytes = new Uint8Array(32);
  const bits = BigInt(group.q.toString(2).length);
  for (;;) {
    crypto.getRandomValues(bytes);
    const value = BigInt(`0x${bytesToHex(bytes)}`) & ((1n << bits) - 1n);
    if (value < group.q) return value;
  }
}
