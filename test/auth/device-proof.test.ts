import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proofPayload, refuseProof } from '../../src/auth/device-proof.ts';
import type { Attempt } from '../../src/ports.ts';
import type { ConnectParams, DeviceProof } from '../../src/protocol/connect.ts';
import { connectParams, localFacts, makeDevice, nonce, now } from './client.ts';

// Payloads and signatures as the official client builds them, for the key whose seed is the bytes 0 to 31.
const proof: DeviceProof = {
  id: '56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c',
  publicKey: 'A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg',
  signedAt: now,
  nonce,
  signature: 'D60xf_QGji_7pW_-c6EnnVLvvU1NfuZXJzXkTQFRqx_aQAZtzO8dbLSvRblZP7vSelz1PSboXU8C24OA5b4EAw',
};
const fields =
  '|56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c|openclaw-control-ui|webchat|operator' +
  '|operator.admin,operator.read,operator.write|1795165960586|tok-secret-123|2d20b4ea-e3cb-4adf-a611-598a70fc1b11';
const payloads = { v2: `v2${fields}`, v3: `v3${fields}|linux x86_64|desktop` };
const v2Signature = 'BmGq8NYTKeRwxZbbRu525tvEuzGWTGSbFAMW11Onmcq7wdWPm9pKXeGBcd5-7lJFEUrX45Peigst4hrsbwxBBw';
const bareSignature = 'ZciUQ4mMJusy0Ct1TgK5Aa1Wbn31aFFrk0pFWUpMGvmy75f5gnIxyAfCHSWXs_apnEziujO1XgHVdBFNbXljCg';

const client = {
  id: 'openclaw-control-ui',
  mode: 'webchat',
  version: '2026.9.6',
  platform: ' Linux x86_64 ',
  deviceFamily: 'Desktop',
} as const;
const connect = connectParams({
  client,
  scopes: ['operator.admin', 'operator.read', 'operator.write'],
  auth: { token: 'tok-secret-123', password: 'tok-secret-123' },
});

function attempt(changed: ConnectParams = connect): Attempt {
  return { facts: localFacts, connect: changed, nonce, challengedAt: now };
}

describe('proofPayload()', () => {
  it.each(['v2', 'v3'] as const)('writes the text of the official client, %s', (version) => {
    expect(proofPayload(version, connect, proof)).toBe(payloads[version]);
  });

  it.each([
    [{ token: 'a', deviceToken: 'b', bootstrapToken: 'c' }, 'a'],
    [{ deviceToken: 'b', bootstrapToken: 'c' }, 'b'],
    [{ token: '', bootstrapToken: 'c' }, 'c'],
    [{ password: 'p' }, ''],
  ])('signs for the token in %j', (auth, token) => {
    expect(proofPayload('v2', { ...connect, auth }, proof)).toContain(`|${now}|${token}|${nonce}`);
  });
});

describe('refuseProof()', () => {
  it('accepts the signatures of the official client, v3 and v2', async () => {
    expect(await refuseProof(proof, attempt(), now)).toBeNull();
    expect(await refuseProof({ ...proof, signature: v2Signature }, attempt(), now)).toBeNull();
  });

  it('accepts the official v3 signature of a client without scopes, token and device family', async () => {
    const { deviceFamily: _, ...plain } = client;
    const { scopes: __, ...rest } = connect;
    const bare = { ...rest, auth: {}, client: { ...plain, platform: 'MacIntel' } };
    expect(await refuseProof({ ...proof, signature: bareSignature }, attempt(bare), now)).toBeNull();
  });

  it('accepts a clock that is 120 s off, not one that is more', async () => {
    expect(await refuseProof(proof, attempt(), now + 120_000)).toBeNull();
    expect(await refuseProof(proof, attempt(), now - 120_000)).toBeNull();
    expect((await refuseProof(proof, attempt(), now + 120_001))?.details?.reason).toBe('device-signature-stale');
  });

  const otherNonce = 'ffffffff-e3cb-4adf-a611-598a70fc1b11';
  it.each<[string, Partial<DeviceProof>, string, string]>([
    ['a key that is too short', { publicKey: 'AAAA' }, 'device-public-key', 'PUBLIC_KEY_INVALID'],
    [
      'a key of other letters',
      { publicKey: `${proof.publicKey.slice(0, -1)}!` },
      'device-public-key',
      'PUBLIC_KEY_INVALID',
    ],
    ['a key in base64', { publicKey: proof.publicKey.replaceAll('_', '/') }, 'device-public-key', 'PUBLIC_KEY_INVALID'],
    [
      'a key with stray bits',
      { publicKey: `${proof.publicKey.slice(0, -1)}h` },
      'device-public-key',
      'PUBLIC_KEY_INVALID',
    ],
    ['a megabyte as a key', { publicKey: 'A'.repeat(1_000_000) }, 'device-public-key', 'PUBLIC_KEY_INVALID'],
    ['the id of another key', { id: 'a'.repeat(64) }, 'device-id-mismatch', 'DEVICE_ID_MISMATCH'],
    ['its id in capitals', { id: proof.id.toUpperCase() }, 'device-id-mismatch', 'DEVICE_ID_MISMATCH'],
    ['an empty nonce', { nonce: '' }, 'device-nonce-missing', 'NONCE_REQUIRED'],
    ['the nonce of another connection', { nonce: otherNonce }, 'device-nonce-mismatch', 'NONCE_MISMATCH'],
    ['a signature of long ago', { signedAt: now - 120_001 }, 'device-signature-stale', 'SIGNATURE_EXPIRED'],
    ['a signature of the future', { signedAt: now + 120_001 }, 'device-signature-stale', 'SIGNATURE_EXPIRED'],
    ['a signature at another time', { signedAt: now + 1 }, 'device-signature', 'SIGNATURE_INVALID'],
    ['a signature that is too short', { signature: 'AAAA' }, 'device-signature', 'SIGNATURE_INVALID'],
    ['a signature of zeroes', { signature: 'A'.repeat(86) }, 'device-signature', 'SIGNATURE_INVALID'],
  ])('refuses %s', async (_, changes, reason, code) => {
    const refusal = await refuseProof({ ...proof, ...changes }, attempt(), now);
    expect(refusal?.details).toMatchObject({ code: `DEVICE_AUTH_${code}`, reason });
    expect(refusal?.closeCode).toBe(1008);
  });

  it('refuses a proof without a nonce', async () => {
    const { nonce: _, ...bare } = proof;
    expect((await refuseProof(bare, attempt(), now))?.details?.code).toBe('DEVICE_AUTH_NONCE_REQUIRED');
  });

  it('refuses a signature that is fresh by the clock and far from the challenge', async () => {
    const late = { ...attempt(), challengedAt: now - 121_000 };
    expect((await refuseProof(proof, late, now))?.details?.reason).toBe('device-signature-stale');
  });

  it('refuses every proof with one byte changed in a signed field', async () => {
    const device = await makeDevice();
    const signed = await device.prove(connect);
    const position = fc.nat(200);
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-_.|');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tampers), position, letter, async (tamper, at, byte) => {
        const changed = tamper(signed, (text) => replaceAt(text, at, byte));
        if (JSON.stringify(changed) === JSON.stringify(signed) || !changed.device) return;
        expect(await refuseProof(changed.device, attempt(changed), now)).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

type Edit = (text: string) => string;
type Tamper = (connect: ConnectParams, edit: Edit) => ConnectParams;

// Ids and modes of clients are enumerations at the edge, so their tampering is another value of the enumeration.
const tampers: Tamper[] = [
  (signed) => ({ ...signed, client: { ...signed.client, id: 'webchat-ui' } }),
  (signed) => ({ ...signed, client: { ...signed.client, mode: 'cli' } }),
  (signed, edit) => ({ ...signed, role: edit(signed.role) }),
  (signed, edit) => ({
    ...signed,
    scopes: (signed.scopes ?? []).map((scope, index) => (index === 1 ? edit(scope) : scope)),
  }),
  (signed) => ({ ...signed, scopes: (signed.scopes ?? []).slice(1) }),
  (signed, edit) => ({ ...signed, auth: { ...signed.auth, token: edit(signed.auth.token ?? '') } }),
  (signed, edit) => {
    const platform = edit('linux x86_64');
    // White space around it is not signed, so it takes another word to tamper with it.
    return platform === 'linux x86_64'
      ? signed
      : { ...signed, client: { ...signed.client, platform: ` ${platform} ` } };
  },
  (signed, edit) => ({ ...signed, client: { ...signed.client, deviceFamily: edit('Desktop') } }),
  withDevice((device, edit) => ({ ...device, id: edit(device.id) })),
  withDevice((device, edit) => ({ ...device, publicKey: edit(device.publicKey) })),
  withDevice((device, edit) => ({ ...device, signature: edit(device.signature) })),
  withDevice((device, edit) => ({ ...device, nonce: edit(device.nonce ?? '') })),
  withDevice((device) => ({ ...device, signedAt: device.signedAt + 1 })),
];

function withDevice(change: (device: DeviceProof, edit: Edit) => DeviceProof): Tamper {
  return (signed, edit) => (signed.device ? { ...signed, device: change(signed.device, edit) } : signed);
}

function replaceAt(text: string, position: number, letter: string): string {
  const at = position % text.length;
  // A platform is signed in lower case, so a mere change of case is no change.
  return text[at]?.toLowerCase() === letter ? text : text.slice(0, at) + letter + text.slice(at + 1);
}
