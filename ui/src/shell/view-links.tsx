// The way to the other views: links, so that they can be opened beside.
import { Icon } from '../parts/icon.tsx';
import { useApp } from '../state/app.ts';
import { addressOfPlace } from '../state/route.ts';
import { words } from '../words/words.ts';
import { rooms } from './rooms.ts';

export function ViewLinks({ onChosen }: { onChosen?: () => void }) {
  const { route } = useApp();
  const { common } = words.value;
  return (
    <nav class="view-links" aria-label={common.navigation}>
      <ul class="bare">
        {rooms.map(({ place, icon }) => (
          <li key={place.view}>
            <a
              href={addressOfPlace(place)}
              {...(route.place.value.view === place.view ? { 'aria-current': 'page' as const } : {})}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                route.go(place);
                onChosen?.();
              }}
            >
              <Icon name={icon} size={16} />
              <span class="cut">{common.views[place.view]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
