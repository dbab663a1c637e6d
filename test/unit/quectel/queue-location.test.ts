import { expect } from 'chai';
import { checkedBrokerUrl, locateQueue, type QueueDirectory } from '../../../lib/quectel/amqp/queue-location';

describe('where a Quectel queue is (docs/platforms/quectel.md, "AMQP message subscription")', () => {
  const known = 'amqps://iot-amqp.quectelcn.com:5671/quec-open';
  const queues = [
    { queueName: 'a.1.other', id: 1 },
    { queueName: 'a.1.mine', id: '2' },
    { queueName: 'a.1.late', id: '1798234567890123457' },
  ];

  function directory(connectUrl: unknown = 'amqps://api.plant.example:5671/quec-open') {
    const asked: string[] = [];
    const list: QueueDirectory = {
      baseUrl: 'https://api.plant.example',
      list: async () => {
        asked.push('list');
        return queues;
      },
      detail: async (queueId) => {
        asked.push(`detail ${queueId}`);
        return { connectUrl };
      },
    };
    return { list, asked };
  }

  const problem = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: { code: string }) => error.code,
    );

  it('is known without asking when the full name and the broker are known', async () => {
    const { list, asked } = directory();
    expect(await locateQueue('a.1.mine', known, list)).to.deep.equal({ url: known, queue: 'a.1.mine' });
    expect(asked).to.deep.equal([]);
  });

  it('gets the prefix of a short name from the list of queues', async () => {
    const { list, asked } = directory();
    expect(await locateQueue('mine', known, list)).to.deep.equal({ url: known, queue: 'a.1.mine' });
    expect(asked).to.deep.equal(['list']);
  });

  it('gets an unknown broker from the queue’s connectUrl', async () => {
    const { list, asked } = directory();
    expect(await locateQueue('a.1.mine', undefined, list)).to.deep.equal({
      url: 'amqps://api.plant.example:5671/quec-open',
      queue: 'a.1.mine',
    });
    expect(asked).to.deep.equal(['list', 'detail 2']);
  });

  it('is found by an id of any length', async () => {
    const { list, asked } = directory();
    expect(await locateQueue('late', undefined, list)).to.include({ queue: 'a.1.late' });
    expect(asked).to.deep.equal(['list', 'detail 1798234567890123457']);
  });

  it('is nowhere for a name that the account does not have', async () => {
    expect(await problem(locateQueue('ine', known, directory().list))).to.equal('quectel:16002');
  });

  it('is not where credentials would travel unencrypted, but for this machine', async () => {
    for (const url of ['amqp://broker.example/quec-open', 'http://broker.example/x', null, 5, 'amqps://h']) {
      const { list } = directory(url);
      expect(await problem(locateQueue('mine', undefined, list)), String(url)).to.equal(
        'quectel:unexpected-answer',
      );
    }
    const { list } = directory('amqp://127.0.0.1:5672/quec-open');
    const here = { ...list, baseUrl: 'http://127.0.0.1:8080' };
    expect(await problem(locateQueue('mine', undefined, here))).to.equal(undefined);
  });

  it('is neither where no document and not the account itself has it, which is named', async () => {
    for (const host of ['broker.example', 'plant.example', 'api.plant.example.evil.example', '127.0.0.1']) {
      const { list } = directory(`amqps://${host}:5671/quec-open`);
      const work = locateQueue('mine', undefined, list);
      expect(await problem(work), host).to.equal('quectel:foreign-broker');
      const error = await work.catch((thrown: Error) => thrown);
      expect((error as Error).message).to.contain(`"${host}"`);
    }
    for (const host of ['iot-amqp.quectelcn.com', 'iot-amqp.acceleronix.io', 'iot-amqp.quectel.com']) {
      const { list } = directory(`amqps://${host}:5671/quec-open`);
      expect(await problem(locateQueue('mine', undefined, list)), host).to.equal(undefined);
    }
  });

  it('is checked where it is set', () => {
    expect(checkedBrokerUrl(known)).to.equal(known);
    for (const wrong of ['https://x/quec-open', 'amqps://host:5671', 'broker']) {
      expect(() => checkedBrokerUrl(wrong))
        .to.throw()
        .with.property('code', 'input:brokerUrl');
    }
  });
});
