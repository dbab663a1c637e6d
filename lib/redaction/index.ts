export { holdSecret, redact } from './known-secrets';
export { presentableStart, presentableText } from './presentable';
export { presentableCause } from './presentable-cause';
