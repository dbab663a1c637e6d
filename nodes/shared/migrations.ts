/*
 * Flows outlive the versions of this package. A node keeps in its property `version` how many of its migrations its
 * properties have been through; a flow that was saved before there were versions has none, which counts as 0.
 *
 * The runtime and the editor both use this file, so that it must not import what only one of them has.
 */

/** The properties of a node or config node as a flow keeps them. */
export type Properties = Readonly<Record<string, unknown>>;

/** Turns the properties of one version into those of the next, as new properties: what it gets stays as it is. */
export type Migration = (properties: Properties) => Properties;

/**
 * The properties as the newest version has them: the migrations that they have not been through yet, in order. What
 * a later version of this package has saved is left alone.
 */
export function migrated<Saved extends object>(saved: Saved, migrations: readonly Migration[]): Saved {
  const version = versionOf(saved);
  if (version >= migrations.length) return saved;
  const properties = migrations
    .slice(version)
    .reduce((current, migrate) => migrate(current), saved as Properties);
  return withHiddenOf(saved, { ...properties, version: migrations.length }) as Saved;
}

/** Node-RED's runtime hides what it needs to make the node in properties that are not enumerable. */
function withHiddenOf(saved: object, properties: Properties): object {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(saved));
  const hidden = descriptors.filter(([, { enumerable }]) => enumerable !== true);
  return Object.defineProperties(properties, Object.fromEntries(hidden));
}

/** How many migrations the properties have been through. */
function versionOf(saved: object): number {
  const version = Number((saved as Properties)['version'] ?? 0);
  return Number.isInteger(version) && version > 0 ? version : 0;
}
