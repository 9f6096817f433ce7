/**
 * A file in a zip archive, where it is stored without compression, as Keras stores weights: a part of the archive and no
 * copy, which fflate makes, and which for weights is as large as the model. `undefined` where it is not there, or the archive is
 * one that has to be read with more care: in several parts, longer than 4 GB, or damaged.
 */
export function storedFile(archive: Uint8Array, name: string): Uint8Array | undefined {
  const { buffer, byteOffset, byteLength } = archive;
  const view = new DataView(buffer, byteOffset, byteLength);
  try {
    let at = view.getUint32(endOfDirectory(view) + 16, true);
    while (view.getUint32(at, true) === ENTRY) {
      const [method, size, offset] = [
        view.getUint16(at + 10, true),
        view.getUint32(at + 20, true),
        view.getUint32(at + 42, true),
      ];
      const lengthOfName = view.getUint16(at + 28, true);
      if (textAt(archive, at + 46, lengthOfName) === name) {
        if (method !== STORED || size === ZIP64 || offset === ZIP64) return undefined;
        const start =
          offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
        return start + size <= byteLength ? archive.subarray(start, start + size) : undefined;
      }
      at += 46 + lengthOfName + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // It reads behind the end.
  }
  return undefined;
}

const ENTRY = 0x02014b50;
const END = 0x06054b50;
const STORED = 0;
/** Stands for a number that is elsewhere. */
const ZIP64 = 0xffffffff;

/** The last record of an archive, behind which there may be a comment. */
function endOfDirectory(view: DataView): number {
  let at = view.byteLength - 22;
  while (view.getUint32(at, true) !== END) at--;
  return at;
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
