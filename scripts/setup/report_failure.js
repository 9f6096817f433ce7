/** Prints what failed, followed by the reason. */
export function reportFailure({ title, reason }) {
  console.warn(`${title} failed:`);
  console.warn(reason.replace(/^/gm, '  '));
}
