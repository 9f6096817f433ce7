import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { FormulaError } from '../../../src/formula/parse.js';
import { FieldError } from './field_error.js';

/**
 * A formula that is typed. A fault is marked under the character that has it.
 *
 * The field owns its text: only what comes from elsewhere is written into it, never what it told.
 */
export function FormulaField({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly error?: Error;
  readonly onChange: (formula: string) => void;
}) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const told = useRef<string>();
  useLayoutEffect(() => {
    if (value === told.current) return;
    told.current = value;
    (field.current as HTMLTextAreaElement).value = value;
  }, [value]);
  const onInput = ({ currentTarget }: { readonly currentTarget: HTMLTextAreaElement }) => {
    if (currentTarget.value.includes('\n')) {
      const { selectionEnd } = currentTarget;
      currentTarget.value = currentTarget.value.replaceAll('\n', ' ');
      currentTarget.setSelectionRange(selectionEnd, selectionEnd);
    }
    told.current = currentTarget.value;
    onChange(told.current);
  };
  const place = error instanceof FormulaError ? error.position : undefined;
  return (
    <div class="formula">
      <div class="text">
        <Mirror text={value} place={place} />
        <textarea
          aria-label={label}
          aria-invalid={error !== undefined}
          aria-describedby={error && `${id}-error`}
          rows={1}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          ref={field}
          onInput={onInput}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      </div>
      {error && <FieldError id={`${id}-error`} error={error} />}
    </div>
  );
}

/**
 * The same text behind the field, which grows with it, and with a mark at the place of the fault.
 */
function Mirror({ text, place }: { readonly text: string; readonly place?: number }) {
  if (place === undefined) {
    return (
      <div class="mirror" aria-hidden="true">
        {`${text} `}
      </div>
    );
  }
  return (
    <div class="mirror" aria-hidden="true">
      {text.slice(0, place)}
      <span class="fault">{text[place] ?? ' '}</span>
      {`${text.slice(place + 1)} `}
    </div>
  );
}
