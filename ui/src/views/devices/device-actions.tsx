// What can be done with a paired device, each said in full before it is done.
import { useState } from 'preact/hooks';
import { Confirm } from '../../parts/confirm.tsx';
import { Menu, type MenuItem } from '../../parts/menu.tsx';
import { roomWords } from '../../words/words.ts';
import { useDeviceChange } from './device-change.ts';
import { nameOf } from './naming.ts';
import type { Paired } from './wire.ts';

type Action = 'rotate' | 'revoke' | 'remove';
type ActionsProps = { device: Paired; own: boolean; revoked: boolean; changed: () => Promise<void> };

const methods = {
  rotate: 'device.token.rotate',
  revoke: 'device.token.revoke',
  remove: 'device.pair.remove',
} as const;

export function DeviceActions({ device, own, revoked, changed }: ActionsProps) {
  const { devices } = roomWords.value;
  const [asked, setAsked] = useState<Action | null>(null);
  const { make } = useDeviceChange(changed);
  const name = nameOf(device);
  const items: MenuItem[] = [
    { icon: 'again', words: devices.rotate, act: () => setAsked('rotate') },
    ...(revoked ? [] : [{ icon: 'undo', words: devices.revoke, act: () => setAsked('revoke') } as const]),
    { icon: 'trash', words: devices.remove, bad: true, act: () => setAsked('remove') },
  ];
  const go = (action: Action) => {
    const { deviceId, role } = device;
    const done = { rotate: devices.rotated, revoke: devices.revoked, remove: devices.removed };
    void make(methods[action], action === 'remove' ? { deviceId } : { deviceId, role }, done[action](name));
  };
  return (
    <>
      <Menu name={devices.actions(name)} items={items} />
      {asked === null ? null : (
        <Question action={asked} name={name} own={own} go={() => go(asked)} close={() => setAsked(null)} />
      )}
    </>
  );
}

type QuestionProps = { action: Action; name: string; own: boolean; go: () => void; close: () => void };

function Question({ action, name, own, go, close }: QuestionProps) {
  const { devices } = roomWords.value;
  const titles = { rotate: devices.rotateTitle, revoke: devices.revokeTitle, remove: devices.removeTitle };
  const what = {
    rotate: own ? devices.rotateWhatOwn : devices.rotateWhat,
    revoke: devices.revokeWhat,
    remove: devices.removeWhat,
  };
  return (
    <Confirm
      title={titles[action](name)}
      act={devices[action]}
      bad={action === 'remove'}
      onConfirm={go}
      onClose={close}
    >
      <p>{what[action]}</p>
      {own && action !== 'rotate' ? <p class="warn">{devices.ownLeaves}</p> : null}
    </Confirm>
  );
}
