import { isPlainObject, textOf } from '../../lib/json/json-values';
import type { QuectelClient } from '../../lib/quectel/client';
import type { Choice } from '../shared/account-kind';
import { MOST_CHOICES } from '../shared/shown-choices';

/** What the editor's pickers offer. No more is asked for than shows that a list is too long. */

export async function productChoices(client: QuectelClient, signal: AbortSignal): Promise<Choice[]> {
  const products = await all(client, 'productList', {}, signal);
  return products.map(({ productKey, productName }) => choice(productKey, productName));
}

/** The devices of all products, under their product. */
export async function deviceChoices(client: QuectelClient, signal: AbortSignal): Promise<Choice[]> {
  const choices: Choice[] = [];
  for (const { value: productKey, label } of await productChoices(client, signal)) {
    if (choices.length > MOST_CHOICES) break;
    const devices = await all(client, 'deviceList', { productKey }, signal);
    choices.push(
      ...devices.map(({ deviceKey, deviceName }) => ({ ...choice(deviceKey, deviceName), path: [label] })),
    );
  }
  return choices;
}

/** Queues by the name that is used on the wire. */
export async function queueChoices(client: QuectelClient, signal: AbortSignal): Promise<Choice[]> {
  const queues = await all(client, 'queueList', {}, signal);
  return queues.map(({ queueName, queueDesc }) => choice(queueName, queueDesc));
}

async function all(
  client: QuectelClient,
  operation: string,
  values: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const { items } of client.pages(operation, values, { signal })) {
    found.push(...items.filter(isPlainObject));
    if (found.length > MOST_CHOICES) break;
  }
  return found;
}

function choice(value: unknown, label: unknown): Choice {
  const key = textOf(value) ?? '';
  return { value: key, label: textOf(label) || key };
}
