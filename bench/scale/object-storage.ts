// The storage of a simulated object, as the platform has it: its alarm rings in virtual time, and every row is counted.
import type { Tally } from './tally.ts';
import type { VirtualTime } from './virtual-time.ts';

type Storage = DurableObjectState['storage'];

export function openStorage(clock: VirtualTime, tally: Tally, ring: () => Promise<void>): Storage {
  const kept = new Map<string, unknown>();
  let alarm: { time: number } | null = null;
  const row = () => {
    tally.rowsOfObjects += 1;
  };
  return {
    kv: {
      get: (key) => kept.get(key),
      put(key, value) {
        row();
        kept.set(key, value);
      },
      delete(key) {
        row();
        return kept.delete(key);
      },
    },
    list: async () => new Map(kept),
    getAlarm: async () => alarm?.time ?? null,
    async setAlarm(time) {
      row();
      tally.alarmsSet += 1;
      const mine = { time };
      alarm = mine;
      clock.at(time, () => {
        if (alarm !== mine) return undefined;
        alarm = null;
        tally.alarms += 1;
        tally.objectRequests += 1;
        return ring();
      });
    },
    async deleteAlarm() {
      row();
      alarm = null;
    },
    async deleteAll() {
      kept.clear();
      alarm = null;
    },
  };
}
