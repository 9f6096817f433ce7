import { Fragment } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { snakeCase } from '../../../src/arguments/case.js';
import { families } from '../../../src/catalogue/families.js';
import { catalogue } from '../catalogue.js';
import { textbook } from '../textbook.js';
import { Thumbnail } from './thumbnail.js';

interface Found {
  readonly name: string;
  /** The name that contains the searched words. */
  readonly by: string;
}

const entries = Object.entries(catalogue).map(([name, { also = [] }]) => {
  const names = [name, ...also].flatMap((each) => [each, snakeCase(each)]);
  return { name, names };
});

/** The first name that contains the words. */
function hit(names: readonly string[], words: string): string | undefined {
  return names.find((each) => each.toLowerCase().includes(words));
}

/**
 * The catalogue in a dialog, in which an activation can be found by its names or by its curve.
 */
export function CataloguePicker({
  index,
  current,
  onPick,
}: {
  readonly index: number;
  readonly current?: string;
  readonly onPick: (name: string) => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  // After the element that gets the focus has been rendered.
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  const close = () => {
    dialog.current?.close();
    setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        class="small"
        aria-haspopup="dialog"
        aria-label={`Catalogue, for curve ${index + 1}`}
        onClick={() => setOpen(true)}
      >
        Catalogue
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click outside the dialog closes it; the corresponding key is Escape. */}
      <dialog
        ref={dialog}
        class="catalogue"
        aria-label={`Catalogue, for curve ${index + 1}`}
        // The event is asynchronous: the dialog may have been opened again.
        onClose={() => dialog.current?.open || setOpen(false)}
        onClick={({ target }) => target === dialog.current && close()}
      >
        {isOpen && (
          <Entries
            current={current}
            onClose={close}
            onPick={(name) => {
              close();
              onPick(name);
            }}
          />
        )}
      </dialog>
    </>
  );
}

function Entries({
  current,
  onPick,
  onClose,
}: {
  readonly current?: string;
  readonly onPick: (name: string) => void;
  readonly onClose: () => void;
}) {
  const id = useId();
  const [sought, setSought] = useState('');
  const words = sought.toLowerCase().trim();
  const found: Found[] = entries.flatMap(({ name, names }) => {
    const by = hit(names, words);
    return by === undefined ? [] : [{ name, by }];
  });
  // Enter chooses the first one: `elu` should find `elu`, not `leakyRelu`.
  const isMeant = ({ by }: { by: string }) => by.toLowerCase() === words;
  found.sort((a, b) => Number(isMeant(b)) - Number(isMeant(a)));
  return (
    <div class="content">
      <div class="search">
        <label class="hidden" for={id}>
          Search the catalogue
        </label>
        <input
          id={id}
          type="search"
          placeholder="Search, for example relu"
          autofocus
          value={sought}
          onInput={({ currentTarget }) => setSought(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || found.length === 0) return;
            event.preventDefault(); // Otherwise it would press the button that then has the focus.
            onPick(found[0].name);
          }}
        />
        <button type="button" class="icon plain" aria-label="Close" onClick={onClose}>
          ×
        </button>
      </div>
      <p class="hidden" role="status">
        {found.length} of {entries.length} activations
      </p>
      {found.length === 0 && <p class="quiet">No activation has this name.</p>}
      {words === '' ? (
        Object.entries(families).map(([family, members]) => (
          <section key={family} aria-label={family}>
            <h2>{family}</h2>
            <List
              found={found.filter(({ name }) => Object.hasOwn(members, name))}
              current={current}
              onPick={onPick}
            />
          </section>
        ))
      ) : (
        <List found={found} current={current} onPick={onPick} />
      )}
    </div>
  );
}

function List({
  found,
  current,
  onPick,
}: {
  readonly found: readonly Found[];
  readonly current?: string;
  readonly onPick: (name: string) => void;
}) {
  return (
    <ul class="entries">
      {found.map(({ name, by }) => (
        <li key={name}>
          <button
            type="button"
            title={textbook(name).text}
            aria-current={name === current ? 'true' : undefined}
            onClick={() => onPick(name)}
          >
            <Thumbnail name={name} />
            <span>{breakable(name)}</span>
            {by !== name && by !== snakeCase(name) && <span class="quiet">also {by}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A name in camel case that may be broken before each of its words. */
function breakable(name: string) {
  return name.split(/(?=[A-Z][a-z])/).map((word, i) => (
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {word}
    </Fragment>
  ));
}
