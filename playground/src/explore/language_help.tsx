import { catalogueFunctions } from '../../../src/catalogue/functions.js';
import { constants, functionWords, words } from '../../../src/formula/words.js';
import { textbook } from '../textbook.js';

const fromCatalogue = catalogueFunctions();

const ARGUMENTS = { 1: 'x', 2: 'a, b' } as const;

/** The language of formulas on half a page. */
export function LanguageHelp() {
  return (
    <details class="panel help">
      <summary>Formula syntax</summary>
      <dl>
        <dt>Arithmetic</dt>
        <dd>
          <code>+ - * /</code>, parentheses and powers <code>a ** n</code>. The exponent must be a
          number that is a multiple of 1/2.
        </dd>
        <dt>Conditionals</dt>
        <dd>
          <code>{'a < b ? t : f'}</code>, with <code>{'<'}</code>, <code>{'<='}</code>,{' '}
          <code>{'>'}</code> or <code>{'>='}</code>. At a kink, the slope is that of the branch that
          the condition selects.
        </dd>
        <dt>Names</dt>
        <dd>
          <code>x</code> is the input. <Codes texts={Object.keys(constants)} /> are constants. Any
          other name is a parameter and gets a slider.
        </dd>
        <dt>Functions</dt>
        <dd>
          <Codes
            texts={functionWords.map((word) => {
              return `${word}(${ARGUMENTS[words[word].length as 1 | 2]})`;
            })}
          />
        </dd>
        <dt>Activations of the catalogue, with their default parameters</dt>
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
