import manifest from '../../package.json' with { type: 'json' };

/** The package that the playground presents. */
export const { name, description } = manifest;
