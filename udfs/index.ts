export { defineUdf, type UdfDefinition } from './define-udf.js';
export type { Detector, DetectorLimits } from './detect/detector.js';
export { isLabel, LABEL_NAMES, LABELS, type Label } from './detect/labels.js';
export { type LocalDetector, type LocalDetectorOptions, localDetector } from './detect/local-detector.js';
export type { Candidate, Recogniser, Sink } from './detect/recogniser.js';
export type { Span } from './detect/span.js';
export { createLocalEngine, type LocalEngine, redactText } from './local-engine.js';
export { HIPAA_SAFE_HARBOR } from './policies/hipaa-safe-harbor.js';
export { READY_POLICIES, type ReadyPolicyName } from './policies/ready-policies.js';
export {
  type CompiledPolicy,
  compilePolicy,
  type GeneratorState,
  type Policy,
  type PolicyInput,
  policySchema,
} from './policy.js';
export { type RedactOptions, redact } from './redact.js';
export { type Redacted, type RedactedSpan, redactSpans } from './redact-text.js';
export { BUILTIN_UDF_NAMES, builtinUdf } from './registry.js';
export { TextualClient, type TextualClientOptions } from './remote/textual/textual-client.js';
export type { RowFailure, Udf, UdfContext, UdfInstance, UdfResult, UdfType } from './udf.js';
