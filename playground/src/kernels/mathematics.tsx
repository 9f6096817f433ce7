import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useMemo } from 'preact/hooks';
import { tidy } from '../../../scripts/mathematics/simplify.js';
import { toTex } from '../../../scripts/mathematics/tex.js';
import { derivative } from '../../../src/formula/derive.js';
import { type Expression, traverse, variable } from '../../../src/formula/expression.js';
import { type Curve, expressionOf, hasBounds, parametersOf } from '../curve.js';
import { textbook } from '../textbook.js';
import { CopyButton } from '../ui/copy_button.js';

/** The maximum number of operations and names that are typeset. Longer formulas are unreadable and slow to typeset. */
const LONGEST = 3000;

/** The typeset formula and its derivatives. */
export function Mathematics({ curve }: { readonly curve: Curve }) {
  const f = toRead(curve);
  const slope = inOrder(derivative(f, 'x'));
  const lines = [
    { label: 'Value', sign: 'f(x)', expression: f },
    { label: 'Slope', sign: "f'(x)", expression: slope },
    { label: 'Curvature', sign: "f''(x)", expression: inOrder(derivative(slope, 'x')) },
    ...parametersOf(curve).map((name) => ({
      label: `Derivative with respect to ${name}`,
      sign: `\\frac{\\partial f}{\\partial ${toTex(variable(name))}}`,
      expression: inOrder(derivative(f, name)),
    })),
  ];
  return (
    <>
      <dl class="mathematics">
        {lines.map(({ label, sign, expression }) => (
          <div key={label}>
            <dt>
              {label}
              {isReadable(expression) && (
                <CopyButton
                  text={toTex(expression)}
                  caption="Copy TeX"
                  label={`Copy TeX: ${label}`}
                />
              )}
            </dt>
            <dd>
              {isReadable(expression) ? (
                <Formula sign={sign} expression={expression} label={label} />
              ) : (
                <p>
                  This expression is too long to show: it has{' '}
                  {lengthOf(expression).toLocaleString('en')} operations and names. The kernel
                  computes each repeated part once.
                </p>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p class="quiet source">
        The kernels compute <code>{curve.formula}</code>
        {hasBounds(curve) &&
          '. The bounds prevent overflow in float32 for large x. The formulas above leave them out.'}
      </p>
    </>
  );
}

/** The formula in readable form: only formulas of the catalogue have bounds that are there for float32 alone. */
function toRead(curve: Curve): Expression {
  const { name } = curve;
  return inOrder(name === undefined ? expressionOf(curve) : textbook(name).expression);
}

/** The expression in the order of a textbook, unless it is too long to be read. */
function inOrder(expression: Expression): Expression {
  return isReadable(expression) ? tidy(expression) : expression;
}

function isReadable(expression: Expression): boolean {
  return lengthOf(expression) <= LONGEST;
}

function lengthOf(expression: Expression): number {
  return traverse<number>(expression, (_, args) => args.reduce((sum, each) => sum + each, 1));
}

function Formula({
  sign,
  expression,
  label,
}: {
  readonly sign: string;
  readonly expression: Expression;
  readonly label: string;
}) {
  const html = useMemo(() => {
    return katex.renderToString(toTex(expression, sign), {
      displayMode: true,
      throwOnError: false,
    });
  }, [sign, expression]);
  return (
    <section
      class="scroll"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by keyboard.
      tabIndex={0}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
