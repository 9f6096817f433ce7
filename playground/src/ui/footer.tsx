import { description, name } from '../package.js';
import { curves } from '../state.js';
import { CopyButton } from './copy_button.js';

/** Includes tfjs, which the package requires. */
const COMMAND = `npm install ${name} @tensorflow/tfjs`;

/** The name of the package, and how to install it. */
export function Footer() {
  const named = curves.value.flatMap(({ name, draft }) => {
    return name === undefined || draft !== undefined ? [] : [name];
  });
  return (
    <footer>
      <p>
        <strong>{name}</strong>: {description}.
      </p>
      <p class="row">
        <code>{COMMAND}</code>
        <CopyButton text={COMMAND} label="Copy: the command that installs it" />
      </p>
      {named.length > 0 && (
        <p class="quiet">
          Documentation of{' '}
          {[...new Set(named)].map((each, i) => (
            <span key={each}>
              {i > 0 && ', '}
              {each} in <code>docs/activations/{each}.md</code>
            </span>
          ))}{' '}
          in the repository.
        </p>
      )}
      <p class="quiet">
        The address of this page contains all settings. A copy of the link shows the same page.
      </p>
    </footer>
  );
}
