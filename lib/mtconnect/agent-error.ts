/** The standard's words for what is wrong with a request (MTConnect 2.4, ErrorCode). */
export type AgentErrorCode =
  | 'NO_DEVICE'
  | 'OUT_OF_RANGE'
  | 'INVALID_URI'
  | 'INVALID_REQUEST'
  | 'INVALID_PATH'
  | 'UNSUPPORTED'
  | 'ASSET_NOT_FOUND'
  | 'INTERNAL_ERROR';

const STATUSES: Readonly<Record<AgentErrorCode, number>> = {
  NO_DEVICE: 404,
  OUT_OF_RANGE: 400,
  INVALID_URI: 404,
  INVALID_REQUEST: 400,
  INVALID_PATH: 400,
  UNSUPPORTED: 405,
  ASSET_NOT_FOUND: 404,
  INTERNAL_ERROR: 500,
};

/** A request that an agent cannot answer; `message` says why in words. */
export class AgentError extends Error {
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(
    readonly errorCode: AgentErrorCode,
    message: string,
  ) {
    super(message);
    this.status = STATUSES[errorCode];
  }
}
