// The devices that may come in.
import { useRef } from 'preact/hooks';
import { number } from '../../parts/format.ts';
import { roomWords } from '../../words/words.ts';
import { More } from '../more.tsx';
import { MOST_NAMED, type Present } from '../presence.ts';
import { Section } from '../view.tsx';
import { inOrder } from './choosing.ts';
import { PairedRow } from './paired-row.tsx';
import type { Paired } from './wire.ts';

type PairedProps = {
  devices: readonly Paired[];
  filtered: boolean;
  own: string;
  present: readonly Present[];
  again: () => Promise<void>;
};

export function PairedDevices({ devices: paired, filtered, own, present, again }: PairedProps) {
  const { devices } = roomWords.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const ids = new Set(present.map(({ deviceId }) => deviceId));
  // Presence is newer than the list, and names only so many.
  const here = (device: Paired) =>
    ids.has(device.deviceId) || (device.connected && (present.length === 0 || present.length > MOST_NAMED));
  const changed = async () => {
    await again();
    heading.current?.focus();
  };
  return (
    <Section
      title={devices.paired}
      headingRef={heading}
      actions={paired.length === 0 ? null : <span class="tag">{number(paired.length)}</span>}
    >
      {paired.length === 0 ? (
        <p class="soft">{filtered ? devices.nothingFound : devices.noPaired}</p>
      ) : (
        <More items={inOrder(paired, own, here)} step={25}>
          {(shown) => (
            <ul class="bare rows">
              {shown.map((device) => (
                <li key={device.deviceId}>
                  <PairedRow device={device} own={device.deviceId === own} here={here(device)} changed={changed} />
                </li>
              ))}
            </ul>
          )}
        </More>
      )}
    </Section>
  );
}
