import { PlatformError } from '../errors';
import { childOf, readXml, type XmlElement } from './xml-document';

/** What the header of each document says, as far as a follower needs it. */
export interface AgentHeader {
  /** Another one: the agent has begun anew, and its sequence numbers too. */
  readonly instanceId: string;
  /** When the agent wrote the document, by its clock; ms since the epoch. */
  readonly creationTime: number | undefined;
  readonly version: string;
  /** Another one: devices have changed. Agents say so since 1.7. */
  readonly deviceModelChangeTime: string | undefined;
  /** Observations that the agent keeps. */
  readonly bufferSize: number | undefined;
  /** The oldest observation that the agent still has; of documents of observations only. */
  readonly firstSequence: number | undefined;
  readonly lastSequence: number | undefined;
  /** Where to go on. */
  readonly nextSequence: number | undefined;
}

export type AgentDocument =
  | { readonly kind: 'devices'; readonly header: AgentHeader; readonly root: XmlElement }
  | { readonly kind: 'streams'; readonly header: AgentHeader; readonly root: XmlElement };

/** A code of the standard's: what was asked for is not in the agent's buffer any more, or not yet. */
export const OUT_OF_RANGE = 'mtconnect:OUT_OF_RANGE';

/**
 * A document of an agent of whatever version, with or without prefixes. Throws `PlatformError` for one that cannot be
 * read, and for the errors that an agent reports, whose `code` is `mtconnect:` and the standard's code.
 */
export async function readAgentDocument(
  body: Buffer,
  { httpStatus, mostValues }: { httpStatus?: number; mostValues?: number | undefined } = {},
): Promise<AgentDocument> {
  const root = await readXml(body, mostValues);
  const header = headerOf(root);
  switch (root.name) {
    case 'MTConnectDevices':
      return { kind: 'devices', header, root };
    case 'MTConnectStreams':
      return { kind: 'streams', header, root };
    case 'MTConnectError':
      throw reportedError(root, httpStatus);
    default:
      throw new PlatformError(`What answers is no MTConnect agent: its document is <${root.name}>`, {
        code: 'mtconnect:not-mtconnect',
        kind: 'platform',
        retryable: false,
        httpStatus,
      });
  }
}

function headerOf(root: XmlElement): AgentHeader {
  const { attributes } = childOf(root, 'Header') ?? { attributes: new Map<string, string>() };
  const creationTime = Date.parse(attributes.get('creationTime') ?? '');
  return {
    instanceId: attributes.get('instanceId') ?? '',
    creationTime: Number.isNaN(creationTime) ? undefined : creationTime,
    version: attributes.get('version') ?? '',
    deviceModelChangeTime: attributes.get('deviceModelChangeTime'),
    bufferSize: sequence(attributes.get('bufferSize')),
    firstSequence: sequence(attributes.get('firstSequence')),
    lastSequence: sequence(attributes.get('lastSequence')),
    nextSequence: sequence(attributes.get('nextSequence')),
  };
}

/** A sequence number; real ones are far below 2^53. */
export function sequence(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The first agents have one `Error`, later ones a list; since 2.6 each is an element of its own name. */
function reportedError(root: XmlElement, httpStatus: number | undefined): PlatformError {
  const errors = [...root.children, ...(childOf(root, 'Errors')?.children ?? [])].filter(({ attributes }) =>
    attributes.has('errorCode'),
  );
  const [first] = errors;
  const code = first?.attributes.get('errorCode') || 'INTERNAL_ERROR';
  const texts = errors.map((error) => (childOf(error, 'ErrorMessage')?.text ?? error.text).trim());
  const said = texts.filter((text) => text !== '').join('; ');
  return new PlatformError(`The agent reports ${code}${said === '' ? '' : `: ${said}`}`, {
    code: `mtconnect:${code}`,
    ...kindOf(code),
    httpStatus,
  });
}

/** What the standard's codes mean for who has to act on them. */
function kindOf(code: string): Pick<PlatformError, 'kind' | 'retryable'> {
  switch (code) {
    case 'NO_DEVICE':
      return { kind: 'not-found', retryable: true };
    case 'UNAUTHORIZED':
      return { kind: 'permission', retryable: false };
    case 'INTERNAL_ERROR':
    case 'OUT_OF_RANGE':
    case 'TOO_MANY':
      return { kind: 'platform', retryable: true };
    default:
      return { kind: 'platform', retryable: false };
  }
}
