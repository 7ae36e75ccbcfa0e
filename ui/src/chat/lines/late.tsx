// What is only shown to those who have to wait.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const LATE_MS = 300;

export function Late({ children }: { children: ComponentChildren }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  return late ? children : null;
}
