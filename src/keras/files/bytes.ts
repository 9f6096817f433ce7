// Weight files are large, so they are copied only if this cannot be avoided.

/** The buffer of the bytes; a copy if the bytes are only a part of a buffer. */
export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  const isWhole = byteLength === buffer.byteLength && buffer instanceof ArrayBuffer;
  return isWhole ? buffer : (buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
}

/** Concatenates bytes to one buffer. */
export function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  if (parts.length === 1) return bufferOf(parts[0]);
  const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all.buffer;
}

/** The floats in a buffer; without a copy if they start at a multiple of four. */
export function floatsIn(buffer: ArrayBuffer, offset: number, length: number): Float32Array {
  return offset % 4 === 0
    ? new Float32Array(buffer, offset, length)
    : new Float32Array(buffer.slice(offset, offset + 4 * length));
}

/** A list of buffers, read as one sequence of bytes. */
export class BufferList {
  readonly byteLength: number;
  /** The end of each buffer. */
  private readonly ends: readonly number[];

  constructor(private readonly buffers: readonly ArrayBuffer[]) {
    let end = 0;
    this.ends = buffers.map(({ byteLength }) => {
      end += byteLength;
      return end;
    });
    this.byteLength = end;
  }

  /** Floats in the list; a copy only if they span several buffers, or do not start at a multiple of four. */
  floats(offset: number, length: number): Float32Array {
    if (length === 0) return new Float32Array();
    const last = offset + 4 * length;
    const first = this.ends.findIndex((end) => end > offset);
    const startOf = (i: number) => this.ends[i] - this.buffers[i].byteLength;
    if (last <= this.ends[first]) {
      return floatsIn(this.buffers[first], offset - startOf(first), length);
    }
    return new Float32Array(this.slice(offset, last));
  }

  /** A copy of some bytes of the list. */
  slice(start: number, end: number): ArrayBuffer {
    const bytes = new Uint8Array(end - start);
    this.buffers.forEach((buffer, i) => {
      const startOfBuffer = this.ends[i] - buffer.byteLength;
      const from = Math.max(start - startOfBuffer, 0);
      if (from >= buffer.byteLength || startOfBuffer >= end) return;
      const part = new Uint8Array(buffer).subarray(from, end - startOfBuffer);
      bytes.set(part, startOfBuffer + from - start);
    });
    return bytes.buffer;
  }
}

/** True on all systems that tfjs runs on; the files are little-endian too. */
export const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
