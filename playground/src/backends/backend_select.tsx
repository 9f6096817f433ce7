import { useEffect, useState } from 'preact/hooks';
import './backends.css';
import { type Availability, availableBackends } from './availability.js';
import { BACKEND_LABELS, type BackendName } from './backend.js';

/**
 * The choice of the backend. Below it stand the reasons why others are not available in this browser, and why the
 * chosen one is slow.
 */
export function BackendSelect({
  value,
  isDisabled = false,
  onChoose,
}: {
  value: BackendName;
  isDisabled?: boolean;
  onChoose(name: BackendName): void;
}) {
  const [backends, setBackends] = useState<readonly Availability[]>([]);
  useEffect(() => {
    availableBackends().then(setBackends);
  }, []);
  const missing = backends.filter(({ problem }) => problem !== undefined);
  const note = backends.find(({ name }) => name === value)?.note;
  return (
    <div class="backend-select">
      <label class="beside">
        Backend
        <select
          name="backend"
          value={value}
          disabled={isDisabled}
          aria-describedby="backend-note backend-remarks"
          onChange={({ currentTarget }) => onChoose(currentTarget.value as BackendName)}
        >
          {backends.map(({ name, problem }) => (
            <option key={name} value={name} disabled={problem !== undefined}>
              {BACKEND_LABELS[name]}
              {problem !== undefined && ' (not available)'}
            </option>
          ))}
        </select>
      </label>
      <p id="backend-note" class="remarks" role="status">
        {note && `${BACKEND_LABELS[value]}: ${note}`}
      </p>
      <ul id="backend-remarks" class="remarks">
        {missing.map(({ name, problem }) => (
          <li key={name}>
            {BACKEND_LABELS[name]}: {problem}
          </li>
        ))}
      </ul>
    </div>
  );
}
