// How often somebody may guess.
import type { SettingsFacts } from './facts.ts';
import type { Finding } from './finding.ts';

const MOST_ATTEMPTS = 100;
const LEAST_MS = 1000;

export function auditLimits({ settings: { gateway }, auth }: Pick<SettingsFacts, 'settings' | 'auth'>): Finding[] {
  if (auth.mode === 'none') return [];
  const { maxAttempts, windowMs, lockoutMs } = gateway.auth.rateLimit;
  const loose = [
    ...(maxAttempts > MOST_ATTEMPTS ? [`maxAttempts is ${maxAttempts}`] : []),
    ...(windowMs < LEAST_MS ? [`windowMs is ${windowMs}`] : []),
    ...(lockoutMs < LEAST_MS ? [`lockoutMs is ${lockoutMs}`] : []),
  ];
  if (loose.length === 0) return [];
  return [
    {
      id: 'gateway.auth_no_rate_limit',
      severity: 'warning',
      what: `gateway.auth.rateLimit limits next to nothing: ${loose.join(', ')}`,
      why: 'secrets can be guessed as fast as the network allows',
      fix: 'pincer config unset gateway.auth.rateLimit',
    },
  ];
}
