// The one place where devices come, ask, change and go. One step at a time, so that nothing is decided by what is over.
import { getLogger } from '@logtape/logtape';
import { type GatewayError, invalidRequest, missingScope } from '../errors.ts';
import type { Bearer, Caller, DeviceStore, Devices, RequestStore } from '../ports.ts';
import { type PairRequested, type PairResolved, pairRequested } from '../protocol/devices.ts';
import { allows, type Scope } from '../protocol/scopes.ts';
import type { Device, PairingRequest } from '../records.ts';
import { deviceToken } from './device-token.ts';
import {
  approve,
  type Claims,
  claimsOf,
  heldScopes,
  pairingReason,
  renew,
  revoke,
  silenceOf,
  type Wish,
} from './pairing.ts';
import { claimsIn, isExpired, isSameWish, pairingRequired, refuseRequest, requestOf } from './pairing-request.ts';
import { deviceKeyChanged } from './refusal.ts';
import { grantScopes, knownScopes, withinRights } from './scope-grant.ts';

const log = getLogger(['pincer', 'devices']);

export type LedgerOptions = {
  devices: DeviceStore;
  requests: RequestStore;
  signingKey: Uint8Array;
  port: number;
  now: () => number;
  /** Devices with a socket here, also one that is still in its handshake. */
  connected: () => ReadonlySet<string>;
  /** Ends the sockets of a device; the caller's own keeps what `stays`, or ends when it has its answer. */
  expel: (deviceId: string, own?: { connId: string; stays: Scope[] | null }) => void;
  tell: (told: { requested: PairRequested } | { resolved: PairResolved }) => void;
};

/** With which token a device came instead of the secret, and the refusal should it be void by now. */
export type Bearing = { generation: number; refusal: GatewayError };

export class DeviceLedger implements Devices {
  readonly #options: LedgerOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  get(id: string): Promise<Device | null> {
    return this.#options.devices.get(id);
  }

  /** The record of a device that may come in; as a refusal, the request that it made by coming. */
  async visit(wish: Wish, bearing?: Bearing): Promise<Device> {
    const seen = await this.get(wish.proof.id);
    if (seen && isSettled(wish, seen, bearing)) return seen;
    return this.#alone(() => this.#settle(wish, bearing));
  }

  list(): ReturnType<Devices['list']> {
    return this.#alone(async () => {
      const here = this.#options.connected();
      const pending = await this.#waiting();
      const paired = await this.#options.devices.list();
      return { pending, paired: paired.map((device) => ({ ...device, connected: here.has(device.id) })) };
    });
  }

  answer(caller: Caller, requestId: string, decision: 'approve' | 'reject'): ReturnType<Devices['answer']> {
    return this.#alone(async () => {
      const rights = await this.#rights(caller);
      const request = (await this.#waiting()).find(({ id }) => id === requestId);
      const record = request ? await this.get(request.deviceId) : null;
      if (!allows(rights, 'operator.pairing')) throw missingScope('operator.pairing');
      if (!request || (record && record.publicKey !== request.publicKey)) throw noSuchRequest();
      if (decision === 'reject') {
        await this.#options.requests.remove([request.deviceId]);
        this.#resolved(request, 'rejected');
        return { request, device: null };
      }
      const granted = withinRights(knownScopes(request.scopes), rights);
      const now = this.#options.now();
      const device = await this.#put(approve(claimsIn(request), record, granted, { via: 'operator', now }), 'approved');
      if (record && record.role !== device.role) this.#options.expel(device.id);
      return { request, device };
    });
  }

  remove(caller: Caller, deviceId: string): Promise<void> {
    return this.#alone(async () => {
      await this.#judge(caller, deviceId);
      if (!(await this.get(deviceId))) throw noSuchDevice();
      await this.#forget(deviceId, ownSocket(caller, deviceId, null));
    });
  }

  rotate(caller: Caller, bearer: Bearer, scopes?: readonly string[]): ReturnType<Devices['rotate']> {
    return this.#alone(async () => {
      const rights = await this.#judge(caller, bearer.deviceId);
      const device = await this.#bearer(bearer);
      const wanted = grantScopes(scopes ?? heldScopes(device), device.scopes);
      if (scopes && scopes.length > 0 && wanted.length === 0) throw notApproved();
      const granted = withinRights(wanted, rights);
      const renewed = await this.#put(renew(device, granted, this.#options.now()), 'superseded');
      this.#options.expel(device.id, ownSocket(caller, device.id, granted));
      const mine = caller.principal.deviceId === device.id;
      return { device: renewed, token: mine ? await deviceToken(this.#options.signingKey, renewed) : null };
    });
  }

  revoke(caller: Caller, bearer: Bearer): Promise<Device> {
    return this.#alone(async () => {
      await this.#judge(caller, bearer.deviceId);
      const revoked = revoke(await this.#bearer(bearer), this.#options.now());
      await this.#put(revoked, 'superseded');
      this.#options.expel(revoked.id, ownSocket(caller, revoked.id, null));
      return revoked;
    });
  }

  async #settle(wish: Wish, bearing: Bearing | undefined): Promise<Device> {
    const now = this.#options.now();
    const record = await this.get(wish.proof.id);
    if (bearing && record?.generation !== bearing.generation) throw bearing.refusal;
    if (record && record.publicKey !== wish.proof.publicKey) throw deviceKeyChanged();
    const reason = pairingReason(wish, record);
    if (record && reason === null) {
      if (record.revokedAt === null) return record;
      return this.#put(renew(record, knownScopes(heldScopes(record)), now), 'superseded');
    }
    const via = silenceOf(wish, record);
    if (via) {
      const claims = claimsOf(wish);
      if (!record && via === 'loopback') await this.#prune(claims);
      return this.#put(approve(claims, record, wish.scopes, { via, now }), 'approved');
    }
    const request = await this.#ask(requestOf(wish, reason ?? 'not-paired', now));
    throw pairingRequired(request, record, this.#options.port);
  }

  /** The request as it waits now: the older one when it asks for the same. */
  async #ask(asked: PairingRequest): Promise<PairingRequest> {
    const waiting = await this.#waiting();
    const older = waiting.find(({ deviceId }) => deviceId === asked.deviceId);
    const same = older !== undefined && isSameWish(older, asked);
    const request = same ? { ...older, askedAt: asked.askedAt } : asked;
    const full = older ? null : refuseRequest(request, waiting);
    if (full) throw full;
    await this.#options.requests.put(request);
    if (same) return request;
    if (older) this.#resolved(older, 'superseded');
    const { id, deviceId, clientId, address, scopes } = request;
    const words =
      'Device {deviceId} ({clientId} at {address}) asks for {scopes}, request {id}: see `pincer devices list`';
    log.info(words, { id, deviceId, clientId, address, scopes: scopes.join(' ') || 'no scopes' });
    this.#options.tell({ requested: pairRequested(request) });
    return request;
  }

  /** Requests that have not expired; those that have are forgotten. */
  async #waiting(): Promise<PairingRequest[]> {
    const { requests, now } = this.#options;
    const all = await requests.list();
    const over = all.filter((request) => isExpired(request, now()));
    if (over.length === 0) return all;
    await requests.remove(over.map(({ deviceId }) => deviceId));
    for (const request of over) this.#resolved(request, 'expired');
    return all.filter((request) => !over.includes(request));
  }

  /** What a caller may at this moment: a device that was removed or narrowed meanwhile has lost what it had. */
  async #rights({ principal }: Caller): Promise<Scope[]> {
    if (principal.deviceId === null) return principal.scopes;
    const device = await this.get(principal.deviceId);
    return device ? grantScopes(principal.scopes, heldScopes(device)) : [];
  }

  /** A device may do as it likes with itself; about others only who may pair. Told before whether there is such a one. */
  async #judge(caller: Caller, deviceId: string): Promise<Scope[]> {
    const rights = await this.#rights(caller);
    if (caller.principal.deviceId !== deviceId && !allows(rights, 'operator.pairing')) {
      throw missingScope('operator.pairing');
    }
    return rights;
  }

  async #bearer({ deviceId, role }: Bearer): Promise<Device> {
    const device = await this.get(deviceId);
    if (device?.role !== role) throw noSuchDevice();
    return device;
  }

  /** Who approved itself and is not here gives way to a newcomer of its kind: browsers forget their keys. */
  async #prune({ clientId, clientMode, platform, deviceFamily }: Claims): Promise<void> {
    const here = this.#options.connected();
    const kind = JSON.stringify([clientId, clientMode, platform, deviceFamily]);
    for (const device of await this.#options.devices.list()) {
      const its = JSON.stringify([device.clientId, device.clientMode, device.platform, device.deviceFamily]);
      if (its === kind && device.approvedVia === 'loopback' && !here.has(device.id)) await this.#forget(device.id);
    }
  }

  async #put(device: Device, answer: 'approved' | 'superseded'): Promise<Device> {
    const request = await this.#requestOf(device.id);
    await this.#options.devices.put(device);
    if (request) this.#resolved(request, answer);
    return device;
  }

  async #forget(deviceId: string, own?: ReturnType<typeof ownSocket>): Promise<void> {
    const request = await this.#requestOf(deviceId);
    await this.#options.devices.remove(deviceId);
    if (request) this.#resolved(request, 'rejected');
    log.info('Device {deviceId} is no longer known', { deviceId });
    this.#options.expel(deviceId, own);
  }

  async #requestOf(id: string): Promise<PairingRequest | undefined> {
    return (await this.#options.requests.list()).find(({ deviceId }) => deviceId === id);
  }

  #resolved({ id: requestId, deviceId }: PairingRequest, decision: string): void {
    log.info('The pairing request of device {deviceId} is {decision}', { deviceId, decision });
    this.#options.tell({ resolved: { requestId, deviceId, decision, ts: this.#options.now() } });
  }

  #alone<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#last.then(step);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

export function isSettled(wish: Wish, device: Device, bearing: Bearing | undefined): boolean {
  if (bearing && bearing.generation !== device.generation) return false;
  if (device.publicKey !== wish.proof.publicKey || device.revokedAt !== null) return false;
  return pairingReason(wish, device) === null;
}

function ownSocket({ principal, connId }: Caller, deviceId: string, stays: Scope[] | null) {
  return principal.deviceId === deviceId ? { connId, stays } : undefined;
}

function noSuchDevice(): GatewayError {
  return invalidRequest('Cannot change the device: none of that id and role is paired; see device.pair.list');
}

function noSuchRequest(): GatewayError {
  return invalidRequest(
    'Cannot answer the pairing request: none of that id is waiting; it was answered, changed, or is over ten minutes ' +
      'old; let the device connect again, and see device.pair.list',
  );
}

function notApproved(): GatewayError {
  return invalidRequest('Cannot rotate the token: none of these scopes was approved for the device; ask for fewer');
}
