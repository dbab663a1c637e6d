export { type ActiveFault, type Fault, type FaultSwitches, faultAnswers } from './faults';
export type { MgmAccount, MgmOptions, MgmSettings } from './mgm/settings';
export { PlatformSimulator, type SimulatorOptions } from './platform-simulator';
export { acquireSimulator, type SimulatedPlatform, type SimulatorHandle } from './pool';
export { createRandom, type Random } from './random';
export { jsonReply, RefusedRequest, type Reply, textReply } from './reply';
export { BodyTooLarge, MalformedBody, SimulatedRequest } from './request';
export type { LoggedRequest, RequestLog } from './request-log';
