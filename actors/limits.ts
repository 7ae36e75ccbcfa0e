// The numbers that a client is told or meets.
export const limits = {
  maxPayload: 25 * 1024 * 1024,
  maxBeforeConnect: 64 * 1024,
  maxBufferedBytes: 50 * 1024 * 1024,
  /** Above this much unsent, a connection is not given live text until it has caught up. */
  slowBytes: 256 * 1024,
  tickMs: 30_000,
  healthMs: 60_000,
  handshakeMs: 10_000,
  /** Deno says nothing of a line that breaks before it is open, and keeps it; so long it counts as waiting. */
  unopenedMs: 600_000,
  /** Sockets that have not signed in yet. */
  sockets: { fromOnePlace: 32, fromOwnMachine: 512, fromElsewhere: 512 },
  /** So many connections the system keeps until they are taken. Beyond it a first packet is sent again a second later. */
  backlog: 4096,
  /** Connections on which no request has come yet, where the runtime shows them. */
  silentConnections: { fromOnePlace: 128, fromOwnMachine: 512, fromElsewhere: 2048 },
  /** So long an end waits for everyone to leave. */
  goodbyeMs: 1000,
  /** A connection may follow so many sessions: its whole state has to fit its seat. */
  maxFollows: 200,
  maxInFlight: 1024,
  /** Requests of one connection that have no answer yet take so many characters at most, if they are more than one. */
  maxInFlightSize: 64 * 1024 * 1024,
} as const;

/** Where everybody is an object that sleeps: each time that it is woken costs its owner something. */
export const edgeLimits = {
  /** Clients take a line for dead that is still for twice as long. */
  tickMs: 5 * 60_000,
  /** So long work may lie, at most, when an object was put out of memory in the middle of it. */
  busyMs: 30_000,
} as const;
