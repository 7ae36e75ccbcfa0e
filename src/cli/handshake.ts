// A TLS connection on which nothing has been said yet, and the certificate of whoever is at the other end.
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { errorCode } from '../machine/failure.ts';
import { brokenHandshake, late, notSecure, unreachable } from './reach-failure.ts';

export type Handshake = {
  line: TLSSocket;
  /** SHA-256 of the certificate, whose key the other end was shown to have. */
  fingerprint: string;
  /** What is wrong with the certificate, as a code. */
  complaint: string | null;
};

/** Takes any certificate: who calls this has to judge it before the first word. */
export function shakeHands(url: string, timeoutMs: number): Promise<Handshake> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const servername = isIP(host) === 0 ? host : '';
  return new Promise((resolve, reject) => {
    const line = connect({ host, port: Number(port || 443), servername, rejectUnauthorized: false });
    let reached = false;
    const timer = setTimeout(() => {
      line.destroy();
      reject(late(url, 'the TLS handshake', timeoutMs));
    }, timeoutMs);
    line.once('connect', () => {
      reached = true;
    });
    line.on('error', (error) => {
      clearTimeout(timer);
      reject(reached ? refusal(url, error) : unreachable(url));
    });
    line.once('close', () => {
      clearTimeout(timer);
      reject(reached ? brokenHandshake(url, 'the other end closed the connection') : unreachable(url));
    });
    line.once('secureConnect', () => {
      clearTimeout(timer);
      const complaint = line.authorized ? null : String(line.authorizationError);
      resolve({ line, fingerprint: line.getPeerCertificate().fingerprint256, complaint });
    });
  });
}

function refusal(url: string, error: Error) {
  const code = errorCode(error);
  return code === 'ERR_SSL_WRONG_VERSION_NUMBER' ? notSecure(url) : brokenHandshake(url, code || error.message);
}
