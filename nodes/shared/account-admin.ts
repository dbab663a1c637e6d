import type { NodeAPI } from 'node-red';
import { steadyTime } from '../../lib/async/clock';
import type { Lease } from '../../lib/async/lease-pool';
import { unlessAborted } from '../../lib/async/timing';
import { InputError } from '../../lib/errors';
import type { Session } from '../../lib/session/session';
import type { AccountDef, AccountKind } from './account-kind';
import { type Question, serveQuestion } from './admin-questions';
import type { DeployedNodes } from './deployed-nodes';
import { type DialogKind, type DialogProperty, type DialogValues, readDialog } from './dialog-values';
import { shownChoices } from './shown-choices';

/** Makes accounts from values that are not deployed. */
export interface AccountMaker<Client> {
  deployed: DeployedNodes;
  lease(def: object, credentials: object): Lease<Client>;
  /** Throws `InputError` where the values name no address; undefined for the simulator. */
  baseUrl(def: object): string | undefined;
}

const COMMON_PROPERTIES = {
  environment: { isAddress: true },
  baseUrl: { isAddress: true, isText: true },
  timeout: { isText: true },
  tls: { isAddress: true },
  proxy: { isAddress: true },
  store: { isAddress: true },
} satisfies Partial<Record<keyof AccountDef, DialogProperty>>;

/**
 * What the editor asks about an account that may not be deployed yet: `POST shopfloor/<type>/test`, which answers
 * `{host?, lifeMs?}` (of the token; without one, until it is refused), and `POST shopfloor/<type>/choices/<name>`,
 * which answers `{choices, isCut?}`; both with the dialog's values `{id, properties, credentials}`.
 */
export function serveAccount<Client, Def extends AccountDef, Credentials extends object>(
  RED: NodeAPI,
  kind: AccountKind<Client, Def, Credentials>,
  maker: AccountMaker<Client>,
): void {
  const dialog: DialogKind = {
    properties: { ...COMMON_PROPERTIES, ...kind.properties },
    credentials: kind.credentials,
    credentialsInUse: (properties) => {
      if (properties['environment'] === 'simulator') return [];
      return kind.credentialsInUse?.(properties as object as Def) ?? Object.keys(kind.credentials);
    },
  };

  const questionAbout = (
    body: unknown,
    ask: (client: Client, values: DialogValues, signal: AbortSignal) => Promise<object>,
  ): Question => {
    const values = readDialog(RED, dialog, maker.deployed, body);
    return {
      isForAll:
        values.isDeployed || (values.properties['environment'] === 'simulator' && !values.namesVariables),
      clean: (text) => values.mask.clean(text),
      answer: async (signal) => {
        const { value, release } = maker.lease(values.properties, values.credentials);
        try {
          return await ask(await unlessAborted(value, signal), values, signal);
        } finally {
          release({ atOnce: signal.aborted });
        }
      },
    };
  };

  serveQuestion(RED, `/shopfloor/${kind.type}/test`, ({ body }) =>
    questionAbout(body, async (client, { properties, mask }, signal) => {
      (client as { session?: Pick<Session, 'askAgain'> }).session?.askAgain();
      const { expiresAt } = await kind.probe(client, signal);
      const baseUrl = maker.baseUrl(properties);
      return {
        ...(baseUrl === undefined ? {} : { host: mask.clean(new URL(baseUrl).host) }),
        // A length of time and no date, because the browser's clock may be wrong.
        ...(expiresAt === undefined ? {} : { lifeMs: expiresAt - steadyTime() }),
      };
    }),
  );

  serveQuestion(RED, `/shopfloor/${kind.type}/choices/:name`, ({ params, body }) => {
    const name = String(params['name']);
    const list = Object.hasOwn(kind.choices ?? {}, name) ? kind.choices?.[name] : undefined;
    if (!list) throw new InputError('name', `There is no list "${name}"`);
    return questionAbout(body, async (client, { mask }, signal) =>
      shownChoices(await list(client, signal), mask, signal),
    );
  });
}
