// The way to one file, from when it is near the screen on.
import { useEffect, useState } from 'preact/hooks';
import { said } from '../../../conversation/talk.ts';
import { useApp } from '../../../state/app.ts';
import { forgetWay, type Way, wayTo } from './media-links.ts';

export type Found =
  | { state: 'asking' }
  | { state: 'there'; url: string }
  | { state: 'gone' }
  /** It is there, and this browser can make nothing of it. */
  | { state: 'strange' }
  | { state: 'failed'; why: string };

const MOST_TRIES = 2;

/** `again` is for when the way did not lead to the file: it may be over. */
export function useWay(id: string, sessionKey: string | null, wanted: boolean): { found: Found; again: () => void } {
  const { gateway } = useApp();
  const [found, setFound] = useState<Found>({ state: 'asking' });
  const [tries, setTries] = useState(0);
  const { ready } = gateway;
  useEffect(() => {
    if (!wanted || !ready || found.state === 'there') return;
    let over = false;
    wayTo(gateway, id, sessionKey).then(
      (way) => over || setFound(foundBy(way)),
      (error: unknown) => over || setFound({ state: 'failed', why: said(error) }),
    );
    return () => {
      over = true;
    };
  }, [wanted, ready, id, tries]);
  const again = () => {
    forgetWay(gateway, id);
    setFound(tries < MOST_TRIES ? { state: 'asking' } : { state: 'strange' });
    setTries(tries + 1);
  };
  return { found, again };
}

function foundBy(way: Way): Found {
  return 'url' in way ? { state: 'there', url: way.url } : { state: 'gone' };
}
