// Settings as the audit is told of them, from the text that would stand in the file.
import type { Environment } from '../../src/config/environment.ts';
import { parseSettings } from '../../src/config/parse.ts';
import { resolveAuth } from '../../src/config/resolve.ts';
import { auditSettings } from '../../src/machine/audit/audit.ts';
import type { SettingsFacts } from '../../src/machine/audit/facts.ts';
import type { Finding } from '../../src/machine/audit/finding.ts';

/** Long, and of no pattern. */
export const TOKEN = 'k7Qz0vN3xW9rT5yB1mJ8sD4fH6gL2pCa';

export type Lent = Partial<Pick<SettingsFacts, 'startedBefore' | 'otherPeople'>> & { environment?: Environment };

export function findingsOf(written: object, lent: Lent = {}): Finding[] {
  const { environment = {}, startedBefore = false, otherPeople = [] } = lent;
  const { settings, problems } = parseSettings(JSON.stringify(written), environment);
  if (!settings) throw new Error(problems.join('; '));
  const read = () => {
    throw new Error('it is kept elsewhere');
  };
  const auth = resolveAuth(settings, environment, read);
  return auditSettings({ settings, written, environment, auth, startedBefore, otherPeople });
}

/** `gateway` beside a token that nothing is wrong with. */
export function gateway(more: object, auth: object = { token: TOKEN }): object {
  return { gateway: { auth, ...more } };
}

export function idsOf(findings: readonly Finding[]): string[] {
  return findings.map(({ id, severity }) => `${severity} ${id}`);
}
