/** A name that tfjs accepts: tfjs names tensors after layers, and allows fewer characters than Keras. */
export function tensorName(name: string): string {
  const known = name.replace(/[^\w./-]/gu, '_');
  return known === '' || /^[A-Za-z0-9]/.test(known) ? known : `layer${known}`;
}
