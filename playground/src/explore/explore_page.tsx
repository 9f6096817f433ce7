import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Curve, typedCurve } from '../curve.js';
import { MOST_CURVES } from '../link.js';
import { isNarrow } from '../media.js';
import { curves } from '../state.js';
import { CurveEditor } from './curve_editor.js';
import './explore.css';
import { InWords } from './in_words.js';
import { LanguageHelp } from './language_help.js';
import { Plots } from './plots.js';

/** The formula of a new curve, a simple activation. */
const NEW = 'max(x, 0)';

export default function ExplorePage() {
  const { list, focusOn } = useFocus();
  const all = curves.value;
  const change = (index: number, next: (curve: Curve) => Curve) => {
    curves.value = curves.peek().map((each, i) => (i === index ? next(each) : each));
  };
  const remove = (index: number) => {
    curves.value = all.filter((_, i) => i !== index);
    focusOn(index);
  };
  const add = () => {
    curves.value = [...all, typedCurve(NEW)];
    focusOn(all.length);
  };
  const editors = all.map((curve, i) => (
    <CurveEditor
      key={i}
      index={i}
      curve={curve}
      onChange={(next) => change(i, next)}
      onRemove={all.length > 1 ? () => remove(i) : undefined}
    />
  ));
  const formulas = (
    <>
      {editors}
      {all.length < MOST_CURVES && (
        <button type="button" class="add" onClick={add}>
          Add a curve
        </button>
      )}
    </>
  );
  return (
    <>
      <div class="intro">
        <h1>Explore</h1>
        <p class="quiet">
          How does an activation look? Type a formula, and see its curve, its slope and its
          curvature.
        </p>
      </div>
      <div ref={list}>
        {isNarrow.value ? (
          <div class="stack">
            {formulas}
            <Plots />
            <InWords />
            <LanguageHelp />
          </div>
        ) : (
          <div class="columns">
            <div class="stack">
              {formulas}
              <LanguageHelp />
            </div>
            <div class="stack">
              <Plots />
              <InWords />
            </div>
          </div>
        )}
      </div>
    </>
  );
}

/** Moves the focus to the formula of a curve after it has been rendered, or to the button that adds one. */
function useFocus() {
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef<number>();
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const fields = list.current?.querySelectorAll<HTMLElement>('.curve textarea');
    const field = fields?.[wanted.current] ?? list.current?.querySelector<HTMLElement>('.add');
    field?.focus();
    wanted.current = undefined;
  });
  const focusOn = (index: number) => {
    wanted.current = index;
  };
  return { list, focusOn };
}
