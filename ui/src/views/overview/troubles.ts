// What somebody should look at, the worst first; nothing when all is well.
import type { Model } from './wire.ts';

export type Trouble =
  | { kind: 'away' }
  | { kind: 'unloaded' }
  | { kind: 'model'; model: Model }
  | { kind: 'demo' }
  | { kind: 'requests'; count: number };

type Known = { away: boolean; failed: boolean; models: readonly Model[] | null; waiting: number };

const DEMO = 'demo';

export function troublesOf({ away, failed, models, waiting }: Known): Trouble[] {
  const first = models?.find(isDefault);
  const onlyDemo = models?.every(isDemo) ?? false;
  return [
    ...(away ? [{ kind: 'away' } as const] : []),
    ...(failed && !away ? [{ kind: 'unloaded' } as const] : []),
    ...(first && !first.available ? [{ kind: 'model', model: first } as const] : []),
    ...(onlyDemo ? [{ kind: 'demo' } as const] : []),
    ...(waiting > 0 ? [{ kind: 'requests', count: waiting } as const] : []),
  ];
}

export function isDefault({ tags }: Model): boolean {
  return tags.includes('default');
}

export function isDemo({ provider }: Model): boolean {
  return provider === DEMO;
}
