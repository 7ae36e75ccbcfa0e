// What lies over the page and is asked for by its keys: everything, what was said here, or how a new chat is to be.
import { Dialog } from '../parts/dialog.tsx';
import { NewSessionDialog } from '../sessions/new-session-dialog.tsx';
import { roomWords } from '../words/words.ts';
import { Finder } from './finder.tsx';
import { paletteOpen } from './open.ts';

export function Palette() {
  const { palette } = roomWords.value;
  const scope = paletteOpen.value;
  const close = () => {
    paletteOpen.value = null;
  };
  switch (scope) {
    case null:
      return null;
    case 'new chat':
      return <NewSessionDialog onClose={close} />;
    case 'everything':
    case 'conversation':
      return (
        <Dialog key={scope} title={palette.titles[scope]} as="palette" bare onClose={close}>
          <Finder scope={scope} close={close} />
        </Dialog>
      );
  }
}
