// The certificate that the gateway shows: the owner's, or one that was made here and is kept, so that pins stay true.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { getLogger } from '@logtape/logtape';
import type { Settings } from '../config/schema.ts';
import { fileReason, MachineFailure } from './failure.ts';
import { readIfThere, writePrivate } from './private-file.ts';
import { expand } from './secret-text.ts';

type Tls = Settings['gateway']['tls'];
type Files = { cert: string; key: string };
/** Where a certificate and its key are, and what to do when they are of no use. */
type Place = Files & { remedy: string };

/** Both in PEM. Clients may hold the gateway to the fingerprint, which is the SHA-256 of the certificate. */
export type Certificate = { cert: string; key: string; fingerprint: string; selfMade: boolean };

const log = getLogger(['pincer', 'tls']);

/** Null when the gateway is to speak plain HTTP. Only the owner of the state directory's lock may call this. */
export async function certificateInForce(tls: Tls, kept: Files, now = Date.now): Promise<Certificate | null> {
  if (!tls.enabled) return null;
  const place = placeOf(tls, kept);
  const selfMade = place.cert === kept.cert;
  if (selfMade && readIfThere(place.cert) === null) return { ...(await make(place, now())), selfMade };
  const cert = readThere(place, 'cert');
  const fact = readCertificate(cert, place);
  if (fact.validToDate.getTime() > now()) {
    return { cert, key: readKeyOf(fact, place), fingerprint: fact.fingerprint256, selfMade };
  }
  if (!selfMade) {
    const day = fact.validToDate.toISOString().slice(0, 10);
    throw new MachineFailure(`Cannot use the certificate in ${place.cert}: it expired on ${day}; renew it`);
  }
  log.warn('The certificate in {path} has expired, and another is made: pins to it have to be renewed', {
    path: place.cert,
  });
  return { ...(await make(place, now())), selfMade };
}

/** What a client on this machine can hold its gateway to. Null when no certificate is there yet. */
export function knownFingerprint(tls: Tls, kept: Files): string | null {
  const place = placeOf(tls, kept);
  const text = readIfThere(place.cert);
  return text === null ? null : readCertificate(text, place).fingerprint256;
}

function placeOf({ certPath, keyPath, autoGenerate }: Tls, kept: Files): Place {
  if (certPath !== undefined && keyPath !== undefined) {
    const remedy = 'check gateway.tls.certPath and gateway.tls.keyPath';
    return { cert: expand(certPath), key: expand(keyPath), remedy };
  }
  if (certPath !== undefined || keyPath !== undefined) {
    const [there, missing] = certPath === undefined ? ['keyPath', 'certPath'] : ['certPath', 'keyPath'];
    throw new MachineFailure(`Cannot use gateway.tls.${there} alone: set gateway.tls.${missing} too`);
  }
  if (autoGenerate) return { ...kept, remedy: 'restore it, or remove it to have another made' };
  throw new MachineFailure(
    'Cannot speak TLS as there is no certificate: set gateway.tls.certPath and gateway.tls.keyPath, ' +
      'or let gateway.tls.autoGenerate make one',
  );
}

function readThere(place: Place, what: 'cert' | 'key'): string {
  const text = readIfThere(place[what]);
  if (text === null) throw useless(place, what, 'it does not exist');
  return text;
}

function readCertificate(text: string, place: Place): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw useless(place, 'cert', 'it holds no certificate in PEM form');
  }
}

function readKeyOf(certificate: X509Certificate, place: Place): string {
  const text = readThere(place, 'key');
  if (certificate.checkPrivateKey(readKey(text, place))) return text;
  throw useless(place, 'key', `it does not belong to the certificate in ${place.cert}`);
}

function readKey(text: string, place: Place): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw useless(place, 'key', 'it holds no private key in PEM form that opens without a passphrase');
  }
}

function useless(place: Place, what: 'cert' | 'key', reason: string): MachineFailure {
  const named = what === 'cert' ? 'certificate' : 'key';
  return new MachineFailure(`Cannot use the ${named} in ${place[what]}: ${reason}; ${place.remedy}`);
}

async function make({ cert: path, key: keyPath }: Place, now: number): Promise<Omit<Certificate, 'selfMade'>> {
  const { makeCertificate, ownNames } = await import('./self-made-certificate.ts');
  const { cert, key } = makeCertificate(ownNames(), now);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new MachineFailure(`Cannot make ${dirname(path)}: ${fileReason(error)}`, error);
  }
  // The certificate last: a key without one is made again, and nobody has pinned it.
  writePrivate(keyPath, key);
  writePrivate(path, cert);
  return { cert, key, fingerprint: new X509Certificate(cert).fingerprint256 };
}
