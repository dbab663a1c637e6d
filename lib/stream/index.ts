export { type ConnectionStateName, StreamConnection, type StreamConnectionOptions } from './connection';
export { HandshakeGate } from './handshake-gate';
export { decodeMessages } from './message';
export type { StreamAddress, StreamSocket, StreamTransport, StreamTransportName } from './transport';
export { chooseTransports, TransportChoice, type TransportSetting } from './transport-choice';
