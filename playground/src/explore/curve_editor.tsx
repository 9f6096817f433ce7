import { useEffect, useRef, useState } from 'preact/hooks';
import { type Curve, catalogueCurve, typedCurve } from '../curve.js';
import { Chip } from '../ui/chip.js';
import { FormulaField } from '../ui/formula_field.js';
import { CataloguePicker } from './catalogue_picker.js';
import { ParameterField } from './parameter_field.js';

/** What is typed, and why it is no formula. The curve is that of the last formula meanwhile. */
interface Draft {
  readonly text: string;
  readonly error?: Error;
}

/** A curve as it is made: its formula, typed or of the catalogue, and its parameters. */
export function CurveEditor({
  index,
  curve,
  onChange,
  onRemove,
}: {
  readonly index: number;
  readonly curve: Curve;
  readonly onChange: (curve: Curve) => void;
  readonly onRemove?: () => void;
}) {
  const { formula, name, parameters } = curve;
  const [draft, setDraft] = useState<Draft>({ text: formula });
  const values = useRef<Record<string, number>>({});
  Object.assign(values.current, parameters);
  useEffect(() => setDraft({ text: formula }), [formula, name]);

  const type = (text: string) => {
    try {
      const typed = typedCurve(text, values.current);
      setDraft({ text });
      onChange(typed);
    } catch (error) {
      setDraft({ text, error: error as Error });
    }
  };
  const pick = (name: string) => {
    const picked = catalogueCurve(name);
    setDraft({ text: picked.formula });
    onChange(picked);
  };

  return (
    <fieldset class="panel curve">
      <legend class="hidden">Curve {index + 1}</legend>
      <div class="head">
        <Chip index={index}>{name ?? 'formula'}</Chip>
        <CataloguePicker index={index} current={name} onPick={pick} />
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
        value={draft.text}
        error={draft.error}
        onChange={type}
      />
      {Object.keys(parameters).map((each) => (
        <ParameterField
          key={each}
          curve={curve}
          name={each}
          onChange={(value) => onChange({ ...curve, parameters: { ...parameters, [each]: value } })}
        />
      ))}
    </fieldset>
  );
}
