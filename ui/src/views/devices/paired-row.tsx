// One paired device: in a line who it is and whether it is here, and on demand the rest.
import { useState } from 'preact/hooks';
import { brief, moment } from '../../parts/format.ts';
import { roomWords } from '../../words/words.ts';
import { type Fact, Facts } from '../facts.tsx';
import { printable } from '../printable.ts';
import { DeviceActions } from './device-actions.tsx';
import { heldScopes, nameOf, platformOf, scopeWords } from './naming.ts';
import type { Paired } from './wire.ts';

type RowProps = { device: Paired; own: boolean; here: boolean; changed: () => Promise<void> };

export function PairedRow({ device, own, here, changed }: RowProps) {
  const { devices } = roomWords.value;
  const [open, setOpen] = useState(false);
  const { lastSeenAtMs, tokens } = device;
  const [token] = tokens;
  const platform = platformOf(device);
  const seen = lastSeenAtMs > 0 ? `${devices.lastSeen} ${brief(lastSeenAtMs)}` : devices.notConnected;
  const line = [...(platform === '' ? [] : [platform]), `${devices.may}: ${scopeWords(heldScopes(device))}`];
  return (
    <div class="device">
      <div class="device-words">
        <p class="row-head">
          <strong dir="auto">{nameOf(device)}</strong>
          {own ? <span class="tag">{devices.thisDevice}</span> : null}
        </p>
        <p class="row-state small">
          <span class="dot" data-tone={here ? 'good' : 'none'} />
          <span>{here ? devices.connected : seen}</span>
        </p>
        <p class="soft small" dir="auto">
          {line.join(' · ')}
        </p>
        {token?.revokedAtMs === undefined ? null : (
          <p class="small warn">{devices.tokenRevoked(moment(token.revokedAtMs))}</p>
        )}
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{devices.details}</summary>
          {open ? <Details device={device} /> : null}
        </details>
      </div>
      <DeviceActions device={device} own={own} revoked={token?.revokedAtMs !== undefined} changed={changed} />
    </div>
  );
}

function Details({ device }: { device: Paired }) {
  const { devices } = roomWords.value;
  const { deviceId, approvedAtMs, approvedVia, lastSeenAtMs, tokens } = device;
  const vias: Readonly<Record<string, string>> = devices.vias;
  const via = Object.hasOwn(vias, approvedVia) ? ` ${devices.pairedVia(vias[approvedVia] ?? approvedVia)}` : '';
  const rotated = tokens[0]?.rotatedAtMs;
  const facts: (Fact | null)[] = [
    [devices.device, <code key="device">{printable(deviceId)}</code>],
    approvedAtMs === 0 ? null : [devices.pairedSince, `${moment(approvedAtMs)}${via}`],
    lastSeenAtMs === 0 ? null : [devices.lastSeen, moment(lastSeenAtMs)],
    rotated === undefined ? null : [devices.renewedAt, moment(rotated)],
  ];
  return <Facts facts={facts} />;
}
