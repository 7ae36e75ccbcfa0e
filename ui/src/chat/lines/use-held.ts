// A long press: it shows what a mouse shows by being there. The next touch elsewhere ends it.
import { useEffect, useRef, useState } from 'preact/hooks';

const LONG_MS = 450;
const STILL_PX = 10;

export function useHeld() {
  const [held, setHeld] = useState(false);
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const end = () => {
    clearTimeout(press.current?.timer);
    press.current = null;
  };
  useEffect(() => end, []);
  useEffect(() => {
    if (!held) return;
    const leave = () => setHeld(false);
    // Not with the touch that is still going on.
    const timer = setTimeout(() => addEventListener('click', leave), LONG_MS);
    return () => {
      clearTimeout(timer);
      removeEventListener('click', leave);
    };
  }, [held]);
  return {
    'data-held': held,
    onPointerDown: ({ pointerType, clientX: x, clientY: y }: PointerEvent) => {
      end();
      if (pointerType !== 'mouse') press.current = { timer: setTimeout(() => setHeld(true), LONG_MS), x, y };
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const from = press.current;
      if (from && Math.hypot(clientX - from.x, clientY - from.y) > STILL_PX) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
