// Who is connected now, by device and program.

import { instanceId } from '../../line/handshake.ts';
import { brief, number } from '../../parts/format.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { clientName, modeName } from '../clients.ts';
import { More } from '../more.tsx';
import { inOrder, MOST_NAMED, type Present, usePresence } from '../presence.ts';
import { printable } from '../printable.ts';
import { Section } from '../view.tsx';

export function PresentList() {
  const { overview } = roomWords.value;
  const presence = usePresence();
  const page = instanceId();
  return (
    <Section title={overview.present}>
      <Answered answer={presence}>
        {(all) =>
          all.length === 0 ? (
            <p class="soft">{overview.nobody}</p>
          ) : (
            <>
              <More items={inOrder(all, page)} step={10}>
                {(shown) => (
                  <ul class="bare rows">
                    {shown.map((one, index) => (
                      <PresentRow key={one.instanceId ?? index} one={one} here={one.instanceId === page} />
                    ))}
                  </ul>
                )}
              </More>
              {all.length > MOST_NAMED ? <p class="soft small">{overview.mostNamed(number(MOST_NAMED))}</p> : null}
            </>
          )
        }
      </Answered>
    </Section>
  );
}

function PresentRow({ one, here }: { one: Present; here: boolean }) {
  const { overview } = roomWords.value;
  const { host = '', platform, deviceFamily, mode = '', version, onlineSince, ts } = one;
  const self = mode === 'gateway';
  const since = onlineSince ?? ts;
  const about = [
    ...(self ? [] : [modeName(mode)]),
    ...[platform, deviceFamily].flatMap((part) => (part === undefined ? [] : [printable(part)])),
    ...(version === undefined ? [] : [version]),
    ...(since > 0 ? [overview.cameAt(brief(since))] : []),
  ].filter((part) => part !== '');
  return (
    <li>
      <p class="row-head">
        <strong dir="auto">{self ? overview.theGateway : printable(clientName(host))}</strong>
        {here ? <span class="tag">{overview.thisPage}</span> : null}
      </p>
      <p class="soft small" dir="auto">
        {about.join(' · ')}
      </p>
    </li>
  );
}
