/** Base URLs, `/v1` included (docs/platforms/mgm.md, "Addresses"). */
export const MGM_BASE_URLS = {
  production: 'https://openapi.mgm-iot.com/v1',
  test: 'http://topenapi.mgm-iot.com/v1',
} as const;
