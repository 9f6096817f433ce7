/** A group of pages in the navigation. */
export interface Section {
  readonly title: string;
  /** The Markdown file of each page, from the root of the repository, by title. */
  readonly pages: Readonly<Record<string, string>>;
}

/**
 * The pages that are written by hand or generated as a whole. The pages in `docs/activations/` follow from the
 * gallery, and those of the API from TypeDoc.
 */
export const navigation: readonly Section[] = [
  {
    title: 'Guide',
    pages: {
      'Getting started': 'docs/start.md',
      'Choosing an activation': 'docs/choosing.md',
      'Layers and arguments': 'docs/layers.md',
      'Your own activations': 'docs/own-activations.md',
      'Masks and attention': 'docs/masks.md',
      'Keras models': 'docs/keras.md',
      'Faster inference': 'docs/fuse.md',
      'Backends, sizes and versions': 'docs/backends.md',
    },
  },
  {
    title: 'Measurements',
    pages: {
      Speed: 'docs/speed.md',
      'Speed, in full': 'bench/RESULTS.md',
      'Speed of each activation': 'bench/CATALOGUE.md',
      Accuracy: 'docs/accuracy.md',
    },
  },
  {
    title: 'Project',
    pages: {
      Changelog: 'CHANGELOG.md',
      Contributing: 'CONTRIBUTING.md',
      Security: 'SECURITY.md',
    },
  },
];

/** The page that shows all activations. */
export const GALLERY = 'docs/activations.md';

/** The first page. */
export const HOME = 'README.md';

/** The first page of the API. */
export const API = 'site/api.md';
