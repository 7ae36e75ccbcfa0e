// A link to a view of the page: followed without a reload, and still one that can be opened beside or copied.
import type { ComponentChildren } from 'preact';
import { useApp } from '../state/app.ts';
import { addressOfPlace, type Place } from '../state/route.ts';

type PlaceLinkProps = { to: Place; children: ComponentChildren; class?: string };

export function PlaceLink({ to, children, class: dress }: PlaceLinkProps) {
  const { route } = useApp();
  return (
    <a
      href={addressOfPlace(to)}
      {...(dress === undefined ? {} : { class: dress })}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        route.go(to);
      }}
    >
      {children}
    </a>
  );
}
