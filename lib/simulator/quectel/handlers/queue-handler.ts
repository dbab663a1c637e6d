import { MessageQueue } from '../broker/queue';
import type { Operation, QuectelCall } from '../call';
import { refuse } from '../codes';
import type { QuectelAccount, QuectelSettings } from '../settings';

/** A queue as the REST API knows it, with the broker's queue behind it. */
export interface QueueRecord {
  id: number;
  accountNumber: string;
  /** Without the prefix. */
  shortName: string;
  description: string;
  createdAt: number;
  updatedAt: number | null;
  /** 0 not enabled, 1 enabled, 2 disabled. */
  status: 0 | 1 | 2;
  messages: MessageQueue;
}

const path = '/v2/quecrule/r1/openapi/queue';
const nameForm = /^[A-Za-z0-9_-]{1,64}$/;
const longestDescription = 200;

/** Queues of message subscriptions: made, listed, cleared, deleted by their rules. */
export class QueueHandler {
  readonly #queues = new Map<number, QueueRecord>();
  #lastId = 6600;

  constructor(
    private readonly settings: QuectelSettings,
    private readonly now: () => number,
    /** True while a subscription feeds the queue. */
    private readonly isFed: (queue: QueueRecord) => boolean,
    private readonly connectUrl: () => string,
  ) {}

  get operations(): Operation[] {
    return [
      {
        name: 'queueCreate',
        method: 'POST',
        path: `${path}/create`,
        body: true,
        change: true,
        handle: (call) => this.#create(call),
      },
      {
        name: 'queueDelete',
        method: 'DELETE',
        path: `${path}/delete`,
        change: true,
        handle: (call) => this.#delete(call),
      },
      {
        name: 'queueClear',
        method: 'POST',
        path: `${path}/clear`,
        change: true,
        handle: (call) => this.#clear(call),
      },
      {
        name: 'queueList',
        method: 'POST',
        path: `${path}/list`,
        body: true,
        zero: true,
        handle: (call) => this.#list(call),
      },
      {
        name: 'queueDetail',
        method: 'GET',
        path: `${path}/detail`,
        handle: (call) => this.#detail(call),
      },
    ];
  }

  /** Makes a queue as `queue/create` does. @throws QuectelRefusal */
  add(account: QuectelAccount, shortName: string, description = ''): QueueRecord {
    if (!nameForm.test(shortName) || description.length > longestDescription) {
      throw refuse(50005);
    }
    const own = this.#ownedBy(account);
    if (own.some((queue) => queue.shortName === shortName)) {
      throw refuse(16001);
    }
    if (own.length >= this.settings.maxQueues) {
      throw refuse(16007);
    }
    this.#lastId += 1;
    const queue: QueueRecord = {
      id: this.#lastId,
      accountNumber: account.number,
      shortName,
      description,
      createdAt: this.now(),
      updatedAt: null,
      status: 0,
      messages: new MessageQueue(
        `a.${account.number}.${shortName}`,
        this.now,
        () => this.settings.queueBytes,
      ),
    };
    this.#queues.set(queue.id, queue);
    return queue;
  }

  /** By its name with or without the account's prefix. */
  find(accountNumber: string, name: string): QueueRecord | undefined {
    return [...this.#queues.values()].find(
      ({ accountNumber: owner, shortName, messages }) =>
        owner === accountNumber && (shortName === name || messages.name === name),
    );
  }

  #create({ account, body }: QuectelCall): object {
    requireService(account);
    return recordOf(this.add(account, body.required('queueName'), body.text('queueDesc')));
  }

  #delete(call: QuectelCall): null {
    const queue = this.#named(call);
    if (this.isFed(queue)) {
      throw refuse(16008);
    }
    this.#queues.delete(queue.id);
    queue.messages.end();
    return null;
  }

  #clear(call: QuectelCall): null {
    this.#named(call).messages.clear();
    return null;
  }

  #list({ account, body }: QuectelCall): unknown {
    const [name, status] = [body.text('queueName'), body.integer('status')];
    const found = this.#ownedBy(account)
      .filter(({ messages }) => name === undefined || messages.name.includes(name))
      .filter((queue) => status === undefined || queue.status === status);
    return body.page(found.map((queue) => ({ ...recordOf(queue), metadata: null })));
  }

  #detail(call: QuectelCall): object {
    const { id: queueId, description: queueDesc, messages, createdAt, updatedAt, status } = this.#named(call);
    return {
      queueId,
      queueName: messages.name,
      queueDesc,
      status,
      createTime: createdAt,
      updateTime: updatedAt,
      consumeRate: '0',
      msgNum: messages.length,
      msgSize: `${messages.bytes}B`,
      connectUrl: this.connectUrl(),
    };
  }

  #named({ account, query }: QuectelCall): QueueRecord {
    const queue = this.#queues.get(query.requiredInteger('queueId'));
    if (queue?.accountNumber !== account.number) {
      throw refuse(16002);
    }
    return queue;
  }

  #ownedBy(account: QuectelAccount): QueueRecord[] {
    return [...this.#queues.values()].filter(({ accountNumber }) => accountNumber === account.number);
  }
}

/** @throws QuectelRefusal 16024 */
export function requireService({ withoutMessages }: QuectelAccount): void {
  if (withoutMessages) {
    throw refuse(16024);
  }
}

function recordOf({ id, messages, description, createdAt, updatedAt, status }: QueueRecord): object {
  return {
    id,
    queueName: messages.name,
    queueDesc: description,
    createTime: createdAt,
    updateTime: updatedAt,
    status,
    isFree: 1,
    entUserId: null,
    userId: 29_494,
  };
}
