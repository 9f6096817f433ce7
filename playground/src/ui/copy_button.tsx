import { useEffect, useState } from 'preact/hooks';

const MILLISECONDS = 2000;

/**
 * Copies a text to the clipboard and reports it.
 *
 * @param label What is copied, for those who do not see the position of the button; it begins with `caption`.
 */
export function CopyButton({
  text,
  label,
  caption = 'Copy',
}: {
  readonly text: string;
  readonly label: string;
  readonly caption?: string;
}) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), MILLISECONDS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  return (
    <>
      <button type="button" class="small" onClick={copy} aria-label={label} title={label}>
        {{ ready: caption, copied: 'Copied', failed: 'Not allowed' }[state]}
      </button>
      <span class="hidden" role="status">
        {state === 'copied' && 'Copied to the clipboard'}
        {state === 'failed' && 'The browser does not allow copying'}
      </span>
    </>
  );
}
