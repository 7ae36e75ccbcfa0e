// This browser's own key: made once, kept where no script can read it out, and used to sign each challenge.

export type Identity = { id: string; publicKey: string; sign(text: string): Promise<string> };

type Pair = { privateKey: CryptoKey; publicKey: CryptoKey };

export async function openIdentity(): Promise<Identity> {
  const { privateKey, publicKey } = await openPair();
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', raw));
  return {
    id: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    publicKey: base64url(raw),
    sign: async (text) => {
      const signature = await crypto.subtle.sign('Ed25519', privateKey, new TextEncoder().encode(text));
      return base64url(new Uint8Array(signature));
    },
  };
}

async function openPair(): Promise<Pair> {
  const database = await openDatabase().catch(() => null);
  const kept =
    database && (await done<Pair | undefined>(database.transaction('keys').objectStore('keys').get('device')));
  if (kept) return kept;
  const made = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  if (!database) return made;
  const keys = database.transaction('keys', 'readwrite').objectStore('keys');
  try {
    await done(keys.add({ privateKey: made.privateKey, publicKey: made.publicKey }, 'device'));
    return made;
  } catch {
    // Another tab was faster: there is one key per browser.
    return (await done<Pair | undefined>(database.transaction('keys').objectStore('keys').get('device'))) ?? made;
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('pincer', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('keys');
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      reject(request.error);
    };
  });
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
