/** A number in readable form: few digits, and mathematical signs. */
export function format(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  const text = Number.isFinite(value) ? finite(Math.abs(value), digits) : '∞';
  return value < 0 && text !== '0' ? `−${text}` : text;
}

function finite(size: number, digits: number): string {
  if (size === 0) return '0';
  if (size >= 10 ** (digits + 2) || size < 1e-4) {
    const [factor, exponent] = size.toExponential(digits - 1).split('e');
    return `${Number(factor)}e${Number(exponent)}`.replace('-', '−');
  }
  return String(size >= 10 ** digits ? Math.round(size) : Number(size.toPrecision(digits)));
}

/** A size in bytes. */
export function formatBytes(bytes: number): string {
  return `${bytes.toLocaleString('en')} bytes`;
}
