/** Longer explanations are shown on demand. */
const LONGEST = 120;

/** The error of a field: the first line of the message. The other lines show the position. */
export function FieldError({ id, error }: { readonly id: string; readonly error: Error }) {
  const [line] = error.message.split('\n');
  const at = line.search(/[.?] Expected /) + 1;
  if (at === 0 || line.length <= LONGEST) {
    return (
      <p class="error" id={id} role="alert">
        {line}
      </p>
    );
  }
  return (
    <div class="error" id={id} role="alert">
      <p>{line.slice(0, at)}</p>
      <details>
        <summary>What is expected</summary>
        <p>{line.slice(at + 1)}</p>
      </details>
    </div>
  );
}
