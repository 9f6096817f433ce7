import { rm } from 'node:fs/promises';

export default function removeSite() {
  return rm(process.env.PLAYGROUND_SITE, { recursive: true, force: true });
}
