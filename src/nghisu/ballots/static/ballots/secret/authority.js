// Slips are made, drawn and printed on this machine; only the sorted public list leaves it.
import { derive, found, generate, publicOf, shuffled } from "./credentials.js";
import { groupNamed } from "./groups.js";
import { drawCode, keepFile, part, show } from "./page.js";
import { sha256Base64, write } from "./texts.js";
import "../../vendor/qr/index.js"; // before the network is pulled out

const root = part("authority");
const { uuid, booth, poll } = root.dataset;
const group = groupNamed(root.dataset.group);
let slips = [];
const serial = (at) => String(at + 1).padStart(3, "0");

async function lay() {
  show(part("fault", root), false);
  const publics = slips.map((slip) => publicOf(group, derive(group, slip, uuid)));
  part("mark", root).textContent = sha256Base64(write([...publics].sort()));
  root.querySelector("[name=message]").value = write(publics.map((one, at) => [serial(at), one]));
  root.querySelector("[name=step]").value = "slips";
  const place = part("slips", root);
  place.replaceChildren();
  const pattern = root.querySelector("template[data-slip]");
  show(part("made", root));
  for (const [at, slip] of slips.entries()) {
    const copy = pattern.content.cloneNode(true);
    part("text", copy).textContent = slip;
    part("serial", copy).textContent = serial(at);
    const code = part("code", copy);
    place.append(copy);
    await drawCode(code, `${booth}#${slip}`);
  }
  place.dataset.drawn = String(slips.length);
}

const kept = () => (part("send", root).disabled = false);

part("make", root).onclick = () => {
  const count = Math.min(2000, Math.max(1, Number(part("count", root).value) || 0));
  slips = shuffled(Array.from({ length: count }, () => generate()));
  part("send", root).disabled = true;
  return lay();
};
part("file", root).onchange = async (event) => {
  try {
    slips = JSON.parse(await event.target.files[0].text()).slips.map(found);
    await lay();
    kept();
  } catch {
    show(part("fault", root));
  }
};
part("print", root).onclick = () => {
  print();
  kept();
};
part("keep", root).onclick = () => {
  keepFile("ma-phieu.json", { poll, slips });
  kept();
};
root.dataset.ready = "";
