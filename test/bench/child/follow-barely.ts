import WebSocket from 'ws';

/** Follows a machine with nothing but `ws`, `JSON.parse` and a merge, until the returned function is called. */
export function followBarely(
  url: string,
  machineId: string,
  onChange: (change: Record<string, unknown>) => void,
): () => void {
  const state: Record<string, unknown> = {};
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('open', () => socket.send(JSON.stringify({ machine_id: machineId, page: 'a' })));
  socket.on('message', (data) => {
    const change = JSON.parse(data.toString()) as Record<string, unknown>;
    Object.assign(state, change);
    onChange(change);
  });
  return () => socket.terminate();
}
