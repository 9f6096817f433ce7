import { labelOf } from '../curve.js';
import { selectedCurve, setting } from '../state.js';
import { Code } from '../ui/code.js';
import { CurveChoice } from '../ui/curve_choice.js';
import { CheckField } from '../ui/fields.js';
import { type Tab, Tabs } from '../ui/tabs.js';
import { KernelText } from './kernel_text.js';
import './kernels.css';
import { learnt } from './learnt.js';
import { Mathematics } from './mathematics.js';
import { canLearn, programOf, USAGES, type Usage } from './usage.js';

const TABS: readonly Tab<Usage>[] = [
  { key: 'layer', label: 'As a layer' },
  { key: 'activation', label: "As activation: '…'" },
  { key: 'op', label: 'On tensors' },
];

const usage = setting<string>('usage', 'layer', (key) =>
  (USAGES as readonly string[]).includes(key),
);

export default function KernelsPage() {
  const curve = selectedCurve.value;
  const current = usage.value as Usage;
  return (
    <>
      <div class="intro">
        <h1>Kernels</h1>
        <p class="quiet">
          What follows from the line: its derivatives, one kernel forward and one backward, and how
          a model uses it.
        </p>
      </div>
      <CurveChoice />
      <div class="stack">
        <section class="panel" aria-labelledby="mathematics">
          <h2 id="mathematics">Mathematics of {labelOf(curve)}</h2>
          <Mathematics curve={curve} />
        </section>
        <div class="halves">
          <section class="panel" aria-labelledby="kernels">
            <div class="row spread">
              <h2 id="kernels">Kernels</h2>
              {canLearn(curve) && (
                <CheckField
                  label="learn the parameters"
                  value={learnt.value}
                  onChange={(is) => {
                    learnt.value = is;
                  }}
                />
              )}
            </div>
            <KernelText curve={curve} />
          </section>
          <section class="panel" aria-labelledby="usage">
            <h2 id="usage">In a program</h2>
            <Tabs
              label="Use"
              tabs={TABS}
              current={current}
              onChange={(key) => {
                usage.value = key;
              }}
            >
              <Code text={programOf(curve, current, learnt.value)} label="Program in TypeScript" />
            </Tabs>
          </section>
        </div>
      </div>
    </>
  );
}
