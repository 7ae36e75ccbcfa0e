// Why there is no talking to a gateway, each in one sentence with what to do next.
import { CommandFailure } from './failure.ts';

/** The certificate that the gateway has to show, whoever signed it. */
export type Pin = {
  fingerprint: string;
  /** Where it comes from: somebody wrote it down, or the certificate is on this machine. */
  source: 'told' | 'here';
};

export function unreachable(url: string): CommandFailure {
  return new CommandFailure(
    'UNREACHABLE',
    `Cannot reach the gateway at ${url}: is it running? Start it with \`pincer gateway\``,
  );
}

export function late(url: string, what: string, timeoutMs: number): CommandFailure {
  return new CommandFailure('TIMEOUT', `The gateway at ${url} did not answer ${what} within ${timeoutMs} ms`);
}

export function notSecure(url: string): CommandFailure {
  const plain = url.replace(/^wss/, 'ws');
  return new CommandFailure(
    'UNREACHABLE',
    `Cannot reach the gateway at ${url} as what answers there speaks no TLS: use ${plain}, or set gateway.tls.enabled there`,
  );
}

export function brokenHandshake(url: string, reason: string): CommandFailure {
  return new CommandFailure('UNREACHABLE', `Cannot reach the gateway at ${url} as its TLS handshake failed: ${reason}`);
}

/** `complaint` is the code of what is wrong with the certificate. */
export function untrusted(url: string, fingerprint: string, complaint: string): CommandFailure {
  return new CommandFailure(
    'CERTIFICATE',
    `Cannot trust the gateway at ${url} as ${wrong(complaint)}: if ${fingerprint} is the fingerprint that the gateway ` +
      'prints at its start, pin it with --tls-fingerprint or gateway.remote.tlsFingerprint',
  );
}

export function wrongCertificate(url: string, seen: string, { fingerprint, source }: Pin): CommandFailure {
  const next = {
    told: 'it may not be the gateway you know',
    here: 'it may not be the gateway you know, or its certificate was renewed since it was started',
  };
  return new CommandFailure(
    'CERTIFICATE',
    `Cannot trust the gateway at ${url} as its certificate is ${seen} and not ${fingerprint}: ${next[source]}`,
  );
}

function wrong(complaint: string): string {
  switch (complaint) {
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another name';
    default:
      return 'nobody whom this machine trusts vouches for its certificate';
  }
}
