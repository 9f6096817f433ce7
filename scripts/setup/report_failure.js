/** Says what failed, and why below it. */
export function reportFailure({ title, reason }) {
  console.warn(`${title} failed:`);
  console.warn(reason.replace(/^/gm, '  '));
}
