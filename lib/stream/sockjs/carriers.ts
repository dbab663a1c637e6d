import type { Carrier, CarrierContext } from './carrier';
import { WebSocketCarrier } from './websocket-carrier';
import { XhrPollingCarrier, XhrStreamingCarrier } from './xhr-carrier';

/** A class of carriers, as sockjs-client makes one: the session's address, the endpoint's, what it was given for it. */
export interface CarrierClass {
  readonly transportName: string;
  /** Round-trip times in a time-out, as sockjs-client counts it. */
  readonly roundTrips: number;
  new (url: string, baseUrl: string, context: CarrierContext): Carrier;
}

/** Tried in this order; the last gets through where a proxy keeps back what it has not read to its end. */
export const ALL_CARRIERS: readonly CarrierClass[] = [
  WebSocketCarrier,
  XhrStreamingCarrier,
  XhrPollingCarrier,
];

export const ONLY_POLLING: readonly CarrierClass[] = [XhrPollingCarrier];
