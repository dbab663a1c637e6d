import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerParent } from '../remote';
import { ANSWERS, cncStatus, TOKEN } from './answers';
import { FileReceiver } from './files';
import { type Flood, LiveData, type Pace } from './live-data';

/**
 * The bench's server, in a process of its own: the platforms' wire forms with none of their checks, so that it is
 * never the slow side.
 */

const CNC_STATUS = '/api/cnc/readCNCStatus';

const liveData = new LiveData();
const files = new FileReceiver();
let calls = 0;

const server = createServer((request, response) => {
  calls += 1;
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => answer(request, response, Buffer.concat(parts).toString('utf8')));
});

function answer({ url = '' }: IncomingMessage, response: ServerResponse, body: string): void {
  const [path = '', query] = url.split('?');
  const content =
    path === CNC_STATUS
      ? cncStatus(new URLSearchParams(query).get('machineID') ?? '')
      : ANSWERS[path]?.(body);
  const text = JSON.stringify(content ?? { code: 404, message: 'no such path' });
  response.writeHead(content ? 200 : 404, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, skipUTF8Validation: true });

server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    if (pathname.startsWith('/v1/trans_file')) files.take(searchParams, webSocket);
    else takeFollower(webSocket, socket);
  });
});

function takeFollower(webSocket: WebSocket, socket: Socket): void {
  webSocket.once('message', (data: Buffer) => {
    const { machine_id } = JSON.parse(data.toString()) as { machine_id: string };
    liveData.take(machine_id, webSocket, socket);
  });
}

process.on('disconnect', () => process.exit());

answerParent({
  listen: () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () =>
        resolve({ port: (server.address() as AddressInfo).port, token: TOKEN }),
      );
    }),
  flood: (flood: Flood) => liveData.flood(flood),
  pace: (pace: Pace) => liveData.pace(pace),
  calm: () => liveData.calm(),
  followed: (prefix: string) => liveData.followed(prefix),
  narrow: (bytesPerSecond: number) => files.narrow(bytesPerSecond),
  received: (name: string) => files.received(name),
  calls: () => calls,
});
