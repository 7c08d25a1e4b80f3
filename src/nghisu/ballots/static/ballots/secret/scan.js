// Read a code by the camera: with the browser's own reader, else with one that is loaded only then.
export const canScan = () => Boolean(navigator.mediaDevices?.getUserMedia);

async function reader() {
  if ("BarcodeDetector" in globalThis) {
    const own = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await own.detect(video))[0]?.rawValue ?? "";
  }
  const { decodeQR } = await import("../../vendor/qr/decode.js");
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
