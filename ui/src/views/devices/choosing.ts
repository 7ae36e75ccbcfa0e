// Which devices are shown, and in which order.
import { nameOf } from './naming.ts';
import type { Paired, Request } from './wire.ts';

type Searched = Pick<Request, 'displayName' | 'clientId' | 'platform' | 'deviceId'> & Partial<Request>;

export function fits(wish: string, device: Searched): boolean {
  const { platform, deviceId, requestId, remoteIp, browserOrigin } = device;
  const wanted = wish.trim().toLowerCase();
  return [nameOf(device), platform, deviceId, requestId, remoteIp, browserOrigin].some((part) =>
    part?.toLowerCase().includes(wanted),
  );
}

/** This browser first, then who is here, then who was seen last. */
export function inOrder(paired: readonly Paired[], own: string, here: (device: Paired) => boolean): Paired[] {
  const place = (device: Paired) => (device.deviceId === own ? 0 : here(device) ? 1 : 2);
  return [...paired].sort((one, other) => place(one) - place(other) || other.lastSeenAtMs - one.lastSeenAtMs);
}

/** The newest first: it is the one that somebody waits with. */
export function newestFirst(pending: readonly Request[]): Request[] {
  return [...pending].sort((one, other) => other.ts - one.ts);
}
