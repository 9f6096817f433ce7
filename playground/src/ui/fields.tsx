import { useEffect, useId, useState } from 'preact/hooks';
import { format } from '../format.js';
import type { NumberRange } from './number_range.js';

interface Labelled {
  readonly label: string;
}

/** Longer than the time between two digits. */
const PAUSE_MS = 600;

/**
 * A field for a number, with its range. A refused value stays in the field with the reason below it, and the last
 * accepted value is kept.
 */
export function NumberField({
  label,
  hideLabel = false,
  value,
  onChange,
  range,
  step = 'any',
  disabled = false,
}: Labelled & {
  readonly hideLabel?: boolean;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly range: NumberRange;
  readonly step?: number | 'any';
  readonly disabled?: boolean;
}) {
  const id = useId();
  const [draft, setDraft] = useState({ text: String(value), value });
  const [isTyping, setTyping] = useState(false);
  const text = draft.value === value ? draft.text : String(value);
  const isWrong = !range.accepts(text.trim() === '' ? Number.NaN : Number(text));
  useEffect(() => {
    if (!isTyping) return;
    const timer = setTimeout(() => setTyping(false), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [isTyping, text]);
  const isShown = isWrong && !isTyping;
  const described = [...(range.hint ? [`${id}-range`] : []), ...(isShown ? [`${id}-error`] : [])];
  return (
    <div class="field">
      <label for={id} class={hideLabel ? 'hidden' : undefined}>
        {label}
      </label>
      {range.hint && (
        <span class="range-hint" id={`${id}-range`}>
          {range.hint}
        </span>
      )}
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min={range.min}
        max={range.max}
        step={step}
        value={text}
        disabled={disabled}
        aria-invalid={isShown}
        aria-describedby={described.join(' ') || undefined}
        onInput={({ currentTarget }) => {
          const typed = currentTarget.valueAsNumber;
          const isTaken = range.accepts(typed);
          setDraft({ text: currentTarget.value, value: isTaken ? typed : value });
          setTyping(true);
          if (isTaken) onChange(typed);
        }}
        onBlur={() => {
          setTyping(false);
          if (!isWrong) setDraft({ text: String(value), value });
        }}
      />
      {isShown && (
        <p class="error" id={`${id}-error`} role="alert">
          Expected {range.expected}. Received: {text.trim() || 'no number'}. The value is still{' '}
          {format(value)}.
        </p>
      )}
    </div>
  );
}

/** A number with a slider and a field. */
export function SliderField({
  label,
  value,
  onChange,
  min,
  max,
  step,
  range,
  disabled = false,
}: Labelled & {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The range of the field. */
  readonly range: NumberRange;
  readonly disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
      <NumberField
        label={`${label}, as a number`}
        hideLabel
        value={value}
        onChange={onChange}
        range={range}
        disabled={disabled}
      />
    </div>
  );
}

/** A choice of one of a few options. */
export function SelectField<T extends string>({
  label,
  value,
  onChange,
  options,
}: Labelled & {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as T)}>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

export function CheckField({
  label,
  value,
  onChange,
}: Labelled & { readonly value: boolean; readonly onChange: (value: boolean) => void }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
