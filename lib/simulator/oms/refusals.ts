/** Codes in the body of refusals; the document has none, so these are invented after those of HTTP. */
export const refusalCodes = {
  badParameter: 400,
  badToken: 401,
  badSignature: 403,
  notFound: 404,
  conflict: 409,
} as const;

/** A refusal by the platform, answered as `{code, msg}`. */
export class OmsRefusal extends Error {
  readonly code: number;

  constructor(kind: keyof typeof refusalCodes, message: string) {
    super(message);
    this.name = 'OmsRefusal';
    this.code = refusalCodes[kind];
  }
}
