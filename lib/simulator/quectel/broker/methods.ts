/** Class and method numbers of AMQP 0-9-1 that a broker for consumers needs (specification, section 1). */
export const METHOD = {
  start: [10, 10],
  startOk: [10, 11],
  tune: [10, 30],
  tuneOk: [10, 31],
  open: [10, 40],
  openOk: [10, 41],
  close: [10, 50],
  closeOk: [10, 51],
  channelOpen: [20, 10],
  channelOpenOk: [20, 11],
  channelClose: [20, 40],
  channelCloseOk: [20, 41],
  qos: [60, 10],
  qosOk: [60, 11],
  consume: [60, 20],
  consumeOk: [60, 21],
  cancel: [60, 30],
  cancelOk: [60, 31],
  ack: [60, 80],
  reject: [60, 90],
  nack: [60, 120],
} as const;

export type Method = readonly [classId: number, methodId: number];

export function is([classId, methodId]: Method, [wantedClass, wantedMethod]: Method): boolean {
  return classId === wantedClass && methodId === wantedMethod;
}
