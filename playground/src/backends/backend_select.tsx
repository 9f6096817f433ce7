import { useEffect, useState } from 'preact/hooks';
import './backends.css';
import { type Availability, availableBackends } from './availability.js';
import { BACKEND_LABELS, type BackendName } from './backend.js';

/** Which backend computes. What this browser lacks cannot be chosen, for the reason below. */
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
  const remarks = backends.filter(({ problem, note }) => problem ?? note);
  return (
    <div class="backend-select">
      <label class="beside">
        Backend
        <select
          name="backend"
          value={value}
          disabled={isDisabled}
          aria-describedby={remarks.length > 0 ? 'backend-remarks' : undefined}
          onChange={({ currentTarget }) => onChoose(currentTarget.value as BackendName)}
        >
          {backends.map(({ name, problem }) => (
            <option key={name} value={name} disabled={problem !== undefined}>
              {BACKEND_LABELS[name]}
              {problem !== undefined && ' (not here)'}
            </option>
          ))}
        </select>
      </label>
      {remarks.length > 0 && (
        <ul id="backend-remarks" class="remarks">
          {remarks.map(({ name, problem, note }) => (
            <li key={name}>
              {BACKEND_LABELS[name]}: {problem ?? note}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
