import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Draws a specification of Vega-Lite as SVG. */
export function picture(spec: TopLevelSpec): Promise<string> {
  return new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
