import { SIDE } from './digits.js';

const SHADES = ' .:*#';

/** Prints pictures side by side, two rows of pixels in each line of text, with a caption below each picture. */
export function showDigits(
  pictures: readonly ArrayLike<number>[],
  captions: readonly string[],
): string {
  const lines: string[] = [];
  for (let row = 0; row < SIDE; row += 2) {
    const line = pictures.map((picture) => {
      let text = '';
      for (let column = 0; column < SIDE; column++) {
        const at = row * SIDE + column;
        const brightness = Math.max(picture[at], picture[at + SIDE]);
        text += SHADES[Math.round(brightness * (SHADES.length - 1))];
      }
      return text;
    });
    lines.push(line.join(''));
  }
  lines.push(captions.map((caption) => caption.padEnd(SIDE)).join(''));
  return lines.join('\n');
}
