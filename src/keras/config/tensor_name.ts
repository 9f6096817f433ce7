/** A name as tfjs can have it: it names tensors by layers, and knows fewer letters than Keras. */
export function tensorName(name: string): string {
  const known = name.replace(/[^\w./-]/gu, '_');
  return known === '' || /^[A-Za-z0-9]/.test(known) ? known : `layer${known}`;
}
