import { useEffect, useState } from 'preact/hooks';
import { curves } from '../state.js';
import { DIRECTIONS, type SetName } from './protocol.js';

/** Seconds for each pair besides its budget: to warm both up, and to check them. */
const SECONDS_BESIDES = 0.35;

const MEANINGS: Readonly<Record<SetName, string>> = {
  curves:
    'Each curve, one kernel here, beside tfjs: its own op where it has one, else one op for each ' +
    'operation of the formula. The gradient there is that of tfjs, or where it has none, as of a ' +
    'comparison, the derived formula in ops. What somebody may put into fewer ops by hand is not ' +
    'measured.',
  layers: 'Each layer beside that of tfjs with the same arguments.',
  activations: 'Each activation that tfjs has a name for beside what tfjs computes for that name.',
};

/** What is set beside what. */
export function Compared({ set }: { readonly set: SetName }) {
  return <p class="quiet">{MEANINGS[set]}</p>;
}

/** What will be measured, and how long it takes. */
export function Outlook({
  set,
  size,
  budget,
}: {
  readonly set: SetName;
  readonly size: number;
  readonly budget: number;
}) {
  const names = useNames(set);
  const seconds = names && names.length * DIRECTIONS.length * (budget / 1000 + SECONDS_BESIDES);
  return (
    <section class="panel outlook" aria-labelledby="outlook-title">
      <h2 id="outlook-title">What is measured</h2>
      <Compared set={set} />
      {names && <p>{names.join(' · ')}</p>}
      <p class="quiet">
        Each {DIRECTIONS.join(', and ')}, with {size.toLocaleString('en')} numbers. Before it is
        timed, a result is compared with float64; a time is the median of all rounds.
        {seconds !== undefined && (
          <> It takes about {Math.ceil(seconds)} seconds, and more where one call takes long.</>
        )}
      </p>
    </section>
  );
}

/** Their names, once the cases are loaded, and tfjs with them. */
function useNames(set: SetName): readonly string[] | undefined {
  const [names, setNames] = useState<readonly string[]>();
  useEffect(() => {
    let isCurrent = true;
    void import('./cases.js').then(({ casesOf }) => {
      if (isCurrent) setNames(casesOf(set, curves.value).map(({ name }) => name));
    });
    return () => {
      isCurrent = false;
    };
  }, [set, curves.value]);
  return names;
}
