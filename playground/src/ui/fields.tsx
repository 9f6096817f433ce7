import { useId, useState } from 'preact/hooks';

interface Labelled {
  readonly label: string;
}

/** A number that is typed. Until it can be taken the last one stays. */
export function NumberField({
  label,
  hideLabel = false,
  value,
  onChange,
  accepts = Number.isFinite,
  step = 'any',
  disabled = false,
}: Labelled & {
  readonly hideLabel?: boolean;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly accepts?: (value: number) => boolean;
  readonly step?: number | 'any';
  readonly disabled?: boolean;
}) {
  const [draft, setDraft] = useState({ text: String(value), value });
  const text = draft.value === value ? draft.text : String(value);
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return (
    <label class="field">
      <span class={hideLabel ? 'hidden' : undefined}>{label}</span>
      <input
        type="number"
        inputMode="decimal"
        step={step}
        value={text}
        disabled={disabled}
        aria-invalid={!accepts(number)}
        onInput={({ currentTarget }) => {
          const typed = currentTarget.valueAsNumber;
          const isTaken = accepts(typed);
          setDraft({ text: currentTarget.value, value: isTaken ? typed : value });
          if (isTaken) onChange(typed);
        }}
        onBlur={() => setDraft({ text: String(value), value })}
      />
    </label>
  );
}

/** A number that is drawn along a line, or typed. */
export function SliderField({
  label,
  value,
  onChange,
  min,
  max,
  step,
  accepts,
  disabled = false,
}: Labelled & {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly accepts?: (value: number) => boolean;
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
        accepts={accepts}
        disabled={disabled}
      />
    </div>
  );
}

/** One of a few. */
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
