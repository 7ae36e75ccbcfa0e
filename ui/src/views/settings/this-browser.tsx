// This browser to the gateway: how it came in, what it may, and leaving.
import { useState } from 'preact/hooks';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { scopeWords, shortId } from '../devices/naming.ts';
import { useOwnDevice } from '../devices/own-device.ts';
import { type Fact, Facts } from '../facts.tsx';
import { Section } from '../view.tsx';

const methods = ['token', 'password', 'device-token', 'none', 'trusted-proxy', 'tailscale'] as const;
/** Who comes in like this has no secret that could be forgotten. */
const vouched: readonly string[] = ['none', 'trusted-proxy', 'tailscale'];

export function ThisBrowser() {
  const { gateway } = useApp();
  const { settings } = roomWords.value;
  const [asked, setAsked] = useState(false);
  const auth = gateway.hello.value?.auth;
  const method = methods.find((one) => one === auth?.method);
  const byItself = auth !== undefined && vouched.includes(auth.method);
  const facts: (Fact | null)[] = [
    method === undefined ? null : [settings.signedIn, settings.methods[method]],
    auth === undefined ? null : [settings.may, scopeWords(auth.scopes)],
    [settings.deviceId, <DeviceId key="id" />],
  ];
  return (
    <Section title={settings.device}>
      <Facts facts={facts} />
      <p class="soft small">{byItself ? settings.signOutVouched : settings.signOutNote}</p>
      {byItself ? null : (
        <p>
          <button type="button" class="plain" onClick={() => setAsked(true)}>
            {settings.signOut}
          </button>
        </p>
      )}
      {asked ? <SignOut close={() => setAsked(false)} /> : null}
    </Section>
  );
}

function DeviceId() {
  const { settings, common } = roomWords.value;
  const own = useOwnDevice();
  if (own === '') return <span class="soft">{common.none}</span>;
  return (
    <span class="with-button">
      <code title={own}>{shortId(own)}</code>
      <CopyButton name={settings.copyId} text={() => own} />
    </span>
  );
}

function SignOut({ close }: { close: () => void }) {
  const { gateway } = useApp();
  const { settings, common } = roomWords.value;
  return (
    <Dialog title={settings.signOutTitle} onClose={close}>
      <p>{settings.signOutNote}</p>
      <footer class="dialog-foot">
        <button type="button" class="plain" onClick={close}>
          {common.cancel}
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            close();
            gateway.signOut();
          }}
        >
          {settings.signOut}
        </button>
      </footer>
    </Dialog>
  );
}
