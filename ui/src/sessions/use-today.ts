// The present day: "today" is another one after midnight, also on a page that stays open.
import { useEffect, useState } from 'preact/hooks';

export function useToday(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const look = () => {
      setNow((before) => (new Date(before).toDateString() === new Date().toDateString() ? before : Date.now()));
    };
    const timer = setInterval(look, 60_000);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return now;
}
