// The signs of the page, drawn with one pen. They carry no words: what they mean stands beside them, or in the name of the
// button that they are on.

const paths = {
  agent: 'M5 20c0-4 3-6 7-6s7 2 7 6M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  archive: 'M4 5h16v4H4zM5.5 9v10h13V9M10 13h4',
  attach:
    'm20 11-8.500 8.500a5 5 0 0 1-7-7L13 4a3.300 3.300 0 0 1 4.700 4.700L9.500 17a1.700 1.700 0 0 1-2.400-2.400L14.500 7',
  branch: 'M7 4v16M7 14c6 0 10-1 10-7M17 7a2 2 0 1 0 0-.01M7 4a2 2 0 1 0 0-.01',
  check: 'm5 13 4 4L19 7',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4l3 2',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h11v11H9zM5 15V5h10',
  device: 'M8 3h8v18H8zM11 18h2',
  down: 'm6 9 6 6 6-6',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  edit: 'm4 20 1-4L16 5l3 3L8 19zM14 7l3 3',
  failed: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v5M12 16v.01',
  file: 'M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5',
  folder: 'M4 6h6l2 2h8v11H4z',
  left: 'm15 6-6 6 6 6',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  logs: 'M5 5h14M5 10h14M5 15h9M5 20h6',
  menu: 'M4 7h16M4 12h16M4 17h10',
  more: 'M5.200 12a.800.800 0 1 0 1.600 0a.800.800 0 1 0-1.600 0M11.200 12a.800.800 0 1 0 1.600 0a.800.800 0 1 0-1.600 0M17.200 12a.800.800 0 1 0 1.600 0a.800.800 0 1 0-1.600 0',
  overview: 'M4 12l8-8 8 8M6.500 10v9h11v-9',
  panel: 'M4 5h16v14H4zM14.500 5v14',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  plus: 'M12 5v14M5 12h14',
  right: 'm9 6 6 6-6 6',
  search: 'M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM20 20l-4.500-4.500',
  send: 'M12 20V5m-6 6 6-6 6 6',
  sessions: 'M4 5h16v11H9l-5 4z',
  settings:
    'M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM12 3v3m0 12v3M3 12h3m12 0h3M5.600 5.600l2.100 2.100m8.600 8.600 2.100 2.100M18.400 5.600l-2.100 2.100m-8.600 8.600-2.100 2.100',
  slash: 'm14 5-4 14',
  stopped: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM9.500 9.500h5v5h-5z',
  thought:
    'M9.500 18h5M10.500 21h3M12 3a6 6 0 0 1 3.500 10.900c-.700.500-1 1.200-1 2.100h-5c0-.900-.300-1.600-1-2.100A6 6 0 0 1 12 3z',
  tool: 'M14 6a4 4 0 0 1 5-1l-3 3 1 1 3-3a4 4 0 0 1-6 5l-7 8-2-2 8-7a4 4 0 0 1 1-4z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  up: 'm6 15 6-6 6 6',
  undo: 'M9 6 4 11l5 5M4 11h10a6 6 0 0 1 6 6v1',
  wrap: 'M4 6h16M4 12h13a3 3 0 0 1 0 6h-4m2.500-2.500L13 18l2.500 2.500M4 18h4',
  again: 'M20 11a8 8 0 1 0-2.300 6.300M20 5v6h-6',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

export function StopIcon() {
  return (
    <svg class="icon filled" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" focusable="false">
      <rect x="6" y="6" width="12" height="12" rx="2" />
    </svg>
  );
}
