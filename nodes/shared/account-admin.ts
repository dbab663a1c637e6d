import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { steadyTime } from '../../lib/clock';
import { InputError, toShopfloorError } from '../../lib/errors';
import { isPlainObject } from '../../lib/json-values';
import type { Lease } from '../../lib/lease-pool';
import type { AccountDef, AccountKind } from './account';

/** What the editor shows in a password field whose secret is stored; the secret itself never gets there. */
const STORED_PASSWORD = '__PWRD__';
const VARIABLE = /^\$\{([^}]+)\}$/;

/** How accounts are made of values that are not deployed. */
export interface AccountMaker<Client> {
  lease(def: object, credentials: object): Lease<Client>;
  /** Throws `InputError` where the values name no address; undefined for the simulator. */
  baseUrl(def: object): string | undefined;
}

export interface DialogValues {
  def: object;
  credentials: object;
}

/**
 * What the editor asks about an account that may not be deployed yet: `POST shopfloor/<type>/test`, which answers
 * `{host?, lifeMs?}` (of the token; without one, until it is refused), and `POST shopfloor/<type>/choices/<name>`,
 * which answers `{choices}`; both with the dialog's values `{id, properties, credentials}`. Secrets that are stored
 * already are taken from the store. Every answer has `ok: true`, or is `{ok: false, kind, code, message}`.
 */
export function serveAccount<Client, Def extends AccountDef, Credentials extends object>(
  RED: NodeAPI,
  kind: AccountKind<Client, Def, Credentials>,
  maker: AccountMaker<Client>,
): void {
  const mayWrite = RED.auth.needsPermission('shopfloor.write');
  const dialogIn = (body: unknown) => readDialog(RED, Object.keys(kind.credentials), body);
  const withClient = async <T>(values: DialogValues, use: (client: Client) => Promise<T>): Promise<T> => {
    const { value, release } = maker.lease(values.def, values.credentials);
    try {
      return await use(await value);
    } finally {
      release();
    }
  };

  RED.httpAdmin.post(`/shopfloor/${kind.type}/test`, mayWrite, (request, response) =>
    answer(response, async () => {
      const values = dialogIn(request.body);
      const { expiresAt } = await withClient(values, (client) => kind.probe(client));
      const baseUrl = maker.baseUrl(values.def);
      return {
        ...(baseUrl === undefined ? {} : { host: new URL(baseUrl).host }),
        // A span of time, because the browser's clock may go wrong.
        ...(expiresAt === undefined ? {} : { lifeMs: expiresAt - steadyTime() }),
      };
    }),
  );

  RED.httpAdmin.post(
    `/shopfloor/${kind.type}/choices/:name`,
    mayWrite,
    (request: Request, response: Response) =>
      answer(response, async () => {
        const name = String(request.params['name']);
        const list = Object.hasOwn(kind.choices ?? {}, name) ? kind.choices?.[name] : undefined;
        if (!list) throw new InputError('name', `There is no list "${name}"`);
        return { choices: await withClient(dialogIn(request.body), list) };
      }),
  );
}

/** Answers what the work brings, or why it failed. */
export async function answer(response: Response, work: () => Promise<object>): Promise<void> {
  try {
    response.json({ ok: true, ...(await work()) });
  } catch (thrown) {
    const { kind, code, message } = toShopfloorError(thrown);
    response.json({ ok: false, kind, code, message });
  }
}

/** The values of a dialog, with the secrets that it does not know; throws `InputError` for anything else. */
export function readDialog(RED: NodeAPI, secrets: string[], body: unknown): DialogValues {
  if (!isPlainObject(body) || !isPlainObject(body['properties'])) {
    throw new InputError('properties', 'The account’s properties are missing');
  }
  const { id, properties, credentials } = body;
  const stored =
    typeof id === 'string' ? (RED.nodes.getCredentials(id) as Record<string, unknown> | undefined) : {};
  const typed = isPlainObject(credentials) ? credentials : {};
  const chosen = secrets.map((name) => {
    const value = typed[name];
    const isStored = value === undefined || value === STORED_PASSWORD;
    return [name, resolveVariable(RED, isStored ? stored?.[name] : value)];
  });
  const resolved = Object.entries(properties).map(([name, value]) => [name, resolveVariable(RED, value)]);
  return { def: Object.fromEntries(resolved), credentials: Object.fromEntries(chosen) };
}

/** `${NAME}` is replaced when a node is deployed; a test before that must do the same. */
function resolveVariable(RED: NodeAPI, value: unknown): unknown {
  const [, name] = (typeof value === 'string' && VARIABLE.exec(value)) || [];
  if (name === undefined) return value;
  return RED.util.evaluateNodeProperty(
    name,
    'env',
    {} as Parameters<typeof RED.util.evaluateNodeProperty>[2],
    {},
  );
}
