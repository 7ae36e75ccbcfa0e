// Changing something about a device: what was done is said, and so is what was not.
import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { said } from '../../conversation/talk.ts';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { Rotated } from './wire.ts';

type DeviceChange = { busy: boolean; make: (method: string, params: object, done: string) => Promise<void> };

export function useDeviceChange(after: () => Promise<void>): DeviceChange {
  const { gateway, notices } = useApp();
  const [busy, setBusy] = useState(false);
  const make = async (method: string, params: object, done: string) => {
    setBusy(true);
    try {
      const answer = await gateway.ask(method, params, v.unknown());
      const renewed = v.safeParse(Rotated, answer);
      if (renewed.success && renewed.output.token !== undefined) {
        gateway.renewed(renewed.output.deviceId, renewed.output.token);
      }
      notices.say(done);
    } catch (error) {
      notices.complain(roomWords.value.common.notDone(said(error)));
    } finally {
      setBusy(false);
      await after();
    }
  };
  return { busy, make };
}
