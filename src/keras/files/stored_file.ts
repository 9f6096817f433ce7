/**
 * A file in a zip archive that is stored without compression, as Keras stores weights. The result is a view of the
 * archive; fflate would make a copy, which for weights is as large as the model. `undefined` if the file does not
 * exist, or the archive needs more careful reading: it has several parts, is longer than 4 GB, or is damaged.
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
    if (!(error instanceof RangeError)) throw error; // It reads past the end.
  }
  return undefined;
}

const ENTRY = 0x02014b50;
const END = 0x06054b50;
const STORED = 0;
/** Indicates that the number is stored elsewhere. */
const ZIP64 = 0xffffffff;

/** The last record of an archive, which a comment may follow. */
function endOfDirectory(view: DataView): number {
  let at = view.byteLength - 22;
  while (view.getUint32(at, true) !== END) at--;
  return at;
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
