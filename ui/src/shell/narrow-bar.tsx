// Where the sessions do not stand at the side: the button that brings them, and the sheet on which they come.
import { useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { prefer, preferences } from '../state/preferences.ts';
import type { View } from '../state/route.ts';
import { words } from '../words/words.ts';
import { Sidebar } from './sidebar.tsx';
import { useWide } from './wide.ts';

export function NarrowBar({ view }: { view: View }) {
  const wide = useWide();
  if (wide && preferences.value.sidebar) return null;
  return (
    <header class="narrow-bar">
      <SideButton />
      <span class="cut">{words.value.common.views[view]}</span>
    </header>
  );
}

export function SideButton() {
  const [open, setOpen] = useState(false);
  const wide = useWide();
  const { common } = words.value;
  if (wide && preferences.value.sidebar) return null;
  const press = () => (wide ? prefer({ sidebar: true }) : setOpen(true));
  return (
    <>
      <IconButton icon="menu" name={common.menu} onClick={press} />
      {open ? (
        <Dialog title={common.menu} as="sheet-start" bare onClose={() => setOpen(false)}>
          <Sidebar onChosen={() => setOpen(false)} />
        </Dialog>
      ) : null}
    </>
  );
}
