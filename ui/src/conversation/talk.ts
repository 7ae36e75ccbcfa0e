// What the parts of one conversation share: the gateway, which session it is, and what is known of it.
import type { Gateway } from '../state/gateway.ts';
import type { Transcript } from './transcript.ts';

export type Talk = {
  readonly gateway: Pick<Gateway, 'ask' | 'can' | 'hear' | 'ready' | 'whenReady' | 'whenMissed'>;
  readonly key: string;
  readonly transcript: Transcript;
  /** What history called this conversation: later messages belong to it, until it is begun anew. */
  sessionId: string | undefined;
  /** Something is to be shown anew. */
  changed(): void;
};

export function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
