import { AgentError } from './agent-error';
import { agentRequest } from './agent-request';
import { errorDocument, MTCONNECT_VERSION } from './documents';
import { jsonDocument } from './json-document';
import type { MachineAgent } from './machine-agent';
import { type XmlElement, xmlDocument } from './xml-element';

/** How documents are written. */
export interface DocumentFormat {
  readonly contentType: string;
  write(root: XmlElement): string;
}

const XML: DocumentFormat = { contentType: 'text/xml;charset=utf-8', write: xmlDocument };
const JSON_FORMAT: DocumentFormat = {
  contentType: 'application/json;charset=utf-8',
  write: (root) => jsonDocument(root, MTCONNECT_VERSION),
};

/** XML unless JSON is asked for first. */
export function documentFormat(accept: string | undefined): DocumentFormat {
  const kinds = (accept ?? '').split(',').map((kind) => kind.trim().split(';')[0] ?? '');
  const first = kinds.find((kind) => /(?:^|[/+])(?:xml|json)$/.test(kind));
  return first?.endsWith('json') ? JSON_FORMAT : XML;
}

/** One answer, whole. */
export interface AgentAnswer {
  readonly status: number;
  readonly body: XmlElement;
}

/**
 * The answer to a request that asks for no stream.
 * @param names the names of its address below that of the agent, decoded
 */
export function agentAnswer(
  agent: MachineAgent,
  names: readonly string[],
  query: URLSearchParams,
): AgentAnswer {
  try {
    const request = agentRequest(names, query);
    if (request.kind === 'probe') return { status: 200, body: agent.probe(request) };
    if (request.kind === 'assets') return { status: 200, body: agent.assets(request) };
    if (request.kind === 'current') return { status: 200, body: agent.current(request) };
    return { status: 200, body: agent.sample(request).document() };
  } catch (error) {
    return refusal(agent, error);
  }
}

/** What is answered for an error. */
export function refusal(agent: MachineAgent, error: unknown): AgentAnswer {
  const { status, errorCode, message } =
    error instanceof AgentError ? error : new AgentError('INTERNAL_ERROR', 'the agent has failed');
  return { status, body: errorDocument(agent.header(), errorCode, message) };
}
