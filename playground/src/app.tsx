import type { ComponentType } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import ExplorePage from './explore/explore_page.js';
import { faults, linkTo, PAGES, type Page, page, showLinkNow } from './state.js';
import { CopyButton } from './ui/copy_button.js';
import { ErrorBoundary } from './ui/error_boundary.js';
import { Footer } from './ui/footer.js';
import { Notice } from './ui/notice.js';

const TITLES: Readonly<Record<Page, string>> = {
  explore: 'Explore',
  kernels: 'Kernels',
  train: 'Train',
  speed: 'Speed',
};

/**
 * A page is loaded when it is opened: the first page loads neither tfjs nor the typesetter.
 */
const COMPONENTS: Readonly<Record<Page, ComponentType>> = {
  explore: ExplorePage,
  kernels: lazy(() => import('./kernels/kernels_page.js')),
  train: lazy(() => import('./train/train_page.js')),
  speed: lazy(() => import('./speed/speed_page.js')),
};

export function App() {
  const Current = COMPONENTS[page.value];
  useEffect(() => {
    document.title = `${TITLES[page.value]} · Activation playground`;
  }, [page.value]);
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to content
      </button>
      <header class="bar">
        <p class="brand">
          <Logo />
          Activation playground
        </p>
        <nav aria-label="Pages">
          {PAGES.map((each) => (
            <a
              key={each}
              href={linkTo(each)}
              onClick={showLinkNow}
              aria-current={each === page.value ? 'page' : undefined}
            >
              {TITLES[each]}
            </a>
          ))}
        </nav>
        <CopyButton
          text={new URL(linkTo(page.value), location.href).href}
          caption="Copy link"
          label="Copy link with all settings"
        />
      </header>
      <main id="main" tabIndex={-1}>
        {faults.value.length > 0 && (
          <Notice onClose={() => (faults.value = [])}>
            <p>Some parts of this link could not be read. The rest is shown.</p>
            <ul>
              {faults.value.map((fault) => (
                <li key={fault}>{fault}</li>
              ))}
            </ul>
          </Notice>
        )}
        <ErrorBoundary key={page.value}>
          <Suspense fallback={<p class="loading">Loading…</p>}>
            <Current />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Footer />
    </>
  );
}

/** Not a link to an anchor, because the address contains the state. */
function skip(): void {
  document.getElementById('main')?.focus();
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path d="M3 21c6 0 8 4 12 1S22 10 29 4" />
    </svg>
  );
}
