import { type Curve, labelOf, parameterOf, rangeOf } from '../curve.js';
import { CheckField, SliderField } from '../ui/fields.js';
import { sliderRange } from './slider_range.js';

/** The value of a parameter when its infinite limit is removed. */
const LIMIT = 6;

/** A parameter of a curve: a slider, a number and, if it may be infinite, a checkbox for that. */
export function ParameterField({
  curve,
  name,
  onChange,
}: {
  readonly curve: Curve;
  readonly name: string;
  readonly onChange: (value: number) => void;
}) {
  const parameter = parameterOf(curve, name);
  const value = curve.parameters[name];
  const range = rangeOf(curve, name);
  const slider = value !== Infinity && (
    <SliderField
      label={name}
      value={value}
      range={range}
      onChange={(value) => range.accepts(value) && onChange(value)}
      {...sliderRange(parameter, value)}
    />
  );
  if (parameter.default !== Infinity) return slider || null;
  return (
    <fieldset class="stack tight" aria-label={`${name} of ${labelOf(curve)}`}>
      <CheckField
        label={`limit by ${name}`}
        value={value !== Infinity}
        onChange={(is) => onChange(is ? LIMIT : Infinity)}
      />
      {slider}
    </fieldset>
  );
}
