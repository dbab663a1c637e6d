import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { MachineState } from '../../../lib/machine/machine-state';
import { unloadFlow } from '../../support/flow';
import { ExampleFlow, state } from './example-flow';

/** Robots of chats on this computer. */
class Robots {
  readonly got: { path: string; body: Record<string, unknown>; at: number }[] = [];
  answer: object = { errcode: 0, errmsg: 'ok' };
  private readonly server: Server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
      this.got.push({ path: String(request.url), body, at: performance.now() });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(this.answer));
    });
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  async until(count: number): Promise<void> {
    const until = performance.now() + 15_000;
    while (this.got.length < count) {
      if (performance.now() > until) throw new Error(`only ${this.got.length} of ${count} came`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

type Condition = NonNullable<MachineState['conditions']>[number];
const alarm = (id: string, text: string): Condition => ({
  id,
  level: 'fault',
  code: id,
  text,
  since: '2026-11-27T07:58:00.000Z',
});

describe('The example of alarm messages (README.md, "Examples")', function () {
  this.timeout(30_000);
  let robots: Robots;
  let flow: ExampleFlow;

  async function start(chats: readonly string[] = ['DINGTALK']): Promise<void> {
    robots = new Robots();
    const origin = await robots.start();
    const env = Object.fromEntries(chats.map((name) => [name, `${origin}/${name}`]));
    flow = await ExampleFlow.load('whole-factory/alarm-messages.json', env);
  }

  afterEach(async () => {
    await unloadFlow();
    await robots.stop();
  });

  const tell = (conditions: Condition[] | null | undefined, more: Partial<MachineState> = {}): void => {
    const msg = state(more);
    if (conditions === undefined) delete msg.payload.conditions;
    else msg.payload.conditions = conditions;
    flow.send('is the machine heard?', msg);
  };
  const texts = (): string[] =>
    robots.got.map(({ body }) => String((body['text'] as { content?: unknown } | undefined)?.content));

  it('sends what each robot takes', async () => {
    await start(['DINGTALK', 'WECOM', 'FEISHU']);
    tell([alarm('1004', '主轴过载')]);
    await robots.until(3);
    const text = 'ALARM ⚠ 1号机床 VMC-850, 生产线1, 车间1: 主轴过载, 1004';
    expect(Object.fromEntries(robots.got.map(({ path, body }) => [path, body]))).to.deep.equal({
      '/DINGTALK': { msgtype: 'text', text: { content: text } },
      '/WECOM': { msgtype: 'text', text: { content: text } },
      '/FEISHU': { msg_type: 'text', content: { text } },
    });
  });

  it('tells begin and end once, with how long it was, and groups what comes together', async () => {
    await start();
    const overload = alarm('1004', '主轴过载');
    tell(undefined);
    tell([overload]);
    tell([overload]);
    tell([overload, alarm('7', '7 DOOR OPEN')]);
    tell(null, { availability: 'UNAVAILABLE', state: 'unknown' });
    tell([overload]);
    tell([]);
    tell([]);
    await robots.until(1);
    expect(texts()[0]?.split('\n')).to.deep.equal([
      'ALARM ⚠ 1号机床 VMC-850, 生产线1, 车间1: 主轴过载, 1004',
      'ALARM ⚠ 1号机床 VMC-850, 生产线1, 车间1: 7 DOOR OPEN',
      'ALARM ✔ 1号机床 VMC-850, 生产线1, 车间1: 7 DOOR OPEN, 2 min',
      'ALARM ✔ 1号机床 VMC-850, 生产线1, 车间1: 主轴过载, 1004, 2 min',
    ]);
    expect(robots.got).to.have.length(1);
  });

  it('sends no more than one text in three seconds, and says how many did not fit', async () => {
    await start();
    const many = Array.from({ length: 40 }, (_, index) => alarm(String(index), `alarm ${index}`));
    tell(many);
    await robots.until(1);
    expect(texts()[0]?.split('\n')).to.have.length(13).and.to.include('… + 28');
    tell([]);
    await robots.until(2);
    const [first, second] = robots.got;
    expect((second?.at ?? 0) - (first?.at ?? 0)).to.be.above(2_500);
  });

  it('shows what has no address, and what a robot refuses with HTTP 200', async () => {
    await start();
    robots.answer = { errcode: 310_000, errmsg: 'keywords not in content' };
    tell([alarm('1', 'x')]);
    const refused = await flow.inbox('refused').first();
    expect(refused.payload).to.deep.equal(robots.answer);
    expect(flow.inbox('not sent: no address').messages).to.have.length(2);
  });
});
