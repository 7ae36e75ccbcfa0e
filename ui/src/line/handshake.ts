// The answer to a challenge: who this page is, what it asks for, and the proof that it holds its key.
import type { Auth } from './credentials.ts';
import type { Identity } from './identity.ts';

declare const __VERSION__: string;

const client = { id: 'webchat-ui', mode: 'webchat' };
const role = 'operator';
const scopes = ['operator.read', 'operator.write', 'operator.admin', 'operator.pairing'];

export async function connectParams(
  identity: Identity,
  auth: Auth,
  challenge: { nonce: string; ts: number },
): Promise<object> {
  const platform = navigator.platform.trim() || 'web';
  const signedAt = challenge.ts;
  const token = auth.token ?? auth.deviceToken ?? '';
  const parts = [identity.id, client.id, client.mode, role, scopes.join(','), signedAt, token, challenge.nonce];
  const proof = ['v3', ...parts, platform.toLowerCase(), ''].join('|');
  return {
    minProtocol: 4,
    maxProtocol: 4,
    client: {
      ...client,
      version: __VERSION__,
      platform,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      instanceId: instanceId(),
    },
    role,
    scopes,
    caps: ['tool-events', 'thinking'],
    device: {
      id: identity.id,
      publicKey: identity.publicKey,
      signature: await identity.sign(proof),
      signedAt,
      nonce: challenge.nonce,
    },
    auth,
    locale: navigator.language,
    userAgent: navigator.userAgent,
  };
}

/** The same through a reload, so that a tab is one visitor and not many. */
export function instanceId(): string {
  try {
    const id = sessionStorage.getItem('pincer.instance') ?? crypto.randomUUID();
    sessionStorage.setItem('pincer.instance', id);
    return id;
  } catch {
    return crypto.randomUUID();
  }
}
