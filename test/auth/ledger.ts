// A ledger under test: stores in memory, a clock, and what it told and closed.
import { DeviceLedger, type LedgerOptions } from '../../src/auth/device-ledger.ts';
import type { Caller, DeviceStore, RequestStore } from '../../src/ports.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import type { Device, PairingRequest } from '../../src/records.ts';

export const now = 1_795_165_960_586;
export const signingKey = new Uint8Array(32).fill(1);

export function openLedger() {
  const known = new Map<string, Device>();
  const waiting = new Map<string, PairingRequest>();
  const devices: DeviceStore & { writes: number } = {
    writes: 0,
    get: async (id) => known.get(id) ?? null,
    list: async () => [...known.values()],
    async put(device) {
      this.writes += 1;
      known.set(device.id, device);
      waiting.delete(device.id);
    },
    async remove(id) {
      known.delete(id);
      waiting.delete(id);
    },
  };
  const requests: RequestStore = {
    list: async () => [...waiting.values()],
    put: async (request) => void waiting.set(request.deviceId, request),
    async remove(ids) {
      for (const id of ids) waiting.delete(id);
    },
  };
  const clock = { now };
  const here = new Set<string>();
  const told: Parameters<LedgerOptions['tell']>[0][] = [];
  const expelled: Parameters<LedgerOptions['expel']>[] = [];
  const ledger = new DeviceLedger({
    devices,
    requests,
    signingKey,
    port: 18_789,
    now: () => clock.now,
    connected: () => here,
    expel: (...whom) => void expelled.push(whom),
    tell: (what) => void told.push(what),
  });
  return { ledger, devices, requests, clock, here, told, expelled };
}

/** Someone who asks for something: with these scopes, on this device or on none. */
export function callerWith(scopes: Scope[], deviceId: string | null = null): Caller {
  const client = { id: 'cli', mode: 'cli', version: '1', platform: 'Linux' } as const;
  return {
    principal: { role: 'operator', scopes, client, method: 'token', deviceId, user: null, until: null },
    connId: `connection of ${deviceId ?? 'the owner'}`,
    follow: () => undefined,
    roster: () => undefined,
  };
}
