import { CopyButton } from './copy_button.js';

/** A text of a program, and a button that copies it. */
export function Code({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div class="program">
      <div class="row spread">
        <span class="quiet">{label}</span>
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section class="code" aria-label={label} tabIndex={0}>
        <pre>{text}</pre>
      </section>
    </div>
  );
}
