// What workerd lends to tests alone.
declare module 'workerd:unsafe' {
  const unsafe: {
    /** Puts an object out of memory as after a long silence: once it is idle. */
    evict(stub: unknown, options: { webSockets: 'hibernate' | 'close' }): Promise<void>;
  };
  export default unsafe;
}

interface DurableObjectState {
  /** Gives the object up at once, with its sockets. */
  abort(reason?: string): void;
}

interface DurableObjectStorage {
  list(): Promise<Map<string, unknown>>;
}
