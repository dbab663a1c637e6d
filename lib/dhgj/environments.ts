/** Base URLs (docs/platforms/dhgj.md, "Token": 认证管理). */
export const DHGJ_BASE_URLS = {
  production: 'http://saeapi.dhgjcloud.com:18081',
  test: 'http://120.78.172.211:18081',
} as const;
