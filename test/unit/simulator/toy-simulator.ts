import { type Duplex, Readable } from 'node:stream';
import { PlatformSimulator, type SimulatorOptions } from '../../../lib/simulator/platform-simulator';
import { jsonReply, RefusedRequest, textReply } from '../../../lib/simulator/reply';
import type { RouterOptions } from '../../../lib/simulator/router';

/** A platform with one route of each kind, for tests of what all simulators share. */
export class ToySimulator extends PlatformSimulator {
  /** Bodies that a handler has processed. */
  readonly processed: unknown[] = [];

  constructor(options: SimulatorOptions = {}, routing: RouterOptions = {}) {
    super(options, routing);
    this.router.add('GET', '/hello', () => jsonReply({ hello: 'world' }));
    this.router.add('GET', '/things/:thing/parts/:part', ({ params }) => jsonReply(params));
    this.router.add('POST', '/echo', async (request) => {
      const body = await request.json();
      this.processed.push(body);
      return jsonReply(body);
    });
    this.router.add('PUT', '/stream', async ({ stream }) => {
      let length = 0;
      for await (const piece of stream as AsyncIterable<Buffer>) {
        length += piece.length;
      }
      return jsonReply({ length });
    });
    this.router.add('GET', '/stream', () => ({ body: Readable.from(['one ', 'two ', 'three']) }));
    this.router.add('GET', '/refused', () => {
      throw new RefusedRequest(textReply('not you', 403));
    });
    this.router.add('GET', '/broken', () => {
      throw new Error('a mistake');
    });
  }

  /** Upgrades to a protocol that sends everything back. */
  protected override upgrade(_request: unknown, socket: Duplex): void {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    socket.pipe(socket);
  }
}
