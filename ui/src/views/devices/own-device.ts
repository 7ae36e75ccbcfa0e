// What the gateway knows this browser by.
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../../state/app.ts';

/** Empty until it is known. */
export function useOwnDevice(): string {
  const { gateway } = useApp();
  const [own, setOwn] = useState('');
  useEffect(() => {
    gateway.deviceId().then(setOwn, () => undefined);
  }, [gateway]);
  return own;
}
