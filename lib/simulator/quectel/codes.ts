import { jsonReply, RefusedRequest } from '../reply';

/**
 * Codes of the documents that this simulator answers, with a short text each (docs/platforms/quectel.md, "Codes";
 * catalogue).
 */
const texts = {
  5015: 'user domain does not exist',
  5032: 'token check failed',
  5033: 'user does not exist',
  5106: 'token missing',
  5213: 'bindingCode has a wrong format',
  5327: 'no permission on this product',
  5370: 'no such user in the enterprise',
  5460: 'bindingCode was not reported',
  5462: 'bindingCode check failed',
  16001: 'queue name already exists',
  16002: 'queue does not exist',
  16007: 'too many queues',
  16008: 'queue still has a subscription',
  16011: 'subscription does not exist',
  16018: 'too many subscriptions',
  16019: 'stop the subscription first',
  16020: 'subscription already started',
  16021: 'subscription is not started',
  16022: 'a running subscription cannot be changed',
  16024: 'message subscription service not enabled',
  50004: 'a parameter is null or empty',
  50005: 'parameter check failed',
  50006: 'productId/productKey empty',
  50007: 'deviceId, productKey or deviceKey empty',
  61002: 'device offline',
  61005: 'device not authenticated',
  61007: 'device message rate limited',
  70017: 'product does not exist',
  70020: 'not a gateway product',
  70026: 'sub-device not connected to the gateway',
  70028: 'no associated gateway',
  70029: 'not a gateway sub-product',
  70060: 'permission denied',
  70062: 'device key in use',
  70063: 'pass-through product has no thing model',
  70083: 'product kind and parameter type do not match',
  70089: 'no right on this project, product or device',
  70090: 'number out of range or off step',
  70091: 'value not in the enumeration',
  70092: 'text too long',
  70093: 'bad timestamp string',
  70130: 'device does not exist',
  71027: 'thing-model downlink data is not JSON',
  71029: 'thing-model downlink data not allowed',
  71036: 'thing-model data failed the check',
  71038: 'read-only attribute cannot be written',
  71039: 'array longer than the model allows',
  71047: 'thing-model downlink format check failed',
  71048: 'a read command cannot contain only write-only data',
  90047: "AccessKey didn't exists",
  91001: 'token missing or unknown',
  91004: 'token incorrect',
  91005: 'no permission',
  91006: 'caller not in the IP white list',
  91007: 'API permission not opened',
} as const;

export type QuectelCode = keyof typeof texts;

/** A refusal by the platform: `{code, msg}` with no data. */
export class QuectelRefusal extends RefusedRequest {
  constructor(
    readonly code: QuectelCode,
    detail = '',
  ) {
    const msg = detail === '' ? texts[code] : `${texts[code]}: ${detail}`;
    super(jsonReply({ code, msg, data: null }));
    this.message = msg;
  }
}

export function refuse(code: QuectelCode, detail?: string): QuectelRefusal {
  return new QuectelRefusal(code, detail);
}
