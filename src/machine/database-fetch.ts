// Requests to the database server, each of which ends: a server that takes them and is silent counts as one that is away.

/** A large page over a slow line is done by then; the tenure of another gateway begins later. */
const PATIENCE_MS = 20_000;

export async function patientFetch(request: Request, patienceMs = PATIENCE_MS): Promise<Response> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(request, { signal });
    // Whole: the silence may begin in the middle of an answer.
    const body = await response.arrayBuffer();
    return new Response(body.byteLength === 0 ? null : body, response);
  } catch (error) {
    // In the words of a fetch that failed otherwise, so that it is understood as one.
    if (signal.aborted) throw new TypeError('fetch failed: the server was silent for too long', { cause: error });
    throw error;
  }
}
