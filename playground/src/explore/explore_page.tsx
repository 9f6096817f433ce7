import { type Curve, typedCurve } from '../curve.js';
import { MOST_CURVES } from '../link.js';
import { curves } from '../state.js';
import { CurveEditor } from './curve_editor.js';
import './explore.css';
import { InWords } from './in_words.js';
import { LanguageHelp } from './language_help.js';
import { Plots } from './plots.js';

/** What a new curve is: the least that is an activation. */
const NEW = 'max(x, 0)';

export default function ExplorePage() {
  const all = curves.value;
  const change = (index: number, curve: Curve) => {
    curves.value = all.map((each, i) => (i === index ? curve : each));
  };
  const remove = (index: number) => {
    curves.value = all.filter((_, i) => i !== index);
  };
  const add = () => {
    curves.value = [...all, typedCurve(NEW)];
  };
  return (
    <>
      <div class="intro">
        <h1>Explore</h1>
        <p class="quiet">
          An activation is one line of mathematics. Type one, and see its curve and its slopes,
          which are derived from the line.
        </p>
      </div>
      <div class="columns explore">
        <div class="stack">
          {all.map((curve, i) => (
            <CurveEditor
              key={i}
              index={i}
              curve={curve}
              onChange={(next) => change(i, next)}
              onRemove={all.length > 1 ? () => remove(i) : undefined}
            />
          ))}
          {all.length < MOST_CURVES && (
            <button type="button" class="add" onClick={add}>
              Add a curve
            </button>
          )}
        </div>
        <div class="stack">
          <Plots />
          <InWords />
        </div>
        <LanguageHelp />
      </div>
    </>
  );
}
