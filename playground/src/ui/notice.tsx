import type { ComponentChildren } from 'preact';

/** A message about a problem, which can be closed. */
export function Notice({
  children,
  onClose,
}: {
  readonly children: ComponentChildren;
  readonly onClose?: () => void;
}) {
  return (
    <div class="notice" role="alert">
      <div>{children}</div>
      {onClose && (
        <button type="button" class="icon" aria-label="Close" onClick={onClose}>
          ×
        </button>
      )}
    </div>
  );
}
