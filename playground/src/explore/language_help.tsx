import { catalogueFunctions } from '../../../src/catalogue/functions.js';
import { constants, functionWords, words } from '../../../src/formula/words.js';
import { textbook } from '../textbook.js';

const fromCatalogue = catalogueFunctions();

const ARGUMENTS = { 1: 'x', 2: 'a, b' } as const;

/** The language of formulas on half a page. */
export function LanguageHelp() {
  return (
    <details class="panel help">
      <summary>What a formula can say</summary>
      <dl>
        <dt>Arithmetic</dt>
        <dd>
          <code>+ - * /</code>, parentheses, and <code>a ** n</code>, whose exponent is a number: a
          multiple of 1/2.
        </dd>
        <dt>Conditionals</dt>
        <dd>
          <code>{'a < b ? t : f'}</code>, with <code>{'<'}</code>, <code>{'<='}</code>,{' '}
          <code>{'>'}</code> or <code>{'>='}</code>. At a kink the slope is that of the branch that
          the test picks.
        </dd>
        <dt>Names</dt>
        <dd>
          <code>x</code> is the input, <Codes texts={Object.keys(constants)} /> are numbers, and any
          other name is a parameter, which gets a slider.
        </dd>
        <dt>Functions</dt>
        <dd>
          <Codes
            texts={functionWords.map((word) => {
              return `${word}(${ARGUMENTS[words[word].length as 1 | 2]})`;
            })}
          />
        </dd>
        <dt>Functions of the catalogue, their parameters at their defaults</dt>
        <dd>
          <Codes
            texts={fromCatalogue.map(([name]) => `${name}(x)`)}
            titles={fromCatalogue.map(([name]) => textbook(name).text)}
          />
        </dd>
      </dl>
    </details>
  );
}

function Codes({
  texts,
  titles,
}: {
  readonly texts: readonly string[];
  readonly titles?: readonly string[];
}) {
  return (
    <>
      {texts.map((text, i) => (
        <span key={text}>
          <code title={titles?.[i]}>{text}</code>
          {i < texts.length - 1 && ', '}
        </span>
      ))}
    </>
  );
}
