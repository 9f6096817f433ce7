import { useEffect, useMemo, useState } from 'preact/hooks';
import { glsl300, type ShaderLanguage, wgsl } from '../../../src/compilers/shaders/languages.js';
import { printFormula } from '../../../src/compilers/shaders/print.js';
import type { Curve } from '../curve.js';
import { formatBytes } from '../format.js';
import { setting } from '../state.js';
import { Code } from '../ui/code.js';
import { SelectField } from '../ui/fields.js';
import { type Tab, Tabs } from '../ui/tabs.js';
import { type Kernel, kernelsOf, meaningOf } from './kernel_list.js';
import { learned } from './learned.js';
import { compile, textOf } from './webassembly_text.js';

type Language = 'wgsl' | 'glsl' | 'wat';

const LANGUAGES: readonly Tab<Language>[] = [
  { key: 'wgsl', label: 'WGSL' },
  { key: 'glsl', label: 'GLSL' },
  { key: 'wat', label: 'WebAssembly' },
];

const SHADERS = { wgsl, glsl: glsl300 } as const;

const language = setting<string>('language', 'wgsl', (key) =>
  LANGUAGES.some((each) => each.key === key),
);
const shown = setting<string>('kernel', 'forward');

/** The kernels of a curve as text, in the languages of the backends. */
export function KernelText({ curve }: { readonly curve: Curve }) {
  const kernels = kernelsOf(curve, learned.value);
  const kernel = kernels.find(({ key }) => key === shown.value) ?? kernels[0];
  const current = language.value as Language;
  return (
    <>
      <Tabs
        label="Language"
        tabs={LANGUAGES}
        current={current}
        onChange={(key) => {
          language.value = key;
        }}
      >
        <SelectField
          label="Kernel"
          value={kernel.key}
          options={kernels.map(({ key, label }) => ({ value: key, label }))}
          onChange={(key) => {
            shown.value = key;
          }}
        />
        {current === 'wat' ? (
          <WebAssemblyText kernel={kernel} />
        ) : (
          <ShaderText kernel={kernel} language={SHADERS[current]} />
        )}
      </Tabs>
      <Sizes kernels={kernels} />
    </>
  );
}

function ShaderText({
  kernel,
  language,
}: {
  readonly kernel: Kernel;
  readonly language: ShaderLanguage;
}) {
  const { expression } = kernel.formula;
  const { text, scalars } = printFormula(expression, kernel.tensors, language);
  const names = [
    ...kernel.tensors.map((name, i) => [`x${i}`, meaningOf(name)]),
    ...scalars.map((scalar, i) => [language.uniform(scalar), kernel.scalars[i]]),
  ];
  return (
    <>
      <p class="quiet">
        One function, called once for each element.{' '}
        {names.map(([theirs, ours], i) => (
          <span key={theirs}>
            {i > 0 && ', '}
            <code>{theirs}</code> is {ours}
          </span>
        ))}
        .
      </p>
      <Code text={text} label={`${language.name}, ${kernel.label}`} />
    </>
  );
}

function WebAssemblyText({ kernel }: { readonly kernel: Kernel }) {
  const bytes = useMemo(() => compile(kernel), [kernel.formula, kernel.tensors.join()]);
  const [text, setText] = useState<string | Error>();
  useEffect(() => {
    let isCurrent = true;
    textOf(bytes).then(
      (text) => isCurrent && setText(text),
      (error) => isCurrent && setText(error as Error),
    );
    return () => {
      isCurrent = false;
    };
  }, [bytes]);
  const operands = [...kernel.tensors.map(meaningOf), ...kernel.scalars].join(', ');
  return (
    <>
      <p class="quiet">
        The loop computes four vectors of four floats at a time. The parameters of <code>run</code>{' '}
        are the number of rows, the length of a row, the address of the output, then {operands}.
      </p>
      {text === undefined && <p class="quiet">Loading the disassembler…</p>}
      {text instanceof Error && <p class="error">{text.message}</p>}
      {typeof text === 'string' && <Code text={text} label={`WebAssembly, ${kernel.label}`} />}
    </>
  );
}

function Sizes({ kernels }: { readonly kernels: readonly Kernel[] }) {
  return (
    <div class="scroll">
      <table class="sizes">
        <caption>Sizes of the kernels</caption>
        <thead>
          <tr>
            <th scope="col">Kernel</th>
            <th scope="col" class="number">
              WebAssembly
            </th>
            {Object.values(SHADERS).map(({ name }) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kernels.map((kernel) => (
            <tr key={kernel.key}>
              <th scope="row">{kernel.label}</th>
              <td class="number">{formatBytes(compile(kernel).length)}</td>
              {Object.values(SHADERS).map((language) => (
                <td key={language.name} class="number">
                  {formatBytes(
                    printFormula(kernel.formula.expression, kernel.tensors, language).text.length,
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
