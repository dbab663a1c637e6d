/** The node that a body is about, as it is deployed. */
export interface Target {
  readonly id: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Places {
  /** `http://host:port` that nobody has deployed. */
  readonly trap: string;
  /** An environment variable whose value nobody may see. */
  readonly variable: string;
}

/** What a request carries, as text; undefined for none. */
export interface HostileBody {
  readonly name: string;
  readonly text: string | undefined;
  readonly contentType?: string;
}

const STORED = '__PWRD__';
/** Names of all credentials of the package, and of some of Node-RED's own nodes. */
const CREDENTIALS = [
  ...['appKey', 'appSecret', 'username', 'password', 'key', 'appId', 'accessKey', 'accessSecret', 'clientId'],
  ...['clientSecret', 'sentinelPassword', 'user', 'passphrase'],
];
const stored = Object.fromEntries(CREDENTIALS.map((name) => [name, STORED]));

/** Bodies that would take stored secrets elsewhere, or what stands in the environment. */
export function strayBodies({ id, properties }: Target, places: Places): HostileBody[] {
  const { variable } = places;
  const elsewhere = addressOf(places);
  const { baseUrl, url } = elsewhere;
  const change = (changes: object) => ({ id, properties: { ...properties, ...changes } });
  const broker = { brokerUrl: url.replace('redis', 'amqp') };
  return jsonBodies({
    'another address': change({ baseUrl, url }),
    'the address alone, secrets as stored': { id, properties: elsewhere, credentials: stored },
    'a login by key': { id, properties: { ...elsewhere, auth: 'key' }, credentials: stored },
    'the own node as proxy': { ...change({ ...elsewhere, proxy: id }), credentials: stored },
    'a variable as address': { id, properties: { ...elsewhere, baseUrl: variable, url: variable } },
    'an id in an object': { id: { id }, properties: elsewhere, credentials: stored },
    ...('brokerUrl' in properties ? { 'another broker': change(broker) } : {}),
  });
}

/** Bodies that no dialog makes, or of a node that is deployed otherwise. */
export function brokenBodies({ id, properties }: Target, places: Places): HostileBody[] {
  const { variable } = places;
  const elsewhere = addressOf(places);
  const huge = 'x'.repeat(20_000);
  const inText = JSON.stringify(id);
  const levels = 2_000;
  const prototypes = `"__proto__": ${JSON.stringify(elsewhere)}, "constructor": {"prototype": {"a": 1}}`;
  const change = (changes: object) => ({ id, properties: { ...properties, ...changes } });
  const all = (value: unknown) => ({
    id,
    properties: mapped(properties, () => value),
    credentials: mapped(stored, () => value),
  });
  const form = {
    id: String(id),
    'properties[environment]': 'custom',
    'properties[baseUrl]': elsewhere.baseUrl,
  };
  return [
    { name: 'no body', text: undefined },
    ...jsonBodies({
      'an object that is empty': {},
      'an id alone': { id },
      'properties that are no object': { id, properties: [properties] },
      'properties that are null': { id, properties: null },
      'no properties': { id, properties: {} },
      production: { ...change({ environment: 'production', url: '' }), credentials: stored },
      China: change({ environment: 'china', url: '' }),
      'an environment that objects inherit': change({ environment: 'constructor', url: 'constructor' }),
      'a proxy that is deployed': change({ proxy: 'http-proxy', tls: 'trusting' }),
      'a broker for a store': change({ store: 'my-broker', tls: 'my-broker' }),
      'a variable as environment': change({ environment: variable, url: variable }),
      'variables everywhere': all(variable),
      numbers: all(5),
      lists: all([STORED]),
      objects: all({ toString: 'x', trim: 1 }),
      'huge texts': all(huge),
      'credentials in a list': { id, properties: elsewhere, credentials: [stored] },
      'a list of ids': { id: [id], properties: elsewhere, credentials: stored },
    }),
    { name: 'null', text: 'null' },
    { name: 'a list', text: `[${inText}]` },
    { name: 'text', text: inText },
    { name: 'a number', text: '5' },
    { name: 'no JSON', text: `{"id": ${inText}` },
    {
      name: 'deep nesting',
      text: `{"id": ${inText}, "properties": ${'{"properties":'.repeat(levels)}{}${'}'.repeat(levels)}}`,
    },
    {
      name: 'prototypes',
      text: `{"id": ${inText}, "properties": {${prototypes}}, "credentials": {${prototypes}}}`,
    },
    {
      name: 'a prototype of the body',
      text: `{"__proto__": {"id": ${inText}, "properties": {${prototypes}}}}`,
    },
    {
      name: 'a form',
      text: String(new URLSearchParams(form)),
      contentType: 'application/x-www-form-urlencoded',
    },
    { name: 'plain text', text: JSON.stringify({ id, properties: elsewhere }), contentType: 'text/plain' },
  ];
}

function addressOf({ trap }: Places): { environment: string; baseUrl: string; url: string } {
  return { environment: 'custom', baseUrl: trap, url: `${trap.replace('http', 'redis')}/0` };
}

function jsonBodies(bodies: Readonly<Record<string, object>>): HostileBody[] {
  return Object.entries(bodies).map(([name, body]) => ({ name, text: JSON.stringify(body) }));
}

function mapped(from: object, map: () => unknown): object {
  return Object.fromEntries(Object.keys(from).map((name) => [name, map()]));
}
