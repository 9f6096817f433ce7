import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Draws a specification of Vega-Lite as SVG. */
export function picture(spec: TopLevelSpec): Promise<string> {
  return new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}

/** What Vega writes for pages with a pointer and for screen readers, which see the text beside an image. */
const UNSEEN = [
  / (?:aria-[a-z]+|class|role|pointer-events|xmlns:xlink|version)="[^"]*"/g,
  / (?:opacity="1"|stroke-width="1"|transform="translate\(0,0\)"|(?:[xy]2|stroke-opacity)="0")/g,
  /<path[^>]* display="none"\/>/g,
  /<path d="M0,0h[\d.]+v[\d.]+h-?[\d.]+Z"\/>/g,
];

/** A picture in fewer characters, the same whatever was drawn before. */
export async function shortPicture(spec: TopLevelSpec): Promise<string> {
  vega.resetSVGDefIds();
  const svg = await picture(spec);
  const seen = UNSEEN.reduce((text, pattern) => text.replaceAll(pattern, ''), svg);
  return `${withoutBareGroups(seen.replaceAll(/(\d\.\d)\d+/g, '$1'))}\n`;
}

/** Groups that have no attributes group nothing. */
function withoutBareGroups(svg: string): string {
  const isBare: boolean[] = [];
  return svg.replaceAll(/<g\b[^>]*>|<\/g>/g, (tag) => {
    if (tag !== '</g>') isBare.push(tag === '<g>');
    return (tag === '</g>' ? isBare.pop() : isBare.at(-1)) ? '' : tag;
  });
}
