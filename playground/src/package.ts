import manifest from '../../package.json' with { type: 'json' };

/** The package that the playground is of. */
export const { name, description } = manifest;
