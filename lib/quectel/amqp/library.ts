import type { EventEmitter } from 'node:events';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { ShopfloorError } from '../../errors';

/** What of amqplib a consumer needs. */
export interface AmqpLibrary {
  Connection: new (stream: Duplex) => AmqpConnection;
  ChannelModel: new (connection: AmqpConnection) => AmqpModel;
}

/** Fields of the methods start-ok, tune-ok and open (specification, section 1.4.2). */
export interface OpeningFields {
  clientProperties: Record<string, unknown>;
  mechanism: 'PLAIN';
  response: Buffer;
  locale: string;
  channelMax: number;
  frameMax: number;
  /** 0: frames are as large as they are. */
  maxFrameSize: 0;
  /** Seconds. */
  heartbeat: number;
  virtualHost: string;
  capabilities: '';
  insist: 0;
}

export interface AmqpConnection extends EventEmitter {
  open(fields: OpeningFields, done: (error: Error | null) => void): void;
}

/** A connection that is open. */
export interface AmqpModel extends EventEmitter {
  createChannel(): Promise<AmqpChannel>;
  close(): Promise<void>;
}

export interface AmqpChannel extends EventEmitter {
  prefetch(count: number): Promise<unknown>;
  /** `null`: the broker ended the consumer. */
  consume(
    queue: string,
    receive: (message: AmqpMessage | null) => void,
    options: { noAck: boolean },
  ): Promise<unknown>;
  ack(message: Delivered): void;
  nack(message: Delivered, allUpTo: boolean, requeue: boolean): void;
  close(): Promise<void>;
}

export interface Delivered {
  fields: { deliveryTag: number };
}

export interface AmqpMessage extends Delivered {
  fields: { deliveryTag: number; redelivered: boolean };
  content: Buffer;
}

/**
 * amqplib, by its inner files: the function `connect` that it offers makes the socket itself, so that nothing could
 * stand between it and the broker.
 */
export function loadAmqplib(): AmqpLibrary {
  try {
    const folder = join(dirname(require.resolve('amqplib')), 'lib');
    const { Connection } = require(join(folder, 'connection.js')) as Pick<AmqpLibrary, 'Connection'>;
    const { ChannelModel } = require(join(folder, 'channel_model.js')) as Pick<AmqpLibrary, 'ChannelModel'>;
    return { Connection, ChannelModel };
  } catch (cause) {
    throw new ShopfloorError(
      'The package "amqplib", which messages need, is not installed: run "npm install amqplib" where this package is installed',
      { code: 'input:amqplib', kind: 'input', retryable: false, cause },
    );
  }
}
