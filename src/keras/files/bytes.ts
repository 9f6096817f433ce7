// Files of weights are large: they are copied only where this cannot be avoided.

/** The buffer of bytes; a copy of a part of it where they are no whole buffer. */
export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  const isWhole = byteLength === buffer.byteLength && buffer instanceof ArrayBuffer;
  return isWhole ? buffer : (buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
}

/** One buffer of all bytes. */
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

/** The floats in a buffer, as they are where they begin at a multiple of four. */
export function floatsIn(buffer: ArrayBuffer, offset: number, length: number): Float32Array {
  return offset % 4 === 0
    ? new Float32Array(buffer, offset, length)
    : new Float32Array(buffer.slice(offset, offset + 4 * length));
}

/** The bytes of buffers that lie one behind the other. */
export class BufferList {
  readonly byteLength: number;
  /** Where each buffer ends. */
  private readonly ends: readonly number[];

  constructor(private readonly buffers: readonly ArrayBuffer[]) {
    let end = 0;
    this.ends = buffers.map(({ byteLength }) => {
      end += byteLength;
      return end;
    });
    this.byteLength = end;
  }

  /** Floats that lie in it; a copy only where they are in several buffers, or do not begin at a multiple of four. */
  floats(offset: number, length: number): Float32Array {
    if (length === 0) return new Float32Array();
    const last = offset + 4 * length;
    const first = this.ends.findIndex((end) => end > offset);
    const startOf = (i: number) => this.ends[i] - this.buffers[i].byteLength;
    if (last <= this.ends[first]) {
      return floatsIn(this.buffers[first], offset - startOf(first), length);
    }
    const bytes = new Uint8Array(4 * length);
    for (let i = first; i < this.buffers.length && startOf(i) < last; i++) {
      const from = Math.max(offset - startOf(i), 0);
      bytes.set(
        new Uint8Array(this.buffers[i]).subarray(from, last - startOf(i)),
        startOf(i) + from - offset,
      );
    }
    return new Float32Array(bytes.buffer);
  }
}

/** All systems on which tfjs runs have it, and the files as well. */
export const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
