// A part of the page that comes when it is first wanted; the gateway may be away just then.
import { type ComponentType, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { said } from '../conversation/talk.ts';
import { loadRoomWords } from '../words/words.ts';
import { Loading, Trouble } from './states.tsx';

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, drawn] = useState<ComponentType<P> | null>(() => known);
    const [trouble, setTrouble] = useState('');
    const ask = () => {
      setTrouble('');
      Promise.all([load(), loadRoomWords()]).then(
        ([part]) => {
          known = part;
          drawn(() => part);
        },
        (error: unknown) => setTrouble(said(error)),
      );
    };
    useEffect(() => {
      if (!known) ask();
    }, []);
    if (known) return h(known, props);
    return trouble === '' ? <Loading /> : <Trouble why={trouble} again={ask} />;
  };
}
