/** What a call of a business interface may be (docs/platforms/dhgj.md, "Requests"). */

export const DHGJ_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type DhgjMethod = (typeof DHGJ_METHODS)[number];

export const DHGJ_BODY_KINDS = ['none', 'form', 'json'] as const;
export type DhgjBodyKind = (typeof DHGJ_BODY_KINDS)[number];
