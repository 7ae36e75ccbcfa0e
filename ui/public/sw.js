// Keeps the files of the page itself, so that it opens while its gateway is away. What was said or asked is never kept:
// only the page and its hashed assets are looked at here, and everything else goes its way.
const FILES = 'pincer-page-files';
const MOST_FILES = 80;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request, address));
  else if (address.pathname.includes('/assets/')) event.respondWith(asset(request));
});

/** A name with a hash in it means the same bytes forever. */
async function asset(request) {
  const files = await caches.open(FILES);
  const known = await files.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await files.put(request, answer.clone());
    await forgetOldest(files);
  }
  return answer;
}

/** The page as it is now; as it last was only while nobody answers. */
async function page(request, address) {
  const files = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    const type = answer.headers.get('Content-Type') ?? '';
    if (answer.ok && type.startsWith('text/html')) await files.put(nameOf(address), answer.clone());
    return answer;
  } catch (error) {
    const known = await files.match(nameOf(address));
    if (known) return known;
    throw error;
  }
}

/** One page for every view; only how deep it stands makes a difference. */
function nameOf(address) {
  const scope = new URL(self.registration.scope);
  const depth = address.pathname.slice(scope.pathname.length).split('/').length;
  return new URL(`page-at-depth-${depth}`, scope);
}

async function forgetOldest(files) {
  const names = await files.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - MOST_FILES)).map((name) => files.delete(name)));
}
