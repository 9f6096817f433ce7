import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Draws a Vega-Lite specification as SVG. */
export function picture(spec: TopLevelSpec): Promise<string> {
  return new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}

/** Attributes that Vega writes for pointers and screen readers, which use the text of the image instead. */
const UNSEEN = [
  / (?:aria-[a-z]+|class|role|pointer-events|xmlns:xlink|version)="[^"]*"/g,
  / (?:opacity="1"|stroke-width="1"|transform="translate\(0,0\)"|(?:[xy]2|stroke-opacity)="0")/g,
  /<path[^>]* display="none"\/>/g,
  /<path d="M0,0h[\d.]+v[\d.]+h-?[\d.]+Z"\/>/g,
];

/** A picture in fewer characters, which does not depend on the pictures drawn before. */
export async function shortPicture(spec: TopLevelSpec): Promise<string> {
  vega.resetSVGDefIds();
  const svg = await picture(spec);
  const seen = UNSEEN.reduce((text, pattern) => text.replaceAll(pattern, ''), svg);
  return `${withoutBareGroups(seen.replaceAll(/(\d\.\d)\d+/g, '$1'))}\n`;
}

/** Removes groups without attributes, which have no effect. */
function withoutBareGroups(svg: string): string {
  const isBare: boolean[] = [];
  return svg.replaceAll(/<g\b[^>]*>|<\/g>/g, (tag) => {
    if (tag !== '</g>') isBare.push(tag === '<g>');
    return (tag === '</g>' ? isBare.pop() : isBare.at(-1)) ? '' : tag;
  });
}
