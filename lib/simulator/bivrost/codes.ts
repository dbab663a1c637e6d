import { jsonReply, type Reply } from '../reply';

/**
 * Failures with their HTTP status (docs/platforms/bivrost.md, "Success and failure"): 400 bad or unsupported, 401
 * unauthorised, 404 not found, 409 conflict, 502 machine unreachable, 503 any other; information-level ones come with
 * 200). Codes above 10000 that the documents name without a number are not used: such failures are answered with the
 * nearest that has one.
 */
export const refusals = {
  unexpected: [1, 'Unexpected Error.', 503],
  offline: [3, 'Machine offline.', 502],
  noPermission: [7, 'Unauthorized access.', 401],
  notInWhiteList: [7, 'IP not in white list.', 401],
  notSupported: [101, 'Function is not supported.', 400],
  networkFault: [102, 'Network fault, no data.', 502],
  badPath: [125, 'Invalid path.', 400],
  pathExists: [142, 'Path exists.', 409],
  inUse: [143, 'File is in use.', 409],
  writeProtected: [144, 'File is write-protected.', 503],
  pathNotFound: [158, 'Path is not found.', 404],
  noProgram: [196, 'Program not selected.', 200],
  taskNotReady: [1303, 'Task not ready.', 200],
  noMachine: [10003, 'Machine ID does not exist.', 400],
  notLicensed: [10006, 'API is not licensed.', 401],
  badAddress: [10012, 'Invalid IP address.', 400],
  invalidRequest: [10017, 'Invalid API request.', 400],
  noInterface: [10017, 'Invalid API request.', 404],
  badFilter: [10045, 'Invalid filter.', 400],
} as const satisfies Record<string, readonly [code: number, message: string, status: number]>;

export type RefusalName = keyof typeof refusals;

/** The gateway's error object. */
export interface ErrorObject {
  errorCode: number;
  errorMsg: string;
  statusMsg?: string;
}

/** A refusal by the gateway, answered as error object with the status of its kind. */
export class GatewayRefusal extends Error {
  readonly code: number;
  readonly status: number;

  constructor(
    name: RefusalName,
    /** More about it, for `statusMsg`. */
    readonly detail = '',
  ) {
    const [code, message, status] = refusals[name];
    super(message);
    this.name = 'GatewayRefusal';
    this.code = code;
    this.status = status;
  }

  get body(): ErrorObject {
    const { code: errorCode, message: errorMsg, detail: statusMsg } = this;
    return { errorCode, errorMsg, ...(statusMsg === '' ? {} : { statusMsg }) };
  }

  get reply(): Reply {
    return jsonReply(this.body, this.status);
  }
}

export const success: ErrorObject = { errorCode: 0, errorMsg: 'Success' };
