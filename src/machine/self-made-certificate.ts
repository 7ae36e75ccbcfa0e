// A certificate of this machine's own making: a key on P-256, signed by itself, for the names that lead here.
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import {
  type AsnType,
  BitString,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  Set as SetOf,
  Boolean as Truth,
  UTCTime,
  Utf8String,
} from 'asn1js';
import ipaddr from 'ipaddr.js';

export type Names = { hosts: readonly string[]; addresses: readonly string[] };

const DAY_MS = 24 * 60 * 60_000;
/** Some browsers believe no certificate that is good for more than 825. */
const DAYS = 820;
/** What a structure says of its own parts, not of a type. */
const CONTEXT = 3;
const identifiers = {
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
};

/** What this machine may be called by others. An address that is good on one cable only leads no browser here. */
export function ownNames(): Names {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    .filter((address) => ipaddr.isValid(address) && ipaddr.parse(address).range() !== 'linkLocal');
  const host = hostname().toLowerCase();
  const hosts = /^[a-z0-9._-]{1,253}$/.test(host) ? ['localhost', host] : ['localhost'];
  return { hosts: [...new Set(hosts)], addresses: [...new Set(['127.0.0.1', '::1', ...addresses])] };
}

/** Both in PEM. The structure is that of RFC 5280, section 4.1. */
export function makeCertificate(names: Names, now: number): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const days = (count: number) => new UTCTime({ valueDate: new Date(now + count * DAY_MS) });
  const version = new Integer({ value: 2 });
  const body = sequence(
    new Constructed({ idBlock: { tagClass: CONTEXT, tagNumber: 0 }, value: [version] }),
    new Integer({ valueHex: serialNumber() }),
    sequence(identifier('ecdsaWithSha256')),
    distinguishedName(names),
    // A day back, as the clocks of others may be slow.
    sequence(days(-1), days(DAYS)),
    distinguishedName(names),
    fromBER(publicKey.export({ type: 'spki', format: 'der' })).result,
    new Constructed({ idBlock: { tagClass: CONTEXT, tagNumber: 3 }, value: [sequence(...extensions(names))] }),
  );
  const signature = sign('sha256', bytesOf(body), privateKey);
  const whole = sequence(body, sequence(identifier('ecdsaWithSha256')), new BitString({ valueHex: signature }));
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { cert: new X509Certificate(bytesOf(whole)).toString(), key: String(key) };
}

function extensions({ hosts, addresses }: Names): AsnType[] {
  const alternatives = [
    ...hosts.map((host) => generalName(2, new TextEncoder().encode(host))),
    ...addresses.map((address) => generalName(7, new Uint8Array(ipaddr.parse(address).toByteArray()))),
  ];
  return [
    // No authority: whoever stole the key could speak for no other name.
    extension('basicConstraints', sequence(), { critical: true }),
    extension('keyUsage', new BitString({ valueHex: new Uint8Array([0x80]), unusedBits: 7 }), { critical: true }),
    extension('extendedKeyUsage', sequence(identifier('serverAuthentication'))),
    extension('alternativeNames', sequence(...alternatives)),
  ];
}

function extension(name: keyof typeof identifiers, value: AsnType, { critical = false } = {}): AsnType {
  const marked = critical ? [new Truth({ value: true })] : [];
  return sequence(identifier(name), ...marked, new OctetString({ valueHex: bytesOf(value) }));
}

function generalName(kind: 2 | 7, value: Uint8Array): AsnType {
  return new Primitive({ idBlock: { tagClass: CONTEXT, tagNumber: kind }, valueHex: value });
}

/** What a person reads in the browser's warning: at most 64 characters. */
function distinguishedName({ hosts }: Names): AsnType {
  const value = new Utf8String({ value: `Pincer on ${hosts.at(-1) ?? 'localhost'}`.slice(0, 64) });
  return sequence(new SetOf({ value: [sequence(identifier('commonName'), value)] }));
}

/** Never negative, and with no zero in front that could be left out. */
function serialNumber(): Uint8Array {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function identifier(name: keyof typeof identifiers): AsnType {
  return new ObjectIdentifier({ value: identifiers[name] });
}

function sequence(...value: AsnType[]): AsnType {
  return new Sequence({ value });
}

function bytesOf(value: AsnType): Uint8Array {
  return new Uint8Array(value.toBER());
}
