export { holdSecret, redact } from './known-secrets';
export { presentableText } from './presentable';
export { presentableCause } from './presentable-cause';
