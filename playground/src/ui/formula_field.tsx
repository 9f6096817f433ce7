import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { FormulaError } from '../../../src/formula/parse.js';
import { UnclearName } from '../unclear_name.js';
import { FieldError } from './field_error.js';

/**
 * A field for a formula. An error is marked under its characters.
 *
 * The field owns its text: it is overwritten only by changes from elsewhere, not by its own.
 */
export function FormulaField({
  label,
  value,
  error,
  onChange,
  onBlur,
}: {
  readonly label: string;
  readonly value: string;
  readonly error?: Error;
  /** @param caret The position at which the next character would be inserted. */
  readonly onChange: (formula: string, caret: number) => void;
  readonly onBlur?: () => void;
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
    onChange(told.current, currentTarget.selectionEnd);
  };
  return (
    <div class="formula">
      <div class="text">
        <Mirror text={value} fault={faultOf(value, error)} />
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
          onBlur={onBlur}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      </div>
      {error && <FieldError id={`${id}-error`} error={error} />}
    </div>
  );
}

/** The part of the text that has an error. */
interface Fault {
  readonly start: number;
  readonly end: number;
}

/** The word at the position of an error, or a single character. */
function faultOf(text: string, error?: Error): Fault | undefined {
  if (!(error instanceof FormulaError || error instanceof UnclearName)) return undefined;
  const { position: start } = error;
  const [word = ' '] = /^\w+/.exec(text.slice(start)) ?? [];
  return { start, end: start + word.length };
}

/** The same text behind the field, which sets the height of the field and marks the error. */
function Mirror({ text, fault }: { readonly text: string; readonly fault?: Fault }) {
  if (fault === undefined) {
    return (
      <div class="mirror" aria-hidden="true">
        {`${text} `}
      </div>
    );
  }
  return (
    <div class="mirror" aria-hidden="true">
      {text.slice(0, fault.start)}
      <span class="fault">{text.slice(fault.start, fault.end) || ' '}</span>
      {`${text.slice(fault.end)} `}
    </div>
  );
}
