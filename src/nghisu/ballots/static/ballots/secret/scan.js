// Read a code by the camera: with the browser's own reader, else with one that is loaded only then.
export const canScan = () => Boolean(navigator.mediaDevices?.getUserMedia);

// Its hash stands in the page: a decoder that was changed is not loaded.
async function decoder() {
  const address = new URL("../../vendor/qr/decode.js", import.meta.url).href;
  const { decoder: integrity } = document.querySelector("[data-decoder]").dataset;
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", integrity, href: address });
  await new Promise((loaded, refused) => {
    link.onload = loaded;
    link.onerror = refused;
    document.head.append(link);
  });
  return import("../../vendor/qr/decode.js");
}

async function reader() {
  if ("BarcodeDetector" in globalThis) {
    const own = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await own.detect(video))[0]?.rawValue ?? "";
  }
  const { decodeQR } = await decoder();
  const canvas = document.createElement("canvas");
  return async (video) => {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(video, 0, 0);
    try {
      return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return "";
    }
  };
}

export async function scan(video) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.hidden = false;
  video.srcObject = stream;
  await video.play();
  const read = await reader();
  try {
    for (const until = Date.now() + 60_000; Date.now() < until; ) {
      const text = await read(video);
      if (text) return text;
      await new Promise((resume) => setTimeout(resume, 150));
    }
    return "";
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.hidden = true;
  }
}
