import { useEffect, useState } from 'preact/hooks';
import { curves } from '../state.js';
import { DIRECTIONS, type SetName } from './protocol.js';

/** The seconds for each pair in addition to its budget: for warming up and checking. */
const SECONDS_BESIDES = 0.35;

const MEANINGS: Readonly<Record<SetName, string>> = {
  curves:
    'Each curve is one kernel of this package. It is compared with the op of tfjs, or, where tfjs has none, with ' +
    'one op for each operation of the formula. The gradient in tfjs is that of its ops. Where an op has no ' +
    'gradient, such as a comparison, it is the derived formula in ops. A formula that is simplified by hand ' +
    'may need fewer ops.',
  layers: 'Each layer is compared with the layer of tfjs that has the same arguments.',
  activations:
    'Each activation that tfjs knows by name is compared with what tfjs computes for that name.',
};

/** The explanation of what is compared. */
export function Compared({ set }: { readonly set: SetName }) {
  return <p class="quiet">{MEANINGS[set]}</p>;
}

/** What will be measured, and the expected time. */
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
        Each is measured {DIRECTIONS.join(', and ')}, with {size.toLocaleString('en')} elements.
        Each result is compared with float64 before it is timed. A time is the median of all runs.
        {seconds !== undefined && (
          <> It takes about {Math.ceil(seconds)} seconds, or longer if a call is slow.</>
        )}
      </p>
    </section>
  );
}

/** The names of the cases; available after the cases, and tfjs with them, have been loaded. */
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
