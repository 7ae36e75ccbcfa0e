// Devices as a session's own door sees them: those that may come in are read where they are kept; whoever asks for more
// is the gateway's to judge, one at a time.
import { type Bearing, isSettled } from '../auth/device-ledger.ts';
import type { Wish } from '../auth/pairing.ts';
import type { Device } from '../records.ts';
import type { Database } from '../store/database.ts';
import { createDeviceStore } from '../store/device-store.ts';
import { opened, plain, type Reply } from './reply.ts';

type Judge = {
  visit(wish: Wish, bearing: { generation: number; refusal: ReturnType<typeof plain> } | null): Promise<Reply<Device>>;
};

export class RemoteDevices {
  readonly #store: ReturnType<typeof createDeviceStore>;
  readonly #judge: Judge;

  constructor(database: Database, judge: Judge) {
    this.#store = createDeviceStore(database);
    this.#judge = judge;
  }

  get(id: string): Promise<Device | null> {
    return this.#store.get(id);
  }

  async visit(wish: Wish, bearing?: Bearing): Promise<Device> {
    const seen = await this.get(wish.proof.id);
    if (seen && isSettled(wish, seen, bearing)) return seen;
    const carried = bearing ? { generation: bearing.generation, refusal: plain(bearing.refusal) } : null;
    return opened(this.#judge.visit(wish, carried));
  }
}
