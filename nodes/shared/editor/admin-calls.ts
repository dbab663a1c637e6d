/** What went wrong; `kind` and `code` as in `msg.failure`, or `editor` when Node-RED itself did not do its part. */
export interface Failure {
  ok: false;
  kind: string;
  code: string;
  message: string;
}

export type Answer<Content> = ({ ok: true } & Content) | Failure;

/**
 * Asks a route of this package, by a relative address: Node-RED adds its root and the user's token to such. Never
 * rejects.
 * @param signal fires when nobody waits for the answer any more: Node-RED then gives the question up
 */
export async function askNodeRed<Content extends object>(
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<Answer<Content>> {
  const asked = $.ajax({
    url: path,
    type: 'POST',
    contentType: 'application/json',
    data: JSON.stringify(body),
    dataType: 'json',
  });
  signal.addEventListener('abort', () => asked.abort());
  try {
    return await asked;
  } catch (thrown) {
    return failureOfNodeRed(thrown as JQuery.jqXHR);
  }
}

/** Like `askNodeRed`, for what is only fetched. */
export async function fetchFromNodeRed<Content>(path: string): Promise<Answer<{ content: Content }>> {
  try {
    return { ok: true, content: await $.ajax({ url: path, dataType: 'json' }) };
  } catch (thrown) {
    return failureOfNodeRed(thrown as JQuery.jqXHR);
  }
}

function failureOfNodeRed({ status, statusText, responseJSON }: JQuery.jqXHR): Failure {
  const told = responseJSON as Partial<Failure> | undefined;
  if (told?.ok === false && told.message !== undefined) return told as Failure;
  const code = status === 0 ? 'unreachable' : status === 401 || status === 403 ? 'forbidden' : 'unexpected';
  return { ok: false, kind: 'editor', code, message: status === 0 ? '' : `HTTP ${status} ${statusText}` };
}
