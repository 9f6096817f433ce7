import { useMemo, useRef } from 'preact/hooks';
import {
  type Curve,
  catalogueCurve,
  hasBounds,
  hasFormula,
  labelOf,
  problemOf,
  retyped,
  textOf,
} from '../curve.js';
import { Chip } from '../ui/chip.js';
import { FormulaField } from '../ui/formula_field.js';
import { CataloguePicker } from './catalogue_picker.js';
import { ParameterField } from './parameter_field.js';

/** A curve as it is made: its formula, typed or of the catalogue, and its parameters. */
export function CurveEditor({
  index,
  curve,
  onChange,
  onRemove,
}: {
  readonly index: number;
  readonly curve: Curve;
  readonly onChange: (change: (curve: Curve) => Curve) => void;
  readonly onRemove?: () => void;
}) {
  const { formula, name, parameters, draft } = curve;
  const error = useMemo(() => (draft === undefined ? undefined : problemOf(draft)), [draft]);
  // A parameter whose name is typed again has the value that it had.
  const values = useRef<Record<string, number>>({});
  Object.assign(values.current, parameters);
  return (
    <fieldset class="panel curve">
      <legend class="hidden">Curve {index + 1}</legend>
      <div class="head">
        <Chip index={index} isFaded={error !== undefined}>
          {error || name === undefined ? 'formula' : name}
        </Chip>
        <CataloguePicker
          index={index}
          current={error ? undefined : name}
          onPick={(name) => onChange(() => catalogueCurve(name))}
        />
        {onRemove && (
          <button
            type="button"
            class="icon plain"
            aria-label={`Remove curve ${index + 1}`}
            title="Remove"
            onClick={onRemove}
          >
            ×
          </button>
        )}
      </div>
      <FormulaField
        label={`Formula of curve ${index + 1}`}
        value={textOf(curve)}
        error={error}
        onChange={(text) => onChange((curve) => retyped(curve, text, values.current))}
      />
      {error && (
        <p class="quiet drawn">
          Drawn: {hasFormula(curve) && 'the last valid formula, '}
          <code>{labelOf(curve)}</code>
        </p>
      )}
      {!error && hasBounds(curve) && <Source formula={formula} />}
      {Object.keys(parameters).length > 0 && (
        <fieldset class="parameters" aria-label="Parameters" disabled={error !== undefined}>
          {Object.keys(parameters).map((each) => (
            <ParameterField
              key={each}
              curve={curve}
              name={each}
              onChange={(value) =>
                onChange((curve) => ({
                  ...curve,
                  parameters: { ...curve.parameters, [each]: value },
                }))
              }
            />
          ))}
        </fieldset>
      )}
    </fieldset>
  );
}

/** The formula that an entry of the catalogue is computed by. */
function Source({ formula }: { readonly formula: string }) {
  return (
    <details class="source">
      <summary>Computed with bounds</summary>
      <p class="quiet">
        The kernels compute <code>{formula}</code>. It has the same values. Its bounds keep float32
        finite where x is large.
      </p>
    </details>
  );
}
