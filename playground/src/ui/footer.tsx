import { description, name } from '../package.js';
import { curves } from '../state.js';
import { CopyButton } from './copy_button.js';

/** With tfjs, which the package needs beside it. */
const COMMAND = `npm install ${name} @tensorflow/tfjs`;

/** What the playground is of, and how to have it. */
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
          More on{' '}
          {[...new Set(named)].map((each, i) => (
            <span key={each}>
              {i > 0 && ', '}
              {each}: <code>docs/activations/{each}.md</code>
            </span>
          ))}{' '}
          in its repository.
        </p>
      )}
      <p class="quiet">
        The address of this page keeps all that is set: a copy of the link shows the same.
      </p>
    </footer>
  );
}
