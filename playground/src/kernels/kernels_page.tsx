import { type Curve, labelOf } from '../curve.js';
import { selectedCurve, setting } from '../state.js';
import { Code } from '../ui/code.js';
import { CurveChoice } from '../ui/curve_choice.js';
import { CheckField, SelectField } from '../ui/fields.js';
import { Notice } from '../ui/notice.js';
import { type Tab, Tabs } from '../ui/tabs.js';
import { KernelText } from './kernel_text.js';
import './kernels.css';
import { learned } from './learned.js';
import { Mathematics } from './mathematics.js';
import { canLearn, DIALECTS, type Dialect, programOf, USAGES, type Usage } from './usage.js';

const TABS: readonly Tab<Usage>[] = [
  { key: 'layer', label: 'As a layer' },
  { key: 'activation', label: "As activation: '…'" },
  { key: 'op', label: 'On tensors' },
];

const usage = setting<string>('usage', 'layer', (key) =>
  (USAGES as readonly string[]).includes(key),
);

const dialect = setting<string>('dialect', 'javascript', (key) => Object.hasOwn(DIALECTS, key));

const DIALECT_OPTIONS = Object.entries(DIALECTS).map(([value, label]) => ({ value, label }));

export default function KernelsPage() {
  const curve = selectedCurve.value;
  const current = usage.value as Usage;
  return (
    <>
      <div class="intro">
        <h1>Kernels</h1>
        <p class="quiet">
          How is an activation compiled? See its derivatives, the kernels that compute its value and
          its gradients, and the code that uses it in a model.
        </p>
      </div>
      <CurveChoice />
      {curve.draft !== undefined && (
        <Notice>
          <p>
            <code>{curve.draft}</code> is not a valid formula. This page shows{' '}
            <code>{labelOf(curve)}</code> instead. The page Explore shows the error.
          </p>
        </Notice>
      )}
      <div class="stack">
        <section class="panel" aria-labelledby="mathematics">
          <h2 id="mathematics">Mathematics of {labelOf(curve)}</h2>
          <Mathematics curve={curve} />
        </section>
        <div class="halves">
          <section class="panel" aria-labelledby="kernels">
            <div class="row spread">
              <h2 id="kernels">Kernels</h2>
              {canLearn(curve) && <LearnedField />}
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
              <Program curve={curve} usage={current} />
            </Tabs>
          </section>
        </div>
      </div>
    </>
  );
}

/** The program in the chosen language, if the languages differ. */
function Program({ curve, usage }: { readonly curve: Curve; readonly usage: Usage }) {
  const inDialect = (dialect: Dialect) =>
    programOf(curve, { usage, areLearned: learned.value, dialect });
  const chosen = dialect.value as Dialect;
  const [text, ...others] = [chosen, ...(Object.keys(DIALECTS) as Dialect[])].map(inDialect);
  const differ = others.some((other) => other !== text);
  const hasLearned = usage === 'layer' && canLearn(curve);
  return (
    <>
      {(differ || hasLearned) && (
        <div class="row wishes">
          {differ && (
            <SelectField
              label="Language"
              value={chosen}
              options={DIALECT_OPTIONS}
              onChange={(key) => {
                dialect.value = key;
              }}
            />
          )}
          {hasLearned && <LearnedField />}
        </div>
      )}
      <Code
        text={text}
        label={`Program in ${differ ? DIALECTS[chosen] : Object.values(DIALECTS).join(' and ')}`}
      />
    </>
  );
}

function LearnedField() {
  return (
    <CheckField
      label="learnable parameters"
      value={learned.value}
      onChange={(is) => {
        learned.value = is;
      }}
    />
  );
}
