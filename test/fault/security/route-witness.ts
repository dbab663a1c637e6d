import { createRequire } from 'node:module';
import path from 'node:path';

/** A route that a file of the package has added to Node-RED's admin API. */
export interface AdminRoute {
  readonly method: string;
  readonly path: string;
}

export interface AdminRoutes {
  readonly kind: 'routes';
  readonly routes: readonly AdminRoute[];
}

/** Loaded into Node-RED before anything else: tells who asks by the message `routes` which routes there are. */
const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'all', 'use'] as const;
const packageNodes = path.join(__dirname, '..', '..', '..', 'nodes') + path.sep;
const routes: AdminRoute[] = [];

type AddRoute = (this: unknown, path: unknown, ...handlers: unknown[]) => unknown;

const { application } = createRequire(process.argv[1] ?? '')('express') as {
  application: Record<(typeof METHODS)[number], AddRoute>;
};
for (const method of METHODS) {
  const add = application[method];
  application[method] = function (this: unknown, ...given: [unknown, ...unknown[]]) {
    // `get` with a name alone reads a setting.
    const isRoute = method !== 'get' || given.length > 1;
    if (isRoute && (new Error().stack ?? '').includes(packageNodes)) {
      routes.push({ method: method.toUpperCase(), path: String(given[0]) });
    }
    return add.apply(this, given);
  };
}
process.on('message', (request) => {
  const answer: AdminRoutes = { kind: 'routes', routes };
  if (request === 'routes') process.send?.(answer);
});
